//! The chain of the log: each entry's hash covers the hash of the entry before, so that a changed,
//! missing or inserted entry shows. The hash is keyed: who can write the store but has not the
//! desk's key cannot add an entry either.

mod breaks;

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use shared::report::ReportId;
use shared::secret::Secret;

pub use self::breaks::{Break, Breaks, Survey};
use crate::audit::{Act, ActName, LogEntry};
use crate::rows::RowChange;

/// The key of the log's hashes: 32 bytes, derived from the desk's private key. With it the keys that
/// were used before, if the desk's key was changed.
#[derive(Clone)]
pub struct LogKey(Arc<Keys>);

struct Keys {
    /// The keys that were used before, the oldest first.
    former: Vec<Secret>,
    present: Secret,
    /// Whether the log must say that the former keys are retired.
    is_alone: bool,
}

/// Which key made a hash: none in the entries of earlier receivers, then the log's keys, the oldest
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Generation(usize);

/// The hash of an entry: HMAC-SHA256 with the log's key over the hash of the entry before, 32 zeros
/// for the first, and the entry's JSON. In the entries of earlier receivers it is SHA-256 over the
/// same bytes, without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHash(pub [u8; 32]);

/// An entry as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainedAct {
    /// The entry's position in the log, from 1.
    pub seq: u64,
    /// The case in the column by which the entries of a case are found.
    pub case: Option<ReportId>,
    /// The entry's JSON, byte for byte as it was hashed.
    pub json: String,
    /// The entry's hash.
    pub hash: ChainHash,
}

/// The kind of an entry that cannot be read, beside the names of acts.
const UNREADABLE: &str = "unreadable";

/// The position of the first entry that does not fit the entry before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the log does not hold at entry {0}: it was changed, or something was taken out or put in")]
pub struct Broken(pub u64);

/// A place in the log that can be noted down outside of the store, as text: the position of an
/// entry, a space, and its hash in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The position of the entry; 0 for an empty log.
    pub seq: u64,
    /// The hash of the entry.
    pub hash: ChainHash,
}

/// The text is not a position and a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a position, a space and 64 hexadecimal digits")]
pub struct NoHead;

impl LogKey {
    /// The log's key with these bytes.
    pub fn new(bytes: Secret) -> Self {
        Self::after(Vec::new(), bytes, false)
    }

    /// The log's key with these bytes, after others, the oldest first. `is_alone` if they must be
    /// retired: a log that does not say so was cut off.
    pub fn after(former: Vec<Secret>, present: Secret, is_alone: bool) -> Self {
        Self(Arc::new(Keys {
            former,
            present,
            is_alone,
        }))
    }

    /// All keys, the oldest first.
    pub fn all(&self) -> impl Iterator<Item = &Secret> {
        self.0.former.iter().chain([&self.0.present])
    }

    fn hash(&self, before: ChainHash, json: &str) -> ChainHash {
        hash(&self.0.present, before, json)
    }

    /// The key that made the hash of this entry, if any of them did.
    fn maker(&self, before: ChainHash, of: &ChainedAct) -> Option<Generation> {
        let made = self
            .all()
            .position(|key| hash(key, before, &of.json) == of.hash);
        let is_earlier = || of.hash == before.without_key(&of.json);
        let number = made.map(|at| at + 1).or_else(|| is_earlier().then_some(0));
        number.map(Generation)
    }

    fn present(&self) -> Generation {
        Generation(self.0.former.len() + 1)
    }
}

fn hash(key: &Secret, before: ChainHash, json: &str) -> ChainHash {
    #[expect(
        clippy::expect_used,
        reason = "HMAC takes keys of any length (RFC 2104)"
    )]
    let mut mac = Hmac::<Sha256>::new_from_slice(&key[..]).expect("a key of any length");
    mac.update(&before.0);
    mac.update(json.as_bytes());
    ChainHash(mac.finalize().into_bytes().into())
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogKey(…)")
    }
}

impl ChainHash {
    /// The hash before the first entry: 32 zeros.
    pub const BEGIN: Self = Self([0; 32]);

