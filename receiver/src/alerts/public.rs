//! The intake's public address, as seen from outside: whether it leads to this hotline, and its TLS certificate,
//! which a proxy may have.

use model::origin::Origin;
use model::time::Timestamp;
use shared::key_config::Trust;
use tokio::sync::Mutex;

use super::kind::Alert;
use super::memory::Finding;
use crate::keys::public::given_out;
use crate::outgoing::certificate_ends_within;

/// Whole days before the end of a certificate at which it is told, the last one first.
pub(super) const STAGES: [u64; 4] = [0, 1, 7, 14];

/// Seconds between two looks.
const LOOK: u64 = 24 * 3600;

/// Seconds after which a look that has failed is repeated.
const RETRY: u64 = 3600;

/// Looks in a row that have to fail before it is told: a proxy may start after the receiver.
const FAILED: u64 = 2;

/// Looks once a day at the intake's public address.
pub(crate) struct PublicAddress {
    origin: Origin,
    trust: Trust,
    seen: Mutex<Seen>,
}

/// What was seen at the last look.
struct Seen {
    next: Timestamp,
    /// The number of looks in a row at which the address did not give out this hotline's key.
    failed: u64,
    certificate: Option<Finding>,
}

impl PublicAddress {
    /// The address at which this hotline's key is given out.
    pub(crate) fn new(origin: Origin, trust: Trust) -> Self {
        Self {
            origin,
            trust,
            seen: Mutex::new(Seen {
                next: Timestamp(0),
                failed: 0,
                certificate: None,
            }),
        }
    }

    /// The states of the alerts, as of the last look.
    pub(super) async fn findings(&self, now: Timestamp) -> Vec<Finding> {
        let mut seen = self.seen.lock().await;
        if seen.next <= now {
            self.look(&mut seen, now).await;
        }
        let wrong = Finding {
            alert: Alert::PublicWrong,
            count: (seen.failed >= FAILED).then_some(1),
            stage: 0,
        };
        seen.certificate.into_iter().chain([wrong]).collect()
    }

    async fn look(&self, seen: &mut Seen, now: Timestamp) {
        if let Some(days) = self.certificate().await {
            seen.certificate = Some(certificate(days));
        }
        match given_out(&self.origin, &self.trust, now).await {
            Ok(()) => (seen.failed, seen.next) = (0, now.plus_seconds(LOOK)),
            Err(error) => {
                tracing::warn!(%error, "intake.public_url does not lead to this intake");
                (seen.failed, seen.next) = (seen.failed + 1, now.plus_seconds(RETRY));
            }
        }
    }

    /// The days within which the certificate ends; none if that is not known.
    async fn certificate(&self) -> Option<Option<u64>> {
        let origin = self.origin.as_str();
        if !origin.starts_with("https://") {
            return None;
        }
        let address = format!("{origin}/health/live");
        certificate_ends_within(&address, STAGES).await.ok()
    }
}

/// The state of the alert for a certificate that ends within so many days.
fn certificate(days: Option<u64>) -> Finding {
    let later = days.and_then(|days| STAGES.iter().position(|stage| *stage == days));
    Finding {
        alert: Alert::CertificateEnds,
        count: days,
        stage: later.map_or(0, |later| (STAGES.len() - later) as u8),
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use shared::signing::SigningKey;
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn an_address_that_is_not_ours_is_told_when_it_was_seen_twice() {
        let router = Router::new().route("/v1/key-config", get("somebody else's page"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await });
        let trust = Trust {
            hotline: "example".parse().unwrap(),
            root: SigningKey::generate(&mut UnwrapErr(SysRng)).verifying_key(),
            least_sequence: 0,
        };
        let address = PublicAddress::new(origin.parse().unwrap(), trust);
        let told = async |seconds| {
            let findings = address.findings(Timestamp(seconds)).await;
            findings.iter().any(|it| it.count.is_some())
        };
        assert!(!told(0).await, "a proxy may start later");
        assert!(!told(RETRY - 1).await);
        assert!(told(RETRY).await);
    }
}
