//! Hand-offs of items from the page of their case.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::audit::ActName;
use model::rights::Right;
use model::worksheet::HandOffState;
use shared::report::ReportId;
use strum::EnumString;

use super::beside::Beside;
use super::case::back;
use super::work::{chosen, pair};
use crate::casework::HandOffAsked;
use crate::web::attachment::attachment;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, PageId};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

/// The place of the hand-offs on the page of a case.
const PLACE: &str = "#hand-offs";

/// What somebody does who has seen what another hotline told.
#[derive(Clone, Copy, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Seen {
    /// The items take the steps that follow.
    Follow,
    /// They stay as they are.
    Only,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/cases/{id}/hand-off",
            "/cases/{id}",
            Right::Work,
            Logs::Act(&[ActName::HandOff]),
            hand_off,
        )
        .confirmed(),
        Route::form(
            "/cases/{id}/hand-off/settle",
            "/cases/{id}",
            Right::Work,
            Logs::Act(&[
                ActName::Assess,
                ActName::HandOffSent,
                ActName::HandOffFailed,
                ActName::HandOffArrived,
                ActName::HandOffAnswered,
                ActName::HandOffNoAnswer,
                ActName::HandOffTakenBack,
            ]),
            settle,
        ),
        Route::form(
            "/cases/{id}/outcomes",
            "/cases/{id}",
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::OutcomeSeen, ActName::Step]),
            outcomes,
        ),
        Route::page(
            "/cases/{id}/hand-off/{version}",
            Right::Work,
            Logs::Read(ActName::Download),
            download,
        )
        .confirmed(),
        Route::page(
            "/cases/{id}/hand-off/{version}/receipt",
            Right::Work,
            Logs::Read(ActName::Download),
            receipt,
        )
        .confirmed(),
    ]
}

/// `POST /cases/{id}/hand-off`: hands the chosen items off, as a file to download or by mail.
async fn hand_off(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (version, items) = (form.parse("version")?, chosen(&form)?);
    let asked = HandOffAsked {
        kind: form.parse("kind")?,
        items: &items,
        to: form.get("to").unwrap_or_default(),
        as_file: form.get("file").is_some(),
    };
    desk.casework.hand_off(&actor, id, version, asked).await?;
    Ok(back(id, PLACE))
}

/// `POST /cases/{id}/hand-off/settle`: says how far a hand-off has got.
async fn settle(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (hand_off, state, answer) = match form.get("answered") {
        Some(_) => {
            let (hand_off, answer) = pair(&form, "answered")?;
            (hand_off, HandOffState::Answered, Some(answer))
        }
        None => {
            let (hand_off, state) = pair(&form, "settle")?;
            (hand_off, state, None)
        }
    };
    let beside = Beside::read(&form, &[])?;
    beside.record(&desk, &actor, id).await?;
    desk.casework
        .settle_hand_off(&actor, id, hand_off, state, answer)
        .await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, PLACE))
}

/// `POST /cases/{id}/outcomes`: says that the visitor has seen what another hotline told, and lets the items take the
/// steps that follow, or not.
async fn outcomes(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (hand_off, seen): (u64, Seen) = pair(&form, "outcomes")?;
    let beside = Beside::read(&form, &[])?;
    let version = beside.record(&desk, &actor, id).await?;
    let with_steps = seen == Seen::Follow;
    desk.casework
        .see_outcomes(&actor, id, version, hand_off, with_steps)
        .await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, PLACE))
}

/// `GET /cases/{id}/hand-off/{version}`: the file of a hand-off.
async fn download(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path((id, version)): Path<(ReportId, u64)>,
) -> Result<Response, Problem> {
    let document = desk.casework.download(&actor, id, version).await?;
    let headers = attachment(&document.file_name, &document.media_type)?;
    let bytes = document.bytes().map_err(|_| Problem::Unavailable)?;
    Ok((headers, bytes).into_response())
}

/// `GET /cases/{id}/hand-off/{version}/receipt`: another hotline's signed receipt for the parcel of a hand-off.
async fn receipt(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path((id, version)): Path<(ReportId, u64)>,
) -> Result<Response, Problem> {
    let (parcel, receipt) = desk.casework.receipt(&actor, id, version).await?;
    let headers = attachment(&format!("receipt-{parcel}.json"), "application/json")?;
    Ok((headers, receipt).into_response())
}
