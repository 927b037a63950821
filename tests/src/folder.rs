use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use receiver::init::{Halves, Identity, Plan, init};
use receiver::keys::signer::Signer;
use receiver::settings::{self, DeskSettings, Settings};
use receiver::staff::Staff;
use receiver::web::public::bundle::Bundle;
use shared::hpke::{PrivateKey, PublicKey};
use shared::key_config::Trust;
use store::{Access, Ledger};
use tempfile::TempDir;

use crate::{Process, Shares, free_port};

/// An address in the Tor network that nobody has.
pub const ONION: &str = "http://7hmwusgvx2bsk54gkdalg4qr66ery3nhqysfsgzldblynthpyth6gaid.onion";

/// The output of `receiver init`, in a folder that is deleted with the last test that uses it.
#[derive(Clone)]
pub struct Folder {
    temporary: Arc<TempDir>,
    halves: Halves,
    /// The desk's key, once it is in shares and not in the folder.
    sealed: Arc<OnceLock<PrivateKey>>,
}

impl Folder {
    /// Initializes a receiver with the system's time.
    pub fn today() -> Self {
        Self::init(SystemClock.now())
    }

    /// Initializes a receiver that listens on free ports.
    pub fn init(now: Timestamp) -> Self {
        Self::with(Halves::Together, now, &std::env::temp_dir())
    }

