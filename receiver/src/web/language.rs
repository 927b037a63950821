//! The language of an answer: the one that the account has chosen; otherwise one that the browser asks
//! for; otherwise that of the config.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::desk::Desk;
use crate::words::{Language, Words};

impl FromRequestParts<Arc<Desk>> for Words {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Infallible> {
        let chosen = parts.extensions.get::<Language>().copied();
        let accepted = || {
            let header = parts.headers.get(header::ACCEPT_LANGUAGE)?;
            Language::accepted(header.to_str().ok()?)
        };
        Ok(Self(chosen.or_else(accepted).unwrap_or(desk.language)))
    }
}
