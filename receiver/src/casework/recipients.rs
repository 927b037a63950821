//! The address book: recipients of hand-offs. Each change is one commit with its entry of the log.

use lettre::Address;
use model::actor::Actor;
use model::audit::{Act, ActName};
use model::recipient::{Recipient, WrongRecipient, folded};
use store::{RecordChange, RecordKind};

use super::commit::Change;
use super::{CaseError, Casework};
use crate::records::Kept;

/// Another hotline of the config.
pub(crate) struct ListedHotline {
    /// The hotline's name in the config.
    pub(crate) name: String,
    /// The countries whose content the hotline looks after (ISO 3166-1 alpha-2); without one, it gets anything.
    pub(crate) countries: Vec<String>,
}

/// A recipient was not shown or not changed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BookError {
    /// A field is wrong.
    #[error(transparent)]
    Wrong(#[from] WrongRecipient),
    /// Another recipient has this name.
    #[error("name: there is a recipient of this name")]
    Taken,
    /// No recipient has this name or key.
    #[error("there is no such recipient")]
    Unknown,
    /// The change was not written, or the records could not be read.
    #[error(transparent)]
    Change(#[from] CaseError),
}

impl Casework {
    /// All recipients, sorted by name.
    #[tracing::instrument(skip_all, name = "casework.address_book")]
    pub(crate) async fn address_book(&self) -> Result<Vec<Kept<Recipient>>, BookError> {
        let all = self.records().all::<Recipient>(RecordKind::Recipient).await;
        let mut all = all.map_err(CaseError::from)?;
        all.sort_by_cached_key(|kept| folded(&kept.value.name));
        Ok(all)
    }

    /// The other hotlines, sorted by name.
    pub(crate) fn other_hotlines(&self) -> Vec<ListedHotline> {
        let referrals = self.sender.iter().flat_map(|sender| &sender.referrals);
        let listed = referrals.flat_map(|referrals| {
            let hotlines = referrals.hotlines.look();
            let hotlines = hotlines.iter().map(|(name, hotline)| ListedHotline {
                name: name.clone(),
                countries: hotline.countries.clone(),
            });
            hotlines.collect::<Vec<_>>()
        });
        listed.collect()
    }

    /// The recipient under this key.
    #[tracing::instrument(skip_all, name = "casework.recipient")]
    pub(crate) async fn recipient(&self, key: &[u8]) -> Result<Kept<Recipient>, BookError> {
        self.found_recipient(key).await?.ok_or(BookError::Unknown)
    }

    /// Adds a recipient.
    #[tracing::instrument(skip_all, name = "casework.add_recipient")]
    pub(crate) async fn add_recipient(
        &self,
        actor: &Actor,
        recipient: Recipient,
    ) -> Result<(), BookError> {
        self.write_recipient(actor, checked(recipient)?).await
    }

    /// Replaces a recipient by another, which may have another name. `version` is the version that
    /// the author of the request saw.
    #[tracing::instrument(skip_all, name = "casework.change_recipient")]
    pub(crate) async fn change_recipient(
        &self,
        actor: &Actor,
        key: &[u8],
        version: u64,
        recipient: Recipient,
    ) -> Result<(), BookError> {
        let recipient = checked(recipient)?;
        let kept = self.seen_recipient(key, version).await?;
        self.replace_recipient(actor, kept, recipient).await
    }

    /// Adds a recipient, or replaces the one with its name.
    #[tracing::instrument(skip_all, name = "casework.put_recipient")]
    pub(crate) async fn put_recipient(
        &self,
        actor: &Actor,
        recipient: Recipient,
    ) -> Result<(), BookError> {
        let recipient = checked(recipient)?;
        match self
            .found_recipient(&self.recipient_key(&recipient.name))
            .await?
        {
            Some(kept) => self.replace_recipient(actor, kept, recipient).await,
            None => self.write_recipient(actor, recipient).await,
        }
    }

    /// Removes a recipient. `version` is the version that the author of the request saw.
    #[tracing::instrument(skip_all, name = "casework.remove_recipient")]
    pub(crate) async fn remove_recipient(
        &self,
        actor: &Actor,
        key: &[u8],
        version: u64,
    ) -> Result<(), BookError> {
        let kept = self.seen_recipient(key, version).await?;
        let removed = self.removed_recipient(&kept)?;
        self.commit_book(actor, &kept.value.name, "", removed.into())
            .await
    }

    /// Removes the recipient with this name.
    #[tracing::instrument(skip_all, name = "casework.remove_recipient_named")]
    pub(crate) async fn remove_recipient_named(
        &self,
        actor: &Actor,
        name: &str,
    ) -> Result<(), BookError> {
        let kept = self.recipient(&self.recipient_key(name)).await?;
        self.remove_recipient(actor, &kept.key, kept.version).await
    }

    async fn write_recipient(&self, actor: &Actor, recipient: Recipient) -> Result<(), BookError> {
        let added = self.added_recipient(&recipient).await?;
        self.commit_book(actor, "", &recipient.name, vec![added])
            .await
    }

    async fn replace_recipient(
        &self,
        actor: &Actor,
        kept: Kept<Recipient>,
        recipient: Recipient,
    ) -> Result<(), BookError> {
        let old = kept.value.name.clone();
        let new = recipient.name.clone();
        let records = if self.recipient_key(&new) == kept.key[..] {
            let value = recipient;
            vec![self.changed_recipient(&Kept { value, ..kept })?]
        } else {
            let mut records = Vec::from(self.removed_recipient(&kept)?);
            records.push(self.added_recipient(&recipient).await?);
            records
        };
        self.commit_book(actor, &old, &new, records).await
    }

    /// The key of a recipient's record in the store.
    fn recipient_key(&self, name: &str) -> [u8; 16] {
        let kind = RecordKind::Recipient.name();
        self.vault.digest(kind, &folded(name))
    }

    async fn found_recipient(&self, key: &[u8]) -> Result<Option<Kept<Recipient>>, BookError> {
        let found = self.records().get(RecordKind::Recipient, key).await;
        Ok(found.map_err(CaseError::from)?)
    }

    async fn seen_recipient(&self, key: &[u8], version: u64) -> Result<Kept<Recipient>, BookError> {
        let kept = self.recipient(key).await?;
        if kept.version != version {
            return Err(CaseError::Conflict.into());
        }
        Ok(kept)
    }

    async fn added_recipient(&self, recipient: &Recipient) -> Result<RecordChange, BookError> {
        let key = self.recipient_key(&recipient.name);
        if self.found_recipient(&key).await?.is_some() {
            return Err(BookError::Taken);
        }
        let added = self.records().add(RecordKind::Recipient, &key, recipient);
        Ok(added.map_err(CaseError::from)?)
    }

    fn changed_recipient(&self, kept: &Kept<Recipient>) -> Result<RecordChange, BookError> {
        let changed = self.records().put(RecordKind::Recipient, kept);
        Ok(changed.map_err(CaseError::from)?)
    }

    /// The changes that remove a recipient. A removal alone would not conflict with a change by
    /// somebody else, so the record takes its next version first.
    fn removed_recipient(&self, kept: &Kept<Recipient>) -> Result<[RecordChange; 2], BookError> {
        let removal = RecordChange::Remove(RecordKind::Recipient, kept.key.clone());
        Ok([self.changed_recipient(kept)?, removal])
    }

    async fn commit_book(
        &self,
        actor: &Actor,
        old: &str,
        new: &str,
        records: Vec<RecordChange>,
    ) -> Result<(), BookError> {
        let act = Act::of(&actor.name, ActName::Recipient, old, new, self.clock.now());
        Ok(self
            .commit(Change::logged(act).with_records(records))
            .await?)
    }
}

/// The recipient in its normal form, if no field is wrong.
fn checked(recipient: Recipient) -> Result<Recipient, WrongRecipient> {
    let recipient = recipient.checked()?;
    let mut mail = recipient.mail.iter();
    if mail.any(|mail| mail.parse::<Address>().is_err()) {
        return Err(WrongRecipient::Mail);
    }
    Ok(recipient)
}
