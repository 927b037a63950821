use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A disk of 2 MiB in memory. Goes away when dropped.
pub struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None` where the tests may not mount a disk; a line says so.
    pub fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|mount| mount.status.success());
        if !mounted {
            eprintln!("left out: only root may mount the small disk that is to be full");
        }
        mounted.then_some(Self(folder))
    }

    /// The path of a database on the disk.
    pub fn database(&self) -> PathBuf {
        self.0.path().join("reports.db")
    }

    fn ballast(&self) -> PathBuf {
        self.0.path().join("ballast")
    }

    /// Fills the disk up, but for this many bytes.
    pub fn fill_up_to(&self, bytes: u64) {
        let mut ballast = File::create(self.ballast()).unwrap();
        let full = loop {
            if let Err(error) = ballast.write_all(&[0; 4096]) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull);
        let length = ballast.metadata().unwrap().len();
        ballast.set_len(length - bytes).unwrap();
    }

    /// Empties the disk, but for the database.
    pub fn free(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }

    /// The answer of the database's own check.
    pub fn integrity(&self) -> String {
        let database = rusqlite::Connection::open(self.database()).unwrap();
        let check = database.query_row("PRAGMA integrity_check", [], |row| row.get(0));
        check.unwrap()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A process that still has a file open keeps it; the folder is free at once.
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.0.path())
            .status();
    }
}
