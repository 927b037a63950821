//! The widget's files, and the loaders of earlier versions.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::Site;
use super::caching::{FOREVER, cached};

/// `GET /embed/…` and `GET /assets/…`: a file of the widget, or a loader of an earlier version.
pub(crate) async fn file(State(site): State<Arc<Site>>, uri: Uri, headers: HeaderMap) -> Response {
    match site.loaders.find(uri.path()) {
        Some(loader) => cached("text/javascript; charset=utf-8", FOREVER, loader),
        None => site.bundle.response(uri.path(), &headers),
    }
}
