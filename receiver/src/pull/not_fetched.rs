//! Why nothing was fetched, each with what to do about it.

use axum::http::{Response, StatusCode};
use serde::Deserialize;
use store::StoreError;

use crate::outgoing::Unanswered;

/// Nothing was fetched. What waits at the intake goes on waiting there.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum NotFetched {
    /// The intake gives no answer.
    #[error(
        "{0}\n  fix: let desk.pull be the address under which reporters reach the intake; see whether it runs, and whether \
         this machine reaches it and trusts its certificate"
    )]
    Unanswered(#[from] Unanswered),
    /// There is no door for a desk.
    #[error(
        "there is nothing to fetch at this address (404)\n  fix: let desk.pull be the address of the intake, and \
         intake.pull_key in its config name the file with the public half of desk.pull_key"
    )]
    NoDoor,
    /// The intake does not believe the signature.
    #[error(
        "the intake does not take this desk's signature\n  fix: let intake.pull_key name the public half of desk.pull_key; \
         `receiver keys pull` makes a new pair"
    )]
    Unsigned,
    /// Each request comes after one of somebody else, or of another intake behind one address.
    #[error(
        "another request always comes in between\n  fix: let desk.pull lead to one intake, not to several in turn, and let \
         no other desk fetch from it"
    )]
    Nonce,
    /// The intake knows no requests of this version.
    #[error(
        "the intake reads no requests of this version\n  fix: bring both receivers to the same version"
    )]
    Version,
    /// The intake seals to a key of another desk.
    #[error(
        "the intake seals to a key that this desk does not have\n  fix: let intake.desk_public_key be this desk's desk.pub, \
         and restart the intake; nothing was fetched, and what waits there opens with the key that it is sealed to"
    )]
    OtherDesk,
    /// Desk and intake have the same store.
    #[error(
        "the intake has the same store as this desk, so there is nothing to fetch\n  fix: remove desk.pull and \
         intake.pull_key; or give each half a store of its own"
    )]
    SameStore,
    /// The intake answers something else.
    #[error(
        "its server answers {0}\n  fix: look at the log of the intake, and at what stands before it"
    )]
    Status(StatusCode),
    /// The answer cannot be read.
    #[error(
        "an answer that cannot be read\n  fix: bring both receivers to the same version; see what stands before the intake"
    )]
    Unreadable,
    /// The desk's own store failed.
    #[error("the desk's store: {0}")]
    Store(#[from] StoreError),
}

/// The part of a problem document that names the problem.
#[derive(Deserialize)]
struct Document {
    #[serde(rename = "type")]
    name: String,
}

impl NotFetched {
    /// The reason in an answer that refuses a request.
    pub(super) fn of(answer: &Response<Vec<u8>>) -> Self {
        let document: Option<Document> = serde_json::from_slice(answer.body()).ok();
        let name = document.map(|document| document.name).unwrap_or_default();
        match name.rsplit(':').next().unwrap_or_default() {
            "pull-unsigned" => Self::Unsigned,
            "pull-nonce" => Self::Nonce,
            "pull-version" => Self::Version,
            "pull-other-desk" => Self::OtherDesk,
            "pull-same-store" => Self::SameStore,
            _ if answer.status() == StatusCode::NOT_FOUND => Self::NoDoor,
            _ => Self::Status(answer.status()),
        }
    }
}
