//! Lists of cases in the store, which are kept with each change of a case.

use std::mem;

use model::case::Card;
use model::worksheet::Worksheet;
use shared::report::ReportId;
use store::{RecordChange, RecordKind};

use super::{CaseError, Casework};

impl Casework {
    /// The change that puts a case into a list, or takes it out; none if it stays as it is. `was_in` says whether it is
    /// in the list, and is set to `is_in`.
    pub(super) fn listed(
        &self,
        list: RecordKind,
        id: ReportId,
        was_in: &mut bool,
        is_in: bool,
    ) -> Result<Option<RecordChange>, CaseError> {
        let key = id.as_bytes();
        Ok(match (mem::replace(was_in, is_in), is_in) {
            (false, true) => Some(self.records().add(list, key, &())?),
            (true, false) => Some(RecordChange::Remove(list, key.to_vec())),
            _ => None,
        })
    }

    /// The cases in a list that can be read.
    pub(super) async fn in_list(
        &self,
        list: RecordKind,
    ) -> Result<Vec<(Card, Worksheet)>, CaseError> {
        let mut cases = Vec::new();
        for key in self.store.keys_under(list, &[]).await? {
            let Ok(id) = <[u8; 16]>::try_from(key) else {
                continue;
            };
            let sheet = self.undamaged(ReportId::new(id)).await?;
            cases.extend(sheet.and_then(|sheet| Some((sheet.card, sheet.worksheet?))));
        }
        Ok(cases)
    }
}
