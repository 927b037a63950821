//! The key that the public address gives out, verified as browsers do.

use axum::http::{Request, StatusCode};
use model::origin::Origin;
use model::time::Timestamp;
use shared::api::KEY_CONFIG_PATH;
use shared::key_config::{KeyDocument, Trust, Untrusted};

use crate::outgoing::{Outgoing, Unanswered};

/// The public address does not lead to the intake of this hotline.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotOurs {
    /// There is no answer.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// The answer has another status.
    #[error("the answer is {0}")]
    Status(StatusCode),
    /// The answer is not this hotline's key.
    #[error("this is not this hotline's key: {0}")]
    Untrusted(#[from] Untrusted),
}

/// Asks the public address for the key of the day, and verifies it.
pub(crate) async fn given_out(
    origin: &Origin,
    trust: &Trust,
    now: Timestamp,
) -> Result<(), NotOurs> {
    let request = Request::get(format!("{}{KEY_CONFIG_PATH}", origin.as_str()));
    let request = request
        .body(Vec::new())
        .map_err(|_| Unanswered::Unreachable)?;
    let answer = Outgoing::new().fetch(request).await?;
    if answer.status() != StatusCode::OK {
        return Err(NotOurs::Status(answer.status()));
    }
    KeyDocument::parse(answer.body())?.verify(trust, now.0)?;
    Ok(())
}
