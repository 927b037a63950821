//! The desk's key in shares: any few of them make the key again, and fewer tell nothing of it (Shamir's
//! secret sharing). Each share is for a person to keep on paper.

use std::fmt;
use std::str::FromStr;

use blahaj::Sharks;
use data_encoding::BASE32_NOPAD;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use shared::hpke::{PrivateKey, PublicKey, Suite};
use shared::secret::{Secret, on_wiped_stack};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::crypto::fingerprint;

/// The version of a share, and the number of bytes in each of its parts: version, needed, number, split,
/// key, part of the seed, checksum.
const VERSION: u8 = 1;
const SPLIT: usize = 4;
const KEY: usize = 8;
const SEED: usize = 32;
const CHECK: usize = 4;
const HEAD: usize = 3 + SPLIT + KEY;
const BYTES: usize = HEAD + SEED + CHECK;

/// Letters of a share that stand together.
const GROUP: usize = 4;

/// The most shares of a key: more are hardly kept.
const MOST: u8 = 16;

/// One share of a desk's key.
#[derive(Clone)]
pub struct Share {
    /// The number of shares that make the key.
    pub need: u8,
    /// The share's number, from 1.
    pub number: u8,
    /// What the shares of one split have in common, and no other has.
    split: [u8; SPLIT],
    /// The beginning of the fingerprint of the key's public half.
    key: [u8; KEY],
    part: Secret,
}

/// A key cannot be split so, or these shares do not make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// The numbers of a split.
    #[error(
        "a key is split into 2 to {MOST} shares, of which 2 or more are needed\n  fix: for example --need 3 --of 5"
    )]
    Numbers,
    /// The text is no share.
    #[error(
        "this is no share of a desk's key: a letter is wrong or missing\n  fix: compare it with the paper, \
         letter by letter"
    )]
    Misread,
    /// A share belongs to another split, or to another key.
    #[error(
        "share {0} is of another split or of another key than the first\n  fix: bring shares of one split"
    )]
    Mixed(u8),
    /// There are fewer shares than it takes.
    #[error("{need} different shares are needed, and these are {found}\n  fix: bring more of them")]
    TooFew {
        /// The number that is needed.
        need: u8,
        /// The number of different shares.
        found: usize,
    },
    /// What the shares make does not fit the public key of which they were made.
    #[error(
        "these shares do not make the key of which they say that they are\n  fix: bring others; one is forged"
    )]
    Unfit,
}

/// Splits a key: any `need` of the `of` shares make it again.
///
/// # Errors
///
/// Fails if the numbers make no sense.
pub fn split(
    key: &PrivateKey,
    need: u8,
    of: u8,
    rng: &mut impl CryptoRng,
) -> Result<Vec<Share>, ShareError> {
    if need < 2 || of < need || of > MOST {
        return Err(ShareError::Numbers);
    }
    let seed = key.seed();
    let mut split = [0; SPLIT];
    rng.fill_bytes(&mut split);
    let dealt = Sharks(need).dealer_rng(&seed[..], rng);
    let shares = dealt.take(of.into()).map(|dealt| {
        let dealt = Zeroizing::new(Vec::from(&dealt));
        let (number, part) = dealt.split_first().ok_or(ShareError::Numbers)?;
        Ok(Share {
            need,
            number: *number,
            split,
            key: name(&key.public_key()),
            part: in_place(part).ok_or(ShareError::Numbers)?,
        })
    });
    shares.collect()
}

/// Makes the key again.
///
/// # Errors
///
/// Fails if the shares are too few, do not belong together, or make another key than they say.
pub fn join(shares: &[Share]) -> Result<PrivateKey, ShareError> {
    on_wiped_stack(|| joined(shares))
}

