//! What both ends of Sealed Report must agree on.
//!
//! The way of a report: the widget builds a [`Report`](report::Report), pads it and seals it to
//! the key in the hotline's [`KeyConfig`](key_config::KeyConfig) as one
//! [`SealedReport`](envelope::SealedReport) of a fixed size. The receiver opens it, parses it as an
//! [`UntrustedReport`](report::UntrustedReport), and only what keeps every rule becomes a `Report`
//! again. The answer carries a [`Receipt`](receipt::Receipt) that only the holder of the private
//! key can produce.
//!
//! ```
//! use getrandom::{SysRng, rand_core::UnwrapErr};
//! use shared::envelope::{self, SealedReport};
//! use shared::hpke::{PrivateKey, Suite};
//! use shared::key_config::{KeyConfig, PublishedKey};
//! use shared::report::{Report, UntrustedReport};
//!
//! let mut rng = UnwrapErr(SysRng);
//!
//! // The hotline makes a key and publishes its config.
//! let private_key = PrivateKey::generate(Suite::XWing, &mut rng);
//! let config = KeyConfig {
//!     hotline: "example".parse()?,
//!     sequence: 1,
//!     not_before: 1_800_000_000,
//!     not_after: 1_800_172_800,
//!     pow_floor: 0,
//!     public_key: private_key.public_key(),
//! };
//! let published = PublishedKey::new(config);
//!
//! // The reporter's browser fetches the config and seals a report to it.
//! let fetched = PublishedKey::parse(published.bytes().to_vec())?;
//! let report: UntrustedReport = serde_json::from_str(
//!     r#"{
//!         "id": "00112233445566778899aabbccddeeff",
//!         "category": "csam",
//!         "locations": [{ "type": "web", "url": "https://bad.example/page" }],
//!         "language": "en"
//!     }"#,
//! )?;
//! let report = Report::try_from(report)?;
//! let (sealed, expected) = envelope::seal(&report, &fetched, &mut rng)?;
//!
//! // The receiver opens what came in, and answers with the receipt.
//! let arrived = SealedReport::parse(sealed.as_bytes().to_vec())?;
//! let opened = envelope::open(&arrived, &published, &private_key)?;
//! assert_eq!(opened.report.id(), report.id());
//!
//! // The browser says "sent" only now.
//! assert_eq!(opened.receipt, expected);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod api;
pub mod envelope;
pub mod hpke;
pub mod key_config;
pub mod limits;
pub mod padding;
pub mod receipt;
pub mod report;
