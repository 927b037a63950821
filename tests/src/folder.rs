use std::fs;
use std::path::PathBuf;

use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::clock::{Clock, SystemClock, Timestamp};
use receiver::init::{Halves, Plan, init};
use shared::key_config::Trust;
use tempfile::TempDir;

/// What `receiver init` wrote, in a folder that goes away with the test.
pub struct Folder {
    temporary: TempDir,
}

impl Folder {
    /// Initializes a receiver by the system's clock.
    pub fn today() -> Self {
        Self::init(SystemClock.now())
    }

    /// Initializes a receiver that listens on free ports.
    pub fn init(now: Timestamp) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Self { temporary };
        let plan = Plan {
            hotline: "example".parse().unwrap(),
            halves: Halves::Together,
        };
        init(&folder.path(), &plan, now, &mut UnwrapErr(SysRng)).unwrap();
        folder.edit_config("\"127.0.0.1:7701\"", "\"127.0.0.1:0\"");
        folder.edit_config("\"127.0.0.1:7702\"", "\"127.0.0.1:0\"");
        folder
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.temporary.path().join("hotline")
    }

    /// The config file.
    pub fn config(&self) -> PathBuf {
        self.path().join("receiver.toml")
    }

    /// Whom a browser believes that belongs to this hotline.
    pub fn trust(&self) -> Trust {
        let root = fs::read_to_string(self.path().join("keys/root.pub")).unwrap();
        Trust {
            hotline: "example".parse().unwrap(),
            root: root.trim().parse().unwrap(),
            least_sequence: 0,
        }
    }

    /// The desk's token.
    pub fn token(&self) -> String {
        fs::read_to_string(self.path().join("desk-token"))
            .unwrap()
            .trim()
            .to_owned()
    }

    /// Replaces a text of the config.
    pub fn edit_config(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.config()).unwrap();
        assert!(text.contains(from), "the config has no {from:?}");
        fs::write(self.config(), text.replace(from, to)).unwrap();
    }

    /// Lets the intake listen on this address from the next start on.
    pub fn set_intake_listen(&self, address: &str) {
        let (before, after) = ("[intake]", format!("[intake]\nlisten = \"{address}\""));
        let text = fs::read_to_string(self.config()).unwrap();
        let text = text
            .replacen("listen = \"127.0.0.1:0\"\n", "", 1)
            .replace(before, &after);
        fs::write(self.config(), text).unwrap();
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.path().join("reports.db")
    }

    /// Everything that lies on the disk, file by file.
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
