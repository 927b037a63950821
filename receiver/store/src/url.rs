//! The address of a store, in the syntax of the config file and the command line.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::postgres::{Database, NotADatabase};
use crate::{postgres, sqlite};

/// The address of a store. Its `Debug` form shows no password.
#[derive(Clone, PartialEq)]
pub enum StoreUrl {
    /// `sqlite:` and the path of a file.
    Sqlite(PathBuf),
    /// A URL of the form `postgres://…` or `postgresql://…`.
    Postgres(Box<Database>),
}

/// The text is not the address of a store. The error contains no part of it: it may have a
/// password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAStore {
    /// The text does not begin with an engine's scheme, or names no file.
    #[error("not a store that this receiver knows")]
    Engine,
    /// The text is not the URL of a PostgreSQL database.
    #[error(transparent)]
    Postgres(#[from] NotADatabase),
    /// A password was given for a store that has none.
    #[error("a password is for a PostgreSQL database")]
    Password,
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
        let database = Database::parse(text, folder)?;
        Ok(Self::Postgres(Box::new(database)))
    }

    /// The same store, with this password in the place of one in the URL.
    ///
    /// # Errors
    ///
    /// [`NotAStore::Password`] for a file, which has none.
    pub fn with_password(mut self, password: &str) -> Result<Self, NotAStore> {
        match &mut self {
            Self::Sqlite(_) => return Err(NotAStore::Password),
            Self::Postgres(database) => database.set_password(password),
        }
        Ok(self)
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
    fn a_password_is_for_a_database_alone() {
        let new = parse("postgres://a:new@localhost/c").unwrap();
        let old = parse("postgres://a:old@localhost/c").unwrap();
        assert!(old.with_password("new").unwrap() == new);
        let file = parse("sqlite:reports.db").unwrap();
        assert_eq!(file.with_password("new").unwrap_err(), NotAStore::Password);
    }

    #[test]
    fn what_is_no_address_is_told_apart() {
        for (text, wrong) in [
            ("", NotAStore::Engine),
            ("reports.db", NotAStore::Engine),
            ("sqlite:", NotAStore::Engine),
            ("mysql://a@b/c", NotAStore::Engine),
            ("postgres://", NotADatabase::Url.into()),
            ("postgres://localhost/reports", NotADatabase::Url.into()),
            ("postgres://receiver@localhost", NotADatabase::Url.into()),
            (
                "postgres://receiver@localhost/r?no=1",
                NotADatabase::Url.into(),
            ),
            (
                "postgres://a@b/c?sslmode=require",
                NotADatabase::Mode.into(),
            ),
            ("postgres://a@b/c?sslmode=prefer", NotADatabase::Mode.into()),
            ("postgres://a@b/c?sslmode", NotADatabase::Url.into()),
            ("postgres://a@b/c?sslcrl=x", NotADatabase::Url.into()),
            ("postgres://a@b/c?sslcert=x", NotADatabase::Files.into()),
            ("postgres://a@b/c?sslkey=x", NotADatabase::Files.into()),
            (
                "postgres://a@b/c?sslmode=disable&sslrootcert=x",
                NotADatabase::Files.into(),
            ),
            (
                "postgres://a@localhost/c?sslrootcert=x",
                NotADatabase::Files.into(),
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), wrong, "{text}");
        }
    }
}
