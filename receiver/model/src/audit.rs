//! The log of every act at the desk. Each entry's hash covers the hash of the entry before, so that
//! a changed, missing or inserted entry shows.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::report::ReportId;
use strum::IntoStaticStr;

use crate::time::Timestamp;

/// One act at the desk. It holds nothing that a reporter wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The time of the act.
    pub at: Timestamp,
    /// The actor: an account, a token (`token:NAME`), or `desk`, `nobody` or `operator`.
    pub who: String,
    /// The kind of act.
    pub what: ActName,
    /// The case that was acted on, if any.
    pub case: Option<ReportId>,
    /// The value before; empty if there was none.
    pub old: String,
    /// The value after; empty if there is none.
    pub new: String,
}

/// The kind of an act, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ActName {
    /// A report was taken from the queue, and became a case.
    Take,
    /// Items of a case took a step, or the known items of a case were looked at.
    Step,
    /// Findings were recorded.
    Assess,
    /// A note was added.
    Note,
    /// A case was assigned to somebody, or to nobody.
    Assign,
    /// Locations were corrected, split or added.
    Correct,
    /// Another report names an item of the case.
    Sighting,
    /// The reporter was answered, or is not answered.
    Feedback,
    /// Cases of an earlier receiver were brought into the present form.
    Convert,
    /// A hand-off was made: a file, or a mail that is to be sent.
    HandOff,
    /// The file of a hand-off was downloaded.
    Download,
    /// A hand-off has left.
    HandOffSent,
    /// A hand-off has not left, and is not tried again.
    HandOffFailed,
    /// The recipient has confirmed that a hand-off arrived.
    HandOffArrived,
    /// The recipient has answered a hand-off.
    HandOffAnswered,
    /// The mail of a hand-off may have left: the mail server did not confirm it.
    HandOffUnknown,
    /// Contact, credentials or an exact location were shown.
    Reveal,
    /// A case, or a report in the queue, was shown. Once per actor, case and hour.
    Read,
    /// The queue was shown with the text of its reports. Once per actor and hour.
    ReadQueue,
    /// A report was claimed: its text was given out, under a lease.
    Claim,
    /// A lease was extended.
    Extend,
    /// A claimed report was put back into the queue.
    Release,
    /// A claimed report was acknowledged, and its text was deleted.
    Ack,
    /// Parts of a closed case were deleted.
    Scrub,
    /// The last content of a closed case was deleted.
    Anonymise,
    /// A recipient of the address book was added, changed or removed.
    Recipient,
    /// The statistics were published, or taken back.
    Publish,
    /// An account was made.
    AccountAdded,
    /// An account was given another role.
    RoleChanged,
    /// An account was switched off.
    AccountDisabled,
    /// An account was switched on again.
    AccountEnabled,
    /// An account was given a one-time password, and its second factor was taken away.
    AccountReset,
    /// An account was given a one-time password.
    PasswordReset,
    /// Somebody chose a password.
    PasswordSet,
    /// Somebody enrolled a second factor.
    SecondFactorSet,
    /// Somebody logged in.
    Login,
    /// A login or a confirmation failed.
    LoginFailed,
    /// Somebody confirmed in a session who they are, for acts that ask for it.
    Confirmed,
    /// Somebody logged out.
    Logout,
    /// Somebody ended their other sessions.
    OtherSessionsEnded,
    /// A token of the API was made.
    TokenMade,
    /// A token of the API that reads content was approved.
    TokenApproved,
    /// A token of the API was revoked, or refused by the person who was asked to approve it.
    TokenRevoked,
}

impl ActName {
    /// The kind's word in the log.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// An entry of the log as it is hashed and exported: JSON, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// The entry's position in the log, from 1.
    pub seq: u64,
    /// The time of the act (RFC 3339).
    pub at: String,
    /// The actor: [`Act::who`].
    pub who: String,
    /// The kind of act: [`ActName::name`].
    pub what: String,
    /// The case that was acted on; null if none.
    pub case: Option<ReportId>,
    /// The value before; empty if there was none.
    pub old: String,
    /// The value after; empty if there is none.
    pub new: String,
}

