//! The outcome of an attempt to send, and the wait before the next attempt.

use shared::api::Accepted;
use shared::json;
use shared::key_config::Untrusted;
use shared::receipt::Receipt;

/// Longest wait between two attempts, in seconds.
const MAX_WAIT_SECONDS: u32 = 60;

/// Longest wait that a busy hotline may ask for, in seconds.
const MAX_RETRY_AFTER_SECONDS: u32 = 120;

/// The outcome of an attempt to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The hotline opened and stored the report: its receipt is the expected one.
    Received,
    /// The answer does not prove that the hotline opened the report.
    Unverified,
    /// The hotline's key is not valid by the clock of this device.
    Clock,
    /// The hotline does not know the key any more.
    Stale,
    /// The hotline asks for more work now than the message proves.
    Outbid,
    /// The hotline cannot take the report at the moment.
    Busy {
        /// Seconds that the hotline asks to wait.
        retry_after: Option<u32>,
    },
    /// The hotline does not answer.
    Unreachable,
    /// The hotline rejects the message.
    Refused,
}

/// An answer of the hotline over HTTP.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Seconds that the hotline asks to wait.
    pub(super) retry_after: Option<u32>,
    pub(super) body: Vec<u8>,
}

/// The seconds in the header `Retry-After`: digits alone (RFC 9110, section 10.2.3).
pub(super) fn seconds(header: &str) -> Option<u32> {
    // `parse` reads a plus as well.
    header.parse().ok().filter(|_| !header.starts_with('+'))
}

/// Checks that the answer to a report proves that the hotline opened the report.
pub(super) fn verdict(answer: &Answer, expected: Receipt) -> Result<(), Outcome> {
    Outcome::of_report(answer.status, answer.retry_after)?;
    // The receipt is compared as a text: a decoder would be 0.4 KB more to load.
    match json::read::<Accepted<String>>(&answer.body) {
        Some(accepted) if expected.is(&accepted.receipt) => Ok(()),
        _ => Err(Outcome::Unverified),
    }
}

impl From<Untrusted> for Outcome {
    fn from(untrusted: Untrusted) -> Self {
        match untrusted {
            Untrusted::Time => Self::Clock,
            // Receivers that share their keys may differ for a minute. An attacker who replays an
            // old key config has no more effect than such a delay.
            Untrusted::Sequence => Self::Busy { retry_after: None },
            Untrusted::Form | Untrusted::Signature | Untrusted::Hotline => Self::Unverified,
        }
    }
}

impl Outcome {
    /// The outcome that the other module tells by the first byte of a text: see [`Self::name`].
    pub(crate) fn told(text: &str) -> Self {
        match text.as_bytes() {
            [b'0', ..] => Self::Received,
            [b'1', ..] => Self::Unverified,
            [b'2', ..] => Self::Clock,
            [b'3', ..] => Self::Refused,
            _ => Self::Unreachable,
        }
    }

    /// The name of an outcome, for [`Self::told`]; behind it stand the seconds that the hotline asks to wait, which the
    /// page's script waits for.
    pub(crate) fn name(self) -> String {
        let (name, seconds) = match self {
            Self::Received => ("0", None),
            Self::Unverified => ("1", None),
            Self::Clock => ("2", None),
            Self::Stale | Self::Refused => ("3", None),
            Self::Outbid | Self::Unreachable => ("4", None),
            Self::Busy { retry_after } => ("4", retry_after),
        };
        let seconds = seconds.map(|seconds| seconds.min(MAX_RETRY_AFTER_SECONDS).to_string());
        name.to_owned() + &seconds.unwrap_or_default()
    }

    /// The meaning of the status of the answer to a report. For 202, the caller still compares the
    /// receipt.
    fn of_report(status: u16, retry_after: Option<u32>) -> Result<(), Self> {
        match status {
            202 => Ok(()),
            409 => Err(Self::Stale),
            428 => Err(Self::Outbid),
            408 | 429 | 500.. => Err(Self::Busy { retry_after }),
            200..300 => Err(Self::Unverified),
            _ => Err(Self::Refused),
        }
    }

    /// The meaning of the status of the answer to a request for the key or the challenge.
    pub(super) fn of_key(status: u16, retry_after: Option<u32>) -> Result<(), Self> {
        match status {
            200 => Ok(()),
            408 | 429 | 500.. => Err(Self::Busy { retry_after }),
            _ => Err(Self::Refused),
        }
    }
}

/// The number of failed attempts in a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts(u32);

