//! The words and rules of the receiver, below everything else: what a case, a step of the workflow,
//! a right, an entry of the queue or of the log is. Nothing here knows HTTP or SQL, or reads a clock.

pub mod actor;
pub mod assessment;
pub mod audit;
pub mod case;
pub mod defang;
pub mod intake_key;
pub mod month;
pub mod name;
pub mod origin;
pub mod priority;
pub mod queue;
pub mod rights;
pub mod sealed;
pub mod time;
pub mod workflow;
