//! The address book: listing, adding, replacing and removing recipients.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::recipient::Recipient;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inputs::Body;
use super::schemas::{NoRecipient, RecipientConflict};
use super::values::Word;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// The address book.
#[derive(Serialize, ToSchema)]
pub(super) struct Recipients {
    /// All recipients, sorted by name.
    recipients: Vec<Recipient>,
}

/// A request to remove a recipient.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveRequest {
    /// The recipient's name, in any spelling that differs only in case or in the number of spaces.
    name: Word,
}

/// Lists the hosts and police units that get hand-offs.
#[utoipa::path(
    get, path = "/v1/recipients", operation_id = "list_recipients", tag = "recipients",
    responses((status = 200, description = "The address book.", body = Recipients)),
)]
pub(super) async fn list(State(desk): State<Arc<Desk>>) -> Result<Json<Recipients>, Problem> {
    let kept = desk.casework.address_book().await?;
    let recipients = kept.into_iter().map(|kept| kept.value).collect();
    Ok(Json(Recipients { recipients }))
}

/// Adds a recipient, or replaces the one of the same name.
#[utoipa::path(
    post, path = "/v1/recipients", operation_id = "put_recipient", tag = "recipients",
    request_body = Recipient,
    responses((status = 204, description = "The recipient is in the address book."), RecipientConflict),
)]
pub(super) async fn put(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(recipient): Body<Recipient>,
) -> Result<StatusCode, Problem> {
    desk.casework.put_recipient(&actor, recipient).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a recipient.
#[utoipa::path(
    post, path = "/v1/recipients/remove", operation_id = "remove_recipient", tag = "recipients",
    request_body = RemoveRequest,
    responses(
        (status = 204, description = "The recipient is removed."), NoRecipient, RecipientConflict,
    ),
)]
pub(super) async fn remove(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(request): Body<RemoveRequest>,
) -> Result<StatusCode, Problem> {
    let name = request.name.into_string();
    desk.casework.remove_recipient_named(&actor, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
