//! What is due.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use model::due::{Due, DueKind};
use model::item::ItemNumber;
use serde::{Deserialize, Serialize};
use shared::report::ReportId;
use utoipa::{IntoParams, ToSchema};

use super::inputs::Asked;
use super::schemas::report_id;
use super::values::CasePlace;
use crate::casework::{DueCase, Whose};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// The query for the list of what is due.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DueAsked {
    /// The place at which the list goes on: the `next` of the answer before.
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,19}-[0-9a-f]{32}$")]
    after: Option<CasePlace>,
}

/// A page of the list of what is due.
#[derive(Serialize, ToSchema)]
pub(super) struct DueShownList {
    /// The present day, in the hotline's time zone (RFC 3339).
    #[schema(format = Date)]
    today: String,
    /// The work that is due.
    due: Vec<DueShown>,
    /// The place at which the list goes on, for `after`; null at its end.
    #[schema(required)]
    next: Option<String>,
}

/// One piece of work that is due.
#[derive(Serialize, ToSchema)]
#[schema(as = Due)]
pub(super) struct DueShown {
    kind: DueKind,
    /// The day on which it is due (RFC 3339).
    #[schema(format = Date)]
    on: String,
    /// The case.
    #[schema(schema_with = report_id)]
    case: ReportId,
    /// The version of the case.
    version: u64,
    /// The numbers of the items that it is about; none for work on the case as a whole.
    items: Vec<String>,
    /// The version of the case that made the hand-off whose answer is missing; null for other work.
    #[schema(required)]
    hand_off: Option<u64>,
    /// The name of the account that the case is assigned to; null if it is assigned to nobody.
    #[schema(required)]
    assignee: Option<String>,
}

/// Lists what is due today and what was due before, those cases first in which something is due longest:
/// to look again, a second notice, the end of a police hold, a missing answer, an answer to a reporter, a
/// case that was handed over.
#[utoipa::path(
    get, path = "/v1/due", operation_id = "list_due", tag = "cases",
    params(DueAsked),
    responses((status = 200, description = "A page of the list.", body = DueShownList)),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Asked(asked): Asked<DueAsked>,
) -> Result<Json<DueShownList>, Problem> {
    let after = asked.after.map(CasePlace::get);
    let list = desk.casework.due_days(&actor, Whose::All, after).await?;
    let due = list.cases.iter().flat_map(|case| {
        let due = case.due.iter();
        due.map(|due| DueShown::new(case, due))
    });
    Ok(Json(DueShownList {
        today: desk.casework.today().to_string(),
        due: due.collect(),
        next: list.next.map(|next| next.to_string()),
    }))
}

impl DueShown {
    fn new(case: &DueCase, due: &Due) -> Self {
        let card = &case.card;
        let number = |place: &u32| ItemNumber {
            case: card.number,
            place: *place,
        };
        Self {
            kind: due.kind,
            on: due.on.to_string(),
            case: card.id,
            version: card.version,
            items: due
                .items
                .iter()
                .map(|place| number(place).to_string())
                .collect(),
            hand_off: due.hand_off,
            assignee: card.assignee.clone(),
        }
    }
}
