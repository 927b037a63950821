//! The reporters' form, and its look on a partner's page.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use shared::report::PartnerSlug;

use super::Site;
use super::caching::{FOR_AN_HOUR, cached};
use super::theme::Theme;
use crate::web::problem::Problem;

/// `GET /`: the form, as a page of its own or in a frame.
pub(crate) async fn form(State(site): State<Arc<Site>>) -> Response {
    site.page.response()
}

/// `GET /p/{partner}`: the same form in the partner's colours. Its script reads the partner's name
/// from the address.
pub(crate) async fn partner_form(
    State(site): State<Arc<Site>>,
    Path(partner): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let theme = Theme::of_query(query.as_deref().unwrap_or_default());
    let Ok(partner) = partner.parse::<PartnerSlug>() else {
        return Err(Problem::NotFound);
    };
    Ok(site.page.partner_response(&partner, &theme))
}

/// `GET /theme.css`: a readable style sheet for the colours in the query.
pub(crate) async fn theme(RawQuery(query): RawQuery) -> Response {
    let theme = Theme::of_query(query.as_deref().unwrap_or_default());
    cached("text/css; charset=utf-8", FOR_AN_HOUR, theme.style_sheet())
}
