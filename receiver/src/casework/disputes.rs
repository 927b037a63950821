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
        let was_disputed = std::mem::replace(&mut worksheet.is_disputed, is_disputed);
        let (kind, key) = (RecordKind::Dispute, id.as_bytes());
        Ok(match (was_disputed, is_disputed) {
            (false, true) => Some(self.records().add(kind, key, &())?),
            (true, false) => Some(RecordChange::Remove(kind, key.to_vec())),
            _ => None,
        })
    }

    /// The cases with a dispute, the newest first.
    #[tracing::instrument(skip_all, name = "casework.disputed")]
    pub(crate) async fn disputed(&self) -> Result<Vec<DisputedCase>, CaseError> {
        let mut cases = Vec::new();
        for key in self.store.keys_under(RecordKind::Dispute, &[]).await? {
            let Ok(id) = <[u8; 16]>::try_from(key) else {
                continue;
            };
            let sheet = self.undamaged(ReportId::new(id)).await?;
            cases.extend(sheet.and_then(|sheet| {
                Some(DisputedCase {
                    card: sheet.card,
                    worksheet: sheet.worksheet?,
                })
            }));
        }
        cases.sort_by_key(|case| std::cmp::Reverse(case.card.number));
        Ok(cases)
    }
}
