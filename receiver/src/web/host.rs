//! The host that a request names.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use model::origin::Origin;

use super::problem::Problem;

/// The name or address that a request is for, in lower case, without a port and a last dot. Every browser names one.
pub(crate) struct Host(Option<String>);

impl Host {
    /// Whether this is the host of an origin. Its port is not compared: a proxy may have another.
    pub(super) fn is(&self, origin: &Origin) -> bool {
        self.0.as_deref() == Some(origin.host())
    }
}

impl<S: Sync> FromRequestParts<S> for Host {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // The target counts, if it has a host (RFC 9112, section 3.2.2).
        let of_target = parts.uri.authority().cloned();
        let named = of_target.or_else(|| authority(parts.headers.get(header::HOST)?));
        Ok(Self(named.map(|named| {
            let host = named.host();
            host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
        })))
    }
}

/// Middleware: refuses a request whose `Host` is missing, there twice or no host (RFC 9112, section
/// 3.2). HTTP/1.0 does not know it.
pub(super) async fn one(request: Request, next: Next) -> Result<Response, Problem> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let is_right = match (hosts.next(), hosts.next()) {
        (Some(host), None) => authority(host).is_some(),
        (Some(_), Some(_)) => false,
        (None, _) => request.version() <= Version::HTTP_10,
    };
    if !is_right {
        return Err(Problem::Host);
    }
    Ok(next.run(request).await)
}

/// Middleware: refuses a request to a name that is not the desk's. A page of another site can let a
/// name of its own lead to the desk's address (DNS rebinding), and would read the answer. `names` are the desk's own.
pub(super) async fn own(
    State(names): State<Arc<[String]>>,
    host: Host,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if host.0.is_some_and(|host| !is_own(&names, &host)) {
        return Err(Problem::OtherHost);
    }
    Ok(next.run(request).await)
}

fn authority(host: &HeaderValue) -> Option<Authority> {
    let authority = Authority::try_from(host.as_bytes()).ok()?;
    (!authority.as_str().contains('@')).then_some(authority)
}

/// Whether the desk answers for this host: an address, which is no name that could lead elsewhere; a
/// name of this machine; or a name in the config.
fn is_own(names: &[String], host: &str) -> bool {
    let address = host.trim_matches(['[', ']']);
    address.parse::<IpAddr>().is_ok()
        || host == "localhost"
        || host.ends_with(".localhost")
        || names.iter().any(|own| own == host)
}
