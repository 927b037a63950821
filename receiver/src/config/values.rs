//! Values of several sections, checked while they are parsed.

use std::net::IpAddr;

use lettre::Address;
use model::recipient::is_country;
use serde::Deserialize;
use url::Url;

use crate::handoff::Security;

/// An email address without a name: `user@host`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Mailbox(pub(crate) Address);

impl TryFrom<String> for Mailbox {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self).map_err(|_| "not an email address")
    }
}

/// A domain in lower case.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Domain(pub(crate) String);

impl TryFrom<String> for Domain {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let byte = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        let label = |label: &str| !label.is_empty() && label.bytes().all(byte);
        let is_domain = text.contains('.') && text.split('.').all(label);
        is_domain
            .then_some(Self(text))
            .ok_or("not a domain in lower case")
    }
}

/// A country's code (ISO 3166-1 alpha-2).
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Country(pub(crate) String);

impl TryFrom<String> for Country {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        is_country(&text)
            .then_some(Self(text))
            .ok_or("not two capital letters (ISO 3166-1)")
    }
}

/// A mail subject: one line of printable ASCII.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Subject(pub(crate) String);

impl Default for Subject {
    fn default() -> Self {
        Self("SCART-INPUT".to_owned())
    }
}

impl TryFrom<String> for Subject {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let fits = (1..=60).contains(&text.len()) && text.trim() == text;
        (printable && fits)
            .then_some(Self(text))
            .ok_or("not a subject of 1 to 60 printable ASCII characters")
    }
}

/// `smtps://host`, `smtp+starttls://host`, or `smtp://host` on this machine; the port is optional.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct ServerUrl {
    /// The protection of the connection, from the URL's scheme.
    pub(crate) security: Security,
    /// The server's name or address, without brackets.
    pub(crate) host: String,
    /// The URL's port, or the default port of the scheme.
    pub(crate) port: u16,
}

impl TryFrom<String> for ServerUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let url = Url::parse(&text).map_err(|_| "not a URL")?;
        let (security, port) = match url.scheme() {
            "smtps" => (Security::Tls, 465),
            "smtp+starttls" => (Security::StartTls, 587),
            "smtp" => (Security::None, 25),
            _ => return Err("not smtps, smtp+starttls or smtp"),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("user and password do not belong in the URL");
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err("there is more than a host and a port");
        }
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or("there is no host")?;
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let address = host.parse::<IpAddr>();
        let here = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
        if security == Security::None && !here {
            return Err("without TLS, mail goes no further than this machine");
        }
        Ok(Self {
            security,
            host,
            port: url.port().unwrap_or(port),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_reached_safely_or_on_this_machine() {
        let parse = |url: &str| ServerUrl::try_from(url.to_owned());
        for (url, security, host, port) in [
            ("smtps://mail.example", Security::Tls, "mail.example", 465),
            (
                "smtp+starttls://mail.example:25",
                Security::StartTls,
                "mail.example",
                25,
            ),
            ("smtp://localhost", Security::None, "localhost", 25),
            ("smtp://127.0.0.1:2525", Security::None, "127.0.0.1", 2525),
            ("smtp://[::1]/", Security::None, "::1", 25),
        ] {
            let host = host.to_owned();
            let server = ServerUrl {
                security,
                host,
                port,
            };
            assert_eq!(parse(url), Ok(server));
        }
        for url in [
            "smtp://192.0.2.1",
            "smtps:mail.example",
            "smtps://m.example/a",
            "mail.example",
        ] {
            assert!(parse(url).is_err(), "{url}");
        }
    }
}
