//! The desk's addresses, each with the right that it needs and the entry that it logs. Every handler
//! that needs a right is reached only through this table.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;

use super::desk::Desk;
use super::form::FORM_BYTES;
use super::{api, auth, error_page, pages};

pub use super::route::{Access, Logs, Route};

/// All routes that need a right.
pub fn all() -> Vec<Route> {
    let mut routes = pages::routes();
    routes.extend(api::routes());
    routes
}

/// The routes, each behind the middleware that checks its right.
pub(super) fn guarded(desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    all().into_iter().fold(Router::new(), |router, route| {
        let guard = (desk.clone(), route.access, route.right);
        let mut handler = route
            .handler
            .route_layer(from_fn_with_state(guard, auth::guard));
        if route.access == Access::Page {
            handler = handler
                .route_layer(DefaultBodyLimit::max(FORM_BYTES))
                .route_layer(from_fn_with_state(desk.clone(), error_page::as_page));
        }
        router.route(route.path, handler)
    })
}
