//! Counts requests and their answers, outside the time limit of a request: a request that took too long
//! counts as well.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use shared::api::REPORTS_PATH;

use super::problem::Problem;
use crate::telemetry::{Half, MessageOutcome, Metrics};

/// Middleware: counts a request of a half by the status of its answer.
pub(super) async fn requests(
    State((metrics, half)): State<(Arc<Metrics>, Half)>,
    request: Request,
    next: Next,
) -> Response {
    let answer = next.run(request).await;
    metrics.count_request(half, answer.status().as_u16());
    answer
}

/// Middleware: counts a message by its outcome. The handler names the outcome of a message that was not
/// refused, as an extension of its answer.
pub(super) async fn messages(
    State(metrics): State<Arc<Metrics>>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::POST || request.uri().path() != REPORTS_PATH {
        return next.run(request).await;
    }
    let mut message = Message {
        metrics,
        outcome: MessageOutcome::HungUp,
    };
    let answer = next.run(request).await;
    let outcome = answer.extensions().get::<MessageOutcome>();
    let problem = answer.extensions().get::<Problem>();
    let refused = problem.map(|problem| MessageOutcome::Refused(problem.name()));
    if let Some(outcome) = outcome.copied().or(refused) {
        message.outcome = outcome;
    }
    answer
}

/// A message that is counted when it is dropped. The server drops the work on a request whose sender has
/// hung up.
struct Message {
    metrics: Arc<Metrics>,
    outcome: MessageOutcome,
}

impl Drop for Message {
    fn drop(&mut self) {
        self.metrics.count_message(self.outcome);
    }
}
