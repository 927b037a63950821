//! `[desk.handoffs]`: in whose name the desk hands cases off, and by what.

use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use lettre::Address;
use lettre::transport::smtp::client::Certificate;
use serde::Deserialize;
use shared::api::Hotline;
use shared::hpke::{PublicKey, Suite};
use shared::report::PartnerSlug;
use url::Url;
use zeroize::Zeroizing;

use super::{Wrong, in_file, read_key};
use crate::desk::handoff::{MailServer, OtherHotline, Referrals, Scart, Security, Sender};

/// `[desk.handoffs]`: in whose name cases are handed off.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoffsConfig {
    /// Where those can write to that get a hand-off.
    pub contact: Mailbox,
    /// The hotline's domain.
    pub domain: Domain,
    /// Whether a notice leaves out who gives it where the law allows that.
    #[serde(default)]
    pub anonymous_notices: bool,
    /// File with the private key that signs referrals to other hotlines.
    pub signing_key: Option<PathBuf>,
    /// How mail is sent.
    pub mail: Option<MailConfig>,
    /// The SCART that reports go to.
    pub scart: Option<ScartConfig>,
    /// Other hotlines, by a name of ours.
    #[serde(default)]
    pub hotlines: BTreeMap<String, HotlineConfig>,
}

/// `[desk.handoffs.mail]`: the server that takes mail from us.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Its URL.
    pub server: ServerUrl,
    /// Who logs in.
    pub user: Option<String>,
    /// File with their password.
    pub password: Option<PathBuf>,
    /// File with the certificate that the server's is checked against, if not the system's.
    pub authority: Option<PathBuf>,
    /// Whom mail is from.
    pub from: Mailbox,
}

/// `[desk.handoffs.scart]`: SCART's importer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScartConfig {
    /// Its mailbox.
    pub to: Mailbox,
    /// What its mail is about.
    #[serde(default)]
    pub subject: Subject,
    /// Who works on what is imported, by their address in SCART.
    pub work_user: Option<Mailbox>,
}

/// `[desk.handoffs.hotlines.NAME]`: another hotline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotlineConfig {
    /// File with the public key that referrals are sealed to.
    pub public_key: PathBuf,
}

/// An email address.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Mailbox(Address);

impl TryFrom<String> for Mailbox {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self).map_err(|_| "not an email address")
    }
}

/// A domain in lower case.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Domain(String);

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

/// A subject of printable ASCII on one line.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Subject(String);

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

/// `smtps://host`, `smtp+starttls://host`, or `smtp://host` on this machine, perhaps with a port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ServerUrl {
    security: Security,
    host: String,
    port: u16,
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

/// What the desk hands off with. Relative paths start at `folder`.
pub(super) fn sender(
    folder: &Path,
    config: HandoffsConfig,
    hotline: &Hotline,
) -> Result<Sender, Wrong> {
    let referrals = referrals(folder, config.signing_key, config.hotlines)?;
    let mail = config.mail.map(|mail| mail_server(folder, mail));
    Ok(Sender {
        hotline: hotline.id.clone(),
        name: hotline.name.clone(),
        contact: config.contact.0,
        domain: config.domain.0,
        anonymous_notices: config.anonymous_notices,
        mail: mail.transpose()?,
        scart: config.scart.map(|scart| Scart {
            to: scart.to.0,
            subject: scart.subject.0,
            work_user: scart.work_user.map(|user| user.0),
        }),
        referrals,
    })
}

fn referrals(
    folder: &Path,
    signing_key: Option<PathBuf>,
    hotlines: BTreeMap<String, HotlineConfig>,
) -> Result<Option<Referrals>, Wrong> {
    const KEY: &str = "desk.handoffs.signing_key";
    let Some(signing_key) = signing_key else {
        return match hotlines.is_empty() {
            true => Ok(None),
            false => Err((KEY, "referrals to other hotlines are signed".to_owned())),
        };
    };
    let hotlines = hotlines.into_iter().map(|(name, hotline)| {
        let hotline = other_hotline(folder, &name, &hotline)?;
        Ok((name, hotline))
    });
    Ok(Some(Referrals {
        signing_key: read_key((KEY, folder.join(signing_key)))?,
        hotlines: hotlines.collect::<Result<_, Wrong>>()?,
    }))
}

fn other_hotline(folder: &Path, name: &str, config: &HotlineConfig) -> Result<OtherHotline, Wrong> {
    const KEY: &str = "desk.handoffs.hotlines";
    // Files are named after it.
    let slug = name.parse::<PartnerSlug>();
    if !slug.is_ok_and(|slug| slug.as_str() == name) {
        return Err((KEY, format!("{name:?} is not a name for a hotline")));
    }
    let public_key: PublicKey = read_key((KEY, folder.join(&config.public_key)))?;
    if public_key.suite() != Suite::XWing {
        return Err((KEY, format!("the key of {name:?} is not an X-Wing key")));
    }
    Ok(OtherHotline { public_key })
}

fn mail_server(folder: &Path, config: MailConfig) -> Result<MailServer, Wrong> {
    let password = config.password.map(|file| password(&folder.join(file)));
    let login = match (config.user, password.transpose()?) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        _ => {
            let problem = "user and password come together or not at all";
            return Err(("desk.handoffs.mail.password", problem.to_owned()));
        }
    };
    let authority = config.authority.map(|file| certificate(&folder.join(file)));
    let ServerUrl {
        security,
        host,
        port,
    } = config.server;
    Ok(MailServer {
        host,
        port,
        security,
        authority: authority.transpose()?,
        login,
        from: config.from.0,
    })
}

/// The first line of a file.
fn password(file: &Path) -> Result<Zeroizing<String>, Wrong> {
    const KEY: &str = "desk.handoffs.mail.password";
    let text = fs::read_to_string(file).map_err(|error| (KEY, in_file(file, &error)))?;
    let text = Zeroizing::new(text);
    let line = text.lines().next().filter(|line| !line.is_empty());
    let line = line.ok_or_else(|| (KEY, in_file(file, &"there is no password")))?;
    Ok(Zeroizing::new(line.to_owned()))
}

fn certificate(file: &Path) -> Result<Certificate, Wrong> {
    const KEY: &str = "desk.handoffs.mail.authority";
    let pem = fs::read(file).map_err(|error| (KEY, in_file(file, &error)))?;
    let begins = pem
        .windows(27)
        .any(|text| text == b"-----BEGIN CERTIFICATE-----");
    let read = Certificate::from_pem(&pem).ok().filter(|_| begins);
    read.ok_or_else(|| (KEY, in_file(file, &"not a certificate in PEM")))
}

#[cfg(test)]
mod tests;
