//! The tasks that send deliveries, one for each webhook.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, Uri, header};
use futures_util::{StreamExt, stream};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use store::{Batch, RecordChange, RecordKind};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::delivery::{self, Delivery};
use super::{Secret, Webhook, Webhooks};
use crate::records::{Kept, RecordError};
use crate::telemetry::DeliveryOutcome;
use crate::wakes::Wakes;

/// Maximum number of simultaneous deliveries to one webhook.
const AT_ONCE: usize = 4;

/// Sends due deliveries until the sender of `stopped` is dropped. Deliveries cut off at that moment
/// are sent again after the next start.
pub(crate) async fn run(webhooks: Arc<Webhooks>, stopped: watch::Receiver<()>) {
    let mut tasks = JoinSet::new();
    for at in 0..webhooks.all.len() {
        let (webhooks, mut stopped) = (webhooks.clone(), stopped.clone());
        tasks.spawn(async move {
            tokio::select! {
                () = webhooks.look_after(at) => {}
                _ = stopped.changed() => {}
            }
        });
    }
    tasks.join_all().await;
}

impl Webhooks {
    async fn look_after(&self, at: usize) {
        let Some(webhook) = self.all.get(at) else {
            return;
        };
        let mut wakes = Wakes::of(&self.news);
        loop {
            wakes.next().await;
            self.send_what_is_due(webhook).await;
        }
    }

    /// Makes one attempt for each delivery that is due.
    pub(crate) async fn send_all_due(&self) {
        for webhook in &self.all {
            self.send_what_is_due(webhook).await;
        }
    }

    async fn send_what_is_due(&self, webhook: &Webhook) {
        if let Err(error) = self.send_due(webhook).await {
            tracing::error!(%error, webhook = webhook.name, "the deliveries cannot be read");
        }
    }

    #[tracing::instrument(skip_all, name = "webhooks.send_due")]
    async fn send_due(&self, webhook: &Webhook) -> Result<(), RecordError> {
        let now = self.clock.now();
        let all: Vec<Kept<Delivery>> = self.records().all(RecordKind::Delivery).await?;
        for old in all.iter().filter(|kept| kept.value.is_over(now)) {
            let remove = RecordChange::Remove(RecordKind::Delivery, old.key.clone());
            self.write(remove).await?;
        }
        let mut due: Vec<_> = all
            .into_iter()
            .filter(|kept| kept.value.webhook == webhook.name && kept.value.is_due(now))
            .collect();
        due.sort_by_key(|kept| kept.value.due);
        let sent = stream::iter(due).map(|kept| self.send(webhook, kept));
        let mut sent = sent.buffer_unordered(AT_ONCE);
        while let Some(sent) = sent.next().await {
            match sent {
                // Another desk with this store has begun the same attempt.
                Ok(()) | Err(RecordError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Sends one delivery. The time of the next attempt is stored before this one begins: no other
    /// desk makes the same attempt, and a crash loses nothing.
    async fn send(&self, webhook: &Webhook, mut kept: Kept<Delivery>) -> Result<(), RecordError> {
        let (records, kind) = (self.records(), RecordKind::Delivery);
        let now = self.clock.now();
        kept.value.begin(now, &mut UnwrapErr(SysRng));
        self.write(records.put(kind, &kept)?).await?;
        let answer = self.outgoing.status(request(webhook, &kept, now));
        let failure = match answer.await {
            Ok(status) if status.is_success() => {
                self.metrics
                    .count_delivery(&webhook.name, DeliveryOutcome::Delivered);
                return self.write(RecordChange::Remove(kind, kept.key)).await;
            }
            Ok(status) => status.as_u16().to_string(),
            Err(unanswered) => unanswered.to_string(),
        };
        self.count_failure(webhook, kept.value.is_dead(), &failure);
        let Some(mut kept) = records.get::<Delivery>(kind, &kept.key).await? else {
            return Ok(());
        };
        kept.value.last = Some(failure);
        self.write(records.put(kind, &kept)?).await
    }

    fn count_failure(&self, webhook: &Webhook, is_dead: bool, failure: &str) {
        let outcome = if is_dead {
            tracing::warn!(webhook = webhook.name, last = failure, "a delivery is dead");
            DeliveryOutcome::Dead
        } else {
            DeliveryOutcome::Failed
        };
        self.metrics.count_delivery(&webhook.name, outcome);
    }

    async fn write(&self, change: RecordChange) -> Result<(), RecordError> {
        let batch = Batch {
            records: vec![change],
            ..Batch::default()
        };
        self.records().commit(batch).await
    }
}

fn request(webhook: &Webhook, kept: &Kept<Delivery>, now: Timestamp) -> Request<Body> {
    let (id, payload) = (delivery::name(&kept.key), kept.value.payload.clone());
    signed(&webhook.url, &webhook.secret, &id, now, payload)
}

/// A signed request (Standard Webhooks 1.0.0). `id` is the same at each attempt.
pub(crate) fn signed(
    url: &Uri,
    secret: &Secret,
    id: &str,
    now: Timestamp,
    payload: String,
) -> Request<Body> {
    let signature = secret.sign(id, now.0, &payload);
    Request::post(url.clone())
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", now.0)
        .header("webhook-signature", signature)
        .body(Body::from(payload))
        // Hexadecimal, digits and base64 are always valid in a header.
        .unwrap_or_default()
}