impl Attempts {
    /// Counts a failed attempt and returns the milliseconds to wait: the time that the hotline asked
    /// for, or twice as long as before and at most half a minute. `random`, from 0 to 1, makes the
    /// wait up to twice as long, so that browsers that failed together do not return together.
    pub(crate) fn failed(&mut self, outcome: Outcome, random: f64) -> u32 {
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
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use shared::hpke::{PrivateKey, Suite};

    use super::*;

    /// A receipt of a sealed message.
    fn receipt() -> Receipt {
        let rng = &mut UnwrapErr(SysRng);
        let key = PrivateKey::generate(Suite::X25519, rng).public_key();
        key.seal(b"", b"", rng).unwrap().receipt
    }

    fn accepted(body: &[u8]) -> Answer {
        Answer {
            status: 202,
            retry_after: None,
            body: body.to_vec(),
        }
    }

    #[test]
    fn only_the_expected_receipt_means_sent() {
        let expected = receipt();
        let body = serde_json::to_vec(&Accepted { receipt: expected }).unwrap();
        assert_eq!(verdict(&accepted(&body), expected), Ok(()));
        let strangers = serde_json::to_vec(&Accepted { receipt: receipt() }).unwrap();
        let cut = &body[..body.len() - 1];
        for body in [
            &b""[..],
            b"{}",
            b"null",
            b"{\"receipt\":\"\"}",
            cut,
            &strangers,
        ] {
            let verdict = verdict(&accepted(body), expected);
            assert_eq!(verdict, Err(Outcome::Unverified), "{body:?}");
        }
        let mut elsewhere = accepted(&body);
        elsewhere.status = 200;
        assert_eq!(verdict(&elsewhere, expected), Err(Outcome::Unverified));
    }

    #[test]
    fn a_million_random_receipts_are_refused() {
        let (expected, rng) = (receipt(), &mut UnwrapErr(SysRng));
        let mut random = vec![0; 1_000_000 * Receipt::BYTES];
        getrandom::rand_core::Rng::fill_bytes(rng, &mut random);
        let (receipts, _) = random.as_chunks::<{ Receipt::BYTES }>();
        for receipt in receipts {
            let receipt = Receipt::new(*receipt);
            let body = serde_json::to_vec(&Accepted { receipt }).unwrap();
            assert_eq!(
                verdict(&accepted(&body), expected),
                Err(Outcome::Unverified)
            );
        }
    }

    #[test]
    fn a_wrong_clock_is_told_apart_from_a_wrong_key() {
        assert_eq!(Outcome::from(Untrusted::Time), Outcome::Clock);
        for wrong in [Untrusted::Form, Untrusted::Signature, Untrusted::Hotline] {
            assert_eq!(Outcome::from(wrong), Outcome::Unverified);
        }
        let out_of_step = Outcome::from(Untrusted::Sequence);
        assert_eq!(out_of_step, Outcome::Busy { retry_after: None });
    }

    #[test]
    fn every_outcome_is_told_by_its_name() {
        let busy = |retry_after| Outcome::Busy { retry_after };
        for (outcome, name, told) in [
            (Outcome::Received, "0", Outcome::Received),
            (Outcome::Unverified, "1", Outcome::Unverified),
            (Outcome::Clock, "2", Outcome::Clock),
            (Outcome::Refused, "3", Outcome::Refused),
            (Outcome::Stale, "3", Outcome::Refused),
            (Outcome::Outbid, "4", Outcome::Unreachable),
            (Outcome::Unreachable, "4", Outcome::Unreachable),
            (busy(None), "4", Outcome::Unreachable),
            (busy(Some(7)), "47", Outcome::Unreachable),
            (busy(Some(u32::MAX)), "4120", Outcome::Unreachable),
        ] {
            assert_eq!(outcome.name(), name);
            assert_eq!(Outcome::told(name), told);
        }
        assert_eq!(Outcome::told(""), Outcome::Unreachable);
    }

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
            (408, busy(None)),
            (428, Err(Outcome::Outbid)),
            (429, busy(None)),
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
    fn waits_grow_from_two_seconds_to_half_a_minute_and_chance() {
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

    /// The waits of the protocol's test vectors.
    #[test]
    fn waits_are_those_of_the_protocol() {
        let waits = include_str!("../../../shared/tests/vectors/waits.json");
        let waits: Vec<serde_json::Value> = serde_json::from_str(waits).unwrap();
        for wait in waits {
            let mut attempts = Attempts::default();
            for _ in 1..wait["failures"].as_u64().unwrap() {
                attempts.failed(Outcome::Unreachable, 0.0);
            }
            let retry_after = wait["retry_after"].as_str().and_then(seconds);
            let waited = attempts.failed(Outcome::Busy { retry_after }, 0.0);
            let expected = wait["seconds"].as_u64().unwrap() * 1000;
            assert_eq!(u64::from(waited), expected, "{wait}");
        }
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
