//! The health of the intake.

use std::sync::Arc;

use axum::extract::State;

use super::Site;
use crate::web::problem::Problem;

/// `GET /health`: answers "ok" while the intake accepts reports.
pub(crate) async fn health(State(site): State<Arc<Site>>) -> Result<&'static str, Problem> {
    site.intake.check_health().await?;
    Ok("ok\n")
}
