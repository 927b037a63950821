//! The API, for the hotline's other systems: reports are claimed out of the queue, and cases are
//! worked on as on the pages.

mod cases;
mod changes;
pub mod claims;
mod description;
mod inputs;
mod outputs;
mod schemas;

use axum::http::Method;
use model::audit::ActName;
use model::rights::Right::{Claim, Look, Work};

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
            "/v1/cases",
            Look,
            Logs::Nothing("cards of cases, without content"),
            cases::list,
        ),
        Route::api(
            post(),
            "/v1/cases",
            Work,
            Logs::Act(&[ActName::Take]),
            cases::take,
        ),
        Route::api(
            get,
            "/v1/cases/{id}",
            Work,
            Logs::Read(ActName::Read),
            cases::show,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/step",
            Work,
            Logs::Act(&[ActName::Step]),
            changes::step,
        ),
        Route::api(
            post(),
            "/v1/cases/{id}/findings",
            Work,
            Logs::Act(&[ActName::Assess]),
            changes::assess,
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
            post(),
            "/v1/cases/{id}/notice",
            Work,
            Logs::Act(&[ActName::Notice]),
            changes::hold_notice,
        ),
    ]
}
