//! Sending a report: fetch the key, seal, post, compare the receipt.

mod attempts;
mod http;

use std::cell::Cell;

use getrandom::{SysRng, rand_core::UnwrapErr};
use gloo_timers::future::TimeoutFuture;
use shared::api::{KEY_CONFIG_PATH, MEDIA_TYPE, REPORTS_PATH};
use shared::envelope;
use shared::key_config::{KeyDocument, PublishedKey, Trust};
use shared::report::Report;

use attempts::verdict;
pub use attempts::{Attempts, Outcome};

/// Milliseconds in which the browser shows "sending" before sealing keeps it busy.
const PAINT_MS: u32 = 20;

/// Sends the reports of one page.
pub struct Sender {
    trust: Trust,
    /// The highest sequence of a key so far.
    seen: Cell<u64>,
}

impl Sender {
    /// Sends to whoever this page trusts.
    pub fn new(trust: Trust) -> Self {
        Self {
            seen: Cell::new(trust.least_sequence),
            trust,
        }
    }

    /// Sends a report once; a second time, with the newest key, if the first key is not known any
    /// more. Only [`Outcome::Received`] means that the hotline has it.
    ///
    /// `now` is in seconds since 1970 UTC.
    pub async fn deliver(&self, report: &Report, now: u64) -> Outcome {
        match self.attempt(report, now).await {
            Err(Outcome::Stale) => self.attempt(report, now).await,
            once => once,
        }
        .err()
        .unwrap_or(Outcome::Received)
    }

    async fn attempt(&self, report: &Report, now: u64) -> Result<(), Outcome> {
        let key = self.fetch_key(now).await?;
        TimeoutFuture::new(PAINT_MS).await;
        let (message, expected) =
            envelope::seal(report, &key, &mut UnwrapErr(SysRng)).map_err(|_| Outcome::Refused)?;
        let answer = http::post(REPORTS_PATH, MEDIA_TYPE, message.as_bytes()).await?;
        verdict(&answer, expected)
    }

    async fn fetch_key(&self, now: u64) -> Result<PublishedKey, Outcome> {
        let answer = http::get(KEY_CONFIG_PATH).await?;
        Outcome::of_key(answer.status, answer.retry_after)?;
        let trust = Trust {
            least_sequence: self.seen.get(),
            ..self.trust.clone()
        };
        let document = KeyDocument::parse(&answer.body)?;
        let key = document.verify(&trust, now)?;
        self.seen.set(key.config().sequence);
        Ok(key)
    }
}
