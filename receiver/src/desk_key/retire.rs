//! The former key of a desk is retired: the store refuses reports that are sealed to it, the log
//! refuses entries that are made with it, and its file is removed.

use std::sync::Arc;
use std::{fs, io};

use model::audit::ActName;
use model::sealed::Fingerprint;
use shared::hpke::PublicKey;
use store::{Batch, Commit, RecordChange, RecordKind};

use super::{KeyChange, KeyChangeError};
use crate::crypto::fingerprint;
use crate::pull::{Source, ask_status};
use crate::settings::{DeskSettings, FORMER};

impl KeyChange {
    /// Retires the former key. `sealed_to` is the key that an intake of the same config seals to.
    ///
    /// # Errors
    ///
    /// Fails, and changes nothing, while something is sealed to the former key.
    pub async fn retire(
        &self,
        desk: &DeskSettings,
        sealed_to: Option<&PublicKey>,
    ) -> Result<(), KeyChangeError> {
        let file = desk.key_file.as_ref().ok_or(KeyChangeError::Sealed)?;
        let former = desk.former_key.as_ref();
        let former = former.ok_or(KeyChangeError::NoFormerKey)?.public_key();
        if sealed_to == Some(&former) {
            return Err(KeyChangeError::Intake);
        }
        let (old, new) = (
            fingerprint(&former),
            fingerprint(&desk.private_key.public_key()),
        );
        if let Some(source) = &desk.pull {
            self.ask_intake(source.clone(), old).await?;
        }
        let needed = self.needed().await?;
        if !needed.is_nothing() || !self.store.retire_desk_key(old).await? {
            return Err(KeyChangeError::Needed(needed));
        }
        let [old_name, new_name] = [old, new].map(|key| key.to_string());
        let act = self.act(ActName::KeyRetired, &old_name, &new_name);
        let inherited = RecordChange::Remove(RecordKind::Inherited, old.0.to_vec());
        let batch = Batch {
            records: vec![inherited],
            ..Batch::from(act)
        };
        self.ledger.commit(batch).await?;
        self.forget().await?;
        let path = file.with_extension(FORMER);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(KeyChangeError::Remove { path, error })
            }
            _ => Ok(()),
        }
    }

    /// Fails if the intake on another machine seals to the former key, or if what waits there may be sealed to it.
    async fn ask_intake(
        &self,
        source: Arc<Source>,
        former: Fingerprint,
    ) -> Result<(), KeyChangeError> {
        let owner = self.store.owner().await?;
        let store = owner.map(|owner| owner.store.0).unwrap_or_default();
        let status = ask_status(source, &store).await;
        let status = status.map_err(|error| KeyChangeError::Unknown(error.to_string()))?;
        if status.sealed_to == base16ct::lower::encode_string(&former.0) {
            return Err(KeyChangeError::OtherMachine);
        }
        match status.waiting {
            0 => Ok(()),
            waiting => Err(KeyChangeError::Waiting(waiting)),
        }
    }
}
