//! Receives the sealed reports that browsers send.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use model::queue::Enqueued;
use shared::api::Accepted;
use shared::envelope::{NotAMessage, SealedReport};
use shared::follow_up::message;

use super::Site;
use super::message::Message;
use crate::telemetry::MessageOutcome;
use crate::web::problem::Problem;

/// `POST /v1/reports`: accepts one message.
pub(crate) async fn reports(
    State(site): State<Arc<Site>>,
    Message(bytes): Message,
) -> Result<(StatusCode, Extension<MessageOutcome>, Json<Accepted>), Problem> {
    accept(&site, SealedReport::parse(bytes)).await
}

/// `POST /v2/reports`: accepts one message of version 2, if the hotline asks reporters.
pub(crate) async fn askable_reports(
    State(site): State<Arc<Site>>,
    Message(bytes): Message,
) -> Result<(StatusCode, Extension<MessageOutcome>, Json<Accepted>), Problem> {
    site.board.as_ref().ok_or(Problem::NotFound)?;
    accept(&site, message::parse(bytes)).await
}

/// `GET /v2/board`: the questions to reporters, the same for everybody.
pub(crate) async fn board(State(site): State<Arc<Site>>) -> Result<impl IntoResponse, Problem> {
    let board = site.board.as_ref().ok_or(Problem::NotFound)?;
    let board = board.read().await?.ok_or(Problem::Unavailable)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], board))
}

async fn accept(
    site: &Site,
    message: Result<SealedReport, NotAMessage>,
) -> Result<(StatusCode, Extension<MessageOutcome>, Json<Accepted>), Problem> {
    // Senders never learn why a message is unacceptable, so the reason is dropped.
    let message = message.map_err(|_| Problem::Unacceptable)?;
    let (accepted, enqueued) = site.intake.accept(message).await?;
    let outcome = match enqueued {
        Enqueued::New => MessageOutcome::Accepted,
        Enqueued::Known => MessageOutcome::Repeated,
    };
    Ok((StatusCode::ACCEPTED, Extension(outcome), Json(accepted)))
}

/// `GET /v1/report.schema.json`: the JSON Schema of a report.
pub(crate) async fn schema(State(site): State<Arc<Site>>) -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "application/schema+json")];
    (headers, site.schema.clone())
}
