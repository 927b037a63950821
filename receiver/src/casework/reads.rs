//! The log's entries about reads of content. Each entry is written before the content is shown.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use model::actor::Actor;
use model::audit::{Act, ActName};
use model::time::Hour;
use shared::report::ReportId;

use super::commit::Change;
use super::{CaseError, Casework};

/// Maximum number of remembered reads.
const REMEMBERED: usize = 10_000;

/// A read of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Read {
    /// The texts of the reports in the queue.
    Queue,
    /// The hosts of the items of which something is due.
    Due,
    /// Cases in a list, with the places that they name.
    List,
    /// Cases that somebody searched for. Each search is logged.
    Search,
    /// One report in the queue.
    Waiting(ReportId),
    /// A case on its page, where locations are defanged.
    Case(ReportId),
    /// A case with the exact text of its locations, as the API gives it.
    Exact(ReportId),
}

/// The reads that were logged in the present hour, so that showing a page again writes nothing.
///
/// They are kept in memory only: after a restart, or with a second desk on the same store, a read
/// may be logged once more in the same hour. That does no harm.
#[derive(Default)]
pub(super) struct Logged(Mutex<OfHour>);

#[derive(Default)]
struct OfHour {
    /// `None` before the first read.
    hour: Option<Hour>,
    /// The actor's name, and what the actor read.
    reads: HashSet<(String, Read)>,
}

impl Logged {
    fn has(&self, actor: &Actor, read: Read, now: Hour) -> bool {
        let logged = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        logged.hour == Some(now) && logged.reads.contains(&(actor.name.clone(), read))
    }

    /// Forgets the reads of earlier hours, and all reads if there are too many of them.
    fn add(&self, actor: &Actor, read: Read, now: Hour) {
        let mut logged = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.hour != Some(now) || logged.reads.len() >= REMEMBERED {
            logged.hour = Some(now);
            logged.reads.clear();
        }
        logged.reads.insert((actor.name.clone(), read));
    }
}

impl Casework {
    /// Logs that an actor reads content, once per actor, content and hour, and each search. The content must not be
    /// shown if this fails.
    pub(super) async fn log_read(&self, actor: &Actor, read: Read) -> Result<(), CaseError> {
        let now = self.clock.now();
        if read != Read::Search && self.logged.has(actor, read, now.hour()) {
            return Ok(());
        }
        let (what, case, new) = match read {
            Read::Queue => (ActName::ReadQueue, None, ""),
            Read::Due => (ActName::ReadDue, None, ""),
            Read::List => (ActName::ReadList, None, ""),
            Read::Search => (ActName::Search, None, ""),
            Read::Waiting(id) => (ActName::Read, Some(id), "in the queue"),
            Read::Case(id) => (ActName::Read, Some(id), ""),
            Read::Exact(id) => (ActName::Read, Some(id), "exact locations"),
        };
        let act = Act {
            at: now,
            who: actor.name.clone(),
            what,
            case,
            old: String::new(),
            new: new.to_owned(),
        };
        self.commit(Change::logged(act)).await?;
        self.logged.add(actor, read, now.hour());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_remembered_for_an_hour_and_not_without_end() {
        let (anna, ben) = (actor("anna"), actor("ben"));
        let logged = Logged::default();
        let case = |number| Read::Case(ReportId::new([number; 16]));
        logged.add(&anna, case(1), Hour(7));
        assert!(logged.has(&anna, case(1), Hour(7)));
        assert!(!logged.has(&ben, case(1), Hour(7)));
        assert!(!logged.has(&anna, case(2), Hour(7)));
        assert!(!logged.has(&anna, case(1), Hour(8)));
        assert!(!logged.has(&anna, Read::Exact(ReportId::new([1; 16])), Hour(7)));

        for number in 0..=REMEMBERED {
            logged.add(&actor(&number.to_string()), Read::Queue, Hour(8));
            assert!(logged.0.lock().unwrap().reads.len() <= REMEMBERED);
        }
    }

    fn actor(name: &str) -> Actor {
        Actor::new(name.to_owned(), Vec::new())
    }
}
