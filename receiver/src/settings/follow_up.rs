//! Questions to reporters: the desk's asker.

use std::path::PathBuf;

use super::files::Folder;
use crate::config::{ConfigProblem, FollowUpConfig};
use crate::crypto::authority::Authority;
use crate::follow_up::{Asker, NotCertified};

const KEY: &str = "follow_up.asker_key";
const CERTIFICATE: &str = "follow_up.asker_certificate";

/// Opens the files that `[follow_up]` names.
pub(super) fn open(
    folder: Folder<'_>,
    config: FollowUpConfig,
    authority: &Authority,
) -> Result<Asker, ConfigProblem> {
    let named = |key, file: Option<PathBuf>| {
        file.ok_or_else(|| ConfigProblem::new(key, "is missing: the desk signs what it asks"))
    };
    let key = folder.read_key(KEY, &named(KEY, config.asker_key)?)?;
    let certificate = named(CERTIFICATE, config.asker_certificate)?;
    folder.open(CERTIFICATE, &certificate, |file| {
        let asker = Asker::new(authority.clone(), key, file.to_owned());
        asker.look().map(drop)?;
        Ok::<_, NotCertified>(asker)
    })
}

/// Checks that an intake alone has no key of the asker: whoever takes it over could ask.
pub(super) fn check_of_intake(config: &FollowUpConfig) -> Result<(), ConfigProblem> {
    let FollowUpConfig {
        asker_key,
        asker_certificate,
    } = config;
    let problem = "belongs to the desk, which is not in this config";
    match (asker_key, asker_certificate) {
        (Some(_), _) => Err(ConfigProblem::new(KEY, problem)),
        (None, Some(_)) => Err(ConfigProblem::new(CERTIFICATE, problem)),
        (None, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
