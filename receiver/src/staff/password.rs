//! Passwords, hashed with argon2id.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Minimum characters of a password. NIST SP 800-63B, section 3.1.1.2, requires 8 if there is a
/// second factor, and forbids rules of composition.
const MIN_CHARACTERS: usize = 12;

/// Maximum bytes of a password: longer than anybody types.
pub(super) const MAX_BYTES: usize = 512;

/// Random bytes of a hash's salt.
const SALT_BYTES: usize = 16;

/// A hash that matches no password, with the same parameters as all others: checking a password
/// takes the same time with and without an account.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                     $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A stored hash: argon2id with OWASP's parameters, 19 MiB and two passes, as a PHC string.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct PasswordHash(String);

/// A chosen password of valid length.
pub(crate) struct NewPassword(pub(super) Zeroizing<String>);

/// The password is too short or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has 12 characters or more")]
pub(crate) struct WrongLength;

/// A password for one login, at which the owner chooses another.
pub struct OneTimePassword(Zeroizing<String>);

impl NewPassword {
    /// Checks the length of the password.
    pub(crate) fn new(text: Zeroizing<String>) -> Result<Self, WrongLength> {
        let fits = text.chars().count() >= MIN_CHARACTERS && text.len() <= MAX_BYTES;
        fits.then_some(Self(text)).ok_or(WrongLength)
    }
}

impl OneTimePassword {
    /// A password with this text.
    pub(super) fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// The text of the password, to be shown once.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self, rng: &mut impl CryptoRng) -> PasswordHash {
        PasswordHash::of(&self.0, salt(rng))
    }
}

impl PasswordHash {
    /// A hash that matches no password but takes the same time to check.
    pub(super) fn decoy() -> Self {
        Self(DECOY.to_owned())
    }

    /// Hashes a password with this salt.
    pub(super) fn of(password: &str, salt: [u8; SALT_BYTES]) -> Self {
        let hashed = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        // It fails only for invalid lengths. The fallback hash matches no password.
        hashed.map_or_else(|_| Self::decoy(), |hash| Self(hash.to_string()))
    }

    /// Whether this is the hash of this password.
    pub(super) fn is_of(&self, password: &str) -> bool {
        Argon2::default()
            .verify_password(password.as_bytes(), self.0.as_str())
            .is_ok()
    }
}

/// A random salt for one hash.
pub(super) fn salt(rng: &mut impl CryptoRng) -> [u8; SALT_BYTES] {
    let mut salt = [0; SALT_BYTES];
    rng.fill_bytes(&mut salt);
    salt
}

#[cfg(test)]
mod tests {
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
}
