//! The settings of the mail server.

use super::files::Folder;
use crate::config::{ConfigProblem, MailConfig};
use crate::handoff::MailServer;

/// Opens the files that `[mail]` names.
pub(super) fn open(folder: Folder<'_>, config: MailConfig) -> Result<MailServer, ConfigProblem> {
    const PASSWORD: &str = "mail.password";
    let password = config
        .password
        .map(|file| folder.read_password(PASSWORD, &file))
        .transpose()?;
    let login = match (config.user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        _ => {
            let problem = "user and password come together or not at all";
            return Err(ConfigProblem::new(PASSWORD, problem));
        }
    };
    let authority = config
        .authority
        .map(|file| folder.read_certificate("mail.authority", &file))
        .transpose()?;
    Ok(MailServer {
        host: config.server.host,
        port: config.server.port,
        security: config.server.security,
        authority,
        login,
        from: config.from.0,
    })
}
