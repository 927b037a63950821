//! The form's page: the widget's `index.html`, filled in from the hotline's config and, for a
//! partner, with the theme.

use std::collections::BTreeMap;

use askama::filters::{Html, escape};
use axum::body::Bytes;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use model::origin::Origin;
use shared::api::{Hotline, dialled};
use shared::report::{LanguageTag, PartnerSlug};
use shared::signing::VerifyingKey;

use super::bundle::Bundle;
use super::languages;
use super::theme::Theme;
use crate::config::PartnerConfig;

/// Browsers show a page with this policy in a frame only if the frame has the policy as well.
pub(super) const EMBEDDER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-embedder-policy");

/// A page that opened the form as a page of its own gets no hold on it.
pub(super) const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The place in the page for the link to a theme's style sheet.
const THEME: &str = "{{theme}}";

/// The place in the page for the partner's name.
const PARTNER: &str = "{{partner}}";

/// The place in the page for the folder of its module.
const MODULE: &str = "{{module}}";

/// The folder of the module for questions to reporters.
const FOLLOW_UP: &str = "follow-up/";

/// The form's page at one origin, and its content security policies.
pub(super) struct FormPage {
    /// The page with placeholders for a partner and a theme.
    template: String,
    /// The page without a partner, with the form's own look.
    html: Bytes,
    policy: String,
    /// The page on which reporters answer questions, which no other page may show in a frame.
    answers: String,
    answers_policy: String,
    /// Partners whose form is limited to certain host pages, by name.
    limited: BTreeMap<String, Limited>,
}

/// The limits of a partner's form.
struct Limited {
    policy: String,
    origins: Vec<Origin>,
}

impl FormPage {
    /// Fills in the page for this hotline.
    pub(super) fn new(
        bundle: &Bundle,
        hotline: &Hotline,
        root: VerifyingKey,
        origin: &Origin,
        partners: &BTreeMap<String, PartnerConfig>,
    ) -> Self {
        // Strings and lists can always be written as JSON.
        let json = serde_json::to_string(hotline).unwrap_or_default();
        let template = with_texts(bundle, hotline)
            .replace("{{hotline}}", &escaped(&json))
            .replace("{{languages}}", &languages::options(&hotline.languages))
            .replace("{{root}}", &root.to_string())
            .replace("{{name}}", &escaped(&hotline.name))
            .replace("{{emergency_numbers}}", &calls(&hotline.emergency_numbers))
            .replace("{{leave_url}}", &escaped(&hotline.leave_url));
        let template = with_link(&template, "contact", hotline.contact_url.as_deref());
        let template = with_link(&template, "privacy", hotline.privacy_url.as_deref());
        let template = with_link(&template, "network", hotline.network_url.as_deref());
        let limited = partners.iter().map(|(name, partner)| {
            let policy = limited_policy(origin, &partner.origins);
            let origins = partner.origins.clone();
            (name.clone(), Limited { policy, origins })
        });
        let folder = format!(" data-folder=\"{FOLLOW_UP}\"");
        let answers = template.replace(THEME, "").replace(PARTNER, &folder);
        let template = template.replace(MODULE, "");
        Self {
            html: template.replace(THEME, "").replace(PARTNER, "").into(),
            template,
            policy: policy(origin),
            answers: answers.replace(MODULE, FOLLOW_UP),
            answers_policy: format!("{}; frame-ancestors 'none'", policy(origin)),
            limited: limited.collect(),
        }
    }

    /// The form with its own look.
    pub(super) fn response(&self) -> Response {
        answer(self.html.clone(), &self.policy)
    }

    /// The page on which reporters answer questions.
    pub(super) fn answers_response(&self) -> Response {
        answer(self.answers.clone().into(), &self.answers_policy)
    }

    /// The page on which reporters answer questions, and its content security policy.
    pub(super) fn answers(&self) -> (String, &str) {
        (self.answers.clone(), &self.answers_policy)
    }

