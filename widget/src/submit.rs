//! Sending a report: fetch the key, seal, post, compare the receipt.

mod attempts;
mod http;

use getrandom::{SysRng, rand_core::UnwrapErr};
use gloo_timers::future::TimeoutFuture;
use shared::api::{Accepted, KEY_CONFIG_PATH, MEDIA_TYPE, REPORTS_PATH};
use shared::envelope;
use shared::key_config::PublishedKey;
use shared::report::{HotlineId, Report};

pub use attempts::{Attempts, Outcome};

/// Milliseconds in which the browser shows "sending" before sealing keeps it busy.
const PAINT_MS: u32 = 20;

/// Sends a report once; a second time, with the newest key, if the first key is not known any
/// more. Only [`Outcome::Received`] means that the hotline has it.
pub async fn deliver(report: &Report, hotline: &HotlineId) -> Outcome {
    match attempt(report, hotline).await {
        Err(Outcome::Stale) => attempt(report, hotline).await,
        once => once,
    }
    .err()
    .unwrap_or(Outcome::Received)
}

async fn attempt(report: &Report, hotline: &HotlineId) -> Result<(), Outcome> {
    let key = fetch_key(hotline).await?;
    TimeoutFuture::new(PAINT_MS).await;
    let (message, expected) =
        envelope::seal(report, &key, &mut UnwrapErr(SysRng)).map_err(|_| Outcome::Refused)?;
    let answer = http::post(REPORTS_PATH, MEDIA_TYPE, message.as_bytes()).await?;
    Outcome::of_report(answer.status, answer.retry_after)?;
    match serde_json::from_slice::<Accepted>(&answer.body) {
        Ok(accepted) if accepted.receipt == expected => Ok(()),
        _ => Err(Outcome::Unverified),
    }
}

async fn fetch_key(hotline: &HotlineId) -> Result<PublishedKey, Outcome> {
    let answer = http::get(KEY_CONFIG_PATH).await?;
    Outcome::of_key(answer.status, answer.retry_after)?;
    let key = PublishedKey::parse(answer.body).map_err(|_| Outcome::Unverified)?;
    if key.config().hotline != *hotline {
        return Err(Outcome::Unverified);
    }
    Ok(key)
}
