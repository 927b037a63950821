//! Receives the sealed reports that browsers send.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use model::queue::Enqueued;
use shared::api::Accepted;

use super::Site;
use super::message::Message;
use crate::telemetry::MessageOutcome;
use crate::web::problem::Problem;

/// `POST /v1/reports`: accepts one message.
pub(crate) async fn reports(
    State(site): State<Arc<Site>>,
    message: Result<Message, Problem>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let answer = match message {
        Ok(Message(bytes)) => site.intake.accept(bytes).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    site.metrics.count_message(match &answer {
        Ok((_, Enqueued::New)) => MessageOutcome::Accepted,
        Ok((_, Enqueued::Known)) => MessageOutcome::Repeated,
        Err(problem) => MessageOutcome::Refused(problem.name()),
    });
    let (accepted, _) = answer?;
    Ok((StatusCode::ACCEPTED, Json(accepted)))
}

/// `GET /v1/report.schema.json`: the JSON Schema of a report.
pub(crate) async fn schema(State(site): State<Arc<Site>>) -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "application/schema+json")];
    (headers, site.schema.clone())
}
