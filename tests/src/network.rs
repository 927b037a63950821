use std::fs;
use std::path::{Path, PathBuf};

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use receiver::association::Association;
use receiver::association_page::AssociationPage;
use receiver::directory::Application;
use receiver::keys::ceremony;
use receiver::parcel::Edition;
use receiver::web::public::bundle::Bundle;
use sha2::{Digest, Sha256};
use shared::signing::SigningKey;
use tempfile::TempDir;

use crate::{Folder, OtherHotline, StaticFiles};

/// An association of three officers, of whom two sign, and the server of its directory.
pub struct Network {
    /// The server of the directory.
    pub server: StaticFiles,
    /// The server of the page for reporters.
    pub page: StaticFiles,
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
        let network = Self::of(folder, association).await;
        network.publish(now);
        network
    }

    async fn of(folder: TempDir, association: Association) -> Self {
        Self {
            server: StaticFiles::serve(&folder.path().join("public")).await,
            page: StaticFiles::serve(&folder.path().join("page")).await,
            association,
            folder,
        }
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

    /// Adds the hotline in a folder, which looks after these countries and whose intake is at this address.
    pub fn add_folder(&self, hotline: &Folder, countries: &[&str], intake: &str, now: Timestamp) {
        let root: SigningKey = ceremony::read_key(&hotline.path().join("root/root.key")).unwrap();
        let application = Application {
            hotline: hotline.trust().hotline,
            name: "Hotline Example".to_owned(),
            countries: countries.iter().map(ToString::to_string).collect(),
            categories: vec!["csam".to_owned()],
            languages: vec!["nl".to_owned(), "en".to_owned()],
            root: root.verifying_key(),
            exchange: intake.to_owned(),
            form: format!("{intake}/p/network"),
            made: now.0,
        };
        let signed = application.signed(&root).unwrap();
        let added = self.association.add(&signed, &application.root, now);
        added.unwrap();
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

    /// Publishes what the officers have signed: the directory, and the page for reporters.
    pub fn publish(&self, now: Timestamp) {
        let key = ceremony::read_key(&self.path("network/publisher/publisher.key")).unwrap();
        let to = self.path("public");
        self.association.publish(&to, &key, now).unwrap();
        let directory = self.association.signed_directory(now).unwrap();
        let (bundle, leave) = (Bundle::built_in().unwrap(), "https://example.org/");
        let page = AssociationPage::new(&directory, &bundle, &leave.parse().unwrap()).unwrap();
        page.write(&self.path("page")).unwrap();
    }

    /// Copies what is published now to a folder of this name.
    pub fn keep(&self, name: &str) -> PathBuf {
        let to = self.path(name);
        copy(&self.path("public"), &to);
        to
    }

    /// The same officers, who sign another directory for others behind this one's back.
    pub async fn fork(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        let association = Association::open(&folder.path().join("network"));
        Self::of(folder, association).await
    }

    /// Changes what reporters are told about a country, which the officers sign, and publishes.
    pub fn tell(&self, text: &str, now: Timestamp) {
        let language = "en".parse().unwrap();
        let told = self.association.tell("BR", &language, Some(text), now);
        told.unwrap();
        self.sign_and_publish(now);
    }

    /// The directory that the officers signed last.
    pub fn edition(&self) -> Edition {
        let directory = self.association.directory().unwrap();
        let files = fs::read_dir(self.path("network/metadata")).unwrap();
        let names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let versions = names.filter_map(|name| name.strip_suffix(".targets.json")?.parse().ok());
        let digest = Sha256::digest(directory.to_json());
        Edition {
            network: directory.name,
            version: versions.max().unwrap(),
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    /// Names the directory in the config of a desk that takes part in the exchange.
    pub fn is_named_in(&self, folder: &Folder) {
        let root = self.path("network/metadata/1.root.json");
        folder.follow_directory(&self.server.url, &root);
    }
}

/// Copies a folder with all folders in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(fs::copy(&from, &to).unwrap()),
        }
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
        // Most tests are of those who are agreed to already.
        let text = text.replace("# admit_new = false", "admit_new = true");
        fs::write(&config, text).unwrap();
    }
}
