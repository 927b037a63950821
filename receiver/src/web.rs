//! HTTP: every address of both listeners. A handler extracts, makes one call to a service, and
//! answers; this is the only floor that knows requests, answers and `Problem`s.

pub mod api;
mod assignment;
mod attachment;
mod auth;
mod confirm;
mod cookies;
mod counting;
pub(crate) mod desk;
mod error_page;
mod form;
mod host;
mod language;
mod layout;
pub(crate) mod locked;
mod markup;
pub(crate) mod metrics;
mod once;
pub mod openapi;
mod pages;
mod plain;
mod present;
mod problem;
pub mod public;
mod refill;
mod route;
pub(crate) mod router;
pub mod routes;
pub(crate) mod submissions;
mod when;
