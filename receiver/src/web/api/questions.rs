//! Questions to reporters who stay anonymous.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use model::follow_up::{Asked, FollowUp};
use model::item::Signed;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inputs::{Body, Id};
use super::outputs::Changed;
use super::schemas::HandOffConflict;
use super::values::Version;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;
use crate::words::Words;

/// A question to the reporter of a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionRequest {
    version: Version,
    /// What is asked, in the language of the report. Whoever sends a report gets its question: it quotes no other report.
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    question: String,
}

/// The way to ask the reporter of a case, who stays anonymous.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUp)]
pub(super) struct FollowUpShown {
    /// Whether a question can be asked now.
    can_ask: bool,
    /// The question that waits for its answer, which comes as a note; null if there is none.
    #[schema(required)]
    asked: Option<AskedShown>,
}

/// A question that waits for its answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Question)]
struct AskedShown {
    question: String,
    /// The first second at which no answer is taken any more (RFC 3339).
    until: String,
    /// The person who asked, and the day.
    by: Signed,
}

impl FollowUpShown {
    pub(super) fn new(follow_up: FollowUp, can_ask: bool) -> Self {
        let shown = |Asked { question, by }| AskedShown {
            question: question.text.as_str().to_owned(),
            until: Timestamp(question.until).to_string(),
            by,
        };
        Self {
            can_ask,
            asked: follow_up.asked.map(shown),
        }
    }
}

/// Asks the reporter of a case, who stays anonymous and chose that they may be asked. The question can be read from the next
/// full hour on, and answered for 30 days.
#[utoipa::path(
    post, path = "/v1/cases/{id}/question", operation_id = "ask_reporter", tag = "cases",
    params(Id), request_body = QuestionRequest,
    responses((status = 200, description = "The question was asked.", body = Changed), HandOffConflict),
)]
pub(super) async fn ask(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    Id { id }: Id,
    Body(request): Body<QuestionRequest>,
) -> Result<Json<Changed>, Problem> {
    let (version, question) = (request.version.get(), &request.question);
    let note = |text: &str| words.case_asked(text.to_owned()).into_owned();
    let next = desk
        .casework
        .ask(&actor, id, version, question, note)
        .await?;
    Ok(Json(Changed { version: next }))
}
