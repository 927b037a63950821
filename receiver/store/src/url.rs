//! The address of a store, in the syntax of the config file and the command line.

use std::fmt;
use std::path::{Path, PathBuf};

use tokio_postgres::config::SslMode;

use crate::{postgres, sqlite};

/// The address of a store. Its `Debug` form shows no password.
#[derive(Clone, PartialEq)]
pub enum StoreUrl {
    /// `sqlite:` and the path of a file.
    Sqlite(PathBuf),
    /// A URL of the form `postgres://…` or `postgresql://…`.
    Postgres(Box<tokio_postgres::Config>),
}

/// The text is not the address of a store. The error contains no part of it: it may have a
/// password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAStore {
    /// The text does not begin with an engine's scheme, or names no file.
    #[error("not a store that this receiver knows")]
    Engine,
    /// The text is not a PostgreSQL URL with user, host and database.
    #[error("not a PostgreSQL URL that names user, host and database")]
    Postgres,
    /// The URL asks for TLS.
    #[error("asks for TLS, which this receiver does not speak to its store")]
    Tls,
}

impl StoreUrl {
    /// The schema that this receiver works with in such a store: its number of migrations.
    pub fn schema(&self) -> usize {
        match self {
            Self::Sqlite(_) => sqlite::MIGRATIONS.len(),
            Self::Postgres(_) => postgres::MIGRATIONS.len(),
        }
    }

    /// The folder of a store in a file: `.` for a file that is named without one.
    pub fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite(path) => path.parent().map(|folder| match folder {
                none if none == Path::new("") => PathBuf::from("."),
                folder => folder.to_owned(),
            }),
            Self::Postgres(_) => None,
        }
    }

    /// Parses an address. The path of a file is relative to `folder`.
    ///
    /// # Errors
    ///
    /// See [`NotAStore`].
    pub fn parse(text: &str, folder: &Path) -> Result<Self, NotAStore> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = Some(path).filter(|path| !path.is_empty());
            return path
                .map(|path| Self::Sqlite(folder.join(path)))
                .ok_or(NotAStore::Engine);
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(NotAStore::Engine);
        }
        let config: tokio_postgres::Config = text.parse().map_err(|_| NotAStore::Postgres)?;
        let whole = config.get_user().is_some()
            && config.get_dbname().is_some()
            && !config.get_hosts().is_empty();
        match config.get_ssl_mode() {
            _ if !whole => Err(NotAStore::Postgres),
            SslMode::Disable | SslMode::Prefer => Ok(Self::Postgres(Box::new(config))),
            _ => Err(NotAStore::Tls),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<StoreUrl, NotAStore> {
        StoreUrl::parse(text, Path::new("/folder"))
    }

    #[test]
    fn both_engines_have_an_address() {
        let sqlite = parse("sqlite:reports.db").unwrap();
        assert_eq!(format!("{sqlite:?}"), "sqlite:/folder/reports.db");
        for text in [
            "postgres://receiver@localhost/reports",
            "postgresql://receiver:secret@10.0.0.1:5433/reports",
            "postgres://receiver@%2Frun%2Fpostgresql/reports?sslmode=disable",
        ] {
            let postgres = parse(text).unwrap();
            assert_eq!(format!("{postgres:?}"), "postgres://…", "{text}");
        }
    }

    #[test]
    fn a_file_that_is_named_alone_is_in_the_present_folder() {
        for (folder, expected) in [("", "."), ("hotline", "hotline"), ("/folder", "/folder")] {
            let sqlite = StoreUrl::parse("sqlite:reports.db", Path::new(folder)).unwrap();
            assert_eq!(sqlite.folder(), Some(PathBuf::from(expected)), "{folder}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_apart() {
        for (text, wrong) in [
            ("", NotAStore::Engine),
            ("reports.db", NotAStore::Engine),
            ("sqlite:", NotAStore::Engine),
            ("mysql://a@b/c", NotAStore::Engine),
            ("postgres://", NotAStore::Postgres),
            ("postgres://localhost/reports", NotAStore::Postgres),
            ("postgres://receiver@localhost", NotAStore::Postgres),
            ("postgres://receiver@localhost/r?no=1", NotAStore::Postgres),
            ("postgres://a@b/c?sslmode=require", NotAStore::Tls),
        ] {
            assert_eq!(parse(text).unwrap_err(), wrong, "{text}");
        }
    }
}
