//! The host that a request names.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Version, header};
use axum::middleware::Next;
use axum::response::Response;

use super::desk::Desk;
use super::problem::Problem;

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
/// name of its own lead to the desk's address (DNS rebinding), and would read the answer.
pub(super) async fn own(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    // The target counts, if it has a host (RFC 9112, section 3.2.2).
    let of_target = request.uri().authority().cloned();
    let host = of_target.or_else(|| authority(request.headers().get(header::HOST)?));
    // Every browser names a host.
    if host.is_some_and(|host| !is_own(&desk, host.host())) {
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
fn is_own(desk: &Desk, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let address = host.trim_matches(['[', ']']);
    address.parse::<IpAddr>().is_ok()
        || host == "localhost"
        || host.ends_with(".localhost")
        || desk.hosts.contains(&host)
}
