//! A login that has begun here and ends at the provider: sealed in the browser's cookie, and used
//! once by the memory of this process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::time::Timestamp;
use openidconnect::{CsrfToken, Nonce, PkceCodeVerifier};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::BEGUN_SECONDS;

/// A login that has begun; the browser keeps it, sealed, in a cookie.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begun {
    pub(super) state: CsrfToken,
    pub(super) nonce: Nonce,
    pub(super) verifier: PkceCodeVerifier,
    /// The path to open after the login.
    pub(super) to: String,
    /// The key of the session that the login confirms; `None` if it begins a new one.
    pub(super) confirms: Option<Vec<u8>>,
    pub(super) at: Timestamp,
    /// The process that it began in: [`Memory::process`].
    process: CsrfToken,
}

/// The values that the provider's address carries.
pub(super) struct Asked {
    pub(super) state: CsrfToken,
    pub(super) nonce: Nonce,
    pub(super) verifier: PkceCodeVerifier,
}

/// The logins that have ended in this process, so that none ends twice. Only logins that the
/// provider gave a token for are in it: strangers cannot fill it.
pub(super) struct Memory {
    /// A random value of this process. What began before a restart does not end after it, because
    /// the memory of that process is gone.
    process: CsrfToken,
    /// The states of logins that have ended, each until its time is over.
    ended: Mutex<HashMap<String, Timestamp>>,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self {
            process: CsrfToken::new_random(),
            ended: Mutex::default(),
        }
    }

    /// A login that begins now.
    pub(super) fn begin(
        &self,
        asked: Asked,
        to: String,
        confirms: Option<Vec<u8>>,
        now: Timestamp,
    ) -> Begun {
        let Asked {
            state,
            nonce,
            verifier,
        } = asked;
        Begun {
            state,
            nonce,
            verifier,
            to,
            confirms,
            at: now,
            process: self.process.clone(),
        }
    }

    /// Whether the query with this state ends this login, and not too late.
    pub(super) fn fits(&self, begun: &Begun, state: &CsrfToken, now: Timestamp) -> bool {
        begun.has_time(now) && is(&begun.state, state) && is(&begun.process, &self.process)
    }

    /// Ends a login. Returns whether it is the first time.
    pub(super) fn end(&self, begun: &Begun, now: Timestamp) -> bool {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.retain(|_, until| *until > now);
        let until = begun.at.plus_seconds(BEGUN_SECONDS);
        ended.insert(begun.state.secret().clone(), until).is_none()
    }
}

impl Begun {
    fn has_time(&self, now: Timestamp) -> bool {
        now.0.abs_diff(self.at.0) < BEGUN_SECONDS
    }
}

fn is(one: &CsrfToken, other: &CsrfToken) -> bool {
    let (one, other) = (one.secret().as_bytes(), other.secret().as_bytes());
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use openidconnect::PkceCodeChallenge;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn begin(memory: &Memory) -> Begun {
        let (_, verifier) = PkceCodeChallenge::new_random_sha256();
        let asked = Asked {
            state: CsrfToken::new_random(),
            nonce: Nonce::new_random(),
            verifier,
        };
        memory.begin(asked, "/".to_owned(), None, NOW)
    }

    #[test]
    fn a_login_ends_once_soon_and_in_the_process_that_it_began_in() {
        let memory = Memory::new();
        let (begun, other) = (begin(&memory), begin(&memory));
        let soon = NOW.plus_seconds(BEGUN_SECONDS - 1);
        assert!(memory.fits(&begun, &begun.state, soon));
        assert!(!memory.fits(&begun, &other.state, soon));
        assert!(!memory.fits(&begun, &begun.state, NOW.plus_seconds(BEGUN_SECONDS)));
        assert!(!Memory::new().fits(&begun, &begun.state, soon), "restarted");
        assert!(memory.end(&begun, soon));
        assert!(!memory.end(&begun, soon));
        assert!(memory.end(&other, soon));
        // Nothing is remembered for longer than it could be used.
        let later = soon.plus_seconds(BEGUN_SECONDS);
        assert!(memory.end(&begin(&memory), later));
        assert_eq!(memory.ended.lock().unwrap().len(), 1);
    }
}
