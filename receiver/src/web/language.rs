//! The language of an answer: the one that the account has chosen; otherwise one that the browser asks
//! for; otherwise that of the config.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};

use super::desk::Desk;
use crate::words::{Language, Words};

impl FromRequestParts<Arc<Desk>> for Words {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Infallible> {
        Ok(words_for(desk.language, &parts.extensions, &parts.headers))
    }
}

/// The words for the author of a request with these headers; `usual` if the browser asks for no language of the
/// desk's. The language that the account has chosen is
/// among the extensions of the request, once the account is known, and of every answer to it.
pub(super) fn words_for(usual: Language, extensions: &Extensions, headers: &HeaderMap) -> Words {
    let chosen = extensions.get().copied();
    let language = chosen.or_else(|| accepted(headers));
    Words(language.unwrap_or(usual))
}

/// The language that the browser asks for, if it asks for one of the desk's.
pub(super) fn accepted(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(header::ACCEPT_LANGUAGE)?;
    Language::accepted(header.to_str().ok()?)
}
