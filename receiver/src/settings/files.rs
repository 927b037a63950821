//! Opens the files that a config names.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{fs, io};

use lettre::transport::smtp::client::Certificate;
use shared::secret::on_wiped_stack;
use zeroize::Zeroizing;

use crate::config::ConfigProblem;

/// The folder of a config file, where relative paths start.
#[derive(Clone, Copy)]
pub(super) struct Folder<'a>(&'a Path);

/// A file cannot be used. The error contains nothing of the file's content.
#[derive(Debug, thiserror::Error)]
enum FileError {
    #[error(transparent)]
    Read(#[from] io::Error),
    #[error("not a key")]
    NotAKey,
    #[error("there is no password")]
    NoPassword,
    #[error("not a certificate in PEM")]
    NotACertificate,
}

impl<'a> Folder<'a> {
    /// The folder of this config file.
    pub(super) fn of(config: &'a Path) -> Self {
        Self(config.parent().unwrap_or(Path::new(".")))
    }

    /// The path of the folder.
    pub(super) fn path(self) -> &'a Path {
        self.0
    }

    /// The path of a file that the config names.
    pub(super) fn join(self, file: &Path) -> PathBuf {
        self.0.join(file)
    }

    /// Opens the file at this key of the config, and leaves nothing of it on the stack. The error
    /// names the file.
    pub(super) fn open<T, E: Display>(
        self,
        key: &'static str,
        file: &Path,
        open: impl FnOnce(&Path) -> Result<T, E>,
    ) -> Result<T, ConfigProblem> {
        let path = self.join(file);
        on_wiped_stack(|| open(&path))
            .map_err(|error| ConfigProblem::new(key, format_args!("{}: {error}", path.display())))
    }

    /// Reads a key from its file.
    pub(super) fn read_key<K: FromStr>(
        self,
        key: &'static str,
        file: &Path,
    ) -> Result<K, ConfigProblem> {
        self.open(key, file, |path| {
            let text = Zeroizing::new(fs::read_to_string(path)?);
            // The parser's own error might contain a part of the key.
            text.trim().parse().map_err(|_| FileError::NotAKey)
        })
    }

    /// Reads a password from the first line of its file.
    pub(super) fn read_password(
        self,
        key: &'static str,
        file: &Path,
    ) -> Result<Zeroizing<String>, ConfigProblem> {
        self.open(key, file, |path| {
            let text = Zeroizing::new(fs::read_to_string(path)?);
            let line = text.lines().next().filter(|line| !line.is_empty());
            let line = line.ok_or(FileError::NoPassword)?;
            Ok::<_, FileError>(Zeroizing::new(line.to_owned()))
        })
    }

    /// Reads a certificate in PEM format.
    pub(super) fn read_certificate(
        self,
        key: &'static str,
        file: &Path,
    ) -> Result<Certificate, ConfigProblem> {
        const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
        self.open(key, file, |path| {
            let pem = fs::read(path)?;
            // lettre accepts a text without a certificate.
            let begins = pem.windows(BEGIN.len()).any(|text| text == BEGIN);
            let certificate = Certificate::from_pem(&pem).ok().filter(|_| begins);
            certificate.ok_or(FileError::NotACertificate)
        })
    }
}
