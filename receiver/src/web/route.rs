//! A route: one address of the desk, and the right that it takes.

use std::sync::Arc;

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use model::rights::Right;

use super::desk::Desk;

/// One method of one address, and the right that it takes.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The address, as the router writes it.
    pub path: &'static str,
    /// The way in which a request is authenticated.
    pub access: Access,
    /// The right that it takes.
    pub right: Right,
    pub(super) handler: MethodRouter<Arc<Desk>>,
}

/// The way in which a request is authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A page, by a session.
    Page,
    /// The API, by a token.
    Api,
}

impl Route {
    /// A page that is read.
    pub(super) fn page<T: 'static>(
        path: &'static str,
        right: Right,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        Self::new(Method::GET, path, Access::Page, right, handler)
    }

    /// A form of a page.
    pub(super) fn form<T: 'static>(
        path: &'static str,
        right: Right,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        Self::new(Method::POST, path, Access::Page, right, handler)
    }

    /// An operation of the API.
    pub(super) fn api<T: 'static>(
        method: Method,
        path: &'static str,
        right: Right,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        Self::new(method, path, Access::Api, right, handler)
    }

    fn new<T: 'static>(
        method: Method,
        path: &'static str,
        access: Access,
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
            access,
            right,
            handler: on(filter, handler),
        }
    }
}
