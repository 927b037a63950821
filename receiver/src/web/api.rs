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
use model::rights::Right::{Claim, Look, Work};

pub(super) use self::description::description;
pub use self::inputs::Object;
pub(super) use self::schemas::responses;
use super::route::Route;

/// The routes of the API, without those of the statistics.
pub(super) fn routes() -> Vec<Route> {
    let get = Method::GET;
    let post = || Method::POST;
    vec![
        Route::api(post(), "/v1/claims", Claim, claims::claim),
        Route::api(post(), "/v1/claims/{id}/extend", Claim, claims::extend),
        Route::api(post(), "/v1/claims/{id}/release", Claim, claims::release),
        Route::api(post(), "/v1/claims/{id}/ack", Claim, claims::ack),
        Route::api(get.clone(), "/v1/cases", Look, cases::list),
        Route::api(post(), "/v1/cases", Work, cases::take),
        Route::api(get, "/v1/cases/{id}", Work, cases::show),
        Route::api(post(), "/v1/cases/{id}/step", Work, changes::step),
        Route::api(post(), "/v1/cases/{id}/findings", Work, changes::assess),
        Route::api(post(), "/v1/cases/{id}/notes", Work, changes::note),
        Route::api(post(), "/v1/cases/{id}/assignee", Work, changes::assign),
        Route::api(post(), "/v1/cases/{id}/notice", Work, changes::hold_notice),
    ]
}
