//! Who else has a case open: so that two people do not work on one case unknowingly.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::actor::Actor;
use model::time::Timestamp;
use shared::report::ReportId;

/// Seconds after which a case that somebody opened counts as left.
const OPEN: u64 = 15 * 60;

/// The case that each person opened last. Kept in memory only.
///
/// Whoever opens another case has left the one before; nothing tells when somebody closes a page.
#[derive(Default)]
pub(super) struct Visits(Mutex<HashMap<String, (ReportId, Timestamp)>>);

impl Visits {
    /// Notes that a person opens a case. Returns the others who have it open, sorted.
    pub(super) fn open(&self, actor: &Actor, case: ReportId, now: Timestamp) -> Vec<String> {
        let mut visits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        visits.retain(|_, (_, at)| now.0.saturating_sub(at.0) < OPEN);
        visits.insert(actor.name.clone(), (case, now));
        let others = visits.iter();
        let others = others.filter(|(name, (of, _))| **name != actor.name && *of == case);
        let mut others: Vec<String> = others.map(|(name, _)| name.clone()).collect();
        others.sort_unstable();
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_open_until_its_visitor_opens_another_one_or_time_passes() {
        let visits = Visits::default();
        let open = |name: &str, case: u8, at: u64| {
            let actor = Actor::new(name.to_owned(), Vec::new());
            visits.open(&actor, ReportId::new([case; 16]), Timestamp(at))
        };
        assert!(open("anna", 1, 0).is_empty());
        assert!(open("anna", 1, 1).is_empty(), "not by oneself");
        assert_eq!(open("ben", 1, 2), ["anna"]);
        assert_eq!(open("cleo", 1, 3), ["anna", "ben"]);
        assert!(open("cleo", 2, 4).is_empty());
        assert_eq!(open("ben", 1, 899), ["anna"], "cleo has left");
        assert_eq!(open("ben", 1, 901), Vec::<String>::new(), "anna long ago");
        assert_eq!(open("anna", 1, 902), ["ben"]);
    }
}
