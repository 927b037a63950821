//! Writes to the store that a half is at work. The store remembers the time for the next start.

use store::{Ownership, Part, StoreError};

use crate::clock::Clock;

/// Writes that this half is at work. Takes over the system's time if the clock does not believe it
/// and a person has confirmed it.
pub(crate) async fn beat(
    store: &dyn Ownership,
    part: Part,
    clock: &dyn Clock,
) -> Result<(), StoreError> {
    if clock.refused().is_some() {
        let beats = store.beats().await?;
        let confirmed = beats.into_iter().find(|(part, _)| *part == Part::Clock);
        if let Some((_, at)) = confirmed {
            clock.confirm(at);
        }
    }
    store.beat(part, clock.now()).await
}
