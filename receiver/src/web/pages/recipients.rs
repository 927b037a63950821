//! The address book: hosts and police units that get hand-offs.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use model::audit::ActName;
use model::defang::visible;
use model::recipient::{Recipient, RecipientKind, Way, WrongRecipient};
use model::rights::Right;
use strum::VariantArray;

use crate::casework::{BookError, ListedHotline};
use crate::records::Kept;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

#[derive(Template)]
#[template(path = "recipients.html")]
struct RecipientsPage<'a> {
    layout: Layout<'a>,
    groups: [Group; 2],
    hotlines: Vec<ListedHotline>,
    /// The values of the form for a new recipient.
    filled: Recipient,
}

/// The recipients of one kind.
struct Group {
    title: Cow<'static, str>,
    kind: RecipientKind,
    rows: Vec<Kept<Recipient>>,
}

#[derive(Template)]
#[template(path = "recipient.html")]
struct RecipientPage<'a> {
    layout: Layout<'a>,
    key: String,
    version: u64,
    /// The values of the form.
    filled: &'a Recipient,
}

/// The key of a recipient in a page's address.
pub(super) struct Key(pub(super) Vec<u8>);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let key = Path::<String>::from_request_parts(parts, state).await;
        let key = key
            .ok()
            .and_then(|Path(key)| Base64UrlUnpadded::decode_vec(&key).ok());
        key.map(Self).ok_or(Problem::NotFound)
    }
}

/// The routes of the address book.
pub(super) fn routes() -> Vec<Route> {
    const READ: Logs = Logs::Nothing("the address book, without content");
    const CHANGE: Logs = Logs::Act(&[ActName::Recipient]);
    vec![
        Route::page("/recipients", Right::Work, READ, list),
        Route::form("/recipients", "/recipients", Right::Work, CHANGE, add),
        Route::page("/recipients/{key}", Right::Work, READ, page),
        Route::form(
            "/recipients/{key}",
            "/recipients/{key}",
            Right::Work,
            CHANGE,
            change,
        ),
        Route::form(
            "/recipients/{key}/remove",
            "/recipients/{key}",
            Right::Work,
            CHANGE,
            remove,
        ),
    ]
}

/// `GET /recipients`: the address book.
async fn list(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let recipients = desk.casework.address_book().await?;
    let (hosts, police) = recipients
        .into_iter()
        .partition(|kept| kept.value.kind == RecipientKind::Host);
    let group = |title, kind, rows| Group { title, kind, rows };
    render(&RecipientsPage {
        layout: desk.layout(&actor).await?.in_words(words),
        groups: [
            group(words.recipients_hosts(), RecipientKind::Host, hosts),
            group(words.recipients_police(), RecipientKind::Police, police),
        ],
        hotlines: desk.casework.other_hotlines(),
        filled: read(&Fields::default())?,
    })
}

/// `POST /recipients`: adds a recipient.
async fn add(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let added = desk.casework.add_recipient(&actor, read(&fields)?).await;
    added.map_err(refused)?;
    Ok(Redirect::to("/recipients"))
}

/// `GET /recipients/{key}`: one recipient.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    Key(key): Key,
) -> Result<Response, Problem> {
    let kept = desk.casework.recipient(&key).await?;
    render(&RecipientPage {
        layout: desk.layout(&actor).await?.in_words(words),
        key: address(&kept),
        version: kept.version,
        filled: &kept.value,
    })
}

/// `POST /recipients/{key}`: changes a recipient.
async fn change(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Key(key): Key,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let (value, version) = (read(&fields)?, fields.parse("version")?);
    let casework = &desk.casework;
    let changed = casework.change_recipient(&actor, &key, version, value);
    changed.await.map_err(refused)?;
    Ok(Redirect::to("/recipients"))
}

/// `POST /recipients/{key}/remove`: removes a recipient.
async fn remove(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Key(key): Key,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let version = fields.parse("version")?;
    desk.casework
        .remove_recipient(&actor, &key, version)
        .await?;
    Ok(Redirect::to("/recipients"))
}

/// The recipient that a form describes. A form without fields describes an empty host.
fn read(fields: &Fields) -> Result<Recipient, Problem> {
    let text = |name| fields.get(name).map(str::to_owned);
    let domains = fields.get("domains").unwrap_or_default();
    let domains = domains.split(|char: char| char == ',' || char.is_whitespace());
    Ok(Recipient {
        name: text("name").unwrap_or_default(),
        kind: fields.optional("kind")?.unwrap_or(RecipientKind::Host),
        way: fields.optional("way")?.unwrap_or(Way::Mail),
        mail: text("mail"),
        country: text("country").map(|code| code.to_ascii_uppercase()),
        domains: domains
            .filter(|domain| !domain.is_empty())
            .map(str::to_owned)
            .collect(),
        note: text("note").unwrap_or_default(),
    })
}

/// A refusal of a recipient, at the field that is wrong.
fn refused(error: BookError) -> Problem {
    let wrong = match error {
        BookError::Taken => return Problem::field("name", Words::problem_recipient_taken),
        BookError::Wrong(wrong) => wrong,
        error => return error.into(),
    };
    match wrong {
        WrongRecipient::Name => Problem::field("name", Words::problem_recipient_name),
        WrongRecipient::Mail => Problem::field("mail", Words::problem_recipient_mail),
        WrongRecipient::PoliceMail => Problem::field("way", Words::problem_recipient_police_mail),
        WrongRecipient::Country => Problem::field("country", Words::problem_recipient_country),
        WrongRecipient::Domains => Problem::field("domains", Words::problem_recipient_domains),
        WrongRecipient::PoliceDomains => {
            Problem::field("domains", Words::problem_recipient_police_domains)
        }
        WrongRecipient::Note => Problem::field("note", Words::problem_at_most_1000),
    }
}

/// The key of a recipient as a part of an address.
fn address(kept: &Kept<Recipient>) -> String {
    Base64UrlUnpadded::encode_string(&kept.key)
}
