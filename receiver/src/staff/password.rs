//! Passwords, hashed with argon2id.

use argon2::password_hash::phc::{self, Output, ParamsString, Salt};
use argon2::{ARGON2ID_IDENT, Argon2, Block, Params, Version};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

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

/// A password for one login, at which the owner chooses another.
pub struct OneTimePassword(Zeroizing<String>);

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
        PasswordHash::of(&self.0, salt(rng), &mut Memory::default())
    }
}

impl PasswordHash {
    /// A hash that matches no password but takes the same time to check.
    pub(super) fn decoy() -> Self {
        Self(DECOY.to_owned())
    }

    /// Hashes a password with this salt.
    pub(super) fn of(password: &str, salt: [u8; SALT_BYTES], memory: &mut Memory) -> Self {
        // It fails only for invalid lengths. The fallback hash matches no password.
        described(password, salt, memory).map_or_else(Self::decoy, |hash| Self(hash.to_string()))
    }

    /// Whether this is the hash of this password.
    pub(super) fn is_of(&self, password: &str, memory: &mut Memory) -> bool {
        let Ok(hash) = phc::PasswordHash::new(&self.0) else {
            return false;
        };
        let (Ok(params), Some(salt)) = (Params::try_from(&hash), &hash.salt) else {
            return false;
        };
        let output = memory.hash(password, salt, params);
        // Outputs are compared in constant time.
        output.is_some() && output == hash.hash
    }
}

/// The hash of a password with its algorithm, parameters and salt.
fn described(
    password: &str,
    salt: [u8; SALT_BYTES],
    memory: &mut Memory,
) -> Option<phc::PasswordHash> {
    let salt = Salt::new(&salt).ok()?;
    Some(phc::PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::default().into()),
        params: ParamsString::try_from(&Params::DEFAULT).ok()?,
        hash: Some(memory.hash(password, &salt, Params::DEFAULT)?),
        salt: Some(salt),
    })
}

/// The memory that a hash works in, 19 MiB from the first hash on. It is wiped after each hash, and
/// used again.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    fn hash(&mut self, password: &str, salt: &[u8], params: Params) -> Option<Output> {
        self.0.resize(params.block_count(), Block::new());
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        let argon2 = Argon2::from(params);
        let password = password.as_bytes();
        let hashed =
            argon2.hash_password_into_with_memory(password, salt, &mut output, &mut self.0);
        self.0.iter_mut().zeroize();
        hashed.ok()?;
        Output::new(&output).ok()
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
    use argon2::PasswordHasher;
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    #[test]
    fn a_hash_is_of_its_password_alone() {
        let memory = &mut Memory::default();
        let [one, two] = [(); 2].map(|()| {
            let salt = salt(&mut UnwrapErr(SysRng));
            PasswordHash::of("correct horse battery", salt, memory)
        });
        assert_ne!(one.0, two.0);
        for hash in [&one, &two] {
            assert!(hash.is_of("correct horse battery", memory));
            assert!(!hash.is_of("correct horse batterz", memory));
            assert!(!hash.0.contains("horse"));
        }
    }

    #[test]
    fn hashes_are_those_that_the_crate_makes_and_verifies() {
        let memory = &mut Memory::default();
        let ours = PasswordHash::of("correct horse battery", [1; SALT_BYTES], memory);
        let argon2 = Argon2::default();
        let theirs = argon2.hash_password_with_salt(b"correct horse battery", &[1; SALT_BYTES]);
        assert_eq!(ours.0, theirs.unwrap().to_string());
        // Another output length than ours, and no output at all.
        for text in [
            "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA",
            "",
            "x",
        ] {
            assert!(!PasswordHash(text.to_owned()).is_of("", memory), "{text}");
        }
    }

    #[test]
    fn the_memory_is_wiped_after_each_hash() {
        let mut memory = Memory::default();
        PasswordHash::of("correct horse battery", [1; SALT_BYTES], &mut memory);
        assert_eq!(memory.0.len(), 19 * 1024);
        let mut words = memory.0.iter().flat_map(|block| block.as_ref());
        assert!(words.all(|word: &u64| *word == 0));
    }

    #[test]
    fn an_account_that_is_not_there_costs_the_same_work() {
        let memory = &mut Memory::default();
        let real = PasswordHash::of("x", [1; SALT_BYTES], memory).0;
        let shape = |hash: &str| {
            let fields: Vec<_> = hash.split('$').map(str::to_owned).collect();
            (fields[1..4].to_vec(), fields[4].len(), fields[5].len())
        };
        assert_eq!(shape(&real), shape(DECOY));
        assert!(real.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!PasswordHash::decoy().is_of("", memory));
    }
}
