//! Whether a store belongs to the hotline and to the desk's key of a config.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::sealed::Fingerprint;
use model::time::Timestamp;
use rand_core::Rng;
use store::{Access, CaseFilter, Owner, RecordKind, Store, StoreError, StoreId};

use super::{OpenError, new_key, shown};
use crate::crypto::fingerprint;
use crate::crypto::vault::Vault;
use crate::settings::Settings;

/// Number of reports, or of accounts, that are tried: one that opens is enough, and single ones may
/// be damaged.
const TRIED: usize = 20;

/// Fails if the store belongs to another hotline or desk. Makes these its owner if it has none, and
/// if what it holds can be opened. Gives it the desk's new key, if the desk's key was changed.
pub(super) async fn check(
    store: &dyn Store,
    settings: &Settings,
    access: Access,
    now: Timestamp,
) -> Result<(), OpenError> {
    let (key, desk_key) = desk_key(settings);
    let url = || shown(&settings.store);
    let failed = |error| OpenError::Store { url: url(), error };
    let foreign = |owner| OpenError::DeskKey {
        url: url(),
        owner,
        key,
        found: desk_key,
    };
    let owner = match store.owner().await.map_err(failed)? {
        Some(owner) => owner,
        None if access == Access::Read => return Ok(()),
        None => match contents(store, settings).await.map_err(failed)? {
            Contents::Own => {
                // Where the desk's key was changed, the store belongs to the former one so far.
                let former = settings
                    .desk
                    .as_ref()
                    .and_then(|desk| desk.former_key.as_ref());
                let key = former.map_or(desk_key, |former| fingerprint(&former.public_key()));
                let owner = new_owner(settings, key);
                store.claim_ownership(owner).await.map_err(failed)?
            }
            Contents::Unknown => return Ok(()),
            Contents::Foreign => return Err(foreign("of another desk".to_owned())),
        },
    };
    let id = settings.hotline.id.as_str();
    if owner.hotline != id {
        return Err(OpenError::Hotline {
            url: url(),
            owner: owner.hotline,
            id: id.to_owned(),
        });
    }
    let owner = match &settings.desk {
        Some(desk) => new_key::take_over(store, desk, owner, access, now).await?,
        None => owner,
    };
    if settings.locked.is_some() && owner.former_key.is_some() {
        return Err(OpenError::Sealed);
    }
    // An intake goes on with the former key until somebody brings it the new one.
    let is_former = settings.keyless().is_none() && owner.former_key == Some(desk_key);
    if owner.desk_key != desk_key && !is_former {
        return Err(foreign(owner.desk_key.to_string()));
    }
    Ok(())
}

/// The fingerprint of the desk's public key, and the config's key for it.
fn desk_key(settings: &Settings) -> (&'static str, Fingerprint) {
    match (settings.keyless(), &settings.intake) {
        (Some(desk), _) => ("desk.private_key", fingerprint(&desk.public_key)),
        (None, Some(intake)) => (
            "intake.desk_public_key",
            fingerprint(&intake.desk_public_key),
        ),
        // A config has one of the two.
        (None, None) => ("desk", Fingerprint([0; 32])),
    }
}

fn new_owner(settings: &Settings, desk_key: Fingerprint) -> Owner {
    let mut id = [0; 16];
    UnwrapErr(SysRng).fill_bytes(&mut id);
    Owner {
        store: StoreId(id),
        hotline: settings.hotline.id.as_str().to_owned(),
        desk_key,
        former_key: None,
    }
}

/// Whose content is in a store that has no owner.
enum Contents {
    /// There is none, or the desk's key opens it.
    Own,
    /// There is some, and this half has no key to open it.
    Unknown,
    /// The desk's key does not open it.
    Foreign,
}

async fn contents(store: &dyn Store, settings: &Settings) -> Result<Contents, StoreError> {
    let reports = store.list(None, None, TRIED).await?;
    let accounts = store.records_of(RecordKind::Staff).await?;
    let filter = CaseFilter {
        max: 1,
        ..CaseFilter::default()
    };
    let has_cases = !store.cases(&filter).await?.is_empty();
    if reports.is_empty() && accounts.is_empty() && !has_cases {
        return Ok(Contents::Own);
    }
    let Some(desk) = &settings.desk else {
        return Ok(Contents::Unknown);
    };
    let opener = desk.opener();
    let vault = Vault::after(&desk.private_key, desk.former_key.as_ref(), None);
    let opens_report = reports
        .iter()
        .any(|stored| opener.open(stored.id, &stored.body).is_ok());
    let opens_account = accounts.iter().take(TRIED).any(|(key, sealed)| {
        let kind = RecordKind::Staff.name();
        let opened = vault.open::<serde_json::Value>(kind, key, &sealed.bytes);
        opened.is_ok()
    });
    Ok(match opens_report || opens_account {
        true => Contents::Own,
        // A desk without accounts that has taken every report has nothing to try.
        false if reports.is_empty() && accounts.is_empty() => Contents::Own,
        false => Contents::Foreign,
    })
}
