//! The address of a database, and how its server has to prove who it is.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use super::tls::TlsFiles;

/// A PostgreSQL database, and how its server has to prove who it is.
#[derive(Clone, PartialEq)]
pub struct Database {
    pub(super) config: Config,
    /// The files for TLS; none for a connection without it.
    pub(super) tls: Option<TlsFiles>,
}

/// The text is not the URL of a database. The error contains no part of it: it may have a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotADatabase {
    /// The text is not a PostgreSQL URL with user, host and database.
    #[error("not a PostgreSQL URL that names user, host and database")]
    Url,
    /// The URL wants TLS that does not check the server's name and authority.
    #[error(
        "sslmode is either verify-full, as for every host elsewhere, or disable: anything between \
         takes whoever answers for the database"
    )]
    Mode,
    /// The URL names a certificate without a key, or files for TLS where there is none.
    #[error("sslrootcert, and sslcert with sslkey, are files for sslmode=verify-full")]
    Files,
}

impl Database {
    /// Parses a URL, in which the parameters for TLS have the names that libpq gives them.
    ///
    /// # Errors
    ///
    /// See [`NotADatabase`].
    pub(crate) fn parse(text: &str, folder: &Path) -> Result<Self, NotADatabase> {
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let (ours, theirs): (Vec<_>, Vec<_>) =
            query.split('&').partition(|pair| pair.starts_with("ssl"));
        let rest = format!("{address}?{}", theirs.join("&"));
        let mut config: Config = rest.parse().map_err(|_| NotADatabase::Url)?;
        let is_whole = config.get_user().is_some()
            && config.get_dbname().is_some()
            && !config.get_hosts().is_empty();
        if !is_whole {
            return Err(NotADatabase::Url);
        }
        let tls = TlsWanted::parse(&ours, folder)?.files(&config)?;
        config.ssl_mode(match tls {
            Some(_) => SslMode::Require,
            None => SslMode::Disable,
        });
        Ok(Self { config, tls })
    }

    /// Where the database is, for connections of one's own.
    pub fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn set_password(&mut self, password: &str) {
        self.config.password(password);
    }
}

/// What a URL says of TLS.
#[derive(Default)]
struct TlsWanted {
    mode: Option<String>,
    authorities: Option<PathBuf>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl TlsWanted {
    fn parse(pairs: &[&str], folder: &Path) -> Result<Self, NotADatabase> {
        let mut wanted = Self::default();
        for pair in pairs {
            let (name, value) = pair.split_once('=').ok_or(NotADatabase::Url)?;
            let value = percent_decode_str(value).decode_utf8();
            let value = value.map_err(|_| NotADatabase::Url)?;
            let file = || Some(folder.join(&*value));
            match name {
                "sslmode" => wanted.mode = Some(value.into_owned()),
                "sslrootcert" => wanted.authorities = file(),
                "sslcert" => wanted.certificate = file(),
                "sslkey" => wanted.key = file(),
                _ => return Err(NotADatabase::Url),
            }
        }
        Ok(wanted)
    }

    /// The files for TLS; none where the connection needs no TLS.
    fn files(self, config: &Config) -> Result<Option<TlsFiles>, NotADatabase> {
        let is_used = match self.mode.as_deref() {
            Some("verify-full") => true,
            Some("disable") => false,
            Some(_) => return Err(NotADatabase::Mode),
            None => !is_here(config),
        };
        let is_named = self.authorities.is_some() || self.certificate.is_some();
        let own = match (self.certificate, self.key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => return Err(NotADatabase::Files),
        };
        let authorities = self.authorities;
        match is_used {
            true => Ok(Some(TlsFiles { authorities, own })),
            false if is_named => Err(NotADatabase::Files),
            false => Ok(None),
        }
    }
}

/// Whether all servers are on this machine, those included whose address stands beside their name.
fn is_here(config: &Config) -> bool {
    let named = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            let address = name.parse::<IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
    });
    named && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_has_to_prove_who_it_is() {
        let tls = |authorities: Option<&str>, own: Option<(&str, &str)>| {
            Some(TlsFiles {
                authorities: authorities.map(PathBuf::from),
                own: own.map(|(certificate, key)| (certificate.into(), key.into())),
            })
        };
        for (url, expected) in [
            ("postgres://a@localhost/c", None),
            ("postgres://a@127.0.0.1,%2Frun/c", None),
            ("postgres://a@10.0.0.1/c?sslmode=disable", None),
            ("postgres://a@10.0.0.1/c", tls(None, None)),
            ("postgres://a@localhost,db.example/c", tls(None, None)),
            ("postgres://a@localhost/c?hostaddr=127.0.0.1", None),
            (
                "postgres://a@localhost/c?hostaddr=10.0.0.1",
                tls(None, None),
            ),
            (
                "postgres://a@localhost/c?sslmode=verify-full",
                tls(None, None),
            ),
            (
                "postgres://a@db.example/c?connect_timeout=3&sslrootcert=ca%20of%20db.pem",
                tls(Some("/folder/ca of db.pem"), None),
            ),
            (
                "postgres://a@db.example/c?sslrootcert=/ca.pem&sslcert=a.pem&sslkey=a.key",
                tls(Some("/ca.pem"), Some(("/folder/a.pem", "/folder/a.key"))),
            ),
        ] {
            let database = Database::parse(url, Path::new("/folder")).unwrap();
            assert_eq!(database.tls, expected, "{url}");
        }
    }
}
