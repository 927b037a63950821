//! The exchange with other hotlines: our signer, and their roots and addresses.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use shared::report::PartnerSlug;

use super::files::Folder;
use super::webhooks::address;
use crate::config::{ConfigProblem, ExchangeConfig, OtherHotlineConfig};
use crate::crypto::authority::Authority;
use crate::directory::following;
use crate::handoff::{DirectorySource, Hotlines, OtherHotline, Referrals};
use crate::parcel::{Member, Signer};

const KEY: &str = "desk.exchange.hotlines";

/// Opens the files that `[desk.exchange]` names, and checks the other hotlines.
pub(super) fn open(
    folder: Folder<'_>,
    config: ExchangeConfig,
    authority: &Authority,
) -> Result<Arc<Referrals>, ConfigProblem> {
    let us = Member {
        hotline: authority.hotline.clone(),
        root: authority.root,
    };
    let key = folder.read_key("desk.exchange.signer_key", &config.signer_key)?;
    let certificate = "desk.exchange.signer_certificate";
    let signer = folder.open(certificate, &config.signer_certificate, |file| {
        let signer = Signer::new(us.clone(), key, file.to_owned());
        signer.look().map(drop)?;
        Ok::<_, crate::parcel::NotCertified>(signer)
    })?;
    let directory = directory(folder, &config)?;
    let mut hotlines: BTreeMap<String, OtherHotline> = BTreeMap::new();
    for (name, other_config) in config.hotlines {
        let hotline =
            other(&name, other_config, config.waiting).map_err(|problem| problem.of_item(&name))?;
        let id = &hotline.member.hotline;
        let is_known = *id == us.hotline || hotlines.values().any(|it| it.member.hotline == *id);
        if is_known {
            let problem = format!("the id {:?} is ours, or there twice", id.as_str());
            return Err(ConfigProblem::new(KEY, problem).of_item(&name));
        }
        hotlines.insert(name, hotline);
    }
    Ok(Arc::new(Referrals {
        signer,
        hotlines: Hotlines::new(hotlines),
        directory,
    }))
}

/// The directory of a network, of which the config names both address and root, or neither.
fn directory(
    folder: Folder<'_>,
    config: &ExchangeConfig,
) -> Result<Option<DirectorySource>, ConfigProblem> {
    const URL: &str = "desk.exchange.directory";
    const ROOT: &str = "desk.exchange.directory_root";
    let (url, root) = match (&config.directory, &config.directory_root) {
        (Some(url), Some(root)) => (url, root),
        (None, None) => return Ok(None),
        (Some(_), None) => return Err(ConfigProblem::new(ROOT, "the directory has no root")),
        (None, Some(_)) => return Err(ConfigProblem::new(URL, "the root has no directory")),
    };
    if address(url).is_none() {
        return Err(ConfigProblem::new(
            URL,
            "no address to fetch a directory from",
        ));
    }
    let root = folder.open(ROOT, root, read_root)?;
    Ok(Some(DirectorySource {
        url: url.clone(),
        root,
        waiting: config.waiting.get(),
        admit_new: config.admit_new,
    }))
}

/// Reads a root that its own officers have signed.
fn read_root(file: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let root = fs::read(file)?;
    following::check_root(&root)?;
    Ok(root)
}

fn other(
    name: &str,
    config: OtherHotlineConfig,
    waiting: NonZeroU32,
) -> Result<OtherHotline, ConfigProblem> {
    // Pages name the hotline by it.
    let slug = name.parse::<PartnerSlug>();
    if !slug.is_ok_and(|slug| slug.as_str() == name) {
        let problem = format!("{name:?} is not a name for a hotline");
        return Err(ConfigProblem::new(KEY, problem));
    }
    let hotline = match config.id {
        Some(id) => id,
        None => name
            .parse()
            .map_err(|_| ConfigProblem::new(KEY, "the name is not an id: give the id as well"))?,
    };
    let url = |path: &str| {
        let url = address(&[config.url.trim_end_matches('/'), path].concat());
        url.ok_or_else(|| ConfigProblem::new(KEY, "no address to fetch a key from"))
    };
    Ok(OtherHotline {
        member: Member {
            hotline,
            root: config.root,
        },
        key_url: url("/v1/exchange-key")?,
        parcels_url: url("/v1/parcels")?,
        directory_url: url("/directory")?.to_string(),
        countries: config
            .country
            .into_iter()
            .map(|country| country.0)
            .collect(),
        take_over: config.take_over,
        waiting: config.waiting.unwrap_or(waiting).get(),
        until: None,
    })
}

#[cfg(test)]
mod tests;
