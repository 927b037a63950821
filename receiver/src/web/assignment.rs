//! The assignment that a request asks for.

use model::actor::Actor;
use model::rights::Right;

use super::desk::Desk;
use super::problem::Problem;
use crate::casework::Assignment;

/// The assignment to nobody, to the actor, or to another account, which must have the right to work
/// on cases.
pub(super) async fn assignment(
    desk: &Desk,
    actor: &Actor,
    to: Option<&str>,
) -> Result<Assignment, Problem> {
    Ok(match to {
        None => Assignment::PutDown,
        Some(name) if name == actor.name => Assignment::TakeOver,
        // Checked before the account is looked up: who may not hand over learns no names.
        Some(_) if !actor.may(Right::Review) => return Err(Problem::Forbidden),
        Some(name) => {
            let worker = desk.staff.worker(name).await?;
            Assignment::HandOver(worker.ok_or(Problem::NoAccount)?)
        }
    })
}
