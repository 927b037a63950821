//! A practice desk: a new store, filled with invented reports of every kind, some of them worked on, and
//! with accounts whose passwords and codes the folder tells. Newcomers learn on it.
//!
//! The reports take the way of all reports: sealed to the intake's key, opened by the intake, taken and
//! worked on by the services of the desk. Only the clock is another one: it begins two months ago.

mod invented;
mod logins;
mod past;

use std::path::Path;
use std::sync::Arc;

use model::actor::Actor;
use model::rights::Role;
use model::time::Timestamp;
use store::{Access, Store};

pub use self::logins::Logins;
use self::past::{Past, PastClock};
use crate::clock::Clock;
use crate::intake::{self, Intake};
use crate::serve::DeskServices;
use crate::settings::{DeskSettings, IntakeSettings};
use crate::telemetry::Metrics;

/// The id of a practice hotline, and the beginning of the ids of others: what they sign and hand off says that they are
/// none.
pub const HOTLINE: &str = "practice";

/// The name of a practice hotline, which stands on every page and form.
pub const NAME: &str = "Practice hotline: everything here is invented";

/// Seconds between the first invented report and the present: 60 days.
pub const PAST_SECONDS: u64 = 60 * 24 * 3600;

/// The people of a practice desk, with their roles.
const PEOPLE: [(&str, Role); 5] = [
    ("anna", Role::Analyst),
    ("ben", Role::Analyst),
    ("lena", Role::Lead),
    ("adam", Role::Admin),
    ("ruth", Role::ReadOnly),
];

/// An error while the practice desk was filled. Its folder is of no use then.
type PracticeError = Box<dyn std::error::Error>;

/// Fills the store of a new practice hotline, and writes the logins of its accounts into the folder.
///
/// # Errors
///
/// Fails if the store or the folder cannot be written.
pub async fn fill(
    intake: IntakeSettings,
    desk: DeskSettings,
    store: Arc<dyn Store>,
    folder: &Path,
    now: Timestamp,
) -> Result<(), PracticeError> {
    let clock = Arc::new(PastClock::new(Timestamp(now.0 - PAST_SECONDS)));
    let metrics = Arc::new(Metrics::new(clock.clone()));
    let anchor = desk
        .open_store(store.clone(), Access::Write, clock.now())
        .await?;
    let (ledger, vault) = (anchor.ledger.clone(), anchor.vault.clone());
    let services = DeskServices::new(desk, ledger, vault, clock.clone(), metrics.clone());
    let intake = Intake::new(intake::Parts {
        recipe: intake.recipe,
        desk_public_key: intake.desk_public_key,
        signer: intake.signer,
        ratchet: intake.ratchet,
        proof_of_work_floor: intake.recipe.pow_floor,
        config: intake.digest,
        inbox: store.clone(),
        store,
        clock: clock.clone(),
        metrics,
    });
    let mut logins = Logins::default();
    for (name, role) in PEOPLE {
        let (password, secret) = services.staff.add_known(name.parse()?, role).await?;
        logins.add(name, role, password.as_str(), &secret);
    }
    logins.write(folder)?;
    let workers = PEOPLE.map(|(name, role)| Actor::new(name.to_owned(), role.rights().to_vec()));
    let past = Past {
        clock,
        intake,
        casework: services.casework,
        workers: workers.to_vec(),
    };
    past.pass(invented::all()?, now).await?;
    Ok(anchor.note().await?)
}
