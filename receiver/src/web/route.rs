//! A route: one address of the desk, with the right that it takes and the entry that it logs.

use std::sync::Arc;

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use model::audit::ActName;
use model::rights::Right;

use super::desk::Desk;

/// One method of one address, with the right that it takes and the entry that it logs.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The address, as the router writes it.
    pub path: &'static str,
    /// The way in which a request is authenticated.
    pub access: Access,
    /// The right that it takes.
    pub right: Right,
    /// The entry that it writes to the log.
    pub logs: Logs,
    /// The address of the page that shows this form; `None` if this is no form. A refused form is
    /// answered with that page.
    pub shown_on: Option<&'static str>,
    /// Whether it asks for a confirmation: a fresh password and code.
    pub needs_confirmation: bool,
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

/// The entry that a route writes to the log. Every route declares it: a new route that shows content
/// or changes something cannot forget it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logs {
    /// A change, whose entry is one of these. The service writes it in the same commit.
    Act(&'static [ActName]),
    /// A read of content. The service writes the entry before it returns the content.
    Read(ActName),
    /// No entry, for this reason.
    Nothing(&'static str),
}

impl Route {
    /// A page that is read.
    pub(super) fn page<T: 'static>(
        path: &'static str,
        right: Right,
        logs: Logs,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        Self::new(Method::GET, path, Access::Page, right, logs, handler)
    }

    /// A form of the page at the address `shown_on`, whose gaps are gaps of `path`.
    pub(super) fn form<T: 'static>(
        path: &'static str,
        shown_on: &'static str,
        right: Right,
        logs: Logs,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        Self {
            shown_on: Some(shown_on),
            ..Self::new(Method::POST, path, Access::Page, right, logs, handler)
        }
    }

    /// This route, which asks for a confirmation.
    pub(super) fn confirmed(self) -> Self {
        Self {
            needs_confirmation: true,
            ..self
        }
    }

    /// An operation of the API.
    pub(super) fn api<T: 'static>(
        method: Method,
        path: &'static str,
        right: Right,
        logs: Logs,
        handler: impl Handler<T, Arc<Desk>>,
    ) -> Self {
        Self::new(method, path, Access::Api, right, logs, handler)
    }

    fn new<T: 'static>(
        method: Method,
        path: &'static str,
        access: Access,
        right: Right,
        logs: Logs,
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
            logs,
            shown_on: None,
            needs_confirmation: false,
            handler: on(filter, handler),
        }
    }
}
