//! The settings of a desk that fetches from an intake on another machine.

use std::sync::Arc;
use std::time::Duration;

use super::files::Folder;
use super::webhooks::address;
use crate::config::{ConfigProblem, DeskConfig};
use crate::pull::{self, KeyNames, Source};

const URL: &str = "desk.pull";
const KEY: &str = "desk.pull_key";

/// Seconds between two requests, unless the config says otherwise.
const SECONDS: u32 = 15;

/// The intake that the desk fetches from, if the config names one: address and key, or neither.
pub(super) fn open(
    folder: Folder<'_>,
    config: &DeskConfig,
    desk: KeyNames,
) -> Result<Option<Arc<Source>>, ConfigProblem> {
    let (origin, file) = match (&config.pull, &config.pull_key) {
        (Some(origin), Some(file)) => (origin, file),
        (None, None) if config.pull_seconds.is_none() => return Ok(None),
        (Some(_), None) => return Err(ConfigProblem::new(KEY, "is missing beside pull")),
        (None, _) => return Err(ConfigProblem::new(URL, "is missing: there is no address")),
    };
    let url = address(&format!("{origin}{}", pull::PATH));
    let seconds = config.pull_seconds.map_or(SECONDS, |seconds| seconds.0);
    Ok(Some(Arc::new(Source {
        origin: origin.clone(),
        url: url.ok_or_else(|| ConfigProblem::new(URL, "has no TLS"))?,
        key: folder.read_key(KEY, file)?,
        desk,
        interval: Duration::from_secs(seconds.into()),
    })))
}
