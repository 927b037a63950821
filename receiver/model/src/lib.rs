//! The words and rules of the receiver, below everything else: content items with their steps, cases,
//! rights, entries of the queue and of the log. Nothing here knows HTTP or SQL, or reads a clock.

pub mod actor;
pub mod assessment;
pub mod audit;
pub mod calendar;
pub mod case;
pub mod chain;
mod choices;
pub mod defang;
pub mod dispute;
pub mod due;
pub mod follow_up;
pub mod intake_key;
pub mod item;
pub mod life;
pub mod month;
pub mod name;
pub mod origin;
pub mod outcome;
pub mod priority;
pub mod queue;
pub mod recipient;
pub mod referred;
pub mod rights;
pub mod rows;
pub mod sealed;
pub mod time;
pub mod told;
pub mod tracking;
pub mod workflow;
pub mod worksheet;
