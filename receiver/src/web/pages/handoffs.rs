//! Hand-offs of a case from its page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::case::HandoffKind;
use model::rights::Right;

use crate::casework::HandedOut;
use crate::handoff::Document;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, PageId};
use crate::web::present::handoff_words;
use crate::web::problem::Problem;
use crate::web::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::form("/cases/{id}/hand-off", Right::Work, hand_off)]
}

/// `POST /cases/{id}/hand-off`: hands a case off, as a file to download or by mail.
async fn hand_off(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Response, Problem> {
    let kind: HandoffKind = form.parse("kind")?;
    let to = form.get("to").unwrap_or_default();
    let recipient = match kind {
        HandoffKind::Hotline => to,
        kind => handoff_words(kind),
    };
    let handed_out = desk.casework.hand_off(&actor, id, kind, to, recipient);
    match handed_out.await? {
        HandedOut::File(document) => Ok(download(document)),
        HandedOut::Mail => Ok(Redirect::to(&format!("/cases/{id}#hand-offs")).into_response()),
    }
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
