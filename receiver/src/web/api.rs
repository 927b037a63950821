//! The API, for the hotline's other systems: reports are claimed out of the queue, and cases are
//! worked on as on the pages.

mod case_shown;
mod cases;
mod changes;
pub mod claims;
mod description;
mod due;
mod figures;
mod findings;
mod hand_offs;
mod inputs;
mod items;
mod outputs;
mod questions;
mod queue;
mod recipients;
mod schemas;
mod search;
mod values;

use axum::http::Method;
use model::audit::ActName;
use model::rights::Right::{Claim, Figures, Look, Work};

pub(super) use self::description::description;
pub use self::inputs::Object;
pub(super) use self::schemas::responses;
use super::route::{Logs, Route};

/// The routes of the API, without those of the statistics.
pub(super) fn routes() -> Vec<Route> {
    let get = Method::GET;
    let post = || Method::POST;
    vec![
        Route::api(
            post(),
            "/v1/claims",
            Claim,
            Logs::Act(&[ActName::Claim]),
            claims::claim,
        ),
        Route::api(
            post(),
            "/v1/claims/{id}/extend",
            Claim,
            Logs::Act(&[ActName::Extend]),
            claims::extend,
        ),
        Route::api(
            post(),
            "/v1/claims/{id}/release",
            Claim,
            Logs::Act(&[ActName::Release]),
            claims::release,
        ),
        Route::api(
            post(),
            "/v1/claims/{id}/ack",
            Claim,
            Logs::Act(&[ActName::Ack]),
            claims::ack,
        ),
        Route::api(
            get.clone(),
            "/v1/queue",
            Look,
            Logs::Nothing("numbers of the queue, without content"),
            queue::count,
        ),
        Route::api(
            get.clone(),
            "/v1/due",
            Look,
            Logs::Nothing("days and numbers of items, without content"),
            due::list,
        ),
        Route::api(
            get.clone(),
            "/v1/cases",
            Look,
            Logs::Nothing("cards of cases, without content"),
            cases::list,
        ),
        Route::api(
            post(),
            "/v1/search",
            Work,
            Logs::Read(ActName::Search),
            search::search,
        ),
        Route::api(
            post(),
            "/v1/search/words",
            Work,
            Logs::Read(ActName::Search),
            search::words,
        ),
        Route::api(
            post(),
            "/v1/cases",
            Work,
            Logs::Act(&[ActName::Take, ActName::Sighting]),
            cases::take,
        ),
        Route::api(
            get.clone(),
            "/v1/cases/{id}",
            Work,
            Logs::Read(ActName::Read),
            cases::show,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/step",
            Work,
            Logs::Act(&[ActName::Step, ActName::Assess]),
            changes::step,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/heard",
            Work,
            Logs::Act(&[ActName::Step]),
            changes::hear,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/findings",
            Work,
            Logs::Act(&[ActName::Assess]),
            findings::assess,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/locations",
            Work,
            Logs::Act(&[ActName::Correct]),
            items::correct,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/known",
            Work,
            Logs::Act(&[ActName::Step]),
            items::known,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/feedback",
            Work,
            Logs::Act(&[ActName::Feedback]),
            changes::feedback,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/question",
            Work,
            Logs::Act(&[ActName::Ask]),
            questions::ask,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/hand-offs",
            Work,
            Logs::Act(&[ActName::HandOff]),
            hand_offs::make,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/hand-offs/{version}",
            Work,
            Logs::Act(&[
                ActName::HandOffSent,
                ActName::HandOffFailed,
                ActName::HandOffArrived,
                ActName::HandOffAnswered,
                ActName::HandOffNoAnswer,
                ActName::HandOffTakenBack,
            ]),
            hand_offs::settle,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/outcomes",
            Work,
            Logs::Act(&[ActName::OutcomeSeen, ActName::Step]),
            hand_offs::outcomes,
        ),
        Route::api(
            get,
            "/v1/cases/{id}/hand-offs/{version}/file",
            Work,
            Logs::Read(ActName::Download),
            hand_offs::file,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/notes",
            Work,
            Logs::Act(&[ActName::Note]),
            changes::note,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/assignee",
            Work,
            Logs::Act(&[ActName::Assign]),
            changes::assign,
        ),
        Route::api(
            Method::GET,
            "/v1/figures",
            Figures,
            Logs::Read(ActName::ReadFigures),
            figures::count,
        ),
        Route::api(
            Method::GET,
            "/v1/figures/items",
            Figures,
            Logs::Read(ActName::ReadFigures),
            figures::items,
        ),
        Route::api(
            Method::GET,
            "/v1/figures/notices",
            Figures,
            Logs::Read(ActName::ReadFigures),
            figures::notices,
        ),
        Route::api(
            Method::GET,
            "/v1/recipients",
            Work,
            Logs::Nothing("the address book, without content"),
            recipients::list,
        ),
        Route::api(
            post(),
            "/v1/recipients",
            Work,
            Logs::Act(&[ActName::Recipient]),
            recipients::put,
        ),
        Route::api(
            post(),
            "/v1/recipients/remove",
            Work,
            Logs::Act(&[ActName::Recipient]),
            recipients::remove,
        ),
    ]
}
