//! The chain of the log: each entry's hash covers the hash of the entry before, so that a changed,
//! missing or inserted entry shows. The hash is keyed: who can write the store but has not the
//! desk's key cannot add an entry either.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use shared::report::ReportId;
use shared::secret::Secret;

use crate::audit::{Act, LogEntry};
use crate::rows::RowChange;

/// The key of the log's hashes: 32 bytes, derived from the desk's private key.
#[derive(Clone)]
pub struct LogKey(Arc<Secret>);

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
        Self(Arc::new(bytes))
    }

    fn hash(&self, before: ChainHash, json: &str) -> ChainHash {
        #[expect(
            clippy::expect_used,
            reason = "HMAC takes keys of any length (RFC 2104)"
        )]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0[..]).expect("a key of any length");
        mac.update(&before.0);
        mac.update(json.as_bytes());
        ChainHash(mac.finalize().into_bytes().into())
    }
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
    /// Whether an entry was hashed with the key. From there on all must be.
    pub is_keyed: bool,
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
        is_keyed: false,
    };

    /// Checks the next entry, and reads it. Fails if it does not follow the last one.
    pub fn follow(&mut self, next: &ChainedAct, key: &LogKey) -> Result<LogEntry, Broken> {
        let (seq, before) = (self.head.seq + 1, self.head.hash);
        let is_keyed = next.hash == key.hash(before, &next.json);
        let is_earlier = !self.is_keyed && next.hash == before.without_key(&next.json);
        let entry = next.entry().map_err(|_| Broken(seq))?;
        let fits = next.seq == seq && entry.seq == seq && entry.case == next.case;
        if !fits || !(is_keyed || is_earlier) {
            return Err(Broken(seq));
        }
        *self = Self {
            head: next.head(),
            is_keyed,
        };
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::ActName;
    use crate::time::Timestamp;

    fn key(byte: u8) -> LogKey {
        let mut secret = Secret::default();
        secret.fill(byte);
        LogKey::new(secret)
    }

    fn act(new: &str) -> Act {
        Act {
            at: Timestamp(1_800_000_000),
            who: "anna".to_owned(),
            what: ActName::Step,
            case: Some(ReportId::new([1; 16])),
            old: String::new(),
            new: new.to_owned(),
        }
    }

    fn log() -> Vec<ChainedAct> {
        let mut log: Vec<ChainedAct> = Vec::new();
        for new in ["triage", "in_assessment", "closed"] {
            let before = log.last().map_or(Head::BEGIN, ChainedAct::head);
            log.push(chained(&act(new), Vec::new(), before, &key(1)));
        }
        log
    }

    /// The same entries as an earlier receiver hashed them.
    fn earlier() -> Vec<ChainedAct> {
        let mut log = log();
        rehash(&mut log);
        log
    }

    fn rehash(log: &mut [ChainedAct]) {
        let mut before = ChainHash::BEGIN;
        for act in log {
            act.hash = before.without_key(&act.json);
            before = act.hash;
        }
    }

    fn verify(log: &[ChainedAct]) -> Result<(), Broken> {
        let mut chain = Chain::BEGIN;
        log.iter()
            .try_for_each(|next| chain.follow(next, &key(1)).map(drop))
    }

    #[test]
    fn a_log_holds_until_somebody_touches_it() {
        for (log, is_earlier) in [(log(), false), (earlier(), true)] {
            assert_eq!(verify(&log), Ok(()), "{is_earlier}");
            let mut changed = log.clone();
            changed[1].json = changed[1].json.replace("anna", "bob");
            assert_eq!(verify(&changed), Err(Broken(2)));
            let mut moved = log.clone();
            moved[1].case = None;
            assert_eq!(verify(&moved), Err(Broken(2)));
            let mut short = log.clone();
            short.remove(1);
            assert_eq!(verify(&short), Err(Broken(2)));
            let mut turned = log;
            turned.swap(1, 2);
            assert_eq!(verify(&turned), Err(Broken(2)));
        }
    }

    #[test]
    fn without_the_key_nothing_is_written_anew() {
        let mut forged = log();
        forged[1].json = forged[1].json.replace("anna", "bob");
        rehash(&mut forged[1..]);
        assert_eq!(verify(&forged), Err(Broken(2)));
        let mut longer = log();
        longer.push(chained(
            &act("forged"),
            Vec::new(),
            longer[2].head(),
            &key(2),
        ));
        assert_eq!(verify(&longer), Err(Broken(4)));
        let mut hash = longer[2].hash;
        hash = hash.without_key(&longer[3].json);
        longer[3].hash = hash;
        assert_eq!(
            verify(&longer),
            Err(Broken(4)),
            "as an earlier receiver would"
        );
    }

    #[test]
    fn the_key_binds_what_an_earlier_receiver_wrote() {
        let mut log = earlier();
        log.push(chained(&act("keyed"), Vec::new(), log[2].head(), &key(1)));
        assert_eq!(verify(&log), Ok(()));
        log[0].json = log[0].json.replace("anna", "bob");
        rehash(&mut log[..3]);
        assert_eq!(verify(&log), Err(Broken(4)));
    }

    #[test]
    fn a_place_is_noted_down_as_text() {
        let head = log()[2].head();
        assert_eq!(format!("{head}\n").parse(), Ok(head));
        for wrong in [
            "",
            "3",
            "3 abc",
            &format!("x {}", head.hash),
            &format!("{head}0"),
        ] {
            assert_eq!(wrong.parse::<Head>(), Err(NoHead), "{wrong}");
        }
    }
}
