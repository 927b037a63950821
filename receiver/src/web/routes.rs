//! The desk's addresses, each with the right that it needs and the entry that it logs. Every handler
//! that needs a right is reached only through this table.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;

use super::desk::Desk;
use super::form::FORM_BYTES;
use super::{api, auth, confirm, error_page, once, pages};

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
        let mut handler = route.handler;
        if route.needs_confirmation {
            handler = handler.route_layer(from_fn_with_state(desk.clone(), confirm::confirmed));
        }
        if matches!(route.logs, Logs::Act(_)) {
            handler = handler.route_layer(from_fn_with_state(desk.clone(), once::acts_once));
        }
        let guard = (desk.clone(), route.access, route.right);
        handler = handler.route_layer(from_fn_with_state(guard, auth::guard));
        if route.access == Access::Page {
            handler = handler
                .route_layer(DefaultBodyLimit::max(FORM_BYTES))
                .route_layer(from_fn_with_state(desk.clone(), error_page::as_page));
        }
        router.route(route.path, handler)
    })
}

/// The page that shows each form, by the address of the form.
pub(super) fn shown_on() -> HashMap<&'static str, &'static str> {
    let forms = all().into_iter();
    let forms = forms.filter_map(|route| Some((route.path, route.shown_on?)));
    forms.chain(pages::login::SHOWN_ON).collect()
}
