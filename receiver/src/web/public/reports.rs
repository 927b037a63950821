//! Receives the sealed reports that browsers send.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use model::queue::Enqueued;
use shared::api::Accepted;

use super::Site;
use super::message::Message;
use crate::telemetry::MessageOutcome;
use crate::web::problem::Problem;

/// `POST /v1/reports`: accepts one message.
pub(crate) async fn reports(
    State(site): State<Arc<Site>>,
    Message(bytes): Message,
) -> Result<(StatusCode, Extension<MessageOutcome>, Json<Accepted>), Problem> {
    let (accepted, enqueued) = site.intake.accept(bytes).await?;
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