    /// The form for a partner in the partner's colours, limited to the partner's pages.
    pub(super) fn partner_response(
        &self,
        partner: Option<&PartnerSlug>,
        theme: &Theme,
    ) -> Response {
        let name = partner.map_or("", PartnerSlug::as_str);
        let limited = self.limited.get(name);
        let policy = limited.map_or(&self.policy, |limited| &limited.policy);
        answer(self.filled(partner, theme).into(), policy)
    }

    /// The form for a partner in the partner's colours.
    pub(super) fn filled(&self, partner: Option<&PartnerSlug>, theme: &Theme) -> String {
        let attribute = partner.map(|name| format!(" data-partner=\"{}\"", name.as_str()));
        let html = self.template.replace(THEME, &link(theme));
        html.replace(PARTNER, &attribute.unwrap_or_default())
    }

    /// The content security policy of a form that is not limited to certain pages.
    pub(super) fn policy(&self) -> &str {
        &self.policy
    }

    /// The only origins whose pages may show this partner's form in a frame; empty without a limit.
    pub(super) fn limits(&self, partner: &str) -> &[Origin] {
        let limited = self.limited.get(partner);
        limited.map_or(&[], |limited| &limited.origins)
    }
}

/// The link to a theme's style sheet; empty for the form's own look.
fn link(theme: &Theme) -> String {
    if *theme == Theme::default() {
        return String::new();
    }
    let address = escaped(&format!("/theme.css{}", theme.query()));
    format!("\n<link rel=\"stylesheet\" href=\"{address}\">")
}

fn answer(html: Bytes, policy: &str) -> Response {
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (EMBEDDER_POLICY, "require-corp"),
        (OPENER_POLICY, "same-origin"),
    ];
    (headers, html).into_response()
}

/// The content security policy of the form's page. It names the origin, because `'self'` matches
/// nothing in the sandboxed frame, whose own origin is opaque.
fn policy(origin: &Origin) -> String {
    format!(
        "default-src 'none'; script-src {origin} 'wasm-unsafe-eval'; style-src {origin}; \
         connect-src {origin}; base-uri 'none'; form-action 'none'"
    )
}

/// The policy of a form that is limited to these pages and to our own page for partners.
fn limited_policy(origin: &Origin, ancestors: &[Origin]) -> String {
    let mut policy = format!("{}; frame-ancestors {origin}", policy(origin));
    for ancestor in ancestors {
        policy.push(' ');
        policy.push_str(ancestor.as_str());
    }
    policy
}

/// Adds the texts for browsers without JavaScript, in the hotline's first language and in English:
/// only a script could find out which language the reader prefers.
fn with_texts(bundle: &Bundle, hotline: &Hotline) -> String {
    let language = hotline.languages.first().map_or("", LanguageTag::as_str);
    let is_english = language == "en" || language.starts_with("en-");
    let page = bundle
        .form_page()
        .replace("{{language}}", language)
        .replace("{{if_not_english}}", if is_english { "hidden" } else { "" });
    let locale = bundle.locale(language);
    locale.iter().fold(page, |page, (key, text)| {
        page.replace(&format!("{{{{text.{key}}}}}"), &escaped(text))
    })
}

/// Adds the link of this name, if the config names a page.
fn with_link(page: &str, name: &str, url: Option<&str>) -> String {
    let hidden = if url.is_some() { "" } else { "hidden" };
    page.replace(&format!("{{{{if_{name}}}}}"), hidden).replace(
        &format!("{{{{{name}_url}}}}"),
        &escaped(url.unwrap_or_default()),
    )
}

/// Links that call the numbers.
fn calls(numbers: &[String]) -> String {
    let calls = numbers.iter().map(|number| {
        let (dialled, shown) = (dialled(number), escaped(number));
        format!("<a class=\"emergency\" dir=\"ltr\" href=\"tel:{dialled}\">{shown}</a>")
    });
    calls.collect()
}

/// A text as HTML.
pub(super) fn escaped(text: &str) -> String {
    // Writing to a string cannot fail.
    escape(text, Html)
        .map(|escaped| escaped.to_string())
        .unwrap_or_default()
}
