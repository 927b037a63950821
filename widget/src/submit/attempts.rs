//! What an answer means, and how long to wait before the next try.

/// Longest wait between two tries, in seconds.
const MAX_WAIT_SECONDS: u32 = 60;

/// Longest wait that a busy hotline may ask for, in seconds.
const MAX_RETRY_AFTER_SECONDS: u32 = 120;

/// How a try to send ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The hotline opened and stored the report: its receipt is the expected one.
    Received,
    /// Something answered, but not provably the hotline that opened the report.
    Unverified,
    /// The key is not known any more, or a proof of work is asked for.
    Stale,
    /// The hotline cannot take it right now.
    Busy {
        /// Seconds that it asks to wait.
        retry_after: Option<u32>,
    },
    /// There was no answer.
    Unreachable,
    /// The hotline will not take this message.
    Refused,
}

impl Outcome {
    /// What the status of an answer to a report means; 202 still needs its receipt compared.
    pub(super) fn of_report(status: u16, retry_after: Option<u32>) -> Result<(), Self> {
        match status {
            202 => Ok(()),
            409 | 428 => Err(Self::Stale),
            500.. => Err(Self::Busy { retry_after }),
            200..300 => Err(Self::Unverified),
            _ => Err(Self::Refused),
        }
    }

    /// What the status of an answer to the question for the key means.
    pub(super) fn of_key(status: u16, retry_after: Option<u32>) -> Result<(), Self> {
        match status {
            200 => Ok(()),
            500.. => Err(Self::Busy { retry_after }),
            _ => Err(Self::Refused),
        }
    }
}

/// How often it did not work in a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Attempts(u32);

impl Attempts {
    /// Counts a failure and says how many milliseconds to wait: as long as was asked for, or twice
    /// as long each time. `random`, from 0 to 1, spreads those who failed together.
    pub fn failed(&mut self, outcome: Outcome, random: f64) -> u32 {
        let doubled = 2_u32.saturating_pow(self.0 + 1).min(MAX_WAIT_SECONDS / 2);
        self.0 = (self.0 + 1).min(MAX_WAIT_SECONDS);
        let seconds = match outcome {
            Outcome::Busy {
                retry_after: Some(asked),
            } => asked.clamp(2, MAX_RETRY_AFTER_SECONDS),
            _ => doubled,
        };
        (f64::from(seconds) * 1000.0 * (1.0 + random)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_meaning() {
        let busy = |retry_after| Err(Outcome::Busy { retry_after });
        for (status, outcome) in [
            (202, Ok(())),
            (200, Err(Outcome::Unverified)),
            (400, Err(Outcome::Refused)),
            (404, Err(Outcome::Refused)),
            (409, Err(Outcome::Stale)),
            (411, Err(Outcome::Refused)),
            (413, Err(Outcome::Refused)),
            (415, Err(Outcome::Refused)),
            (428, Err(Outcome::Stale)),
            (500, busy(None)),
            (503, busy(None)),
        ] {
            assert_eq!(Outcome::of_report(status, None), outcome, "{status}");
        }
        assert_eq!(Outcome::of_report(503, Some(7)), busy(Some(7)));
        assert_eq!(Outcome::of_key(200, None), Ok(()));
        assert_eq!(Outcome::of_key(503, Some(7)), busy(Some(7)));
        assert_eq!(Outcome::of_key(404, None), Err(Outcome::Refused));
    }

    #[test]
    fn waits_grow_from_two_seconds_to_a_minute() {
        let mut attempts = Attempts::default();
        let waits: Vec<_> = (0..6)
            .map(|_| attempts.failed(Outcome::Unreachable, 0.0))
            .collect();
        assert_eq!(waits, [2000, 4000, 8000, 16_000, 30_000, 30_000]);
        for _ in 0..100 {
            attempts.failed(Outcome::Unreachable, 0.0);
        }
        assert_eq!(attempts.failed(Outcome::Unreachable, 1.0), 60_000);
    }

    #[test]
    fn a_busy_hotline_says_how_long_within_reason() {
        let wait = |seconds, random| {
            let retry_after = Some(seconds);
            Attempts::default().failed(Outcome::Busy { retry_after }, random)
        };
        assert_eq!(wait(5, 0.0), 5000);
        assert_eq!(wait(5, 0.5), 7500);
        assert_eq!(wait(0, 0.0), 2000);
        assert_eq!(wait(86_400, 0.0), 120_000);
    }
}
