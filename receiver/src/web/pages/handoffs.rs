//! Hand-offs of a case from its page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::audit::ActName;
use model::case::HandoffKind;
use model::rights::Right;
use shared::report::ReportId;

use crate::casework::HandedOut;
use crate::handoff::Document;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, PageId};
use crate::web::present::handoff_words;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/cases/{id}/hand-off",
            Right::Work,
            Logs::Act(&[ActName::HandOff]),
            hand_off,
        ),
        Route::form(
            "/cases/{id}/hand-off/settle",
            Right::Work,
            Logs::Act(&[ActName::HandOffSent, ActName::HandOffFailed]),
            settle,
        ),
    ]
}

/// `POST /cases/{id}/hand-off`: hands a case off, as a file to download or by mail.
async fn hand_off(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Response, Problem> {
    let kind: HandoffKind = form.parse("kind")?;
    let version = form.parse("version")?;
    let to = form.get("to").unwrap_or_default();
    let recipient = match kind {
        HandoffKind::Hotline => to,
        kind => handoff_words(kind),
    };
    let handed_out = desk
        .casework
        .hand_off(&actor, id, version, kind, to, recipient);
    match handed_out.await? {
        HandedOut::File(document) => Ok(download(document)),
        HandedOut::Mail => Ok(back_to(id).into_response()),
    }
}

/// `POST /cases/{id}/hand-off/settle`: says whether a mail has left that the mail server did not
/// confirm.
async fn settle(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (hand_off, has_left) = (form.parse("hand_off")?, form.parse("left")?);
    desk.casework
        .settle_hand_off(&actor, id, hand_off, has_left)
        .await?;
    Ok(back_to(id))
}

fn back_to(id: ReportId) -> Redirect {
    Redirect::to(&format!("/cases/{id}#hand-offs"))
}

fn download(document: Document) -> Response {
    // A file name has only letters, digits, hyphens and dots.
    let disposition = format!("attachment; filename=\"{}\"", document.file_name);
    let disposition =
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(document.media_type),
        ),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, document.bytes).into_response()
}
