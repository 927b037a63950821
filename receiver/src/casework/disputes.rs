//! Lists of cases that are kept with each change: those with items that another hotline classifies differently, for those
//! who lead.

use std::mem;

use model::case::Card;
use model::worksheet::Worksheet;
use shared::report::ReportId;
use store::{RecordChange, RecordKind};

use super::{CaseError, Casework};

/// A case with a dispute.
pub(crate) struct DisputedCase {
    pub(crate) card: Card,
    pub(crate) worksheet: Worksheet,
}

impl Casework {
    /// The change that puts a case into the list of those with a dispute, or takes it out; none if it stays as it is.
    /// Notes on the worksheet which it is.
    pub(super) fn disputing(
        &self,
        id: ReportId,
        worksheet: &mut Worksheet,
    ) -> Result<Option<RecordChange>, CaseError> {
        let is_disputed = !worksheet.disputes().is_empty();
        self.listed(
            RecordKind::Dispute,
            id,
            &mut worksheet.is_disputed,
            is_disputed,
        )
    }

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

    /// The cases with a dispute, the newest first.
    #[tracing::instrument(skip_all, name = "casework.disputed")]
    pub(crate) async fn disputed(&self) -> Result<Vec<DisputedCase>, CaseError> {
        let cases = self.in_list(RecordKind::Dispute).await?.into_iter();
        let mut cases: Vec<_> = cases
            .map(|(card, worksheet)| DisputedCase { card, worksheet })
            .collect();
        cases.sort_by_key(|case| std::cmp::Reverse(case.card.number));
        Ok(cases)
    }
}
