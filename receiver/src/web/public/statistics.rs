//! The published statistics, if the hotline publishes them. The desk writes them into the store.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use super::Site;
use super::caching::{FOR_AN_HOUR, cached};
use crate::statistics::{Statistics, csv};
use crate::web::language::accepted;
use crate::web::layout::STYLE;
use crate::web::pages::statistics::public_page;
use crate::web::problem::Problem;
use crate::words::{Language, Words};

/// The page's content security policy: no scripts, no frames, nothing from other origins.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// `GET /statistics`: the statistics as a page, in the language that the browser asks for, or in the hotline's.
pub(crate) async fn page(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = accepted(&headers).or_else(|| of_hotline(&site));
    let words = Words(language.unwrap_or_default());
    let format = format!("html-{}", words.0.tag());
    let page = answer(&site, &headers, &format, |statistics, _| {
        let policy = [(header::CONTENT_SECURITY_POLICY, POLICY)];
        Ok((policy, public_page(words, statistics)?).into_response())
    });
    let differs = [(header::VARY, "accept-language")];
    Ok((differs, page.await?).into_response())
}

/// `GET /statistics.json`: the statistics as the desk wrote them.
pub(crate) async fn json(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&site, &headers, "json", |_, json| {
        let media_type = [(header::CONTENT_TYPE, "application/json")];
        Ok((media_type, json).into_response())
    })
    .await
}

/// `GET /statistics.csv`: the tables for spreadsheets.
pub(crate) async fn file(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&site, &headers, "csv", |statistics, _| {
        let media_type = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
        Ok((media_type, csv(statistics)?).into_response())
    })
    .await
}

/// `GET /statistics.css`: the page's style sheet.
pub(crate) async fn style() -> Response {
    cached("text/css; charset=utf-8", FOR_AN_HOUR, STYLE)
}

/// The first language of the hotline's form, if the desk has it.
fn of_hotline(site: &Site) -> Option<Language> {
    Language::accepted(site.hotline.languages.first()?.as_str())
}

/// Shows the published statistics, or answers 304 if the browser has them (RFC 9110, section
/// 13.1.2).
async fn answer(
    site: &Site,
    request: &HeaderMap,
    format: &str,
    show: impl FnOnce(&Statistics, Vec<u8>) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    let published = site.published.read().await?;
    let (statistics, json) = published.ok_or(Problem::NotFound)?;
    let digest = Base64UrlUnpadded::encode_string(&Sha256::digest(&json)[..12]);
    let tag = format!("\"{format}-{digest}\"");
    let body = if is_known(request, &tag) {
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

/// Whether `If-None-Match` has this tag.
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let known = request.get_all(header::IF_NONE_MATCH).iter();
    known
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag)
}
