//! Certificates without an operator's hand (ACME, RFC 8555): an authority certifies the name of a half, once the half
//! has shown in a TLS handshake that it answers for the name (RFC 8737). Nothing but the half's own port is needed.
//!
//! ```text
//! authority ◀──order, signed by the account──  receiver  ──certificate and key──▶ one file ──▶ Tls
//!     └────── TLS handshake "acme-tls/1" ──▶ Tls
//! ```
//!
//! A certificate is renewed when a third of its time is left. While the authority cannot be reached, the earlier
//! certificate goes on being shown.

mod order;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use model::time::Timestamp;
use tokio::time::interval;

use self::order::certify;
use crate::clock::Clock;
use crate::files;
use crate::tls::{Authority, Tls};

/// Interval of looks at the time that a certificate has left.
const LOOK: Duration = Duration::from_secs(60);

/// Seconds between failed attempts; the last one goes on. Authorities refuse a name for an hour after five failures.
const PAUSES: [u64; 4] = [60, 10 * 60, 3600, 4 * 3600];

/// The reason why there is no new certificate. It names nothing secret.
#[derive(Debug, thiserror::Error)]
enum NotCertified {
    #[error("the authority: {0}")]
    Authority(#[from] instant_acme::Error),
    /// The authority offers none of the proofs that this program knows.
    #[error("the authority offers no proof by TLS (tls-alpn-01)")]
    NoChallenge,
    /// The authority could not check the name, or did not like what it saw.
    #[error("the authority refuses {0}: does the name lead to this port 443?")]
    Refused(String),
    #[error("no certificate can be made: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("no challenge can be shown: {0}")]
    Tls(#[from] rustls::Error),
    #[error("{0}")]
    Write(#[from] files::WriteError),
    /// The account's file holds something else.
    #[error("{}: not an account of an authority; move it away, and a new one is made", .0.display())]
    Account(PathBuf),
}

/// Keeps the certificate of a half valid, as long as the receiver runs.
pub(crate) async fn keep_valid(tls: Arc<Tls>, authority: Authority, clock: impl Clock) {
    let mut looks = interval(LOOK);
    let (mut failures, mut again) = (0, Timestamp(0));
    loop {
        looks.tick().await;
        let now = clock.now();
        let is_valid = tls.renew_at().is_some_and(|time| now < time);
        if is_valid || now < again {
            continue;
        }
        match certify(&tls, &authority).await {
            Ok(()) => {
                failures = 0;
                tls.look();
            }
            Err(error) => {
                tracing::warn!(%error, name = authority.name, "no new TLS certificate");
                let pause = PAUSES.get(failures).or(PAUSES.last());
                again = Timestamp(now.0 + pause.unwrap_or(&0));
                failures += 1;
            }
        }
    }
}