    /// Initializes a receiver on a disk in memory, if there is one: for scenarios with thousands of
    /// writes that do not test the disk.
    pub fn init_in_memory(now: Timestamp) -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() {
            Self::with(Halves::Together, now, memory)
        } else {
            Self::init(now)
        }
    }

    /// Initializes intake and desk for one machine each, in folders with these names.
    pub fn init_apart(now: Timestamp) -> Self {
        Self::with(Halves::Apart, now, &std::env::temp_dir())
    }

    /// Initializes intake and desk for one machine each, in folders with these names and with a store each. The desk
    /// fetches from the intake, whose port stays the same.
    pub fn init_fetching(now: Timestamp) -> Self {
        let folder = Self::with_store(Halves::Apart, now, &std::env::temp_dir(), None);
        let port = free_port();
        folder.edit_half(
            "intake",
            "listen = \"127.0.0.1:0\"\n# The origin",
            &format!("listen = \"127.0.0.1:{port}\"\n# The origin"),
        );
        for (half, key) in [("intake", "public_url"), ("desk", "pull")] {
            let line = |port| format!("{key} = \"http://127.0.0.1:{port}\"");
            folder.edit_half(half, &line(7701), &line(port));
        }
        folder.edit_half("desk", "# pull_seconds = 15", "pull_seconds = 1");
        folder
    }

    /// Initializes a practice desk that listens on free ports, with the receiver's own command.
    pub async fn practice() -> Self {
        let folder = Self::to_be();
        let path = folder.path();
        Process::succeeds(&["init", path.to_str().unwrap(), "--practice"]).await;
        folder.listen_on_free_ports();
        folder
    }

    /// A folder that is not there yet: a command makes it.
    pub fn to_be() -> Self {
        Self {
            temporary: Arc::new(tempfile::tempdir().unwrap()),
            halves: Halves::Together,
            sealed: Arc::default(),
        }
    }

    /// Lets what a command has made listen on free ports.
    pub fn listen_on_free_ports(&self) {
        for port in ["7701", "7702"] {
            let listen = format!("listen = \"127.0.0.1:{port}\"");
            edit(&self.config(), &listen, "listen = \"127.0.0.1:0\"");
        }
        listen_for_metrics(&self.config());
    }

    fn with(halves: Halves, now: Timestamp, disk: &Path) -> Self {
        let store = match halves {
            Halves::Together => None,
            Halves::Apart => Some("sqlite:../reports.db"),
        };
        Self::with_store(halves, now, disk, store)
    }

    fn with_store(halves: Halves, now: Timestamp, disk: &Path, store: Option<&str>) -> Self {
        let temporary = Arc::new(tempfile::tempdir_in(disk).unwrap());
        let folder = Self {
            temporary,
            halves,
            sealed: Arc::default(),
        };
        let plan = Plan {
            identity: Identity::example(
                "example".parse().unwrap(),
                &Bundle::built_in().unwrap().languages(),
            ),
            halves,
            store: store.map(str::to_owned),
            practice: false,
        };
        init(&folder.path(), &plan, now, &mut UnwrapErr(SysRng)).unwrap();
        edit(
            &folder.intake().join("receiver.toml"),
            "listen = \"127.0.0.1:7701\"",
            "listen = \"127.0.0.1:0\"",
        );
        edit(&folder.desk().join("receiver.toml"), ":7702\"", ":0\"");
        for line in [
            "contact_url = ",
            "privacy_url = ",
            "network_url = ",
            "[hotline.helpline]",
            "name = \"Example Helpline\"",
            "number = \"116 111\"",
            "url = \"https://helpline.example/chat\"",
            "[hotline.wording.en]",
            "what_next = \"An analyst will look at what you reported.\"",
        ] {
            let config = folder.intake().join("receiver.toml");
            edit(&config, &format!("# {line}"), line);
        }
        let lines = [
            "[desk.handoffs]",
            "contact = \"desk@hotline.example\"",
            "domain = ",
        ];
        let desk = folder.desk().join("receiver.toml");
        edit(
            &desk,
            &format!("# {}", lines.join("\n# ")),
            &lines.join("\n"),
        );
        // Less proof of work than in production, because tests send many reports.
        let intake = folder.intake().join("receiver.toml");
        edit(&intake, "work_floor = 1000", "work_floor = 10");
        for config in BTreeSet::from([intake, desk]) {
            listen_for_metrics(&config);
        }
        folder
    }

    fn intake(&self) -> PathBuf {
        self.half("intake")
    }

    pub(crate) fn desk(&self) -> PathBuf {
        self.half("desk")
    }

    fn half(&self, name: &str) -> PathBuf {
        match self.halves {
            Halves::Together => self.path(),
            Halves::Apart => self.path().join(name),
        }
    }

    /// The path of the folder with config, keys and database.
    pub fn path(&self) -> PathBuf {
        self.temporary.path().join("hotline")
    }

    /// The path of the config file.
    pub fn config(&self) -> PathBuf {
        self.path().join("receiver.toml")
    }

    /// The path of the config of a half that has one of its own.
    pub fn config_of(&self, half: &str) -> PathBuf {
        self.half(half).join("receiver.toml")
    }

    /// The origin of an intake whose port stays the same.
    pub fn intake_origin(&self) -> String {
        let intake = self.load(&self.intake()).intake.unwrap();
        intake.public_url.to_string()
    }

    /// The trust anchors of a browser for this hotline.
    pub fn trust(&self) -> Trust {
        let signer = self.signer();
        let authority = signer.authority();
        Trust {
            hotline: authority.hotline.clone(),
            root: authority.root,
            least_sequence: 0,
        }
    }

    /// The desk's public key, which stored reports are sealed to.
    pub fn desk_public_key(&self) -> PublicKey {
        let key = fs::read_to_string(self.intake().join("keys/desk.pub")).unwrap();
        key.trim().parse().unwrap()
    }

    /// The desk's private key.
    pub fn desk_private_key(&self) -> PrivateKey {
        self.load(&self.desk()).desk.unwrap().private_key
    }

    /// The intake's signer, as the intake opens it.
    pub fn signer(&self) -> Signer {
        self.load(&self.intake()).intake.unwrap().signer
    }

    /// The token that `receiver init` made for the desk's API.
    pub fn token(&self) -> String {
        fs::read_to_string(self.desk().join("desk-token"))
            .unwrap()
            .trim()
            .to_owned()
    }

    /// The desk's staff service, without a running desk.
    pub async fn staff(&self, clock: Arc<dyn Clock>) -> Staff {
        let (desk, ledger) = self.ledger().await;
        let vault = desk.vault(&*ledger).await.unwrap();
        Staff::new(ledger, Arc::new(vault), clock)
    }

    /// The desk's half of the store, and the desk's settings.
    pub async fn ledger(&self) -> (DeskSettings, Arc<Ledger>) {
        let settings = self.load(&self.desk());
        let desk = settings.desk.unwrap();
        let store = store::open(&settings.store).await.unwrap();
        let anchor = desk
            .open_store(store, Access::Write, SystemClock.now())
            .await
            .unwrap();
        (desk, anchor.ledger)
    }

    /// Replaces a text in the config.
    pub fn edit_config(&self, from: &str, to: &str) {
        edit(&self.config(), from, to);
    }

    /// Replaces a text in the config of a half that has one of its own.
    pub fn edit_half(&self, half: &str, from: &str, to: &str) {
        edit(&self.half(half).join("receiver.toml"), from, to);
    }

    /// Gives the intake an invented address in the Tor network.
    pub fn set_onion(&self) {
        self.edit_config(
            "# onion = \"http://….onion\"",
            &format!("onion = \"{ONION}\""),
        );
    }

    /// Adds lines at the end of the config.
    pub fn append_config(&self, lines: &str) {
        append(&self.config(), lines);
    }

    /// Adds lines at the end of the config of a half that has one of its own.
    pub fn append_to_half(&self, half: &str, lines: &str) {
        append(&self.config_of(half), lines);
    }

    /// Sets the intake's address for its next start.
    pub fn set_intake_listen(&self, address: &str) {
        let (before, after) = ("[intake]", format!("[intake]\nlisten = \"{address}\""));
        let text = fs::read_to_string(self.config()).unwrap();
        if text.contains(&after) {
            return;
        }
        let text = text
            .replacen("listen = \"127.0.0.1:0\"\n", "", 1)
            .replace(before, &after);
        fs::write(self.config(), text).unwrap();
    }

    /// Executes SQL on the SQLite database, past the receiver.
    pub fn execute(&self, sql: &str) {
        let database = rusqlite::Connection::open(self.database()).unwrap();
        database.execute_batch(sql).unwrap();
    }

    /// Puts the desk's key into shares: its file is gone, and a desk of this folder starts locked.
    pub fn seal(&self) -> Shares {
        let shares = Shares::of(&self.desk_private_key());
        let public = self.desk().join("keys/desk.pub");
        if !public.exists() {
            fs::copy(self.intake().join("keys/desk.pub"), public).unwrap();
        }
        fs::remove_file(self.desk().join("keys/desk.key")).unwrap();
        edit(
            &self.desk().join("receiver.toml"),
            "private_key = \"keys/desk.key\"",
            "private_key = \"sealed\"\npublic_key = \"keys/desk.pub\"",
        );
        self.sealed.set(shares.key.clone()).unwrap();
        shares
    }

    /// The settings of the config in this folder, with the desk's key.
    fn load(&self, folder: &Path) -> Settings {
        let languages = Bundle::built_in().unwrap().languages();
        let mut settings = settings::load(&folder.join("receiver.toml"), &languages).unwrap();
        if let Some(key) = self.sealed.get() {
            settings.unlock(key.clone());
        }
        settings
    }

    /// The path of the SQLite database.
    pub fn database(&self) -> PathBuf {
        self.path().join("reports.db")
    }

    /// The path of the SQLite database of a half that has one of its own.
    pub fn database_of(&self, half: &str) -> PathBuf {
        self.half(half).join("reports.db")
    }

    /// All files in the folder, with paths and contents.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut folders = vec![self.path()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        files
    }
}

/// Lets a monitoring system read the metrics on a free port.
fn listen_for_metrics(config: &Path) {
    let metrics = "[metrics]\nlisten = \"127.0.0.1:";
    edit(
        config,
        &format!("# {}7703", metrics.replace('\n', "\n# ")),
        &format!("{metrics}0"),
    );
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "the config has no {from:?}");
    fs::write(file, text.replace(from, to)).unwrap();
}

/// Adds lines at the end of a config.
pub(crate) fn append(file: &Path, lines: &str) {
    let text = fs::read_to_string(file).unwrap();
    fs::write(file, format!("{text}\n{lines}\n")).unwrap();
}
