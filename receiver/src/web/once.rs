//! A form that is sent twice, by a double click or a repeated request, acts once.
//!
//! Every form of a page has a field with a random token. The same token with the same fields in the
//! same session is the same form. Fields that differ are another form, although somebody went back
//! to the page with the old token: what was typed there is not lost.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

use super::cookies::{CookieKind, Cookies};
use super::desk::Desk;
use super::markup::{Changes, tags};
use super::problem::Problem;
use super::submissions::{Answer, Submission};

/// The name of the field with the token.
pub(super) const FIELD: &str = "once";

/// A form with a token: the digest of its address and all its fields.
#[derive(Clone, Copy)]
struct Marked([u8; 32]);

/// The page with a new token in each form that acts.
pub(super) fn marked(html: &str, rng: &mut impl CryptoRng) -> String {
    let mut changes = Changes::default();
    let forms = tags(html).into_iter().filter(|tag| {
        let method = tag.get("method").unwrap_or_default();
        tag.name == "form" && !tag.is_end && method.eq_ignore_ascii_case("post")
    });
    for form in forms {
        let mut token = [0; 16];
        rng.fill_bytes(&mut token);
        let token = Base64UrlUnpadded::encode_string(&token);
        let field = format!(r#"<input type="hidden" name="{FIELD}" value="{token}">"#);
        changes.put(form.place.end..form.place.end, field);
    }
    changes.made(html)
}

/// Takes the token out of a form's body, and notes the form for [`acts_once`].
pub(super) fn taken_out(parts: &mut Parts, body: &Bytes) -> Bytes {
    let is_token = |field: &&[u8]| {
        let token = field.strip_prefix(FIELD.as_bytes());
        token.is_some_and(|token| token.starts_with(b"="))
    };
    let fields = body.split(|byte| *byte == b'&');
    if !fields.clone().any(|field| is_token(&field)) {
        return body.clone();
    }
    let digest = Sha256::new_with_prefix(parts.uri.path())
        .chain_update([0])
        .chain_update(body);
    parts.extensions.insert(Marked(digest.finalize().into()));
    let others: Vec<_> = fields.filter(|field| !is_token(field)).collect();
    others.join(&b'&').into()
}

/// Middleware: gives the same form the same answer, and waits for it if it is being made. A form
/// that was refused may be sent again.
pub(super) async fn acts_once(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(submission) = submission(&desk, &request) else {
        return next.run(request).await;
    };
    let place = desk.submissions.place(submission);
    // A task of its own: a browser that sends a form twice breaks off its first request, which must
    // not end in the middle.
    let acting = tokio::spawn(async move {
        let mut place = place.lock().await;
        if let Some(answer) = &*place {
            return answer.again();
        }
        let (response, answer) = Answer::read(next.run(request).await).await;
        *place = answer;
        response
    });
    let acted = acting.await;
    acted.unwrap_or_else(|_| Problem::Unavailable.into_response())
}

fn submission(desk: &Desk, request: &Request) -> Option<Submission> {
    let Marked(form) = request.extensions().get()?;
    let session = Cookies::of(desk).get(CookieKind::Session, request.headers());
    let digest = Sha256::new_with_prefix(form).chain_update(session.unwrap_or_default());
    Some(digest.finalize().into())
}
