//! Opens reports of the queue. Whoever can write the store can put reports into the queue, and the desk's
//! public key is no secret: only what an intake of this hotline has stored is taken.

use model::audit::{Act, ActName};
use model::name::DESK;
use model::queue::{Claim, Stored};
use shared::follow_up::message::Content;
use shared::report::{Report, ReportId, UntrustedReport};
use store::{LeaseAct, LeaseChange};

use super::commit::Change;
use super::{CaseError, Casework};
use crate::crypto::Unreadable;
use crate::crypto::epoch::Provenance;

/// A report of the queue was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unopened {
    /// The report is damaged, or was sealed to another desk.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The report is not what an intake of this hotline has stored.
    #[error("the report is not as an intake of this hotline has stored it: {0}")]
    Foreign(#[from] Foreign),
    /// It is the answer of a reporter, which goes to its case by itself.
    #[error("this is the answer of a reporter")]
    Answer,
}

/// How a report shows that no intake of this hotline has stored it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    /// No signer of the hotline has signed its epoch key.
    #[error("no intake has signed it")]
    Unsigned,
    /// Its epoch key was not in use in the hour that the store has.
    #[error("it arrived in another hour")]
    OtherHour,
    /// The report with this id has become a case or was acknowledged before.
    #[error("it has left the queue before")]
    Left,
}

impl From<Unopened> for CaseError {
    fn from(error: Unopened) -> Self {
        match error {
            Unopened::Unreadable(error) => Self::Unreadable(error),
            Unopened::Foreign(error) => Self::Foreign(error),
            Unopened::Answer => Self::NoReport,
        }
    }
}

impl Casework {
    /// Opens reports of the queue.
    pub(super) async fn open_all(
        &self,
        stored: &[Stored],
    ) -> Result<Vec<Result<Report, Unopened>>, CaseError> {
        let ids: Vec<ReportId> = stored.iter().map(|stored| stored.id).collect();
        let left = self.store.left(&ids).await?;
        let mut reports = Vec::with_capacity(stored.len());
        for stored in stored {
            let opened = match left.contains(&stored.id) {
                true => Err(Foreign::Left.into()),
                false => self.open_waiting(stored).await?,
            };
            reports.push(opened);
        }
        Ok(reports)
    }

    /// Opens a report that was claimed. A report that no intake has stored is set aside, and the answer of a reporter goes to
    /// its case.
    pub(super) async fn open_claimed(
        &self,
        claim: Claim,
        stored: &Stored,
    ) -> Result<Report, CaseError> {
        let opened = self.open_all(std::slice::from_ref(stored)).await?.pop();
        let opened = opened.unwrap_or(Err(Unreadable.into()));
        match opened {
            Err(Unopened::Foreign(foreign)) => self.refuse(claim, stored.id, foreign).await?,
            Err(Unopened::Answer) => self.take_answer_of_reporter(claim, stored).await?,
            _ => {}
        }
        Ok(opened?)
    }

    async fn open_waiting(&self, stored: &Stored) -> Result<Result<Report, Unopened>, CaseError> {
        let Ok(opened) = self.opener.open(stored.id, &stored.body) else {
            return Ok(Err(Unreadable.into()));
        };
        let foreign = match opened.provenance(stored.received) {
            Provenance::Intake => None,
            Provenance::OtherHour => Some(Foreign::OtherHour),
            Provenance::Anybody => Some(Foreign::Unsigned),
        };
        if let Some(foreign) = foreign
            && !self.store.is_entered(&stored.body.epoch).await?
        {
            return Ok(Err(foreign.into()));
        }
        Ok(read(&opened.json))
    }

    /// Sets a claimed report aside that no intake has stored, with an entry in the log.
    pub(super) async fn refuse(
        &self,
        claim: Claim,
        id: ReportId,
        foreign: Foreign,
    ) -> Result<(), CaseError> {
        tracing::error!(%id, reason = %foreign, "a report in the queue is refused: `receiver queue --help`");
        let mut change = Change::logged(Act {
            at: claim.now,
            who: DESK.to_owned(),
            what: ActName::Refuse,
            case: Some(id),
            old: String::new(),
            new: foreign.to_string(),
        });
        change.batch.leases.push(LeaseChange {
            id,
            lease: claim.token,
            now: claim.now,
            act: LeaseAct::SetAside,
        });
        self.commit(change).await
    }
}

/// The report in what an intake has stored: a report alone, or one whose reporter can be asked.
fn read(json: &[u8]) -> Result<Report, Unopened> {
    if let Ok(report) = serde_json::from_slice::<UntrustedReport>(json) {
        return Report::try_from(report).map_err(|_| Unreadable.into());
    }
    match Content::from_json(json) {
        Some(Content::Askable(askable)) => Ok(askable.report),
        Some(Content::Answer(_)) => Err(Unopened::Answer),
        None => Err(Unreadable.into()),
    }
}
