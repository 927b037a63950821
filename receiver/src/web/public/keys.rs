//! The key and the proof-of-work challenge, which browsers fetch before they seal a report; and the key
//! that other hotlines seal to,
//! and the directory that they can go by.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
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

/// `GET /v1/exchange-key`: the desk's key for parcels of other hotlines.
pub(crate) async fn exchange_key(
    State(site): State<Arc<Site>>,
) -> Result<impl IntoResponse, Problem> {
    let document = site.exchange_key.read().await?.ok_or(Problem::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    Ok((headers, document))
}

/// `GET /directory/{name}`: a file of the directory of hotlines, as the desk verified it last.
pub(crate) async fn directory(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let file = site.directory.file(&name).await?.ok_or(Problem::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    Ok((headers, file))
}

/// `GET /v1/proof-of-work`: the current challenge.
pub(crate) async fn proof_of_work(
    State(site): State<Arc<Site>>,
) -> Result<Json<Challenge>, Problem> {
    let challenge = site.intake.challenge();
    challenge.map(Json).ok_or(Problem::Unavailable)
}
