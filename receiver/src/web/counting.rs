//! Counts requests and their answers, outside the time limit of a request: a request that took too long
//! counts as well.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use shared::api::{ASKABLE_REPORTS_PATH, REPORTS_PATH};

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
    let is_message = [REPORTS_PATH, ASKABLE_REPORTS_PATH].contains(&request.uri().path());
    if request.method() != Method::POST || !is_message {
        return next.run(request).await;
    }
    let mut message = Message {
        metrics,
        outcome: MessageOutcome::CutOff,
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

/// A message that is counted when it is dropped: with its answer, or with the connection, which is given
/// up when it is the stillest of too many, or when the receiver ends.
struct Message {
    metrics: Arc<Metrics>,
    outcome: MessageOutcome,
}

impl Drop for Message {
    fn drop(&mut self) {
        self.metrics.count_message(self.outcome);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use futures_util::FutureExt;
    use tower::ServiceExt;

    use super::*;
    use crate::clock::Moved;

    #[tokio::test]
    async fn a_message_whose_connection_is_given_up_is_counted() {
        let clock = Arc::new(Moved(AtomicU64::new(0)));
        let metrics = Arc::new(Metrics::new(clock.clone()));
        let never = || std::future::pending::<()>();
        let router: Router = Router::new()
            .route(REPORTS_PATH, post(never))
            .layer(from_fn_with_state(metrics.clone(), messages));
        let request = Request::post(REPORTS_PATH).body(Body::empty()).unwrap();
        assert!(router.oneshot(request).now_or_never().is_none());
        clock.0.fetch_add(3600, Ordering::SeqCst);
        let line = "sealed_report_messages_total{outcome=\"cut-off\"} 1\n";
        assert!(metrics.encode().contains(line));
    }
}
