//! The desk's key was changed in its files: the store takes the new key beside the former one.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::{Act, ActName};
use model::name::OPERATOR;
use model::time::Timestamp;
use shared::hpke::PrivateKey;
use store::{
    Access, Batch, CommitError, Logging, Owner, RecordChange, RecordKind, SealedRecord, Store,
};

use super::OpenError;
use crate::anchor;
use crate::crypto::fingerprint;
use crate::crypto::vault::Vault;
use crate::settings::DeskSettings;

/// Gives the store the desk's key, if it belongs to the former one. Returns the owner that the store
/// has then.
///
/// # Errors
///
/// Fails if the store still needs a former key that the desk does not have.
pub(super) async fn take_over(
    store: &dyn Store,
    desk: &DeskSettings,
    owner: Owner,
    access: Access,
    now: Timestamp,
) -> Result<Owner, OpenError> {
    let fingerprint_of = |key: &PrivateKey| fingerprint(&key.public_key());
    let former = desk.former_key.as_ref();
    let former_print = former.map(fingerprint_of);
    if let Some(needed) = owner.former_key {
        return match former_print == Some(needed) {
            true => Ok(owner),
            false => Err(OpenError::FormerKey(needed)),
        };
    }
    let Some(former) = former.filter(|_| former_print == Some(owner.desk_key)) else {
        return Ok(owner);
    };
    if access == Access::Read {
        return Err(OpenError::UnknownKey);
    }
    hand_down(store, former, &desk.private_key, now).await?;
    let (from, to) = (owner.desk_key, fingerprint_of(&desk.private_key));
    let changed = store.change_desk_key(from, to).await;
    changed.map_err(CommitError::from)?;
    let owner = store.owner().await.map_err(CommitError::from)?;
    owner.ok_or(OpenError::UnknownKey)
}

/// Writes the keys that the new key inherits, with an entry of the log that is hashed with the former
/// key: a desk that runs and has no other key reads on.
async fn hand_down(
    store: &dyn Store,
    former: &PrivateKey,
    present: &PrivateKey,
    now: Timestamp,
) -> Result<(), OpenError> {
    let old = anchor::vault(store, former, None).await?;
    let [from, to] = [former, present].map(|key| fingerprint(&key.public_key()));
    let kind = RecordKind::Inherited;
    let sealed =
        Vault::new(present).seal(kind.name(), &to.0, &old.inherited(), &mut UnwrapErr(SysRng));
    let bytes = sealed.map_err(anchor::AnchorError::from)?;
    let record = SealedRecord { version: 1, bytes };
    let [old_name, new_name] = [from, to].map(|key| key.to_string());
    let act = Act::of(OPERATOR, ActName::KeyMade, &old_name, &new_name, now);
    let batch = Batch {
        records: vec![RecordChange::Put(kind, to.0.to_vec(), record)],
        ..Batch::from(act)
    };
    let logging = Logging {
        key: old.log_key(),
        rows: Vec::new(),
        only_after: None,
    };
    match store.write(batch, logging).await {
        // An opening that was cut off has written them already.
        Ok(()) | Err(CommitError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
