//! Hand-offs of a case: what may leave now, and its leaving.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use getrandom::{SysRng, rand_core::UnwrapErr};
use strum::VariantArray;

use super::fields::Fields;
use crate::desk::Desk;
use crate::desk::auth::Who;
use crate::desk::case::{Case, Dossier, HandoffKind};
use crate::desk::handoff::{self, Document, Handoff, Mail, Parcel, Refusal, Sender};
use crate::problem::Problem;

/// A way out for a case.
pub(super) struct Offer {
    pub(super) kind: HandoffKind,
    pub(super) words: &'static str,
    /// The other hotlines, by the names that the config gives them.
    pub(super) recipients: Vec<String>,
    /// Why it is not open now.
    pub(super) refusal: Option<Refusal>,
}

/// Every way out, open or not.
pub(super) fn offers(desk: &Desk, dossier: &Dossier) -> Vec<Offer> {
    let offer = |kind: &HandoffKind| {
        let recipients = recipients(desk.sender.as_ref(), *kind);
        let to = recipients.first().map_or("", String::as_str);
        Offer {
            kind: *kind,
            words: words(*kind),
            refusal: prepare(desk, *kind, to, dossier).err(),
            recipients,
        }
    };
    HandoffKind::VARIANTS.iter().map(offer).collect()
}

fn prepare(
    desk: &Desk,
    kind: HandoffKind,
    to: &str,
    dossier: &Dossier,
) -> Result<Handoff, Refusal> {
    let (sender, now) = (desk.sender.as_ref(), desk.clock.now());
    handoff::prepare(kind, to, dossier, sender, now, &mut UnwrapErr(SysRng))
}

/// `POST /cases/{id}/hand-off`: hands a case to somebody, as a file to download or by mail.
pub(in crate::desk) async fn hand_off(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let case = desk
        .case(id.parse().map_err(|_| Problem::NotFound)?)
        .await?;
    let kind: HandoffKind = form.parse("kind")?;
    let to = form.get("to").unwrap_or_default();
    let dossier = desk.dossier(&case).await?.ok_or(Problem::Conflict)?;
    let handoff = prepare(&desk, kind, to, &dossier)?;
    let recipient = recipient(kind, to, &handoff.left_out);
    match handoff.parcel {
        Parcel::Download(document) => {
            desk.referred(&who, &case, kind, &recipient).await?;
            Ok(download(document))
        }
        Parcel::Mail(mail) => send(&desk, &who, case, kind, &mail, &recipient).await,
    }
}

/// Sends first: a mail that was logged and not sent would be believed.
async fn send(
    desk: &Desk,
    who: &Who,
    case: Case,
    kind: HandoffKind,
    mail: &Mail,
    recipient: &str,
) -> Result<Response, Problem> {
    let id = case.card.id;
    if let Err(error) = mail.send().await {
        tracing::error!(%error, %id, "a mail was not sent");
        return Err(Problem::MailNotSent);
    }
    // Whatever became of the case meanwhile, the mail has left.
    let case = desk.case(id).await?;
    desk.referred(who, &case, kind, recipient).await?;
    Ok(Redirect::to(&format!("/cases/{id}#hand-offs")).into_response())
}

fn download(document: Document) -> Response {
    // A name has nothing but letters, digits, hyphens and dots.
    let disposition = format!("attachment; filename=\"{}\"", document.file_name);
    let disposition =
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(document.media_type),
        ),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, document.bytes).into_response()
}

/// To whom, in words, and what stayed behind.
fn recipient(kind: HandoffKind, to: &str, left_out: &[usize]) -> String {
    let mut recipient = match (kind, to) {
        (HandoffKind::Hotline, name) => name.to_owned(),
        (kind, _) => words(kind).to_owned(),
    };
    for place in left_out {
        recipient.push_str(&format!(", without location {}", place + 1));
    }
    recipient
}

fn recipients(sender: Option<&Sender>, kind: HandoffKind) -> Vec<String> {
    let referrals = sender.and_then(|sender| sender.referrals.as_ref());
    match (kind, referrals) {
        (HandoffKind::Hotline, Some(referrals)) => referrals.hotlines.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

fn words(kind: HandoffKind) -> &'static str {
    match kind {
        HandoffKind::ScartCsv => "SCART, as CSV",
        HandoffKind::ScartMail => "SCART, by mail",
        HandoffKind::Xarf => "Abuse desk, XARF",
        HandoffKind::Notice => "Host, notice (DSA, Article 16)",
        HandoffKind::Police => "Police, package",
        HandoffKind::Hotline => "Other hotline, sealed",
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotConfigured(_) => Self::NoHandoffs,
            Refusal::UnknownHotline => Self::BadRequest,
            Refusal::Failed => Self::Unavailable,
            Refusal::State
            | Refusal::NotAssessed
            | Refusal::OnHold
            | Refusal::NothingFits
            | Refusal::NoExplanation => Self::NotYet,
        }
    }
}
