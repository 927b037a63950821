//! Reads cases. Only [`reveal`](super::reveal) opens contact and credentials.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::{ActName, LogEntry};
use model::case::{Card, Case, Dossier, Worksheet};
use serde::de::DeserializeOwned;
use shared::report::{ReportId, UntrustedReport};
use store::{CaseFilter, RecordKind, SealedCase};

use super::commit::Sheet;
use super::reads::Read;
use super::{CaseError, Casework, Offer, identity};

/// The kind under which a worksheet is sealed.
const WORKSHEET: &str = "file";

/// A case with related data for its page.
pub(crate) struct CaseView {
    /// The case itself, without contact and credentials.
    pub(crate) case: Case,
    /// Other cases with at least one of its locations, the oldest first.
    pub(crate) linked: Vec<Card>,
    /// The log's entries about the case, the oldest first, without those about reads.
    pub(crate) history: Vec<LogEntry>,
    /// The ways to hand the case off, available or not; empty once it is scrubbed.
    pub(crate) offers: Vec<Offer>,
}

/// The way in which a view of a case shows its locations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locations {
    /// Defanged, as on pages.
    Defanged,
    /// With their exact text, as in the API.
    Exact,
}

impl Casework {
    /// A case with everything for its page. Logs the read first.
    #[tracing::instrument(skip_all, name = "casework.view")]
    pub(crate) async fn view(
        &self,
        actor: &Actor,
        id: ReportId,
        locations: Locations,
    ) -> Result<CaseView, CaseError> {
        let case = self.case(id).await?;
        let read = match locations {
            Locations::Defanged => Read::Case(id),
            Locations::Exact => Read::Exact(id),
        };
        self.log_read(actor, read).await?;
        let linked = match &case.report {
            Some(report) => self.linked(id, report).await?,
            None => Vec::new(),
        };
        let dossier = dossier(&case, linked.len());
        Ok(CaseView {
            history: self.history(id).await?,
            offers: dossier
                .map(|dossier| self.offers(&dossier))
                .unwrap_or_default(),
            linked,
            case,
        })
    }

    /// The cards of cases, the most urgent and then the oldest first.
    #[tracing::instrument(skip_all, name = "casework.list")]
    pub(crate) async fn list(&self, filter: &CaseFilter) -> Result<Vec<Card>, CaseError> {
        Ok(self.store.cases(filter).await?)
    }

    /// The dossier of a case, and the case's sheet.
    pub(super) async fn dossier(&self, id: ReportId) -> Result<(Dossier, Sheet), CaseError> {
        let case = self.case(id).await?;
        let linked = match &case.report {
            Some(report) => self.linked(id, report).await?.len(),
            None => 0,
        };
        let dossier = dossier(&case, linked).ok_or(CaseError::Conflict)?;
        let Case {
            card, worksheet, ..
        } = case;
        Ok((dossier, Sheet { card, worksheet }))
    }

    /// The sheet of a case: all but the reporter's words.
    pub(super) async fn sheet(&self, id: ReportId) -> Result<Sheet, CaseError> {
        let SealedCase { card, file } = self.sealed(id).await?;
        let worksheet = self.open_worksheet(id, &file)?;
        Ok(Sheet { card, worksheet })
    }

    /// The sheet of a case, if at most its hand-offs have changed since the version that the author
    /// of the request saw.
    pub(super) async fn sheet_seen(&self, id: ReportId, version: u64) -> Result<Sheet, CaseError> {
        let sheet = self.sheet(id).await?;
        sheet.is_as_seen(version)?;
        Ok(sheet)
    }

    /// A part of a case; `None` if it was scrubbed or never existed.
    pub(super) async fn part<T: DeserializeOwned>(
        &self,
        kind: RecordKind,
        id: ReportId,
    ) -> Result<Option<T>, CaseError> {
        let kept = self.records().get(kind, id.as_bytes()).await?;
        Ok(kept.map(|kept| kept.value))
    }

    /// Seals a worksheet, bound to the case's id.
    pub(super) fn seal_worksheet(
        &self,
        id: ReportId,
        worksheet: &Worksheet,
    ) -> Result<Vec<u8>, CaseError> {
        let rng = &mut UnwrapErr(SysRng);
        Ok(self.vault.seal(WORKSHEET, id.as_bytes(), worksheet, rng)?)
    }

    async fn case(&self, id: ReportId) -> Result<Case, CaseError> {
        let Sheet { card, worksheet } = self.sheet(id).await?;
        let notes = self.part(RecordKind::Notes, id).await?;
        Ok(Case {
            card,
            worksheet,
            report: self.part(RecordKind::Report, id).await?,
            description: self.part(RecordKind::Description, id).await?,
            has_contact: self.has(RecordKind::Contact, id).await?,
            has_credentials: self.has(RecordKind::Credentials, id).await?,
            notes: notes.unwrap_or_default(),
        })
    }

    /// Whether a part of a case exists. Does not open it.
    async fn has(&self, kind: RecordKind, id: ReportId) -> Result<bool, CaseError> {
        Ok(self.store.record(kind, id.as_bytes()).await?.is_some())
    }

    async fn linked(&self, id: ReportId, report: &UntrustedReport) -> Result<Vec<Card>, CaseError> {
        let locations = identity::digests(&self.vault, &report.locations);
        if locations.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.store.linked(&locations, id).await?)
    }

    /// The entries about a case without those of reads, which are only in the log itself: a history
    /// tells what became of the case, and would otherwise grow by each look at it.
    async fn history(&self, id: ReportId) -> Result<Vec<LogEntry>, CaseError> {
        let acts = self.store.acts_on(id).await?;
        let entries: Result<Vec<LogEntry>, _> = acts.iter().map(|act| act.entry()).collect();
        let mut entries = entries?;
        entries.retain(|entry| entry.what != ActName::Read.name());
        Ok(entries)
    }

    async fn sealed(&self, id: ReportId) -> Result<SealedCase, CaseError> {
        self.store.case(id).await?.ok_or(CaseError::NotFound)
    }

    /// Opens a worksheet; `None` if it is empty, that is, scrubbed.
    fn open_worksheet(&self, id: ReportId, sealed: &[u8]) -> Result<Option<Worksheet>, CaseError> {
        if sealed.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.vault.open(WORKSHEET, id.as_bytes(), sealed)?))
    }
}

/// The data of a case for hand-offs; `None` once it is scrubbed. `linked` is the number of other
/// cases of its locations.
fn dossier(case: &Case, linked: usize) -> Option<Dossier> {
    let (report, worksheet) = (case.report.as_ref()?, case.worksheet.as_ref()?);
    Some(Dossier {
        id: case.card.id,
        received: case.card.received,
        state: case.card.state,
        report: report.clone(),
        description: case.description.clone(),
        assessment: worksheet.assessment.clone(),
        notice_on_hold: worksheet.notice_on_hold,
        reports: linked as u64 + 1,
    })
}
