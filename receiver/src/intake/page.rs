//! The form's page: the widget's `index.html`, filled in once from the hotline's config.

use askama::filters::{Html, escape};
use axum::body::Bytes;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use shared::api::Hotline;
use shared::signing::VerifyingKey;

use super::bundle::Bundle;

/// The page and its content security policy.
pub struct FormPage {
    html: Bytes,
    policy: String,
}

impl FormPage {
    /// Fills in the page.
    pub fn new(bundle: &Bundle, hotline: &Hotline, root: VerifyingKey, origin: &str) -> Self {
        // Strings and lists always have a JSON form.
        let json = serde_json::to_string(hotline).unwrap_or_default();
        let html = bundle
            .form_page()
            .replace("{{hotline}}", &escaped(&json))
            .replace("{{root}}", &root.to_string())
            .replace("{{name}}", &escaped(&hotline.name))
            .replace("{{emergency_number}}", &escaped(&hotline.emergency_number))
            .replace("{{leave_url}}", &escaped(&hotline.leave_url));
        Self {
            html: html.into(),
            policy: policy(origin),
        }
    }

    /// The answer to everyone who asks for the form.
    pub fn response(&self) -> Response {
        let headers: [(HeaderName, &str); 3] = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_SECURITY_POLICY, &self.policy),
        ];
        (headers, self.html.clone()).into_response()
    }
}

/// In the sandboxed frame the page's own origin is opaque, so `'self'` would match nothing: the
/// policy names the origin.
fn policy(origin: &str) -> String {
    format!(
        "default-src 'none'; script-src {origin} 'wasm-unsafe-eval'; style-src {origin}; \
         connect-src {origin}; base-uri 'none'; form-action 'none'"
    )
}

fn escaped(text: &str) -> String {
    // Escaping into a string cannot fail.
    escape(text, Html)
        .map(|escaped| escaped.to_string())
        .unwrap_or_default()
}