fn joined(shares: &[Share]) -> Result<PrivateKey, ShareError> {
    let first = shares
        .first()
        .ok_or(ShareError::TooFew { need: 2, found: 0 })?;
    let mut different: Vec<&Share> = Vec::new();
    for share in shares {
        if !share.is_beside(first) {
            return Err(ShareError::Mixed(share.number));
        }
        if different.iter().all(|other| other.number != share.number) {
            different.push(share);
        }
    }
    let (need, found) = (first.need, different.len());
    if found < need.into() {
        return Err(ShareError::TooFew { need, found });
    }
    let parts: Result<Vec<_>, _> = different.iter().map(|share| share.dealt()).collect();
    let parts = parts.map_err(|_| ShareError::Unfit)?;
    let sharks = Sharks(need);
    let seed = sharks.recover(&parts).map_err(|_| ShareError::Unfit)?;
    let seed = Zeroizing::new(seed);
    let key = PrivateKey::from_seed(Suite::XWing, &seed).map_err(|_| ShareError::Unfit)?;
    match first.is_of(&key.public_key()) {
        true => Ok(key),
        false => Err(ShareError::Unfit),
    }
}

/// The beginning of the fingerprint of a public key.
fn name(key: &PublicKey) -> [u8; KEY] {
    let mut name = [0; KEY];
    name.copy_from_slice(&fingerprint(key).0[..KEY]);
    name
}

/// A secret behind a pointer; none if it has another length.
fn in_place(part: &[u8]) -> Option<Secret> {
    let mut secret: Secret = Box::default();
    (part.len() == SEED).then(|| secret.copy_from_slice(part))?;
    Some(secret)
}

impl Share {
    /// Whether this is a share of the private half of this key, as far as it says itself.
    pub fn is_of(&self, key: &PublicKey) -> bool {
        self.key == name(key)
    }

    /// Whether both shares are of the same split of the same key.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        (self.split, self.key, self.need) == (other.split, other.key, other.need)
    }

    /// Whether both shares have the same part of the key.
    pub(crate) fn has_part_of(&self, other: &Self) -> bool {
        self.part[..].ct_eq(&other.part[..]).into()
    }

    /// The beginning of the fingerprint of the key's public half, which `receiver check` and the log show.
    pub fn key(&self) -> String {
        base16ct::lower::encode_string(&self.key)
    }

    /// The share as letters in groups, for paper: RFC 4648's base32, without padding.
    pub fn code(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(vec![VERSION, self.need, self.number]);
        bytes.extend_from_slice(&self.split);
        bytes.extend_from_slice(&self.key);
        bytes.extend_from_slice(&self.part[..]);
        let check = check(&bytes);
        bytes.extend_from_slice(&check);
        let letters = Zeroizing::new(BASE32_NOPAD.encode(&bytes));
        let mut code = Zeroizing::new(String::with_capacity(2 * letters.len()));
        for (at, letter) in letters.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                code.push(' ');
            }
            code.push(letter);
        }
        code
    }

    fn dealt(&self) -> Result<blahaj::Share, &'static str> {
        let mut bytes = Zeroizing::new(vec![self.number]);
        bytes.extend_from_slice(&self.part[..]);
        blahaj::Share::try_from(&bytes[..])
    }
}

fn check(bytes: &[u8]) -> [u8; CHECK] {
    let mut check = [0; CHECK];
    check.copy_from_slice(&Sha256::digest(bytes)[..CHECK]);
    check
}

/// Shows no part of the key.
impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({} of key {})", self.number, self.key())
    }
}

/// Reads the letters of a share, however they are grouped, in capitals or not.
impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        on_wiped_stack(|| read(text).ok_or(ShareError::Misread))
    }
}

