//! The other hotlines that this one exchanges referrals with: those that the config names, and those of a directory,
//! which change while the desk runs.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use axum::http::Uri;
use model::time::Timestamp;
use shared::report::HotlineId;
use strum::IntoStaticStr;

use crate::parcel::{Edition, Member};

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
    /// The address below which the hotline's intake shows the files of the directory that it goes by.
    pub directory_url: String,
    /// The countries whose content the hotline looks after (ISO 3166-1 alpha-2); without one, it gets anything.
    pub countries: Vec<String>,
    /// Whether its `baseline` findings may be taken over without viewing the content again.
    pub take_over: bool,
    /// Maximum number of its parcels that wait for the desk.
    pub waiting: u32,
    /// The second from which on nothing is sealed to it, because the directory that names it has ended.
    pub until: Option<Timestamp>,
}

/// Why nothing is exchanged with a hotline, whatever config and directory say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Bar {
    /// It is new in the directory, and nobody here has agreed to it yet: a stranger.
    New,
    /// Somebody here has paused it: what it sends is asked for later, and ours waits.
    Paused,
    /// Somebody here distrusts it: what it sends is refused, and ours comes back.
    Distrusted,
}

impl Bar {
    /// The name in texts.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The other hotlines: those of the config, and those of the directory that the config does not name.
#[derive(Debug)]
pub struct Hotlines {
    of_config: ByName,
    now: RwLock<Now>,
}

/// The hotlines as they are now.
#[derive(Debug)]
struct Now {
    all: Arc<ByName>,
    /// Those that would be among them, but for a bar.
    barred: Arc<ByName>,
    /// Who is barred, known or not.
    bars: Arc<[(HotlineId, Bar)]>,
    /// The directory that names some of them.
    directory: Option<Edition>,
}

impl Hotlines {
    /// The hotlines of the config, by names that this hotline chose.
    pub fn new(of_config: ByName) -> Self {
        Self {
            now: RwLock::new(Now {
                all: Arc::new(of_config.clone()),
                barred: Arc::default(),
                bars: Arc::default(),
                directory: None,
            }),
            of_config,
        }
    }

    /// All hotlines with which something is exchanged now.
    pub fn look(&self) -> Arc<ByName> {
        self.now().all.clone()
    }

    /// The hotlines of which config or directory say that they take part, and with which nothing is exchanged.
    pub(crate) fn barred(&self) -> Arc<ByName> {
        self.now().barred.clone()
    }

    /// All bars, in the order of the hotlines' ids.
    pub(crate) fn bars(&self) -> Arc<[(HotlineId, Bar)]> {
        self.now().bars.clone()
    }

    /// Why nothing is exchanged with a hotline; none if nobody says so.
    pub(crate) fn bar(&self, id: &HotlineId) -> Option<Bar> {
        let now = self.now();
        let mut bars = now.bars.iter();
        bars.find(|(barred, _)| barred == id).map(|(_, bar)| *bar)
    }

    /// The directory that we go by; none if there is none.
    pub(crate) fn directory(&self) -> Option<Edition> {
        self.now().directory.clone()
    }

    /// Whether the config names a hotline.
    pub(crate) fn is_of_config(&self, id: &HotlineId) -> bool {
        let mut known = self.of_config.values();
        known.any(|known| known.member.hotline == *id)
    }

    /// Takes these hotlines of this directory in the place of those before, each under its id. A hotline that the config
    /// names, by its id or under that name, stays as the config has it. Those with a bar are apart, wherever they
    /// are named.
    pub(crate) fn take(
        &self,
        directory: Option<Edition>,
        of_directory: impl IntoIterator<Item = OtherHotline>,
        bars: Arc<[(HotlineId, Bar)]>,
    ) {
        let mut all = self.of_config.clone();
        for other in of_directory {
            let id = &other.member.hotline;
            if !self.is_of_config(id) {
                all.entry(id.as_str().to_owned()).or_insert(other);
            }
        }
        let is_barred = |other: &OtherHotline| {
            let mut bars = bars.iter();
            bars.any(|(id, _)| *id == other.member.hotline)
        };
        let (barred, all) = all.into_iter().partition(|(_, other)| is_barred(other));
        let (all, barred) = (Arc::new(all), Arc::new(barred));
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Now {
            all,
            barred,
            bars,
            directory,
        };
    }

    fn now(&self) -> RwLockReadGuard<'_, Now> {
        self.now.read().unwrap_or_else(PoisonError::into_inner)
    }
}
