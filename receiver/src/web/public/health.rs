//! The health of the intake.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;

use super::Site;
use crate::web::problem::Problem;

/// `GET /health`: answers "ok" while the intake can store reports, has a key whose signer is
/// certified, and is not about to end.
pub(crate) async fn health(State(site): State<Arc<Site>>) -> Result<&'static str, Problem> {
    if site.is_leaving.load(Ordering::Relaxed) {
        return Err(Problem::Unavailable);
    }
    site.intake.check_health().await?;
    Ok("ok\n")
}
