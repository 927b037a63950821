//! The hotline's identity and transports for hand-offs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use shared::api::Hotline;
use shared::hpke::{PublicKey, Suite};
use shared::report::PartnerSlug;

use super::files::Folder;
use crate::config::{ConfigProblem, HandoffsConfig, OtherHotlineConfig};
use crate::handoff::{MailServer, OtherHotline, Referrals, Scart, Sender};

/// Opens the files that `[desk.handoffs]` names. `mail` is the server of `[mail]`.
pub(super) fn open(
    folder: Folder<'_>,
    config: HandoffsConfig,
    hotline: &Hotline,
    mail: Option<MailServer>,
) -> Result<Sender, ConfigProblem> {
    let referrals = referrals(folder, config.signing_key, config.hotlines)?;
    Ok(Sender {
        hotline: hotline.id.clone(),
        name: hotline.name.clone(),
        contact: config.contact.0,
        domain: config.domain.0,
        anonymous_notices: config.anonymous_notices,
        mail,
        scart: config.scart.map(|scart| Scart {
            to: scart.to.0,
            subject: scart.subject.0,
            work_user: scart.work_user.map(|user| user.0),
        }),
        referrals,
    })
}

fn referrals(
    folder: Folder<'_>,
    signing_key: Option<PathBuf>,
    hotlines: BTreeMap<String, OtherHotlineConfig>,
) -> Result<Option<Referrals>, ConfigProblem> {
    const KEY: &str = "desk.handoffs.signing_key";
    let Some(signing_key) = signing_key else {
        return match hotlines.is_empty() {
            true => Ok(None),
            false => {
                let problem = "referrals to other hotlines are signed";
                Err(ConfigProblem::new(KEY, problem))
            }
        };
    };
    let hotlines = hotlines.into_iter().map(|(name, hotline)| {
        let hotline = other_hotline(folder, &name, hotline)?;
        Ok((name, hotline))
    });
    Ok(Some(Referrals {
        signing_key: folder.read_key(KEY, &signing_key)?,
        hotlines: hotlines.collect::<Result<_, ConfigProblem>>()?,
    }))
}

fn other_hotline(
    folder: Folder<'_>,
    name: &str,
    config: OtherHotlineConfig,
) -> Result<OtherHotline, ConfigProblem> {
    const KEY: &str = "desk.handoffs.hotlines";
    // The files of hand-offs are named after the hotline.
    let slug = name.parse::<PartnerSlug>();
    if !slug.is_ok_and(|slug| slug.as_str() == name) {
        let problem = format!("{name:?} is not a name for a hotline");
        return Err(ConfigProblem::new(KEY, problem));
    }
    let public_key: PublicKey = folder.read_key(KEY, &config.public_key)?;
    if public_key.suite() != Suite::XWing {
        let problem = format!("the key of {name:?} is not an X-Wing key");
        return Err(ConfigProblem::new(KEY, problem));
    }
    Ok(OtherHotline {
        public_key,
        country: config.country.map(|country| country.0),
    })
}

#[cfg(test)]
mod tests;
