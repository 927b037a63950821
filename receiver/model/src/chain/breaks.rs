//! Breaks of the log: entries that do not hold, and that the holder of the desk's key can accept. An
//! accepted break is passed over, and the log holds before it and behind it.

use std::fmt;

use super::{Broken, Chain, ChainHash, ChainedAct, Head, LogKey};
use crate::audit::{Act, ActName, LogEntry};
use crate::name::OPERATOR;
use crate::time::Timestamp;

/// Entries of the log, one after the other, that do not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The position of the first entry.
    pub first: u64,
    /// The position of the last entry.
    pub last: u64,
    /// A hash of everything that the store has of these entries, so that they stay as they were accepted.
    evidence: ChainHash,
    /// The day on which the break was accepted, as `2026-11-28`; none if nobody has accepted it.
    pub accepted: Option<String>,
}

impl Break {
    /// The positions, as the log and the command line write them: `12..13`.
    pub fn range(&self) -> String {
        format!("{}..{}", self.first, self.last)
    }

    /// The act by which an operator accepts this break.
    pub fn acceptance(&self, now: Timestamp) -> Act {
        let (range, evidence) = (self.range(), self.evidence.to_string());
        Act::of(OPERATOR, ActName::LogBreak, &range, &evidence, now)
    }

    /// Whether an entry of the log accepts this break, with these entries as they are.
    fn is_accepted_by(&self, entry: &LogEntry) -> bool {
        entry.what == ActName::LogBreak.name()
            && entry.old == self.range()
            && entry.new == self.evidence.to_string()
    }

    /// Whether the break has this entry.
    pub fn has(&self, seq: u64) -> bool {
        (self.first..=self.last).contains(&seq)
    }

    fn add(&mut self, act: &ChainedAct) {
        let case = act.case.map(|case| case.to_string()).unwrap_or_default();
        let row = format!("{} {} {case} {}", act.seq, act.hash, act.json);
        self.evidence = self.evidence.without_key(&row);
        self.last = act.seq;
    }
}

/// `with a break at 12..13, accepted on 2026-11-28`.
impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "with a break at {}, ", self.range())?;
        match &self.accepted {
            Some(day) => write!(f, "accepted on {day}"),
            None => f.write_str("which nobody has accepted"),
        }
    }
}

/// All breaks, each after a comma; nothing if there is none.
pub struct Breaks<'a>(pub &'a [Break]);

impl fmt::Display for Breaks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|it| write!(f, ", {it}"))
    }
}

/// Reads a log from its first entry to its last, over all entries that do not hold.
pub struct Survey {
    chain: Chain,
    /// The last entry, whether it holds or not.
    before: Head,
    /// Whether the last entry does not hold.
    is_broken: bool,
    found: Vec<Break>,
}

impl Survey {
    /// The survey before the first entry.
    pub const BEGIN: Self = Self {
        chain: Chain::BEGIN,
        before: Head::BEGIN,
        is_broken: false,
        found: Vec::new(),
    };

    /// Takes the next entry. A break ends before the first entry that follows, by the log's key, the hash in
    /// the store of the entry before it.
    pub fn take(&mut self, act: &ChainedAct, key: &LogKey) {
        let mut chain = self.chain;
        chain.head = self.before;
        match chain.follow(act, key) {
            Ok(entry) => {
                self.chain = chain;
                self.is_broken = false;
                self.note(&entry);
            }
            Err(Broken(_)) => self.break_at(act),
        }
        self.before = act.head();
    }

    /// The breaks of the log.
    pub fn end(self) -> Vec<Break> {
        self.found
    }

    fn break_at(&mut self, act: &ChainedAct) {
        if !self.is_broken {
            self.found.push(Break {
                first: self.before.seq + 1,
                last: act.seq,
                evidence: ChainHash::BEGIN,
                accepted: None,
            });
            self.is_broken = true;
        }
        if let Some(open) = self.found.last_mut() {
            open.add(act);
        }
    }

    fn note(&mut self, entry: &LogEntry) {
        for found in &mut self.found {
            if found.is_accepted_by(entry) {
                found.accepted = Some(entry.at.chars().take(10).collect());
            }
        }
    }
}

impl Chain {
    /// Checks the next entry as [`follow`](Self::follow) does. The entries of these accepted breaks are
    /// passed over, and are `None`.
    pub fn follow_past(
        &mut self,
        next: &ChainedAct,
        key: &LogKey,
        breaks: &[Break],
    ) -> Result<Option<LogEntry>, Broken> {
        let reached = self.head.seq + 1;
        let is_passed = |it: &Break| it.has(next.seq) && it.first <= reached;
        if breaks.iter().any(is_passed) {
            self.head = next.head();
            return Ok(None);
        }
        self.follow(next, key).map(Some)
    }
}
