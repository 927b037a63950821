//! The `Cache-Control` of public files.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// `Cache-Control` of a file with a hash in its path: it never changes.
pub(super) const FOREVER: &str = "public, max-age=31536000, immutable";

/// `Cache-Control` of a file with a stable address whose content changes with the version.
pub(super) const FOR_AN_HOUR: &str = "public, max-age=3600";

/// Serves a file with this media type and this `Cache-Control`.
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
