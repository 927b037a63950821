//! `security.txt`: where to report a weakness of this receiver (RFC 9116).

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use model::origin::Origin;

use super::Site;
use crate::clock::Clock;
use crate::config::SecurityContact;
use crate::web::problem::Problem;

/// Seconds for which the text holds: 30 days. RFC 9116, section 2.5.5, recommends less than a year.
const LIFETIME: u64 = 30 * 24 * 3600;

/// The text, for a hotline that names a contact.
pub(super) struct SecurityTxt {
    contact: SecurityContact,
    origin: Origin,
    clock: Arc<dyn Clock>,
}

impl SecurityTxt {
    /// The text with this contact, at this origin.
    pub(super) fn new(contact: SecurityContact, origin: Origin, clock: Arc<dyn Clock>) -> Self {
        Self {
            contact,
            origin,
            clock,
        }
    }

    /// The text of now. It expires at the beginning of a day, UTC, so that it tells nothing of this
    /// machine's clock.
    fn text(&self) -> String {
        let expires = self.clock.now().plus_seconds(LIFETIME).day();
        format!(
            "Contact: {}\nExpires: {expires}T00:00:00Z\nCanonical: {}/.well-known/security.txt\n",
            self.contact.as_str(),
            self.origin
        )
    }
}

/// `GET /.well-known/security.txt`: the contact for weaknesses, if the config names one.
pub(crate) async fn security_txt(
    State(site): State<Arc<Site>>,
) -> Result<impl IntoResponse, Problem> {
    let text = site.security_txt.as_ref().ok_or(Problem::NotFound)?.text();
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text))
}