/// The hash of an entry: SHA-256 over the hash of the entry before, 32 zeros for the first, and the
/// entry's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHash(pub [u8; 32]);

/// An entry as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainedAct {
    /// The entry's position in the log, from 1.
    pub seq: u64,
    /// The entry's JSON, byte for byte as it was hashed.
    pub json: String,
    /// The entry's hash.
    pub hash: ChainHash,
}

/// The position of the first entry that does not fit the entry before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the log does not hold at entry {0}: it was changed, or something was taken out or put in")]
pub struct Broken(pub u64);

impl ChainHash {
    /// The hash before the first entry: 32 zeros.
    pub const BEGIN: Self = Self([0; 32]);

    fn after(self, json: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(json);
        Self(hash.finalize().into())
    }
}

impl std::fmt::Display for ChainHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Act {
    /// This act as the entry that follows the entry with this position and hash.
    pub fn chain(&self, seq: u64, before: ChainHash) -> ChainedAct {
        let entry = LogEntry {
            seq: seq + 1,
            at: self.at.to_string(),
            who: self.who.clone(),
            what: self.what.name().to_owned(),
            case: self.case,
            old: self.old.clone(),
            new: self.new.clone(),
        };
        // Strings and numbers always have a JSON form.
        let json = serde_json::to_string(&entry).unwrap_or_default();
        ChainedAct {
            seq: seq + 1,
            hash: before.after(&json),
            json,
        }
    }
}

impl ChainedAct {
    /// Reads the entry. Fails if its JSON is not an entry's.
    pub fn entry(&self) -> Result<LogEntry, Broken> {
        serde_json::from_str(&self.json).map_err(|_| Broken(self.seq))
    }
}

/// Checks the log, entry by entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The number of entries checked so far.
    pub seq: u64,
    /// The hash of the last entry checked.
    pub hash: ChainHash,
}

impl Chain {
    /// The chain before the first entry.
    pub const BEGIN: Self = Self {
        seq: 0,
        hash: ChainHash::BEGIN,
    };

    /// Checks the next entry. Fails if it does not follow the last one.
    pub fn follow(&mut self, next: &ChainedAct) -> Result<(), Broken> {
        let seq = self.seq + 1;
        let holds = next.seq == seq
            && next.hash == self.hash.after(&next.json)
            && next.entry().is_ok_and(|entry| entry.seq == seq);
        if !holds {
            return Err(Broken(seq));
        }
        *self = Self {
            seq,
            hash: next.hash,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Vec<ChainedAct> {
        let mut log: Vec<ChainedAct> = Vec::new();
        for new in ["triage", "in_assessment", "closed"] {
            let act = Act {
                at: Timestamp(1_800_000_000),
                who: "anna".to_owned(),
                what: ActName::Step,
                case: Some(ReportId::new([1; 16])),
                old: String::new(),
                new: new.to_owned(),
            };
            let (seq, hash) = log
                .last()
                .map_or((0, ChainHash::BEGIN), |last| (last.seq, last.hash));
            log.push(act.chain(seq, hash));
        }
        log
    }

    fn verify(log: &[ChainedAct]) -> Result<(), Broken> {
        let mut chain = Chain::BEGIN;
        log.iter().try_for_each(|next| chain.follow(next))
    }

    #[test]
    fn a_log_holds_until_somebody_touches_it() {
        assert_eq!(verify(&log()), Ok(()));
        let mut changed = log();
        changed[1].json = changed[1].json.replace("anna", "bob");
        assert_eq!(verify(&changed), Err(Broken(2)));
        let mut short = log();
        short.remove(1);
        assert_eq!(verify(&short), Err(Broken(2)));
        let mut turned = log();
        turned.swap(1, 2);
        assert_eq!(verify(&turned), Err(Broken(2)));
    }

    #[test]
    fn an_entry_that_was_hashed_anew_breaks_the_next() {
        let mut forged = log();
        let entry = forged[1].json.replace("anna", "bob");
        forged[1].hash = forged[0].hash.after(&entry);
        forged[1].json = entry;
        assert_eq!(verify(&forged), Err(Broken(3)));
    }
}
