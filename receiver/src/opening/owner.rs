//! Whether a store belongs to the hotline and to the desk's key of a config.

use getrandom::{SysRng, rand_core::UnwrapErr};
use rand_core::Rng;
use sha2::{Digest, Sha256};
use shared::hpke::PublicKey;
use store::{Access, CaseFilter, Fingerprint, Owner, RecordKind, Store, StoreError, StoreId};

use super::{OpenError, shown};
use crate::crypto::epoch::EpochOpener;
use crate::crypto::vault::Vault;
use crate::settings::Settings;

/// Number of reports, or of accounts, that are tried: one that opens is enough, and single ones may
/// be damaged.
const TRIED: usize = 20;

/// Fails if the store belongs to another hotline or desk. Makes these its owner if it has none, and
/// if what it holds can be opened.
pub(super) async fn check(
    store: &dyn Store,
    settings: &Settings,
    access: Access,
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
                let owner = new_owner(settings, desk_key);
                store.claim_ownership(owner).await.map_err(failed)?
            }
            Contents::Unknown => return Ok(()),
            Contents::Foreign => return Err(foreign("of another desk".to_owned())),
        },
    };
    if owner.desk_key != desk_key {
        return Err(foreign(owner.desk_key.to_string()));
    }
    let id = settings.hotline.id.as_str();
    if owner.hotline == id {
        return Ok(());
    }
    Err(OpenError::Hotline {
        url: url(),
        owner: owner.hotline,
        id: id.to_owned(),
    })
}

/// The fingerprint of the desk's public key, and the config's key for it.
fn desk_key(settings: &Settings) -> (&'static str, Fingerprint) {
    match (&settings.desk, &settings.intake) {
        (Some(desk), _) => (
            "desk.private_key",
            fingerprint(&desk.private_key.public_key()),
        ),
        (None, Some(intake)) => (
            "intake.desk_public_key",
            fingerprint(&intake.desk_public_key),
        ),
        // A config has one of the two.
        (None, None) => ("desk", Fingerprint([0; 32])),
    }
}

/// The fingerprint of a desk's public key: SHA-256 of its text.
fn fingerprint(key: &PublicKey) -> Fingerprint {
    Fingerprint(Sha256::digest(key.to_string()).into())
}

fn new_owner(settings: &Settings, desk_key: Fingerprint) -> Owner {
    let mut id = [0; 16];
    UnwrapErr(SysRng).fill_bytes(&mut id);
    Owner {
        store: StoreId(id),
        hotline: settings.hotline.id.as_str().to_owned(),
        desk_key,
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
    let reports = store.list(None, TRIED).await?;
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
    let opener = EpochOpener::new(desk.private_key.clone(), desk.authority.clone());
    let vault = Vault::new(&desk.private_key);
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
