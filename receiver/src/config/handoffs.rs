//! `[desk.handoffs]`: in whose name the desk hands cases off, and by what.

mod values;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lettre::transport::smtp::client::Certificate;
use serde::Deserialize;
use shared::api::Hotline;
use shared::hpke::{PublicKey, Suite};
use shared::report::PartnerSlug;
use zeroize::Zeroizing;

use self::values::{Domain, Mailbox, ServerUrl, Subject};
use super::{Wrong, in_file, read_key};
use crate::desk::handoff::{MailServer, OtherHotline, Referrals, Scart, Sender};

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
