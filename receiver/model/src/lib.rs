//! The words and rules of the receiver, below everything else: cases, steps of the workflow,
//! rights, entries of the queue and of the log. Nothing here knows HTTP or SQL, or reads a clock.

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
