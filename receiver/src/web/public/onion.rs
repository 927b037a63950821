//! The form at the hotline's onion address, and the header that leads Tor Browser there.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::Site;
use super::page::FormPage;
use crate::config::Onion;
use crate::web::host::Host;

/// Names the same page at an onion address. Tor Browser offers to go there, or goes there by itself.
const ONION_LOCATION: HeaderName = HeaderName::from_static("onion-location");

/// The form at the onion address.
pub(super) struct AtOnion {
    pub(super) onion: Onion,
    pub(super) page: FormPage,
}

/// Middleware: names the same page at the onion address, on pages of the public origin. Browsers believe it on
/// pages with TLS only.
pub(crate) async fn onion_location(
    State(site): State<Arc<Site>>,
    host: Host,
    request: Request,
    next: Next,
) -> Response {
    let location = site.onion_location(&host, request.uri());
    let mut response = next.run(request).await;
    if let Some(location) = location {
        response.headers_mut().insert(ONION_LOCATION, location);
    }
    response
}

impl Site {
    fn onion_location(&self, host: &Host, uri: &Uri) -> Option<HeaderValue> {
        let onion = self.at_onion.as_ref()?.onion.origin();
        let is_public = self.origin.as_str().starts_with("https://") && host.is(&self.origin);
        let location = format!("{onion}{}", uri.path_and_query()?);
        HeaderValue::try_from(location).ok().filter(|_| is_public)
    }
}