fn read(text: &str) -> Option<Share> {
    let letters = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-');
    let letters: Zeroizing<String> =
        Zeroizing::new(letters.map(|it| it.to_ascii_uppercase()).collect());
    let bytes = Zeroizing::new(BASE32_NOPAD.decode(letters.as_bytes()).ok()?);
    let bytes: &[u8; BYTES] = bytes[..].try_into().ok()?;
    let (said, sum) = bytes.split_at(BYTES - CHECK);
    let (head, part) = said.split_at(HEAD);
    let [VERSION, need, number, rest @ ..] = head else {
        return None;
    };
    let (split, key) = rest.split_at(SPLIT);
    if sum != check(said) || !(2..=MOST).contains(need) || *number == 0 {
        return None;
    }
    Some(Share {
        need: *need,
        number: *number,
        split: split.try_into().ok()?,
        key: key.try_into().ok()?,
        part: in_place(part)?,
    })
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use rand_core::Rng;

    use super::*;

    impl Share {
        /// Changes the part of the key, as somebody does who has a share and knows its form.
        pub(crate) fn forge(&mut self) {
            self.part[7] ^= 1;
        }

        /// A share that a stranger makes up, who knows the key's public half alone.
        pub(crate) fn of_stranger(key: &PublicKey) -> Self {
            let mut split = [0; SPLIT];
            UnwrapErr(SysRng).fill_bytes(&mut split);
            Self {
                need: 3,
                number: 1,
                split,
                key: name(key),
                part: Secret::default(),
            }
        }
    }

    fn key() -> PrivateKey {
        PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng))
    }

    fn shares(key: &PrivateKey) -> Vec<Share> {
        split(key, 3, 5, &mut UnwrapErr(SysRng)).unwrap()
    }

    #[test]
    fn every_three_of_five_make_the_key_and_no_two_do() {
        let key = key();
        let shares = shares(&key);
        for chosen in 0..1_u32 << shares.len() {
            let is_chosen = |at: &usize| chosen & (1 << at) != 0;
            let some: Vec<Share> = (0..5)
                .filter(is_chosen)
                .map(|at| shares[at].clone())
                .collect();
            match join(&some) {
                Ok(made) => assert!(some.len() >= 3 && made.seed()[..] == key.seed()[..]),
                Err(error) => {
                    assert!(some.len() < 3, "{error}");
                    assert!(matches!(error, ShareError::TooFew { .. }));
                }
            }
        }
        let twice = [0, 0, 1].map(|at: usize| shares[at].clone());
        let too_few = ShareError::TooFew { need: 3, found: 2 };
        assert_eq!(join(&twice).err(), Some(too_few));
    }

    #[test]
    fn a_wrong_letter_is_found_wherever_it_is() {
        let share = &shares(&key())[1];
        let code = share.code();
        let read: Share = code.to_lowercase().replace(' ', "-").parse().unwrap();
        assert_eq!(read.code(), code);
        for (at, letter) in code.char_indices().filter(|(_, letter)| *letter != ' ') {
            let other = if letter == 'A' { "B" } else { "A" };
            let mut wrong = code.clone();
            wrong.replace_range(at..=at, other);
            assert_eq!(
                wrong.parse::<Share>().err(),
                Some(ShareError::Misread),
                "{at}"
            );
        }
        assert_eq!(code[5..].parse::<Share>().err(), Some(ShareError::Misread));
    }

    #[test]
    fn shares_of_two_splits_or_two_keys_do_not_mix() {
        let key = key();
        let (one, other) = (shares(&key), shares(&key));
        let mixed = [one[0].clone(), one[1].clone(), other[2].clone()];
        assert_eq!(join(&mixed).err(), Some(ShareError::Mixed(3)));
        // Somebody who knows what the others have in common forges a share.
        let mut forged = one[2].clone();
        forged.forge();
        let forged = forged.code().parse().unwrap();
        let unfit = join(&[one[0].clone(), one[1].clone(), forged]);
        assert_eq!(unfit.err(), Some(ShareError::Unfit));
    }

    #[test]
    fn numbers_that_make_no_sense_are_refused() {
        for (need, of) in [(0, 5), (1, 5), (6, 5), (2, 17)] {
            let refused = split(&key(), need, of, &mut UnwrapErr(SysRng)).err();
            assert_eq!(refused, Some(ShareError::Numbers), "{need} of {of}");
        }
    }
}
