//! The other hotlines that this one exchanges referrals with: those that the config names, and those of a directory,
//! which change while the desk runs.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::Uri;
use model::time::Timestamp;
use shared::report::HotlineId;

use crate::parcel::Member;

/// The other hotlines by name.
type ByName = BTreeMap<String, OtherHotline>;

/// Another hotline, which sends and gets referrals.
#[derive(Debug, Clone)]
pub struct OtherHotline {
    /// The hotline's id and its root.
    pub member: Member,
    /// The address at which the hotline publishes its exchange key.
    pub key_url: Uri,
    /// The address at which the hotline takes parcels.
    pub parcels_url: Uri,
    /// The countries whose content the hotline looks after (ISO 3166-1 alpha-2); without one, it gets anything.
    pub countries: Vec<String>,
    /// Whether its `baseline` findings may be taken over without viewing the content again.
    pub take_over: bool,
    /// The second from which on nothing is sealed to it, because the directory that names it has ended.
    pub until: Option<Timestamp>,
}

/// The other hotlines: those of the config, and those of the directory that the config does not name.
#[derive(Debug)]
pub struct Hotlines {
    of_config: ByName,
    all: RwLock<Arc<ByName>>,
}

impl Hotlines {
    /// The hotlines of the config, by names that this hotline chose.
    pub fn new(of_config: ByName) -> Self {
        Self {
            all: RwLock::new(Arc::new(of_config.clone())),
            of_config,
        }
    }

    /// All hotlines as they are now.
    pub fn look(&self) -> Arc<ByName> {
        self.all
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes these hotlines of a directory in the place of those before, each under its id. A hotline that the config
    /// names, by its id or under that name, stays as the config has it. Those that are paused are left out, wherever they
    /// are named.
    pub(crate) fn take(
        &self,
        of_directory: impl IntoIterator<Item = OtherHotline>,
        paused: &[HotlineId],
    ) {
        let mut all = self.of_config.clone();
        for other in of_directory {
            let id = &other.member.hotline;
            let is_known = self
                .of_config
                .values()
                .any(|known| known.member.hotline == *id);
            if !is_known {
                all.entry(id.as_str().to_owned()).or_insert(other);
            }
        }
        all.retain(|_, other| !paused.contains(&other.member.hotline));
        *self.all.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(all);
    }
}
