//! The routers of both listeners, with their layers.
//!
//! A router gets its layers as one list, from the outermost to the innermost: each call of `layer` would put all that is
//! below it in a box, and a request clones every box once for each box around it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use shared::api::{ASKABLE_REPORTS_PATH, BOARD_PATH, KEY_CONFIG_PATH, POW_PATH, REPORTS_PATH};
use tower_http::cors::{Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use super::counting;
use super::desk::{self, Desk};
use super::locked::{self, LockedDesk};
use super::metrics::{self, Monitored};
use super::problem::Problem;
use super::public::{self, Site, partners, statistics};
use super::refill::{self, Refill};
use super::{host, layout, openapi, pages, routes};
use crate::parcel::MAX_PARCEL_BYTES;
use crate::pull;
use crate::telemetry::{Half, Metrics};

/// Maximum time until the answer to a request begins.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The address at which the process tells that it runs.
const LIVE_PATH: &str = "/health/live";

/// How long a browser may remember the answer to a preflight request.
const PREFLIGHT: Duration = Duration::from_secs(24 * 3600);

/// The content security policy of the desk's pages: no scripts, no frames, nothing from elsewhere.
const DESK_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                           form-action 'self'; frame-ancestors 'none'";

/// The routes of the public listener.
pub(crate) fn intake(site: Arc<Site>) -> Router {
    let form = Router::new()
        .route("/", get(public::form))
        .route("/p", get(public::form))
        .route("/p/", get(public::form))
        .route("/p/{partner}", get(public::partner_form))
        .route("/p/{partner}/", get(public::partner_form))
        .route(public::expected::ANSWERS, get(public::answers))
        .route("/answer/", get(public::answers))
        .route_layer(from_fn_with_state(site.clone(), public::onion_location));
    let router = form
        .route("/theme.css", get(public::theme))
        .route("/partners", get(partners::page))
        .route("/partners/page.css", get(partners::style))
        .route("/partners/page.js", get(partners::script))
        .route("/statistics", get(statistics::page))
        .route("/statistics.json", get(statistics::json))
        .route("/statistics.csv", get(statistics::file))
        .route("/statistics.css", get(statistics::style))
        .route(
            public::release_proof::PROOF_PATH,
            get(public::release_proof),
        )
        .route("/embed/{*path}", get(public::file))
        .route("/assets/{*path}", get(public::file))
        .route(KEY_CONFIG_PATH, get(public::key_config))
        .route(POW_PATH, get(public::proof_of_work))
        .route("/v1/exchange-key", get(public::exchange_key))
        .route("/directory/{name}", get(public::directory))
        .route(
            "/v1/parcels",
            post(public::parcels).layer(DefaultBodyLimit::max(MAX_PARCEL_BYTES)),
        )
        .route(pull::PATH, post(public::pull))
        .route(REPORTS_PATH, post(public::reports))
        .route(ASKABLE_REPORTS_PATH, post(public::askable_reports))
        .route(BOARD_PATH, get(public::board))
        .route("/v1/report.schema.json", get(public::schema))
        .route("/health", get(public::health))
        .route("/.well-known/security.txt", get(public::security_txt))
        .route(LIVE_PATH, get(live))
        .with_state(site.clone());
    let metrics = site.metrics.clone();
    with_fallbacks(router).layer((
        set("cross-origin-resource-policy", "cross-origin"),
        from_fn_with_state((metrics.clone(), Half::Intake), counting::requests),
        from_fn_with_state(metrics, counting::messages),
        headers(),
        from_fn(host::one),
        cors(),
        from_fn_with_state(site, public::for_people),
        from_fn_with_state(Problem::TooSlow, in_time),
    ))
}

/// The routes of the internal listener.
pub(crate) fn desk(desk: Arc<Desk>) -> Router {
    let open = Router::new()
        .route("/desk.css", get(layout::style))
        .route(openapi::PATH, get(openapi::serve))
        .route("/health", get(desk::health))
        // Whoever waits at the page of a locked desk comes in when it is open.
        .route(locked::PATH, get(opened).post(opened))
        .route(LIVE_PATH, get(live));
    let (metrics, hosts) = (desk.metrics.clone(), desk.hosts.clone());
    let router = routes::guarded(&desk)
        .merge(pages::login::open(&desk))
        .merge(open)
        .with_state(desk.clone());
    let pages = with_fallbacks(router).layer(from_fn_with_state(Problem::Overdue, in_time));
    let refill = Refill::new(desk.clone(), pages.clone(), routes::shown_on());
    let pages = pages.layer(from_fn_with_state(refill, refill::kept));
    inside(pages, hosts, metrics)
}

/// The routes of the internal listener while the desk is locked.
pub(crate) fn locked(desk: Arc<LockedDesk>) -> Router {
    let (metrics, hosts) = (desk.metrics.clone(), desk.hosts.clone());
    let router = Router::new()
        .route(locked::PATH, get(locked::page).post(locked::enter))
        .route(locked::API_PATH, get(locked::standing).post(locked::take))
        .layer(from_fn(locked::ends_connection))
        .layer(DefaultBodyLimit::max(locked::BYTES))
        .route("/desk.css", get(layout::style))
        .route("/health", get(|| async { Problem::Locked }))
        .route(LIVE_PATH, get(live))
        .fallback(locked::elsewhere)
        .method_not_allowed_fallback(locked::elsewhere)
        .with_state(desk)
        .layer(from_fn_with_state(Problem::Overdue, in_time));
    inside(router, hosts, metrics)
}

/// `/unlock` at a desk that is open.
async fn opened() -> Redirect {
    Redirect::to("/")
}

/// Sets what all answers of the internal listener have in common. It answers under these names alone.
fn inside(router: Router, hosts: Arc<[String]>, metrics: Arc<Metrics>) -> Router {
    router.layer((
        from_fn_with_state((metrics, Half::Desk), counting::requests),
        set("cross-origin-resource-policy", "same-origin"),
        set("content-security-policy", DESK_POLICY),
        headers(),
        // With "no-referrer", a browser's forms would not send their origin, which the CSRF check
        // needs.
        set("referrer-policy", "same-origin"),
        from_fn(host::one),
        from_fn_with_state(hosts, host::own),
    ))
}

/// The routes of a half that does not start: it is unavailable, whatever is asked.
pub(crate) fn closed() -> Router {
    let router = Router::new().fallback(|| async { Problem::Unavailable });
    router.layer(headers())
}

/// The route of the listener for a monitoring system.
pub(crate) fn metrics(monitored: Arc<Monitored>) -> Router {
    let router = Router::new()
        .route("/metrics", get(metrics::page))
        .with_state(monitored);
    with_fallbacks(router).layer((
        headers(),
        from_fn(host::one),
        from_fn_with_state(Problem::Overdue, in_time),
    ))
}

/// `GET /health/live`: answers "ok" while the process answers anything. Whoever watches restarts it
/// otherwise; a store that cannot be written is no reason for that.
async fn live() -> &'static str {
    "ok\n"
}

