//! The page on which partners make their snippet. It works without a script, makes no network
//! request and stores nothing.

mod policy;
mod snippet;
mod texts;
mod wishes;

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use model::origin::Origin;
use shared::report::{LanguageTag, PartnerSlug};

use self::policy::{Obstacle, obstacles};
use self::snippet::{Snippet, Variant};
use self::texts::{Texts, texts};
use self::wishes::Wishes;
use super::Site;
use super::caching::{FOR_AN_HOUR, cached};
use super::languages;
use super::theme::{ACCENT, CORNER, Colour, MAX_CORNER};
use crate::web::layout::render;
use crate::web::problem::Problem;
use crate::words::wished;

/// The name in the snippet until the partner enters one.
const NAME: &str = "your-name";

/// What a partner's policy may look like.
const POLICY: &str = "Content-Security-Policy: default-src 'self'";

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage<'a> {
    reading: Reading<'a>,
    texts: &'static Texts,
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

/// The language in which the partner reads the page.
struct Reading<'a> {
    language: &'a str,
    /// The direction of its script: `ltr` or `rtl`.
    direction: String,
    /// The label of the menu of languages.
    label: String,
    offered: Vec<&'a str>,
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
    headers: HeaderMap,
    wishes: Result<Query<Wishes>, QueryRejection>,
) -> Result<Response, Problem> {
    let wishes = wishes.ok().map(|Query(wishes)| wishes);
    let wishes = wishes.filter(Wishes::are_short);
    let wishes = wishes.ok_or(Problem::BadRequest)?;
    let reading = Reading::new(&site, &wishes, &headers);
    let texts = texts(reading.language).ok_or(Problem::Unavailable)?;
    let page = render(&PartnersPage::new(&site, &wishes, reading, texts))?;
    let headers = [
        (header::CONTENT_SECURITY_POLICY, page_policy(&site.origin)),
        (header::VARY, header::ACCEPT_LANGUAGE.to_string()),
    ];
    Ok((headers, page).into_response())
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

impl<'a> Reading<'a> {
    /// The chosen language, else what the browser asks for, else the hotline's own.
    fn new(site: &'a Site, wishes: &Wishes, headers: &HeaderMap) -> Self {
        let offered = texts::languages(&site.hotline.languages);
        let header = headers.get(header::ACCEPT_LANGUAGE);
        let header = header
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let chosen = [&[wishes.lang.as_str()], &wished::wishes(header)[..]].concat();
        let first = offered.first().copied().unwrap_or_default();
        let language = wished::closest(&chosen, &offered).unwrap_or(first);
        let mut locale = site.bundle.locale(language);
        let mut text = |key| locale.remove(key).unwrap_or_default();
        Self {
            language,
            direction: text("dir"),
            label: text("language"),
            offered,
        }
    }
}

impl<'a> PartnersPage<'a> {
    /// The page with the snippet for these wishes.
    fn new(
        site: &'a Site,
        wishes: &'a Wishes,
        reading: Reading<'a>,
        texts: &'static Texts,
    ) -> Self {
        let (origin, languages) = (&site.origin, &site.hotline.languages);
        let partner = wishes.partner();
        let partner = partner.as_ref().map_or(NAME, PartnerSlug::as_str);
        let theme = wishes.theme();
        let variant = wishes.variant();
        let words = wishes.words(&texts.default_words);
        let snippet = Snippet {
            origin,
            variant,
            partner,
            language: wishes.language(languages),
            theme: &theme,
            words,
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
            reading,
            texts,
            hotline: &site.hotline.name,
            origin,
            languages,
            wishes,
            is_name_wrong: wishes.is_name_wrong(),
            words,
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
