//! The receiver: one binary, two halves, a queue between.
//!
//! The **intake** listens on a public address. It serves the form, opens what reporters send,
//! encrypts it for the desk and commits it to the store before it answers. The **desk** listens
//! on an internal address. It gives analysts and the hotline's own systems what is in the queue.
//!
//! The way of a report through the code: [`router`] → `intake::reports` →
//! [`intake::Intake::accept`] → [`store`] → `desk`.

pub mod ceremony;
pub mod clock;
pub mod config;
pub mod desk;
pub mod epoch;
pub mod files;
pub mod init;
pub mod intake;
pub mod keys;
pub mod outgoing;
pub mod problem;
pub mod queue;
pub mod router;
pub mod serve;
pub mod store;
pub mod telemetry;
