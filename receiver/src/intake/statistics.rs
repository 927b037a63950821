//! What the hotline tells everybody, if it does: the desk has written it into the store.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use super::Intake;
use super::bundle::FOR_AN_HOUR;
use crate::desk::pages::STYLE;
use crate::desk::statistics::{Statistics, csv, public_page, published};
use crate::problem::Problem;

/// No script, no frame, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// `GET /statistics`: as a page.
pub async fn page(
    State(intake): State<Arc<Intake>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&intake, &headers, "html", |statistics, _| {
        let policy = [(header::CONTENT_SECURITY_POLICY, POLICY)];
        Ok((policy, public_page(statistics)?).into_response())
    })
    .await
}

/// `GET /statistics.json`: as it lies in the store.
pub async fn json(
    State(intake): State<Arc<Intake>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&intake, &headers, "json", |_, json| {
        let media_type = [(header::CONTENT_TYPE, "application/json")];
        Ok((media_type, json).into_response())
    })
    .await
}

/// `GET /statistics.csv`: for spreadsheets.
pub async fn file(
    State(intake): State<Arc<Intake>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&intake, &headers, "csv", |statistics, _| {
        let media_type = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
        Ok((media_type, csv(statistics)).into_response())
    })
    .await
}

/// `GET /statistics.css`: how the page looks.
pub async fn style() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_AN_HOUR),
    ];
    (headers, STYLE)
}

/// Shows what is published, unless the browser has it already (RFC 9110, section 13.1.2).
async fn answer(
    intake: &Intake,
    request: &HeaderMap,
    form: &str,
    show: impl FnOnce(&Statistics, Vec<u8>) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    let published = published(&*intake.store).await?;
    let (statistics, json) = published.ok_or(Problem::NotFound)?;
    let digest = Base64UrlUnpadded::encode_string(&Sha256::digest(&json)[..12]);
    let tag = format!("\"{form}-{digest}\"");
    let known = request.get_all(header::IF_NONE_MATCH).iter();
    let is_known = known
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag);
    let body = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        show(&statistics, json)?
    };
    let headers = [
        (header::CACHE_CONTROL, FOR_AN_HOUR.to_owned()),
        (header::ETAG, tag),
    ];
    Ok((headers, body).into_response())
}
