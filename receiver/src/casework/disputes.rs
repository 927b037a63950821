//! Cases with items that another hotline classifies differently, for those who lead.

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
