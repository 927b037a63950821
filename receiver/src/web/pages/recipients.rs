//! The address book: hosts and police units that get hand-offs.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use model::actor::Actor;
use model::audit::ActName;
use model::defang::visible;
use model::recipient::{Recipient, RecipientKind, Way};
use model::rights::Right;
use strum::VariantArray;

use crate::casework::{BookError, ListedHotline};
use crate::records::Kept;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::present::{kind_words, way_words};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

#[derive(Template)]
#[template(path = "recipients.html")]
struct RecipientsPage<'a> {
    layout: Layout<'a>,
    groups: [Group; 2],
    hotlines: Vec<ListedHotline>,
    /// The values of the form for a new recipient.
    filled: Recipient,
    wrong: String,
}

/// The recipients of one kind.
struct Group {
    title: &'static str,
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
    wrong: String,
}

/// The key of a recipient in a page's address.
struct Key(Vec<u8>);

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
async fn list(State(desk): State<Arc<Desk>>, Caller(actor): Caller) -> Result<Response, Problem> {
    let filled = read(&Fields::default())?;
    listed(&desk, &actor, filled, String::new()).await
}

/// `POST /recipients`: adds a recipient.
async fn add(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    fields: Fields,
) -> Result<Response, Problem> {
    let filled = read(&fields)?;
    let added = desk.casework.add_recipient(&actor, filled.clone()).await;
    let Some(wrong) = wrong(added)? else {
        return Ok(Redirect::to("/recipients").into_response());
    };
    let page = listed(&desk, &actor, filled, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `GET /recipients/{key}`: one recipient.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Key(key): Key,
) -> Result<Response, Problem> {
    let kept = desk.casework.recipient(&key).await?;
    shown(&desk, &actor, &kept, String::new()).await
}

/// `POST /recipients/{key}`: changes a recipient.
async fn change(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Key(key): Key,
    fields: Fields,
) -> Result<Response, Problem> {
    let (value, version) = (read(&fields)?, fields.parse("version")?);
    let changed = desk
        .casework
        .change_recipient(&actor, &key, version, value.clone())
        .await;
    let Some(wrong) = wrong(changed)? else {
        return Ok(Redirect::to("/recipients").into_response());
    };
    let filled = Kept {
        key,
        value,
        version,
    };
    let page = shown(&desk, &actor, &filled, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
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

/// The words for a wrong field; `None` if the change was written.
fn wrong(changed: Result<(), BookError>) -> Result<Option<String>, Problem> {
    match changed {
        Ok(()) => Ok(None),
        Err(error @ (BookError::Wrong(_) | BookError::Taken)) => Ok(Some(error.to_string())),
        Err(error) => Err(error.into()),
    }
}

async fn listed(
    desk: &Desk,
    actor: &Actor,
    filled: Recipient,
    wrong: String,
) -> Result<Response, Problem> {
    let recipients = desk.casework.address_book().await?;
    let (hosts, police) = recipients
        .into_iter()
        .partition(|kept| kept.value.kind == RecipientKind::Host);
    let group = |title, kind, rows| Group { title, kind, rows };
    render(&RecipientsPage {
        layout: desk.layout(actor).await?,
        groups: [
            group("Hosts", RecipientKind::Host, hosts),
            group("Police", RecipientKind::Police, police),
        ],
        hotlines: desk.casework.other_hotlines(),
        filled,
        wrong,
    })
}

async fn shown(
    desk: &Desk,
    actor: &Actor,
    kept: &Kept<Recipient>,
    wrong: String,
) -> Result<Response, Problem> {
    render(&RecipientPage {
        layout: desk.layout(actor).await?,
        key: address(kept),
        version: kept.version,
        filled: &kept.value,
        wrong,
    })
}

/// The key of a recipient as a part of an address.
fn address(kept: &Kept<Recipient>) -> String {
    Base64UrlUnpadded::encode_string(&kept.key)
}
