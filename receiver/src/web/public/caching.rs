//! How long browsers and proxies may keep an answer.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// `Cache-Control` of a file with a hash in its path: it never changes.
pub(super) const FOREVER: &str = "public, max-age=31536000, immutable";

/// `Cache-Control` of a file that keeps its address from one version to the next.
pub(super) const FOR_AN_HOUR: &str = "public, max-age=3600";

/// Serves a file of this media type that may be kept for this time.
pub(super) fn cached(
    media_type: &'static str,
    cache_control: &'static str,
    file: impl IntoResponse,
) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, cache_control),
    ];
    (headers, file).into_response()
}
