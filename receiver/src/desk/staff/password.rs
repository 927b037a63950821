//! Passwords, by argon2id, and how much of that work is done at once.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

/// Characters of a password at least (NIST SP 800-63B, section 3.1.1.2, asks for 8 beside a second
/// factor, and for no rules of composition).
const MIN_CHARACTERS: usize = 12;

/// Bytes of a password at most: nobody types more.
const MAX_BYTES: usize = 512;

const SALT_BYTES: usize = 16;

/// Random bytes of a one-time password: 20 characters that a person can type.
const ONE_TIME_BYTES: usize = 15;

/// Logins that wait for their turn, at most.
const WAITING: usize = 16;

/// What no password hashes to, with the parameters of every other hash, so that an account which is
/// not there costs the same work as one that is.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                     $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password as it is stored: argon2id with OWASP's parameters, 19 MiB and two passes, as a PHC
/// string.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct PasswordHash(String);

/// A password that somebody has chosen: long enough.
pub struct NewPassword(Zeroizing<String>);

/// The password is too short, or longer than anybody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has 12 characters or more")]
pub struct WrongLength;

/// A password to come in by once.
pub struct OneTimePassword(Zeroizing<String>);

impl NewPassword {
    /// Takes a password that is long enough.
    pub fn new(text: Zeroizing<String>) -> Result<Self, WrongLength> {
        let fits = text.chars().count() >= MIN_CHARACTERS && text.len() <= MAX_BYTES;
        fits.then_some(Self(text)).ok_or(WrongLength)
    }
}

impl OneTimePassword {
    pub(super) fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; ONE_TIME_BYTES]);
        rng.fill_bytes(&mut bytes[..]);
        Self(Zeroizing::new(Base64UrlUnpadded::encode_string(&bytes[..])))
    }

    /// The password, to be shown once.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self, rng: &mut impl CryptoRng) -> PasswordHash {
        PasswordHash::of(&self.0, salt(rng))
    }
}

impl PasswordHash {
    pub(super) fn decoy() -> Self {
        Self(DECOY.to_owned())
    }

    fn of(password: &str, salt: [u8; SALT_BYTES]) -> Self {
        let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        // It fails for salts and passwords of other lengths only. What it then were, no password
        // would open.
        hashed.map_or_else(|_| Self::decoy(), |hash| Self(hash.to_string()))
    }

    fn is_of(&self, password: &str) -> bool {
        Argon2::default()
            .verify_password(password.as_bytes(), self.0.as_str())
            .is_ok()
    }
}

/// The hashing that is done at once: 19 MiB and some milliseconds each, whoever asks for it.
pub(super) struct Lanes {
    /// For browsers that somebody has logged in from before: strangers never make them wait.
    known: Lane,
    strangers: Lane,
}

struct Lane {
    /// Taken while it waits and while it works.
    places: Arc<Semaphore>,
    /// Taken while it works.
    work: Arc<Semaphore>,
}

/// A turn to hash once. It lasts until the work is done, whether somebody waits for it or not.
pub(super) struct Turn([OwnedSemaphorePermit; 2]);

/// Too many are waiting for a turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crowded;

impl Lanes {
    pub(super) fn new() -> Self {
        let lane = || Lane {
            places: Arc::new(Semaphore::new(WAITING)),
            work: Arc::new(Semaphore::new(1)),
        };
        Self {
            known: lane(),
            strangers: lane(),
        }
    }

    /// Waits for a turn, unless too many do.
    pub(super) async fn turn(&self, is_known: bool) -> Result<Turn, Crowded> {
        let lane = if is_known {
            &self.known
        } else {
            &self.strangers
        };
        let place = lane
            .places
            .clone()
            .try_acquire_owned()
            .map_err(|_| Crowded)?;
        let work = lane
            .work
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| Crowded)?;
        Ok(Turn([place, work]))
    }
}

impl Turn {
    /// Whether a password is the one that was hashed.
    pub(super) async fn verify(self, hash: PasswordHash, password: Zeroizing<String>) -> bool {
        // Nothing longer was ever hashed.
        if password.len() > MAX_BYTES {
            return false;
        }
        self.work(move || hash.is_of(&password))
            .await
            .unwrap_or(false)
    }

    /// Hashes a new password.
    pub(super) async fn hash(
        self,
        password: NewPassword,
        rng: &mut impl CryptoRng,
    ) -> PasswordHash {
        let salt = salt(rng);
        let hashed = self.work(move || PasswordHash::of(&password.0, salt)).await;
        hashed.unwrap_or_else(PasswordHash::decoy)
    }

    /// Works in a thread that may block; nothing if that thread died.
    async fn work<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let Self(permits) = self;
        let worked = spawn_blocking(move || {
            let done = work();
            drop(permits);
            done
        });
        worked.await.ok()
    }
}

fn salt(rng: &mut impl CryptoRng) -> [u8; SALT_BYTES] {
    let mut salt = [0; SALT_BYTES];
    rng.fill_bytes(&mut salt);
    salt
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    #[test]
    fn a_hash_is_of_its_password_alone() {
        let one = PasswordHash::of("correct horse battery", salt(&mut UnwrapErr(SysRng)));
        let two = PasswordHash::of("correct horse battery", salt(&mut UnwrapErr(SysRng)));
        assert_ne!(one.0, two.0);
        assert!(one.is_of("correct horse battery") && two.is_of("correct horse battery"));
        assert!(!one.is_of("correct horse batterz"));
        assert!(!one.0.contains("horse"));
    }

    #[test]
    fn an_account_that_is_not_there_costs_the_same_work() {
        let real = PasswordHash::of("x", [1; SALT_BYTES]).0;
        let shape = |hash: &str| {
            let fields: Vec<_> = hash.split('$').map(str::to_owned).collect();
            (fields[1..4].to_vec(), fields[4].len(), fields[5].len())
        };
        assert_eq!(shape(&real), shape(DECOY));
        assert!(real.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!PasswordHash::decoy().is_of(""));
    }

    #[test]
    fn a_password_is_long_and_anything() {
        let new = |text: &str| NewPassword::new(Zeroizing::new(text.to_owned())).map(|_| ());
        assert_eq!(new("elf letters"), Err(WrongLength));
        assert_eq!(new("zwölf Zeichä"), Ok(()));
        assert_eq!(new("            "), Ok(()));
        assert_eq!(new(&"x".repeat(MAX_BYTES + 1)), Err(WrongLength));
    }

    #[tokio::test]
    async fn a_crowd_of_strangers_is_sent_away_and_no_known_browser_waits_for_it() {
        let lanes = Lanes::new();
        let _working = lanes.turn(false).await.unwrap();
        let mut waiting = Vec::new();
        for _ in 1..WAITING {
            waiting.push(Box::pin(lanes.turn(false)));
            assert!(waiting.last_mut().unwrap().now_or_never().is_none());
        }
        assert!(lanes.turn(false).await.is_err());
        assert!(lanes.turn(true).await.is_ok());
    }
}