    /// The hash of earlier receivers, without a key.
    fn without_key(self, json: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(json);
        Self(hash.finalize().into())
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for ChainHash {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<Self, NoHead> {
        let is_hex = text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let mut hash = [0; 32];
        for (at, byte) in hash.iter_mut().enumerate().filter(|_| is_hex) {
            *byte = u8::from_str_radix(&text[2 * at..][..2], 16).map_err(|_| NoHead)?;
        }
        is_hex.then_some(Self(hash)).ok_or(NoHead)
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.seq, self.hash)
    }
}

impl std::str::FromStr for Head {
    type Err = NoHead;

    fn from_str(text: &str) -> Result<Self, NoHead> {
        let (seq, hash) = text.trim().split_once(' ').ok_or(NoHead)?;
        Ok(Self {
            seq: seq.parse().map_err(|_| NoHead)?,
            hash: hash.parse()?,
        })
    }
}

impl ChainedAct {
    /// Reads the entry. Fails if its JSON is not an entry's.
    pub fn entry(&self) -> Result<LogEntry, Broken> {
        serde_json::from_str(&self.json).map_err(|_| Broken(self.seq))
    }

    /// The entry as it is shown to people: one that cannot be read has its position alone.
    pub fn shown(&self) -> LogEntry {
        self.entry().unwrap_or_else(|Broken(seq)| LogEntry {
            seq,
            at: String::new(),
            who: String::new(),
            what: UNREADABLE.to_owned(),
            case: self.case,
            old: String::new(),
            new: String::new(),
            rows: Vec::new(),
        })
    }

    /// The entry's place.
    pub fn head(&self) -> Head {
        let (seq, hash) = (self.seq, self.hash);
        Head { seq, hash }
    }
}

/// An act as the entry that follows this place, hashed with the log's key. `rows` are the rows that
/// are written together with it.
pub fn chained(act: &Act, rows: Vec<RowChange>, before: Head, key: &LogKey) -> ChainedAct {
    let seq = before.seq + 1;
    let entry = LogEntry {
        seq,
        at: act.at.to_string(),
        who: act.who.clone(),
        what: act.what.name().to_owned(),
        case: act.case,
        old: act.old.clone(),
        new: act.new.clone(),
        rows,
    };
    // Strings and numbers always have a JSON form.
    let json = serde_json::to_string(&entry).unwrap_or_default();
    ChainedAct {
        seq,
        case: act.case,
        hash: key.hash(before.hash, &json),
        json,
    }
}

/// Checks the log, entry by entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The last entry checked.
    pub head: Head,
    /// The oldest key that may make the next hash. From the first entry with a key on, all have one;
    /// from an entry that retires the former keys on, all have its own.
    oldest: Generation,
}

impl Head {
    /// The place before the first entry.
    pub const BEGIN: Self = Self {
        seq: 0,
        hash: ChainHash::BEGIN,
    };
}

impl Chain {
    /// The chain before the first entry.
    pub const BEGIN: Self = Self {
        head: Head::BEGIN,
        oldest: Generation(0),
    };

    /// Whether an entry was hashed with a key.
    pub fn is_keyed(&self) -> bool {
        self.oldest > Generation(0)
    }

    /// Whether the log may end here: former keys of the desk that have to be retired, are.
    pub fn may_end(&self, key: &LogKey) -> bool {
        !key.0.is_alone || key.0.former.is_empty() || self.oldest == key.present()
    }

    /// Checks the next entry, and reads it. Fails if it does not follow the last one. An entry that retires
    /// the former keys, or accepts a break that may have held such an entry, leaves only its own key valid.
    pub fn follow(&mut self, next: &ChainedAct, key: &LogKey) -> Result<LogEntry, Broken> {
        let (seq, before) = (self.head.seq + 1, self.head.hash);
        let maker = key
            .maker(before, next)
            .filter(|maker| *maker >= self.oldest);
        let maker = maker.ok_or(Broken(seq))?;
        let entry = next.entry().map_err(|_| Broken(seq))?;
        if next.seq != seq || entry.seq != seq || entry.case != next.case {
            return Err(Broken(seq));
        }
        let retires = [ActName::KeyRetired, ActName::LogBreak].map(ActName::name);
        let retires = retires.contains(&&entry.what[..]);
        *self = Self {
            head: next.head(),
            oldest: match retires {
                true => maker,
                false => self.oldest.max(maker.min(Generation(1))),
            },
        };
        Ok(entry)
    }
}

#[cfg(test)]
mod tests;
