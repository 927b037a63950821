//! The file of a case: its worksheet, or the figures that stay once it is scrubbed; sealed, bound to the case's id.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::case::Card;
use model::workflow::State;
use model::worksheet::Worksheet;
use serde::de::DeserializeOwned;
use shared::report::ReportId;

use super::{CaseError, Casework};
use crate::figures::Counted;

/// The kind under which a worksheet is sealed.
const WORKSHEET: &str = "file";

/// The kind under which the figures of a scrubbed case are sealed, in the place of its worksheet.
const FIGURES: &str = "figures";

/// The kind under which the file of a case is sealed.
pub(crate) fn kind_of_file(card: &Card) -> &'static str {
    match card.state {
        State::Anonymised => FIGURES,
        _ => WORKSHEET,
    }
}

impl Casework {
    /// Seals a worksheet, bound to the case's id.
    pub(super) fn seal_worksheet(
        &self,
        id: ReportId,
        worksheet: &Worksheet,
    ) -> Result<Vec<u8>, CaseError> {
        let rng = &mut UnwrapErr(SysRng);
        Ok(self.vault.seal(WORKSHEET, id.as_bytes(), worksheet, rng)?)
    }

    /// Opens the worksheet of a case; `None` once it is scrubbed.
    pub(super) fn open_worksheet(
        &self,
        card: &Card,
        sealed: &[u8],
    ) -> Result<Option<Worksheet>, CaseError> {
        if card.state == State::Anonymised {
            return Ok(None);
        }
        self.open_file(card.id, sealed).map(Some)
    }

    /// Opens the figures of a scrubbed case; `None` if an earlier receiver scrubbed it, which kept none.
    pub(super) fn open_figures(
        &self,
        card: &Card,
        sealed: &[u8],
    ) -> Result<Option<Counted>, CaseError> {
        if sealed.is_empty() {
            return Ok(None);
        }
        Ok(self
            .vault
            .open(FIGURES, card.id.as_bytes(), sealed)
            .map(Some)?)
    }

    /// Seals the figures of a case that is scrubbed.
    pub(super) fn seal_figures(
        &self,
        id: ReportId,
        figures: &Counted,
    ) -> Result<Vec<u8>, CaseError> {
        let rng = &mut UnwrapErr(SysRng);
        Ok(self.vault.seal(FIGURES, id.as_bytes(), figures, rng)?)
    }

    /// Opens the worksheet of this or of an earlier receiver.
    pub(super) fn open_file<T: DeserializeOwned>(
        &self,
        id: ReportId,
        sealed: &[u8],
    ) -> Result<T, CaseError> {
        Ok(self.vault.open(WORKSHEET, id.as_bytes(), sealed)?)
    }
}
