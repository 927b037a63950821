//! The intake's keys: the private keys that reports are sealed to.
//!
//! Every receiver that shares a store shares its keys. The store holds them wrapped under the secret
//! of the hour in which they were made ([`ratchet`]). They follow one another without an operator
//! (`schedule`): pending, active, accepted, and destroyed before they are 72 hours old. The
//! [`signer`] publishes them in the name of the hotline's root, which [`ceremony`] makes.

pub mod ceremony;
mod error;
pub(crate) mod public;
pub mod ratchet;
mod ring;
mod schedule;
mod secrets;
pub mod signer;
mod snapshot;

pub use self::error::RingError;
pub use self::ring::KeyRing;
pub use self::schedule::{KeyState, Lifetime};
pub use self::secrets::Recipe;
pub use self::snapshot::IntakeKey;

#[cfg(test)]
mod tests;
