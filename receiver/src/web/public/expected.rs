//! What an intake of this release serves for a hotline, for whoever compares it with what an intake does serve.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::http::{HeaderName, header};
use model::origin::Origin;
use percent_encoding::percent_decode_str;
use shared::api::Hotline;
use shared::signing::VerifyingKey;

use super::bundle::Bundle;
use super::page::{EMBEDDER_POLICY, FormPage, OPENER_POLICY};
use super::slug::slug_of;
use super::theme::Theme;

/// The path of the page on which reporters answer questions.
pub(crate) const ANSWERS: &str = "/answer";

/// The form's page at one address.
pub(crate) struct ExpectedPage {
    /// The page, filled in for the hotline.
    pub(crate) html: String,
    /// The content security policy of a form that every page may show.
    pub(crate) policy: String,
    /// Further headers that decide what the page may do, and their values.
    pub(crate) headers: [(HeaderName, &'static str); 3],
    /// The theme's style sheet, if the address names a theme.
    pub(crate) theme: Option<ExpectedFile>,
}

/// A file at one address.
pub(crate) struct ExpectedFile {
    /// The address on the intake.
    pub(crate) path: String,
    /// Its media type.
    pub(crate) media_type: &'static str,
    content: Content,
}

enum Content {
    Of(Bundle),
    Made(String),
}

impl ExpectedPage {
    /// The page at `path`, which is `/`, `/p/PARTNER` or [`ANSWERS`], with this query.
    pub(crate) fn at(
        path: &str,
        query: &str,
        bundle: &Bundle,
        hotline: &Hotline,
        root: VerifyingKey,
        origin: &Origin,
    ) -> Self {
        let page = FormPage::new(bundle, hotline, root, origin, &BTreeMap::new());
        let typed = path.strip_prefix("/p/").unwrap_or_default();
        let partner = slug_of(&percent_decode_str(typed.trim_end_matches('/')).decode_utf8_lossy());
        // Only a partner's page has a theme.
        let theme = match path.starts_with("/p/") {
            true => Theme::of_query(query),
            false => Theme::default(),
        };
        let (html, policy) = match path {
            ANSWERS => page.answers(),
            _ => (page.filled(partner.as_ref(), &theme), page.policy()),
        };
        Self {
            html,
            policy: policy.to_owned(),
            headers: [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (EMBEDDER_POLICY, "require-corp"),
                (OPENER_POLICY, "same-origin"),
            ],
            theme: (theme != Theme::default()).then(|| ExpectedFile {
                path: format!("/theme.css{}", theme.query()),
                media_type: "text/css; charset=utf-8",
                content: Content::Made(theme.style_sheet()),
            }),
        }
    }
}

impl ExpectedFile {
    /// All files of this release.
    pub(crate) fn all(bundle: Bundle) -> impl Iterator<Item = Self> {
        bundle.addresses().map(move |(path, media_type)| Self {
            path: path.to_owned(),
            media_type,
            content: Content::Of(bundle),
        })
    }

    /// The bytes of the file in an encoding, or without one; none if it is not served so.
    pub(crate) fn encoded(&self, encoding: Option<&str>) -> Option<Cow<'static, [u8]>> {
        match &self.content {
            Content::Of(bundle) => bundle.encoded(&self.path, encoding).map(Cow::Borrowed),
            Content::Made(text) if encoding.is_none() => {
                Some(Cow::Owned(text.clone().into_bytes()))
            }
            Content::Made(_) => None,
        }
    }
}

/// The folder of a release's files, as the form's page names it: `/assets/` and the beginning of a hash.
pub(crate) fn release_in(page: &str) -> Option<&str> {
    let begin = page.find("/assets/")?;
    let rest = &page[begin..];
    let end = rest["/assets/".len()..].find('/')?;
    Some(&rest[..end + "/assets/".len()])
}
