//! The receiver: one binary, two halves, a queue between.
//!
//! The **intake** listens on a public address. It serves the form, opens what reporters send,
//! encrypts it for the desk and commits it to the store before it answers. The **desk** listens
//! on an internal address. It gives analysts and the hotline's own systems what is in the queue.
//!
//! The modules are floors, each built on those below it:
//!
//! ```text
//! bin → serve → settings → web → intake, casework, staff, alerts → webhooks, statistics, figures, pull
//!     → config, init
//!     → records, keys, handoff, hourly, anchor → crypto, telemetry, outgoing
//!     → clock, files, memory, qr, spreadsheet, tls, words → store → model
//! ```
//!
//! The way of a report through the code: `web::router` → `web::public::reports` →
//! `intake::Intake::accept` → [`store::Queue::enqueue`] → [`casework`].

mod acme;
pub mod alerts;
pub mod anchor;
pub mod association;
pub mod association_page;
pub mod backup;
pub mod casework;
pub mod check;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod desk_key;
pub mod directory;
pub(crate) mod disk;
pub mod exchange;
mod figures;
pub mod files;
mod follow_up;
pub mod handoff;
pub(crate) mod heartbeat;
mod hourly;
pub mod init;
pub mod intake;
pub mod keys;
pub(crate) mod lock;
pub mod memory;
pub mod opening;
mod outgoing;
pub mod parcel;
pub mod practice;
pub(crate) mod pull;
mod qr;
pub(crate) mod records;
pub mod relay;
pub mod serve;
pub mod settings;
pub(crate) mod shares;
mod spreadsheet;
pub mod staff;
pub mod statistics;
pub mod telemetry;
pub mod tls;
mod wakes;
pub mod watch;
pub mod web;
pub mod webhooks;
pub(crate) mod words;
