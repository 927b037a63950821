//! What is due today, and what was due before.

use model::actor::Actor;
use model::case::{Card, UNKNOWN};
use model::due::Due;
use model::time::Day;
use model::worksheet::Worksheet;
use store::{CaseFilter, Place};

use super::reads::Read;
use super::{CaseError, Casework};

/// Number of cases on a page.
const LISTED: usize = 50;

/// The first day on which something can be due.
pub(super) const EARLIEST: Day = Day(UNKNOWN.0 + 1);

/// The person whose cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The cases of the person who asks.
    Own,
    /// The cases of everybody else, and of nobody.
    Others,
    /// All cases.
    All,
}

/// A page of the list of what is due.
pub(crate) struct DueList {
    /// The cases, those first in which something is due longest.
    pub(crate) cases: Vec<DueCase>,
    /// The place behind which the list goes on; none at its end.
    pub(crate) next: Option<Place>,
}

/// A case in which something is due.
pub(crate) struct DueCase {
    pub(crate) card: Card,
    pub(crate) worksheet: Worksheet,
    /// The work that is due, the earliest first.
    pub(crate) due: Vec<Due>,
}

impl Casework {
    /// The cases in which something is due, behind a place, for a page that shows the hosts of their items.
    /// Logs the read first.
    #[tracing::instrument(skip_all, name = "casework.due_list")]
    pub(crate) async fn due_list(
        &self,
        actor: &Actor,
        whose: Whose,
        after: Option<Place>,
    ) -> Result<DueList, CaseError> {
        let list = self.due_days(actor, whose, after).await?;
        if !list.cases.is_empty() {
            self.log_read(actor, Read::Due).await?;
        }
        Ok(list)
    }

    /// The same for those who are shown no content: only what is due, and when.
    #[tracing::instrument(skip_all, name = "casework.due_days")]
    pub(crate) async fn due_days(
        &self,
        actor: &Actor,
        whose: Whose,
        after: Option<Place>,
    ) -> Result<DueList, CaseError> {
        let today = self.today();
        let name = |is_wanted: bool| is_wanted.then(|| actor.name.clone());
        let filter = CaseFilter {
            assignee: name(whose == Whose::Own),
            not_assignee: name(whose == Whose::Others),
            due: Some(EARLIEST..=today),
            after,
            max: LISTED,
            ..CaseFilter::default()
        };
        let (cards, next) = self.list(&filter).await?;
        let mut sheets = self.all_undamaged(&cards).await?;
        let mut cases = Vec::new();
        for card in cards {
            match sheets.remove(&card.id) {
                Some(sheet) => cases.extend(due_case(sheet.card, sheet.worksheet, today)),
                None => {
                    tracing::error!(case = %card.id, "a case in which something is due cannot be read");
                }
            }
        }
        Ok(DueList { cases, next })
    }
}

/// A case with what is due in it by this day; none if somebody has done it meanwhile.
fn due_case(card: Card, worksheet: Option<Worksheet>, today: Day) -> Option<DueCase> {
    let worksheet = worksheet?;
    let mut due = worksheet.due();
    due.retain(|due| due.on <= today);
    (!due.is_empty()).then_some(DueCase {
        card,
        worksheet,
        due,
    })
}
