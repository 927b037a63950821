//! The assignment that a request asks for.

use model::actor::Actor;
use shared::report::ReportId;

use super::desk::Desk;
use super::problem::Problem;
use crate::casework::Assignment;

/// The assignment to nobody, to the actor, or to another account, which must have the right to work
/// on cases.
pub(super) async fn assignment(
    desk: &Desk,
    actor: &Actor,
    id: ReportId,
    to: Option<&str>,
) -> Result<Assignment, Problem> {
    Ok(match to {
        None => Assignment::PutDown,
        Some(name) if name == actor.name => Assignment::TakeOver,
        Some(name) => {
            // Checked before the account is looked up: who may not hand over learns no names.
            desk.casework.check_hand_over(actor, id).await?;
            let worker = desk.staff.worker(name).await?;
            Assignment::HandOver(worker.ok_or(Problem::NoAccount)?)
        }
    })
}
