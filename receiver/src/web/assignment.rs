//! The assignment that a request asks for.

use model::actor::Actor;

use super::desk::Desk;
use super::problem::Problem;
use crate::casework::Assignment;

/// Nobody, whoever asks, or another account, which has to be one that may work on cases.
pub(super) async fn assignment(
    desk: &Desk,
    actor: &Actor,
    to: Option<&str>,
) -> Result<Assignment, Problem> {
    Ok(match to {
        None => Assignment::PutDown,
        Some(name) if name == actor.name => Assignment::TakeOver,
        Some(name) => {
            let worker = desk.staff.worker(name).await?;
            Assignment::HandOver(worker.ok_or(Problem::NoAccount)?)
        }
    })
}
