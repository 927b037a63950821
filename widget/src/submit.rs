//! Sends a report: fetches the key, seals, proves work, posts the message and compares the receipt.

mod attempts;
mod http;

use std::cell::Cell;

use getrandom::{SysRng, rand_core::UnwrapErr};
use js_sys::Date;
use shared::api::{BOARD_PATH, KEY_CONFIG_PATH, POW_PATH, REPORTS_PATH};
use shared::envelope::{self, SealError, SealedReport};
use shared::json;
use shared::key_config::{KeyDocument, PublishedKey, Trust, Untrusted};
use shared::pow::{Challenge, Search};
use shared::receipt::Receipt;
use shared::report::Report;

use attempts::verdict;
pub(crate) use attempts::{Attempts, Outcome};

use crate::browser::pause;

/// Milliseconds for the browser to show the step "sending" before sealing blocks it.
const PAINT_MS: u32 = 20;

/// Hashes between two readings of the clock: a few milliseconds on a slow phone without
/// WebAssembly.
const SLICE_HASHES: u32 = 100;

/// Milliseconds of hashing after which the browser may handle events.
const SLICE_MS: f64 = 20.0;

/// What can be sealed and sent.
pub(crate) trait Sealable {
    /// The path that takes messages of its version.
    const PATH: &str;

    /// Seals it to a key, and gives the receipt to expect.
    fn seal(&self, key: &PublishedKey) -> Result<(SealedReport, Receipt), SealError>;
}

impl Sealable for Report {
    const PATH: &str = REPORTS_PATH;

    fn seal(&self, key: &PublishedKey) -> Result<(SealedReport, Receipt), SealError> {
        envelope::seal(self, key, &mut UnwrapErr(SysRng))
    }
}

/// Sends the reports that are written in one page.
pub(crate) struct Sender {
    trust: Trust,
    /// The highest sequence number of a key config so far.
    seen: Cell<u64>,
}

impl Sender {
    /// A sender to the hotline that the page trusts.
    pub(crate) fn new(trust: Trust) -> Self {
        Self {
            seen: Cell::new(trust.least_sequence),
            trust,
        }
    }

    /// Sends a report, and sends it once more with the newest key if the hotline does not know the
    /// first key any more. Only [`Outcome::Received`] means that the hotline has the report.
    ///
    /// `now` is in seconds since 1970 UTC.
    pub(crate) async fn deliver(&self, report: &impl Sealable, now: u64) -> Outcome {
        match self.attempt(report, now).await {
            Err(Outcome::Stale) => self.attempt(report, now).await,
            once => once,
        }
        .err()
        .unwrap_or(Outcome::Received)
    }

    /// The board with the questions of the hotline.
    pub(crate) async fn board(&self) -> Result<Vec<u8>, Outcome> {
        let answer = http::get(BOARD_PATH).await?;
        Outcome::of_key(answer.status, answer.retry_after)?;
        Ok(answer.body)
    }

    async fn attempt<S: Sealable>(&self, report: &S, now: u64) -> Result<(), Outcome> {
        let key = self.fetch_key(now).await?;
        pause(PAINT_MS).await;
        let (mut message, expected) = report.seal(&key).map_err(|_| Outcome::Refused)?;
        // The hotline may ask for more work in the meantime: then the same message gets a second
        // proof.
        for _ in 0..2 {
            message = prove(message, key.config().pow_floor).await?;
            let answer = http::post(S::PATH, message.as_bytes()).await?;
            match verdict(&answer, expected) {
                Err(Outcome::Outbid) => {}
                other => return other,
            }
        }
        Err(Outcome::Outbid)
    }

    async fn fetch_key(&self, now: u64) -> Result<PublishedKey, Outcome> {
        let answer = http::get(KEY_CONFIG_PATH).await?;
        Outcome::of_key(answer.status, answer.retry_after)?;
        Ok(self.believe(&answer.body, now)?)
    }

    /// The key of a document that is believed, and from then on no older key is.
    fn believe(&self, document: &[u8], now: u64) -> Result<PublishedKey, Untrusted> {
        let trust = Trust {
            least_sequence: self.seen.get(),
            ..self.trust.clone()
        };
        let key = KeyDocument::parse(document)?.verify(&trust, now)?;
        self.seen.set(key.config().sequence);
        Ok(key)
    }
}

/// Puts a proof of work into a message. Its effort is what the hotline asks for now, and at least
/// `floor`. The page stays responsive meanwhile.
async fn prove(message: SealedReport, floor: u32) -> Result<SealedReport, Outcome> {
    let mut challenge = fetch_challenge().await?;
    challenge.effort = challenge.effort.max(floor);
    if challenge.effort == 0 {
        return Ok(message);
    }
    let mut search = Search::new(&challenge, &message);
    let mut begin = Date::now();
    loop {
        if let Some(proof) = search.run(SLICE_HASHES) {
            return Ok(message.with_proof(proof));
        }
        if Date::now() - begin > SLICE_MS {
            pause(0).await;
            begin = Date::now();
        }
    }
}

async fn fetch_challenge() -> Result<Challenge, Outcome> {
    let answer = http::get(POW_PATH).await?;
    Outcome::of_key(answer.status, answer.retry_after)?;
    json::read(&answer.body).ok_or(Outcome::Unverified)
}

#[cfg(test)]
mod tests {
    use shared::certificate::SignerCertificate;
    use shared::hpke::{PrivateKey, Suite};
    use shared::key_config::KeyConfig;
    use shared::signing::SigningKey;

    use super::*;

    #[test]
    fn a_page_never_goes_back_to_an_older_key() {
        let rng = &mut UnwrapErr(SysRng);
        let [root, signer] = [(); 2].map(|()| SigningKey::generate(rng));
        let certificate = SignerCertificate {
            hotline: "example".parse().unwrap(),
            signer: signer.verifying_key(),
            not_before: 0,
            not_after: 3600,
        };
        let mut document = |sequence| {
            let key = PublishedKey::new(KeyConfig {
                hotline: "example".parse().unwrap(),
                sequence,
                not_before: 0,
                not_after: 3600,
                pow_floor: 0,
                public_key: PrivateKey::generate(Suite::X25519, rng).public_key(),
            });
            KeyDocument::new(certificate.signed(&root), &key, &signer).to_json()
        };
        let sender = Sender::new(Trust {
            hotline: "example".parse().unwrap(),
            root: root.verifying_key(),
            least_sequence: 0,
        });
        let mut believed = |sequence| sender.believe(&document(sequence), 1).map(drop);
        assert_eq!(believed(7), Ok(()));
        assert_eq!(believed(8), Ok(()));
        assert_eq!(believed(7), Err(Untrusted::Sequence));
        assert_eq!(believed(8), Ok(()));
    }
}
