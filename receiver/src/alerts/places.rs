//! Where alerts go: mailboxes, and systems that push a text to somebody's phone.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, Uri, header};
use getrandom::{SysRng, rand_core::UnwrapErr};
use lettre::Address;
use model::time::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

use super::kind::Urgency;
use super::memory::Message;
use crate::handoff::{Mail, MailError, MailServer};
use crate::outgoing::{Outgoing, Unanswered};
use crate::webhooks::{Secret, new_id, signed};
use crate::words::Words;

/// The time limit for one attempt. A mail server may have taken the mail all the same.
const LIMIT: Duration = Duration::from_secs(60);

/// Where the hotline wants to be told, and how often.
pub struct Places {
    /// The language of the texts.
    pub(crate) words: Words,
    /// Seconds after which an alert that lasts is told again.
    pub(crate) repeat_seconds: u64,
    /// The mail server, and the mailboxes.
    pub(crate) mail: Option<(MailServer, Vec<Address>)>,
    /// The systems that push.
    pub(crate) pushes: Vec<Push>,
}

/// A system that pushes texts to people.
pub(crate) struct Push {
    /// The system's name in the config.
    pub(crate) name: String,
    /// The system's address. It may contain a password, and is never logged.
    pub(crate) url: Uri,
    /// What the system takes.
    pub(crate) format: PushFormat,
}

/// What a system that pushes takes.
pub(crate) enum PushFormat {
    /// The text as the body, title and priority as headers: ntfy (docs.ntfy.sh/publish). The access
    /// token is for topics that are not public.
    Ntfy(Option<Zeroizing<String>>),
    /// JSON, signed as Standard Webhooks 1.0.0 describes.
    Json(Secret),
}

/// One place.
pub(super) enum Place<'a> {
    Mailbox(&'a MailServer, &'a Address),
    Push(&'a Push),
}

/// An alert was not sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotSent {
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("the mail cannot be put together")]
    Unmailable,
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    #[error("the answer has the status {0}")]
    Status(u16),
    #[error("no answer in time")]
    TooLate,
}

impl Places {
    /// Whether there is nobody to tell.
    pub(crate) fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// All places.
    pub(super) fn all(&self) -> impl Iterator<Item = Place<'_>> {
        let mail = self.mail.iter();
        let mail =
            mail.flat_map(|(server, to)| to.iter().map(move |to| Place::Mailbox(server, to)));
        mail.chain(self.pushes.iter().map(Place::Push))
    }

    /// The names of all places.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.all().map(|place| place.name())
    }

    /// The place of this name, if the config still has it.
    pub(super) fn named(&self, name: &str) -> Option<Place<'_>> {
        self.all().find(|place| place.name() == name)
    }
}

impl Place<'_> {
    /// A name that no other place has.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Mailbox(_, to) => format!("mail to {to}"),
            Self::Push(push) => format!("push {}", push.name),
        }
    }

    /// Asks whether the place answers, and sends nothing. Any answer of a system that pushes will do.
    pub(super) async fn ask(&self, outgoing: &Outgoing) -> Result<(), NotSent> {
        let asking = async {
            match self {
                Self::Mailbox(server, _) => Ok(server.greet().await?),
                Self::Push(push) => {
                    let mut request = Request::new(Body::empty());
                    *request.method_mut() = Method::HEAD;
                    *request.uri_mut() = push.url.clone();
                    Ok(outgoing.status(request).await.map(drop)?)
                }
            }
        };
        let asked = tokio::time::timeout(LIMIT, asking).await;
        asked.unwrap_or(Err(NotSent::TooLate))
    }

    /// Sends a message, now.
    pub(super) async fn send(
        &self,
        outgoing: &Outgoing,
        message: &Message,
        now: Timestamp,
    ) -> Result<(), NotSent> {
        let sending = async {
            match self {
                Self::Mailbox(server, to) => mail(server, to, message, now).await,
                Self::Push(push) => {
                    let status = outgoing.status(request(push, message, now)).await?;
                    match status.is_success() {
                        true => Ok(()),
                        false => Err(NotSent::Status(status.as_u16())),
                    }
                }
            }
        };
        let sent = tokio::time::timeout(LIMIT, sending).await;
        sent.unwrap_or(Err(NotSent::TooLate))
    }
}

async fn mail(
    server: &MailServer,
    to: &Address,
    message: &Message,
    now: Timestamp,
) -> Result<(), NotSent> {
    let subject = format!("Sealed Report: {}", message.title());
    // A mail's own date is no finer than the hour.
    let hour = now.hour().begin();
    let rng = &mut UnwrapErr(SysRng);
    let mail = Mail::new(server, to, &subject, message.text().into_owned(), hour, rng);
    Ok(mail.map_err(|_| NotSent::Unmailable)?.send(server).await?)
}

fn request(push: &Push, message: &Message, now: Timestamp) -> Request<Body> {
    match &push.format {
        PushFormat::Ntfy(token) => ntfy(push, token.as_ref(), message),
        PushFormat::Json(secret) => {
            let event = Event::of(message, now);
            // An event can always be written as JSON.
            let payload = serde_json::to_string(&event).unwrap_or_default();
            signed(&push.url, secret, &new_id(), now, payload)
        }
    }
}

fn ntfy(push: &Push, token: Option<&Zeroizing<String>>, message: &Message) -> Request<Body> {
    let priority = match (message.count, message.alert.urgency()) {
        (Some(_), Urgency::Now) => "5",
        (Some(_), Urgency::Today) => "4",
        _ => "3",
    };
    let mut request = Request::post(push.url.clone())
        .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .header("title", format!("Sealed Report: {}", message.title()))
        .header("priority", priority);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.as_str()));
    }
    // A token with a line end is no header: then the request goes without anything, and is refused.
    request
        .body(Body::from(message.text().into_owned()))
        .unwrap_or_default()
}

/// An alert in the format of Standard Webhooks.
#[derive(Serialize)]
struct Event {
    #[serde(rename = "type")]
    event_type: &'static str,
    /// The hour of the alert.
    timestamp: String,
    data: Data,
}

#[derive(Serialize)]
struct Data {
    alert: &'static str,
    count: Option<u64>,
    text: Cow<'static, str>,
}

impl Event {
    fn of(message: &Message, now: Timestamp) -> Self {
        Self {
            event_type: match message.count {
                Some(_) => "alert.raised",
                None => "alert.over",
            },
            timestamp: now.hour().to_string(),
            data: Data {
                alert: message.alert.name(),
                count: message.count,
                text: message.text(),
            },
        }
    }
}
