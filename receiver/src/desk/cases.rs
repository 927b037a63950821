//! Casework: what analysts do with reports, from the queue to the hand-off. Each act writes all that
//! belongs together at once, and the log with it.

mod adopt;
mod change;
mod identity;

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde::de::DeserializeOwned;
use shared::report::{ReportId, UntrustedReport};

pub use self::adopt::Taken;
use super::Desk;
use super::audit::{Act, Entry};
use super::case::{Card, Case, Dossier, File};
use crate::problem::Problem;
use crate::store::desk::{Batch, RecordKind, SealedCase};

impl Desk {
    /// A case, as much of it as is left.
    pub async fn case(&self, id: ReportId) -> Result<Case, Problem> {
        let SealedCase { card, file } = self.store.case(id).await?.ok_or(Problem::NotFound)?;
        let file = if file.is_empty() {
            None
        } else {
            Some(self.open_file(id, &file)?)
        };
        Ok(Case {
            card,
            file,
            report: self.part(RecordKind::Report, id).await?,
            description: self.part(RecordKind::Description, id).await?,
            contact: self.part(RecordKind::Contact, id).await?,
            credentials: self.part(RecordKind::Credentials, id).await?,
            notes: self.part(RecordKind::Notes, id).await?.unwrap_or_default(),
        })
    }

    /// The other cases of its locations.
    pub async fn linked(&self, case: &Case) -> Result<Vec<Card>, Problem> {
        let Some(report) = &case.report else {
            return Ok(Vec::new());
        };
        let locations = identity::digests(&self.vault, &report.locations);
        Ok(self.store.linked(&locations, case.card.id).await?)
    }

    /// What a hand-off may know of a case; nothing once it is scrubbed.
    pub async fn dossier(&self, case: &Case) -> Result<Option<Dossier>, Problem> {
        let (Some(report), Some(file)) = (&case.report, &case.file) else {
            return Ok(None);
        };
        Ok(Some(Dossier {
            id: case.card.id,
            received: case.card.received,
            state: case.card.state,
            report: report.clone(),
            description: case.description.clone(),
            assessment: file.assessment.clone(),
            notice_on_hold: file.notice_on_hold,
            reports: self.linked(case).await?.len() as u64 + 1,
        }))
    }

    /// What was done to a case, the oldest first.
    pub async fn history(&self, id: ReportId) -> Result<Vec<Entry>, Problem> {
        let acts = self.store.acts_on(id).await?;
        let entries: Result<Vec<Entry>, _> = acts.iter().map(|act| act.entry()).collect();
        entries.map_err(|error| {
            tracing::error!(%error, "the log cannot be read");
            Problem::Unavailable
        })
    }

    /// Logs an act that changes nothing else.
    pub async fn log(&self, act: Act) -> Result<(), Problem> {
        let batch = Batch {
            acts: vec![act],
            ..Batch::default()
        };
        self.commit(batch).await
    }

    /// Writes a batch, and with it what webhooks are told of it.
    async fn commit(&self, mut batch: Batch) -> Result<(), Problem> {
        let records = self.records();
        let deliveries = self.webhooks.deliveries(records, &batch)?;
        batch.records.extend(deliveries);
        records.commit(batch).await?;
        self.webhooks.wake();
        Ok(())
    }

    async fn part<T: DeserializeOwned>(
        &self,
        kind: RecordKind,
        id: ReportId,
    ) -> Result<Option<T>, Problem> {
        let kept = self.records().get(kind, id.as_bytes()).await?;
        Ok(kept.map(|kept| kept.value))
    }

    fn open_file(&self, id: ReportId, sealed: &[u8]) -> Result<File, Problem> {
        self.vault
            .open("file", id.as_bytes(), sealed)
            .map_err(|error| {
                tracing::error!(%error, %id, "a case cannot be read");
                Problem::Unavailable
            })
    }

    fn seal_file(&self, id: ReportId, file: &File) -> Result<Vec<u8>, Problem> {
        let rng = &mut UnwrapErr(SysRng);
        let sealed = self.vault.seal("file", id.as_bytes(), file, rng);
        sealed.map_err(|_| Problem::Unavailable)
    }
}

/// Takes what goes at a time of its own out of a report.
fn without_parts(report: &UntrustedReport) -> UntrustedReport {
    UntrustedReport {
        description: None,
        contact: None,
        site_credentials: None,
        ..report.clone()
    }
}
