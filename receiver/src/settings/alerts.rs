//! The settings of the places that alerts go to.

use super::files::Folder;
use super::webhooks::address;
use crate::alerts::{Places, Push, PushFormat};
use crate::config::{AlertsConfig, ConfigProblem, Format, PushConfig};
use crate::handoff::MailServer;
use crate::words::{Language, Words};

const KEY: &str = "alerts.push";

/// Opens the files that `[alerts]` names. `server` is that of `[mail]`, `language` that of the desk.
pub(super) fn open(
    folder: Folder<'_>,
    config: AlertsConfig,
    server: Option<&MailServer>,
    language: Language,
) -> Result<Places, ConfigProblem> {
    let mail = match (config.mail.is_empty(), server) {
        (true, _) => None,
        (false, Some(server)) => {
            let mailboxes = config.mail.into_iter().map(|mailbox| mailbox.0);
            Some((server.clone(), mailboxes.collect()))
        }
        (false, None) => {
            let problem = "no server sends this mail: there is no [mail]";
            return Err(ConfigProblem::new("alerts.mail", problem));
        }
    };
    let pushes = config.push.into_iter().map(|(name, config)| {
        let push = push(folder, &name, config);
        push.map_err(|problem| problem.of_item(&name))
    });
    Ok(Places {
        words: Words(language),
        repeat_seconds: u64::from(config.repeat_hours.get()) * 3600,
        mail,
        pushes: pushes.collect::<Result<_, _>>()?,
    })
}

fn push(folder: Folder<'_>, name: &str, config: PushConfig) -> Result<Push, ConfigProblem> {
    let secret = config.secret.as_deref();
    let format = match config.format {
        Format::Ntfy => {
            let token = secret.map(|file| folder.read_password(KEY, file));
            PushFormat::Ntfy(token.transpose()?)
        }
        Format::Json => {
            let secret = secret.ok_or_else(|| ConfigProblem::new(KEY, "no secret signs it"))?;
            PushFormat::Json(folder.read_key(KEY, secret)?)
        }
    };
    let url = address(&config.url);
    Ok(Push {
        name: name.to_owned(),
        url: url.ok_or_else(|| ConfigProblem::new(KEY, "no address to send to"))?,
        format,
    })
}
