//! The hotline's identity and transports for hand-offs.

use std::sync::Arc;

use shared::api::Hotline;

use crate::config::HandoffsConfig;
use crate::handoff::{MailServer, Referrals, Scart, Sender};

/// The sender of `[desk.handoffs]`. `mail` is the server of `[mail]`, `referrals` what `[desk.exchange]` says.
pub(super) fn open(
    config: HandoffsConfig,
    hotline: &Hotline,
    mail: Option<MailServer>,
    referrals: Option<Arc<Referrals>>,
) -> Sender {
    Sender {
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
    }
}

#[cfg(test)]
mod tests;
