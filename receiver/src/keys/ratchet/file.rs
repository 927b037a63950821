//! The file of a ratchet, which forgets on the disk what the ratchet forgets.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use model::time::{Hour, Timestamp};
use shared::secret::{Secret, on_wiped_stack};
use zeroize::Zeroizing;

use super::Ratchet;

/// A ratchet and its file, which holds the ratchet's hour and its secret in base64, on one line.
#[derive(Debug)]
pub struct RatchetFile {
    path: PathBuf,
    ratchet: Ratchet,
    /// The hour of the ratchet in the file. It stands still while the file cannot be written.
    written: Hour,
}

impl RatchetFile {
    /// Writes a new file, readable by its owner only.
    pub fn create(path: &Path, ratchet: Ratchet) -> io::Result<Self> {
        write_new(path, &ratchet)?;
        Ok(Self {
            path: path.to_owned(),
            written: ratchet.hour,
            ratchet,
        })
    }

    /// Reads the ratchet from a file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let ratchet = on_wiped_stack(|| parse(&text)).ok_or(io::ErrorKind::InvalidData)?;
        Ok(Self {
            path: path.to_owned(),
            written: ratchet.hour,
            ratchet,
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The hour of the ratchet in the file.
    pub(crate) fn hour_on_disk(&self) -> Hour {
        self.written
    }

    /// The ratchet in its present hour.
    pub fn ratchet(&self) -> &Ratchet {
        &self.ratchet
    }

    /// Leaves behind every hour whose keys have all been destroyed by now, in memory and on the disk.
    pub(crate) fn forget(&mut self, now: Timestamp) -> io::Result<()> {
        self.ratchet.forget(now);
        if self.ratchet.hour == self.written {
            return Ok(());
        }
        self.replace()?;
        self.written = self.ratchet.hour;
        Ok(())
    }

    /// Puts a new file in place of the old one, and then overwrites what the old one held.
    fn replace(&self) -> io::Result<()> {
        let mut old = OpenOptions::new().write(true).open(&self.path)?;
        let length = usize::try_from(old.metadata()?.len()).unwrap_or(0);
        let new = self.path.with_extension("new");
        if new.exists() {
            fs::remove_file(&new)?;
        }
        write_new(&new, &self.ratchet)?;
        fs::rename(&new, &self.path)?;
        if let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        old.write_all(&vec![b'0'; length])?;
        old.sync_all()
    }
}

fn write_new(path: &Path, ratchet: &Ratchet) -> io::Result<()> {
    let line = on_wiped_stack(|| {
        let secret = Zeroizing::new(Base64::encode_string(&ratchet.secret[..]));
        Zeroizing::new(format!("{} {}\n", ratchet.hour.0, *secret))
    });
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

pub(super) fn parse(line: &str) -> Option<Ratchet> {
    let (hour, base64) = line.trim_end().split_once(' ')?;
    let mut secret = Secret::default();
    let decoded = Base64::decode(base64, &mut secret[..]).ok()?.len();
    (decoded == secret.len()).then_some(Ratchet {
        hour: Hour(hour.parse().ok()?),
        secret,
    })
}
