//! Reveals hidden parts of a case. Only this module opens contact and credentials, and it logs each
//! time.

use model::actor::Actor;
use model::audit::ActName;
use shared::report::{Email, Location, ReportId, SiteCredentials};
use store::RecordKind;

use super::commit::Change;
use super::{CaseError, Casework};

/// A part of a case that is hidden until somebody asks to see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secret {
    /// The reporter's email address.
    Contact,
    /// The name and password of the reported site.
    Credentials,
    /// The exact text of the location of the item with this number.
    Location(u32),
}

/// The content of a hidden part.
pub(crate) enum Revealed {
    /// The reporter's email address.
    Contact(Email),
    /// The name and password of the reported site.
    Credentials(SiteCredentials),
    /// The location with its exact text.
    Location(Location),
}

impl Secret {
    /// The part's name in the log and on pages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Credentials => "credentials",
            Self::Location(_) => "location",
        }
    }
}

impl Casework {
    /// Logs the access, then opens one hidden part of a case.
    #[tracing::instrument(skip_all, name = "casework.reveal")]
    pub(crate) async fn reveal(
        &self,
        actor: &Actor,
        id: ReportId,
        secret: Secret,
    ) -> Result<Revealed, CaseError> {
        let revealed = match secret {
            Secret::Contact => self
                .part(RecordKind::Contact, id)
                .await?
                .map(Revealed::Contact),
            Secret::Credentials => self
                .part(RecordKind::Credentials, id)
                .await?
                .map(Revealed::Credentials),
            Secret::Location(at) => self.location(id, at).await?.map(Revealed::Location),
        };
        let revealed = revealed.ok_or(CaseError::NotFound)?;
        let act = self.act(actor, id, ActName::Reveal, "", secret.name());
        self.commit(Change::logged(act)).await?;
        Ok(revealed)
    }

    async fn location(&self, id: ReportId, place: u32) -> Result<Option<Location>, CaseError> {
        let worksheet = self.sheet(id).await?.worksheet;
        let item = worksheet.as_ref().and_then(|sheet| sheet.item(place));
        Ok(item.map(|item| item.location.clone()))
    }
}
