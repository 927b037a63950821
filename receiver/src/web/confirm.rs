//! Some acts ask for a confirmation: a fresh password and code, or a fresh login through the
//! hotline's identity provider. Which acts, their routes declare.
//!
//! A form that comes without one is answered with a page that asks for password and code, and holds
//! the form: both come back in one request, which confirms and acts. Nothing is sent twice or lost.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::auth::OwnSession;
use super::desk::Desk;
use super::form::FORM_BYTES;
use super::layout::Layout;
use super::plain;
use super::problem::Problem;
use crate::staff::{LoginError, Wait};
use crate::words::Words;

/// The names of the fields with the password and the code.
pub(super) const FIELDS: [&str; 2] = ["confirm_password", "confirm_code"];

/// The address of the page that asks for a confirmation.
pub(super) const PATH: &str = "/confirm";

/// The address that begins a login through the provider, which confirms and leads to [`PATH`].
const PROVIDER: &str = "/openid?confirm=true&to=%2Fconfirm";

/// Why a request needs a confirmation, among the extensions of its answer.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Whether the account has a password.
    has_password: bool,
    /// Why the confirmation that came was refused; `None` if none came.
    wrong: Option<Wrong>,
}

/// Why a confirmation was refused.
#[derive(Debug, Clone, Copy)]
enum Wrong {
    /// The password or the code was not right.
    Guess,
    /// There were too many attempts.
    TooEarly(Wait),
}

/// The page that asks for a confirmation, and holds a form.
#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage<'a> {
    layout: Layout<'a>,
    action: &'a str,
    /// The names and values of the form's fields.
    fields: &'a [(&'a str, &'a str)],
    asked: &'a Asked,
    wrong: Option<Cow<'static, str>>,
    provider: Option<&'static str>,
    /// HTML with the texts of the form.
    typed: String,
}

impl Asked {
    /// What a session without a confirmation is asked.
    pub(super) fn of(session: &OwnSession) -> Self {
        Self {
            has_password: session.has_password,
            wrong: None,
        }
    }

    /// The page that asks, and holds the form to this address with these fields.
    pub(super) fn page(
        &self,
        desk: &Desk,
        words: Words,
        action: &str,
        fields: &[(&str, &str)],
        typed: String,
    ) -> Result<String, askama::Error> {
        let page = ConfirmPage {
            layout: Layout::for_nobody(&desk.hotline).in_words(words),
            wrong: self.wrong.map(|wrong| match wrong {
                Wrong::Guess => words.confirm_wrong(),
                Wrong::TooEarly(wait) => plain::too_early(wait, words),
            }),
            action,
            fields,
            asked: self,
            provider: desk.staff.has_provider().then_some(PROVIDER),
            typed,
        };
        page.render()
    }
}

/// A password and a code that came with a form.
struct Proof {
    password: Zeroizing<String>,
    code: String,
}

impl Proof {
    /// Takes password and code out of a form's body.
    fn taken_out(body: &Bytes) -> (Option<Self>, Bytes) {
        let is_proof = |field: &&[u8]| {
            let name = field.split(|byte| *byte == b'=').next().unwrap_or_default();
            FIELDS.iter().any(|own| own.as_bytes() == name)
        };
        let (proof, rest): (Vec<_>, Vec<_>) = body.split(|byte| *byte == b'&').partition(is_proof);
        if proof.is_empty() {
            return (None, body.clone());
        }
        let [mut password, mut code] = [String::new(), String::new()];
        for (name, value) in form_urlencoded::parse(&Zeroizing::new(proof.join(&b'&'))) {
            let field = if name == FIELDS[0] {
                &mut password
            } else {
                &mut code
            };
            *field = value.into_owned();
        }
        let password = Zeroizing::new(password);
        (Some(Self { password, code }), rest.join(&b'&').into())
    }
}

/// Middleware: lets a request through if its session was confirmed lately, or if it confirms it.
pub(super) async fn confirmed(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Result<Response, Response> {
    let session = request.extensions().get::<OwnSession>().cloned();
    let session = session.ok_or_else(|| Problem::Unauthorized.into_response())?;
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, FORM_BYTES).await;
    let body = body.map_err(|_| Problem::TooLarge.into_response())?;
    let (proof, body) = Proof::taken_out(&body);
    match proof {
        _ if session.is_confirmed => {
            let renewed = desk.staff.renew_confirmation(&session.key).await;
            renewed.map_err(|error| Problem::from(error).into_response())?;
        }
        Some(proof) => confirm(&desk, &session, proof).await?,
        None if parts.method == Method::GET => {
            let to = parts.uri.path_and_query().map_or("/", |to| to.as_str());
            return Err(Redirect::to(&asking(to)).into_response());
        }
        None => return Err(refused(Asked::of(&session))),
    }
    Ok(next.run(Request::from_parts(parts, Body::from(body))).await)
}

async fn confirm(desk: &Desk, session: &OwnSession, proof: Proof) -> Result<(), Response> {
    let Proof { password, code } = proof;
    let (account, key) = (&session.account, &session.key);
    let wrong = match desk.staff.confirm(account, key, password, &code).await {
        Ok(()) => return Ok(()),
        Err(LoginError::Refused) => Wrong::Guess,
        Err(LoginError::Wait(wait)) => Wrong::TooEarly(wait),
        Err(LoginError::Record(error)) => return Err(Problem::from(error).into_response()),
    };
    Err(refused(Asked {
        wrong: Some(wrong),
        ..Asked::of(session)
    }))
}

/// The answer to a form without a valid confirmation. A layer further out makes the page of it.
fn refused(asked: Asked) -> Response {
    let mut response = Problem::Unconfirmed.into_response();
    response.extensions_mut().insert(asked);
    response
}

/// The address of the page that asks for a confirmation, and then leads to the path `to`.
fn asking(to: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("{PATH}?{}", query.append_pair("to", to).finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_taken_out_and_the_rest_stays_as_it_is() {
        for (body, rest, proof) in [
            ("a=1&b=%20", "a=1&b=%20", None),
            (
                "a=1&confirm_password=x%26y&b=2&confirm_code=1+2",
                "a=1&b=2",
                Some(("x&y", "1 2")),
            ),
            ("confirm_code=1", "", Some(("", "1"))),
            ("confirm_passwords=1", "confirm_passwords=1", None),
        ] {
            let (taken, left) = Proof::taken_out(&Bytes::from_static(body.as_bytes()));
            assert_eq!(left, rest, "{body}");
            let taken = taken.map(|taken| (taken.password.to_string(), taken.code));
            let proof = proof.map(|(password, code)| (password.to_owned(), code.to_owned()));
            assert_eq!(taken, proof, "{body}");
        }
    }
}
