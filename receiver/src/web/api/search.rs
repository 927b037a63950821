//! The search for cases.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inputs::Body;
use super::outputs::CardShown;
use super::values::{Address, CasePlace};
use crate::casework::{self, FoundBy};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// What to search for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchRequest {
    /// A number, that of a parcel, an address, a host, a domain or the name of an account.
    text: Address,
}

/// The words to search for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsRequest {
    /// The words, of which a case must have all.
    text: Address,
    /// The place at which the search goes on: the `next` of the answer before.
    after: Option<CasePlace>,
}

/// The cases that were found.
#[derive(Serialize, ToSchema)]
pub(super) struct Found {
    found: Vec<FoundGroup>,
}

/// The cases that were found by one thing.
#[derive(Serialize, ToSchema)]
struct FoundGroup {
    by: FoundBy,
    /// The number of cases.
    count: u64,
    /// The last 50 of these cases, the newest first.
    cases: Vec<Hit>,
}

/// A case that was found.
#[derive(Serialize, ToSchema)]
struct Hit {
    case: CardShown,
    /// The hosts of its items, or the words of locations that have no address, each once.
    places: Vec<String>,
}

/// The cases with all of the words.
#[derive(Serialize, ToSchema)]
pub(super) struct FoundWords {
    /// The cases, the most urgent and then the oldest first.
    cases: Vec<Hit>,
    /// The number of cases that were looked through for this answer.
    opened: usize,
    /// The place at which the search goes on, for `after`; null once all cases were looked through.
    #[schema(required)]
    next: Option<String>,
}

impl From<casework::Found> for FoundGroup {
    fn from(found: casework::Found) -> Self {
        Self {
            by: found.by,
            count: found.count,
            cases: found.cases.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<casework::Hit> for Hit {
    fn from(hit: casework::Hit) -> Self {
        Self {
            case: hit.card.into(),
            places: hit.places,
        }
    }
}

/// Finds cases by a number, that of a parcel, an address, a host, a domain or an account.
#[utoipa::path(
    post, path = "/v1/search", operation_id = "search", tag = "cases",
    request_body = SearchRequest,
    responses((status = 200, description = "The cases that were found.", body = Found)),
)]
pub(super) async fn search(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(request): Body<SearchRequest>,
) -> Result<Json<Found>, Problem> {
    let found = desk.casework.find(&actor, request.text.as_str()).await?;
    let found = found.into_iter().map(Into::into).collect();
    Ok(Json(Found { found }))
}

/// Finds cases by the words that people wrote in them, among those that are not scrubbed yet. Each answer
/// looks through a thousand cases at most, and says where to go on.
#[utoipa::path(
    post, path = "/v1/search/words", operation_id = "search_words", tag = "cases",
    request_body = WordsRequest,
    responses((status = 200, description = "The cases that were found.", body = FoundWords)),
)]
pub(super) async fn words(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(request): Body<WordsRequest>,
) -> Result<Json<FoundWords>, Problem> {
    let after = request.after.map(CasePlace::get);
    let text = request.text.as_str();
    let found = desk.casework.find_words(&actor, text, after).await?;
    Ok(Json(FoundWords {
        cases: found.cases.into_iter().map(Into::into).collect(),
        opened: found.opened,
        next: found.next.map(|next| next.to_string()),
    }))
}
