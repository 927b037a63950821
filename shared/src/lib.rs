//! The protocol that both ends of Sealed Report share.
//!
//! The way of a report: the widget builds a [`Report`](report::Report), pads it and seals it to
//! the key in the hotline's [`KeyConfig`](key_config::KeyConfig), which is signed, as one
//! [`SealedReport`](envelope::SealedReport) of a fixed size. The receiver opens it, parses it as an
//! [`UntrustedReport`](report::UntrustedReport), and only what keeps every rule becomes a `Report`
//! again. The answer carries a [`Receipt`](receipt::Receipt) that only the holder of the private
//! key can produce.
//!
//! `shared/PROTOCOL.md` specifies all of it byte by byte, for clients in other languages;
//! `shared/tests/vectors` holds the test vectors for such clients.
//!
//! ```
//! use getrandom::{SysRng, rand_core::UnwrapErr};
//! use shared::certificate::SignerCertificate;
//! use shared::envelope::{self, SealedReport};
//! use shared::hpke::{PrivateKey, Suite};
//! use shared::key_config::{KeyConfig, KeyDocument, PublishedKey, Trust};
//! use shared::report::{HotlineId, Report, UntrustedReport};
//! use shared::signing::SigningKey;
//!
//! let mut rng = UnwrapErr(SysRng);
//! let hotline: HotlineId = "example".parse()?;
//! let now = 1_800_000_000;
//!
//! // Once, offline, the hotline's root certifies a signer.
//! let (root, signer) = (SigningKey::generate(&mut rng), SigningKey::generate(&mut rng));
//! let certificate = SignerCertificate {
//!     hotline: hotline.clone(),
//!     signer: signer.verifying_key(),
//!     not_before: now,
//!     not_after: now + 30 * 24 * 3600,
//! };
//!
//! // Each day the receiver makes a key, and the signer publishes it.
//! let private_key = PrivateKey::generate(Suite::XWing, &mut rng);
//! let published = PublishedKey::new(KeyConfig {
//!     hotline: hotline.clone(),
//!     sequence: 1,
//!     not_before: now,
//!     not_after: now + 24 * 3600,
//!     pow_floor: 0,
//!     public_key: private_key.public_key(),
//! });
//! let document = KeyDocument::new(certificate.signed(&root), &published, &signer);
//!
//! // The reporter's browser fetches it, checks the chain, and seals a report.
//! let trust = Trust { hotline, root: root.verifying_key(), least_sequence: 0 };
//! let fetched = KeyDocument::parse(&document.to_json())?.verify(&trust, now)?;
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
mod base64;
pub mod certificate;
pub mod cut;
pub mod envelope;
#[cfg(feature = "follow-up")]
pub mod follow_up;
pub mod hpke;
pub mod json;
pub mod key_config;
pub mod limits;
pub mod padding;
pub mod paste;
pub mod pow;
pub mod receipt;
pub mod report;
pub mod secret;
pub mod signing;
