//! The former key of a desk is retired: the store refuses reports that are sealed to it, the log
//! refuses entries that are made with it, and its file is removed.

use std::{fs, io};

use model::audit::ActName;
use shared::hpke::PublicKey;
use store::{Batch, Commit, RecordChange, RecordKind};

use super::{KeyChange, KeyChangeError};
use crate::crypto::fingerprint;
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
}