/// Answers what no route answers.
fn with_fallbacks(router: Router) -> Router {
    router
        .fallback(|| async { Problem::NotFound })
        .method_not_allowed_fallback(|| async { Problem::MethodNotAllowed })
}

/// Layer: sets the headers that the answers of all listeners have.
fn headers() -> (Header, Header, Header) {
    (
        set("x-content-type-options", "nosniff"),
        set("referrer-policy", "no-referrer"),
        set("cache-control", "no-store"),
    )
}

/// Tells browsers to come by TLS alone for a year (RFC 6797), as a half does that has a certificate. Before a half without
/// one, a proxy says so.
pub(crate) fn by_tls_alone(router: Router) -> Router {
    router.layer(set("strict-transport-security", "max-age=31536000"))
}

/// Middleware: answers with this problem if a request takes too long.
async fn in_time(
    State(late): State<Problem>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let answered = tokio::time::timeout(TIMEOUT, next.run(request)).await;
    answered.map_err(|_| late)
}

/// Every origin may send requests: they carry no credentials, and the form runs in a frame with an
/// opaque origin.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER])
        .max_age(PREFLIGHT)
}

/// A layer that sets one header, unless the answer has it.
type Header = SetResponseHeaderLayer<HeaderValue>;

fn set(name: &'static str, value: &'static str) -> Header {
    let name = HeaderName::from_static(name);
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
