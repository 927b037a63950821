//! The key and the proof-of-work challenge, which browsers fetch before they seal a report.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use shared::pow::Challenge;

use super::Site;
use crate::web::problem::Problem;

/// `GET /v1/key-config`: the key to seal to, with the signatures that vouch for it.
pub(crate) async fn key_config(
    State(site): State<Arc<Site>>,
) -> Result<impl IntoResponse, Problem> {
    let key = site.intake.active_key().await?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    Ok((headers, key.document.clone()))
}

/// `GET /v1/proof-of-work`: the current challenge.
pub(crate) async fn proof_of_work(
    State(site): State<Arc<Site>>,
) -> Result<Json<Challenge>, Problem> {
    let challenge = site.intake.challenge();
    challenge.map(Json).ok_or(Problem::Unavailable)
}
