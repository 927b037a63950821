//! The desk fetches: an intake with a store of its own hands over what waits there, to a desk with a store of its own that
//! asks for it by signed requests. The desk opens no port, and the intake has no secret of it. `PULL.md` describes the
//! requests.
//!
//! The intake deletes a report or a parcel only once the desk has said that it is on the desk's disk, and the desk stores
//! each id once: whatever ends in between, nothing is lost and nothing is there twice.

mod client;
mod door;
mod fetcher;
mod not_fetched;
mod parts;
mod signature;
mod wire;

pub(crate) use self::client::{KeyNames, Source, ask_status};
pub(crate) use self::door::{Door, DoorParts, Refused};
pub(crate) use self::fetcher::{Fetcher, FetcherParts};
pub(crate) use self::not_fetched::NotFetched;
pub(crate) use self::wire::Status;

/// The address of the requests, at the intake.
pub(crate) const PATH: &str = "/v1/pull";

/// The header with the nonce for the next request.
pub(crate) const NONCE_HEADER: &str = "pull-nonce";

/// Bytes of a request's body, at most: what the proxies of the book let through.
pub(crate) const MAX_BODY_BYTES: usize = 128 << 10;

/// Seconds without a fetch from which on a person is told: at the desk, which asks four times a minute.
pub(crate) const UNREACHABLE_SECONDS: u64 = 5 * 60;

/// Seconds without a fetch from which on a person is told at the intake. A desk may be switched off for a night.
pub(crate) const AWAY_SECONDS: u64 = 24 * 3600;
