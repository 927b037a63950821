//! Every way into the desk, and what each asks for: nothing is reached but through a door.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::role::Right;
use super::{Desk, api, auth, pages, refusal, retention, statistics};

/// One method of one address, and who may come in by it.
pub struct Door {
    /// The method.
    pub method: Method,
    /// The address, as the router writes it.
    pub path: &'static str,
    /// How one shows who one is.
    pub kind: Kind,
    /// What one has to be allowed.
    pub right: Right,
    handler: MethodRouter<Arc<Desk>>,
}

/// How one shows who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page, by a session.
    Page,
    /// The API, by a token.
    Api,
}

impl Door {
    /// A page that is read.
    pub fn page<T: 'static>(
        path: &'static str,
        right: Right,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        Self {
            method: Method::GET,
            path,
            kind: Kind::Page,
            right,
            handler: on(MethodFilter::GET, handler),
        }
    }

    /// A form of a page.
    pub fn form<T: 'static>(
        path: &'static str,
        right: Right,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        Self {
            method: Method::POST,
            handler: on(MethodFilter::POST, handler),
            ..Self::page(path, right, || async {})
        }
    }

    /// An operation of the API.
    pub fn api<T: 'static>(
        method: Method,
        path: &'static str,
        right: Right,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        let filter = if method == Method::GET {
            MethodFilter::GET
        } else {
            MethodFilter::POST
        };
        Self {
            method,
            path,
            kind: Kind::Api,
            right,
            handler: on(filter, handler),
        }
    }
}

/// Every door there is.
pub fn all() -> Vec<Door> {
    [
        pages::doors(),
        api::doors(),
        statistics::doors(),
        retention::doors(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The doors, each with its guard.
pub(crate) fn guarded(desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    all().into_iter().fold(Router::new(), |router, door| {
        let guard = (desk.clone(), door.kind, door.right);
        let mut handler = door
            .handler
            .route_layer(from_fn_with_state(guard, auth::guard));
        if door.kind == Kind::Page {
            handler = handler.route_layer(from_fn_with_state(desk.clone(), refusal::as_page));
        }
        router.route(door.path, handler)
    })
}
