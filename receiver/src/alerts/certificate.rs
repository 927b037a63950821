//! The TLS certificate under which reporters reach the intake, which a proxy may have.

use model::origin::Origin;
use model::time::Timestamp;
use tokio::sync::Mutex;

use super::kind::Alert;
use super::memory::Finding;
use crate::outgoing::certificate_ends_within;

/// Whole days before the end of a certificate at which it is told, the last one first.
pub(super) const STAGES: [u64; 4] = [0, 1, 7, 14];

/// Seconds between two looks.
const LOOK: u64 = 24 * 3600;

/// Seconds after which an address that could not be reached is tried again.
const RETRY: u64 = 3600;

/// Looks once a day at the certificate of the intake's public address.
pub(crate) struct PublicCertificate {
    address: String,
    seen: Mutex<Seen>,
}

/// What was seen at the last look.
struct Seen {
    next: Timestamp,
    finding: Option<Finding>,
}

impl PublicCertificate {
    /// The certificate of this origin; `None` for one without TLS.
    pub(crate) fn of(origin: &Origin) -> Option<Self> {
        let origin = origin.as_str();
        origin.starts_with("https://").then(|| Self {
            address: format!("{origin}/health/live"),
            seen: Mutex::new(Seen {
                next: Timestamp(0),
                finding: None,
            }),
        })
    }

    /// The state of the alert, as of the last look that reached the address.
    pub(super) async fn finding(&self, now: Timestamp) -> Option<Finding> {
        let mut seen = self.seen.lock().await;
        if seen.next <= now {
            match certificate_ends_within(&self.address, STAGES).await {
                Ok(days) => {
                    seen.finding = Some(finding(days));
                    seen.next = now.plus_seconds(LOOK);
                }
                Err(error) => {
                    tracing::warn!(%error, "the certificate of intake.public_url cannot be looked at");
                    seen.next = now.plus_seconds(RETRY);
                }
            }
        }
        seen.finding
    }
}

/// The state of the alert for a certificate that ends within so many days.
fn finding(days: Option<u64>) -> Finding {
    let later = days.and_then(|days| STAGES.iter().position(|stage| *stage == days));
    Finding {
        alert: Alert::CertificateEnds,
        count: days,
        stage: later.map_or(0, |later| (STAGES.len() - later) as u8),
    }
}
