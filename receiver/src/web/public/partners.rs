//! The page on which partners make their snippet. It works without a script, makes no network
//! request and stores nothing.

mod policy;
mod snippet;
mod wishes;

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::origin::Origin;
use shared::report::{LanguageTag, PartnerSlug};

use self::policy::{Obstacle, obstacles};
use self::snippet::{Snippet, Variant};
use self::wishes::Wishes;
use super::Site;
use super::caching::{FOR_AN_HOUR, cached};
use super::theme::{ACCENT, CORNER, Colour, MAX_CORNER};
use crate::web::layout::render;
use crate::web::problem::Problem;

/// The name in the snippet until the partner enters one.
const NAME: &str = "your-name";

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage<'a> {
    hotline: &'a str,
    origin: &'a Origin,
    languages: &'a [LanguageTag],
    wishes: &'a Wishes,
    is_name_wrong: bool,
    words: &'a str,
    variant: Variant,
    accent: Colour,
    accents: Option<[Colour; 2]>,
    corner: u8,
    /// The only pages that may show the frame; empty without a limit.
    limited_to: &'a [Origin],
    snippet: String,
    preview: String,
    /// The directives that the partner's policy must have.
    directives: String,
    check: Check,
}

/// The answer to "Will it work on my site?".
enum Check {
    NotAsked,
    NoPolicy,
    Passed,
    Obstacles(Vec<Obstacle>),
}

/// `GET /partners`: the page with the snippet for the query.
pub(crate) async fn page(
    State(site): State<Arc<Site>>,
    wishes: Result<Query<Wishes>, QueryRejection>,
) -> Result<Response, Problem> {
    let wishes = wishes.ok().map(|Query(wishes)| wishes);
    let wishes = wishes.filter(Wishes::are_short);
    let wishes = wishes.ok_or(Problem::BadRequest)?;
    let page = render(&PartnersPage::new(&site, &wishes))?;
    let policy = [(header::CONTENT_SECURITY_POLICY, page_policy(&site.origin))];
    Ok((policy, page).into_response())
}

/// `GET /partners/page.css`: the page's style sheet.
pub(crate) async fn style() -> Response {
    let style = include_str!("../../../templates/partners.css");
    cached("text/css; charset=utf-8", FOR_AN_HOUR, style)
}

/// `GET /partners/page.js`: the page's script, which is optional.
pub(crate) async fn script() -> Response {
    let script = include_str!("../../../templates/partners.js");
    cached("text/javascript; charset=utf-8", FOR_AN_HOUR, script)
}

impl<'a> PartnersPage<'a> {
    /// The page with the snippet for these wishes.
    fn new(site: &'a Site, wishes: &'a Wishes) -> Self {
        let (origin, languages) = (&site.origin, &site.hotline.languages);
        let partner = wishes.partner();
        let partner = partner.as_ref().map_or(NAME, PartnerSlug::as_str);
        let theme = wishes.theme();
        let variant = wishes.variant();
        let snippet = Snippet {
            origin,
            variant,
            partner,
            language: wishes.language(languages),
            theme: &theme,
            words: wishes.words(),
            has_look: wishes.has_look(),
            is_test: false,
        };
        let script = snippet.script(site.bundle.loader(), wishes.is_pinned());
        let parts: Vec<_> = [snippet.markup()].into_iter().chain(script).collect();
        let preview = Snippet {
            is_test: true,
            ..snippet
        };
        let needs = variant.needs().iter();
        let directives: Vec<_> = needs.map(|need| need.directive(origin)).collect();
        Self {
            hotline: &site.hotline.name,
            origin,
            languages,
            wishes,
            is_name_wrong: wishes.is_name_wrong(),
            words: wishes.words(),
            variant,
            accent: theme.accent.unwrap_or(ACCENT),
            accents: theme.accents(),
            corner: theme.corner.unwrap_or(CORNER),
            limited_to: site.page.limits(partner),
            snippet: parts.join("\n"),
            preview: preview.markup(),
            directives: directives.join("; "),
            check: Check::of(wishes.policy(), variant, origin),
        }
    }
}

impl Check {
    /// Checks the pasted policy, if there is one.
    fn of(policy: Option<&str>, variant: Variant, origin: &Origin) -> Self {
        let Some(policy) = policy else {
            return Self::NotAsked;
        };
        match obstacles(policy, variant.needs(), origin.as_str()) {
            None => Self::NoPolicy,
            Some(obstacles) if obstacles.is_empty() => Self::Passed,
            Some(obstacles) => Self::Obstacles(obstacles),
        }
    }
}

/// The page's own content security policy. It allows the preview: the real button or frame.
fn page_policy(origin: &Origin) -> String {
    format!(
        "default-src 'none'; script-src 'self' {origin}; style-src 'self'; connect-src 'self'; \
         frame-src {origin}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
