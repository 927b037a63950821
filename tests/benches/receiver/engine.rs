//! The engines that a queue may be in.

use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use store::StoreUrl;
use tests::{Cluster, Folder};

/// An engine, and its name in figures.
#[derive(Clone, Copy)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The engines that are on this machine.
    pub(crate) fn installed() -> Vec<Self> {
        let postgres = Cluster::shared().map(|_| Self::Postgres);
        [Self::Sqlite].into_iter().chain(postgres).collect()
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// A folder whose config names an empty queue, and that queue. Its ratchet is almost three days
    /// old, as old as one gets.
    pub(crate) fn folder(self) -> (Folder, StoreUrl) {
        self.folder_of(Timestamp(SystemClock.now().0 - 71 * 3600))
    }

    /// A folder that was made at this time.
    pub(crate) fn folder_of(self, made: Timestamp) -> (Folder, StoreUrl) {
        let folder = Folder::init(made);
        let url = match self {
            Self::Sqlite => format!("sqlite:{}", folder.database().display()),
            Self::Postgres => Cluster::shared().unwrap().database(),
        };
        folder.edit_config("sqlite:reports.db", &url);
        let url = StoreUrl::parse(&url, &folder.path()).unwrap();
        (folder, url)
    }
}
