//! The API, for the hotline's other systems: reports are claimed out of the queue, and cases are
//! worked on as on the pages. Its description is at [`openapi::PATH`].

mod cases;
mod changes;
pub mod claims;
mod inputs;
pub mod openapi;
mod outputs;

use axum::http::Method;

pub use self::inputs::Object;
use super::doors::Door;
use super::role::Right;

/// The doors of the API.
pub(super) fn doors() -> Vec<Door> {
    use Right::{Claim, Look, Work};
    let (get, post) = (|| Method::GET, || Method::POST);
    vec![
        Door::api(post(), "/v1/claims", Claim, claims::claim),
        Door::api(post(), "/v1/claims/{id}/extend", Claim, claims::extend),
        Door::api(post(), "/v1/claims/{id}/release", Claim, claims::release),
        Door::api(post(), "/v1/claims/{id}/ack", Claim, claims::ack),
        Door::api(get(), "/v1/cases", Look, cases::list),
        Door::api(post(), "/v1/cases", Work, cases::take),
        Door::api(get(), "/v1/cases/{id}", Work, cases::show),
        Door::api(post(), "/v1/cases/{id}/step", Work, changes::step),
        Door::api(post(), "/v1/cases/{id}/findings", Work, changes::assess),
        Door::api(post(), "/v1/cases/{id}/notes", Work, changes::note),
        Door::api(post(), "/v1/cases/{id}/assignee", Work, changes::assign),
        Door::api(post(), "/v1/cases/{id}/notice", Work, changes::hold_notice),
    ]
}
