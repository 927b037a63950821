use std::fs;
use std::path::{Path, PathBuf};

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use receiver::association::Association;
use receiver::keys::ceremony;
use tempfile::TempDir;

use crate::{Folder, OtherHotline, StaticFiles};

/// An association of three officers, of whom two sign, and the server of its directory.
pub struct Network {
    /// The server.
    pub server: StaticFiles,
    /// The association in the folder.
    pub association: Association,
    folder: TempDir,
}

impl Network {
    /// An association whose directory names nobody yet.
    pub async fn new(now: Timestamp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (at, rng) = (folder.path().join("network"), &mut UnwrapErr(SysRng));
        let association = Association::init(&at, "Example Network", 3, 2, now, rng).unwrap();
        let network = Self {
            server: StaticFiles::serve(&folder.path().join("public")).await,
            association,
            folder,
        };
        network.publish(now);
        network
    }

    /// The path of a file of the network: `public` is what it publishes.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Adds a hotline, which the officers sign, and publishes.
    pub fn add(&self, other: &OtherHotline, now: Timestamp) {
        let (application, root) = (other.application(), other.root());
        self.association.add(&application, &root, now).unwrap();
        self.sign_and_publish(now);
    }

    /// Lets two officers sign, and publishes.
    pub fn sign_and_publish(&self, now: Timestamp) {
        for officer in ["1", "2"] {
            let key = self.path("network/officers").join(format!("{officer}.key"));
            self.association
                .sign(&ceremony::read_key(&key).unwrap())
                .unwrap();
        }
        self.publish(now);
    }

    /// Publishes what the officers have signed.
    pub fn publish(&self, now: Timestamp) {
        let key = ceremony::read_key(&self.path("network/publisher/publisher.key")).unwrap();
        let to = self.path("public");
        self.association.publish(&to, &key, now).unwrap();
    }

    /// Copies what is published now to a folder of this name.
    pub fn keep(&self, name: &str) -> PathBuf {
        let to = self.path(name);
        fs::create_dir(&to).unwrap();
        for entry in fs::read_dir(self.path("public")).unwrap() {
            let from = entry.unwrap().path();
            fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
        }
        to
    }

    /// Names the directory in the config of a desk that takes part in the exchange.
    pub fn is_named_in(&self, folder: &Folder) {
        let root = self.path("network/metadata/1.root.json");
        folder.follow_directory(&self.server.url, &root);
    }
}

impl Folder {
    /// Names the directory at this address, with the root in this file, in the config of a desk that takes part in the
    /// exchange.
    pub fn follow_directory(&self, url: &str, root: &Path) {
        fs::copy(root, self.desk().join("keys/exchange/association.json")).unwrap();
        let (config, address) = (self.desk().join("receiver.toml"), "# directory = ");
        let text = fs::read_to_string(&config).unwrap();
        assert_eq!(text.matches(address).count(), 1);
        let (before, after) = text.split_once(address).unwrap();
        let (_, after) = after.split_once("\n# directory_root").unwrap();
        let text = format!("{before}directory = \"{url}\"\ndirectory_root{after}");
        fs::write(&config, text).unwrap();
    }
}
