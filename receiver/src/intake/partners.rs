//! The page on which partners make their snippet. It works without a script, looks nothing up and
//! stores nothing.

mod policy;
mod snippet;

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use shared::report::{LanguageTag, PartnerSlug};

use self::policy::{Obstacle, obstacles};
use self::snippet::{Snippet, Variant};
use super::Intake;
use super::bundle::FOR_AN_HOUR;
use super::theme::{ACCENT, CORNER, Colour, MAX_CORNER, Theme};
use crate::config::Origin;
use crate::problem::Problem;

/// What stands in the snippet until a partner has a name.
const NAME: &str = "your-name";

/// What the button says until a partner says something else.
const WORDS: &str = "Report illegal content";

/// What was filled in, as it came.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wishes {
    partner: String,
    words: String,
    language: String,
    variant: String,
    accent: String,
    corner: String,
    pinned: String,
    policy: String,
}

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
    /// The only pages that the frame opens on, if there are such.
    limited_to: &'a [Origin],
    snippet: String,
    preview: String,
    /// What the partner's policy has to say.
    directives: String,
    check: Check,
}

/// What came of "will it work on my site?".
enum Check {
    NotAsked,
    NoPolicy,
    Passed,
    Obstacles(Vec<Obstacle>),
}

/// `GET /partners`: the page, with the snippet that was wished for.
pub async fn page(
    State(intake): State<Arc<Intake>>,
    wishes: Result<Query<Wishes>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(wishes) = wishes.map_err(|_| Problem::BadRequest)?;
    let html = intake.partners_page(&wishes).map_err(|error| {
        tracing::error!(%error, "the page for partners cannot be rendered");
        Problem::Unavailable
    })?;
    let policy = [(header::CONTENT_SECURITY_POLICY, page_policy(&intake.origin))];
    Ok((policy, Html(html)).into_response())
}

/// `GET /partners/page.css`.
pub async fn style() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_AN_HOUR),
    ];
    (headers, include_str!("../../templates/partners.css"))
}

/// `GET /partners/page.js`.
pub async fn script() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, FOR_AN_HOUR),
    ];
    (headers, include_str!("../../templates/partners.js"))
}

impl Intake {
    fn partners_page(&self, wishes: &Wishes) -> askama::Result<String> {
        let partner = wishes.partner.parse::<PartnerSlug>();
        let is_name_wrong = partner.is_err() && !wishes.partner.trim().is_empty();
        let name = partner.or_else(|_| NAME.parse());
        let name = name.map_err(askama::Error::custom)?;
        let words = wishes.words.trim();
        let words = if words.is_empty() { WORDS } else { words };
        let theme = wishes.theme();
        let variant = wishes.variant();
        let snippet = Snippet {
            origin: &self.origin,
            variant,
            partner: &name,
            language: wishes.language(&self.languages),
            theme: &theme,
            words,
        };
        let preview = snippet.markup();
        let script = snippet.script(self.loader, !wishes.pinned.is_empty());
        let parts: Vec<_> = [preview.clone()].into_iter().chain(script).collect();
        let needs = variant.needs();
        let directives: Vec<_> = needs
            .iter()
            .map(|need| need.directive(&self.origin))
            .collect();
        PartnersPage {
            hotline: &self.name,
            origin: &self.origin,
            languages: &self.languages,
            wishes,
            is_name_wrong,
            words,
            variant,
            accent: theme.accent.unwrap_or(ACCENT),
            accents: theme.accents(),
            corner: theme.corner.unwrap_or(CORNER),
            limited_to: self.page.limits(&name),
            snippet: parts.join("\n"),
            preview,
            directives: directives.join("; "),
            check: wishes.check(variant, &self.origin),
        }
        .render()
    }
}

impl Wishes {
    fn variant(&self) -> Variant {
        let named = |variant: &Variant| variant.name() == self.variant;
        Variant::ALL.into_iter().find(named).unwrap_or_default()
    }

    fn language<'a>(&self, languages: &'a [LanguageTag]) -> Option<&'a LanguageTag> {
        languages.iter().find(|tag| tag.as_str() == self.language)
    }

    /// Without what is as the form is by itself: fields for colours are never empty.
    fn theme(&self) -> Theme {
        let corner = self.corner.parse().ok();
        Theme {
            accent: Colour::parse(&self.accent).filter(|accent| *accent != ACCENT),
            corner: corner.filter(|corner| *corner <= MAX_CORNER && *corner != CORNER),
        }
    }

    fn check(&self, variant: Variant, origin: &Origin) -> Check {
        if self.policy.trim().is_empty() {
            return Check::NotAsked;
        }
        match obstacles(&self.policy, variant.needs(), origin.as_str()) {
            None => Check::NoPolicy,
            Some(obstacles) if obstacles.is_empty() => Check::Passed,
            Some(obstacles) => Check::Obstacles(obstacles),
        }
    }
}

/// The page shows a preview, which is the real button or frame.
fn page_policy(origin: &Origin) -> String {
    format!(
        "default-src 'none'; script-src 'self' {origin}; style-src 'self'; connect-src 'self'; \
         frame-src {origin}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
