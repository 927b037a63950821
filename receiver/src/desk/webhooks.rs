//! Tells other systems of the hotline that a case has changed: signed, and again until it arrives or
//! there is no hope.
//!
//! What is to be sent is written with the change itself. Each webhook has a task of its own that
//! sends what is due, so that one which does not answer holds up no other.

mod delivery;
mod event;
pub mod outbox;
mod signature;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Uri, header};
use futures_util::{StreamExt, stream};
use getrandom::{SysRng, rand_core::UnwrapErr};
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use self::delivery::Delivery;
pub use self::signature::{NoSecret, Secret};
use super::Desk;
use super::records::{Kept, RecordError, Records};
use crate::store::desk::{Batch, RecordChange, RecordKind};
use crate::telemetry::DeliveryOutcome;

/// How often a task looks for what is due, if nothing wakes it.
const TICK: Duration = Duration::from_secs(60);

/// Deliveries to one webhook at the same time.
const AT_ONCE: usize = 4;

/// A system that is told.
pub struct Webhook {
    /// Its name in the config.
    pub name: String,
    /// Where it listens. It may hold a password, and is in no log.
    pub url: Uri,
    /// What it knows us by.
    pub secret: Secret,
}

/// Every webhook, and what sends to them.
pub(super) struct Webhooks {
    all: Vec<Webhook>,
    news: watch::Sender<()>,
}

impl Webhooks {
    pub(super) fn new(all: Vec<Webhook>) -> Self {
        Self {
            all,
            news: watch::Sender::new(()),
        }
    }

    /// What has to be written with a batch, so that each webhook is told of it.
    pub(super) fn deliveries(
        &self,
        records: Records<'_>,
        batch: &Batch,
    ) -> Result<Vec<RecordChange>, RecordError> {
        let mut deliveries = Vec::new();
        for event in event::events(batch) {
            for webhook in &self.all {
                let delivery = Delivery::new(&webhook.name, &event);
                let key = delivery::random_key(&mut UnwrapErr(SysRng));
                deliveries.push(records.add(RecordKind::Delivery, &key, &delivery)?);
            }
        }
        Ok(deliveries)
    }

    /// Says that there may be something to send.
    pub(super) fn wake(&self) {
        self.news.send_replace(());
    }
}

/// Sends what is due until the desk stops. What is cut off then is sent again by the next that starts.
pub(crate) async fn run(desk: Arc<Desk>, stopped: watch::Receiver<()>) {
    let mut tasks = JoinSet::new();
    for at in 0..desk.webhooks.all.len() {
        let (desk, mut stopped) = (desk.clone(), stopped.clone());
        tasks.spawn(async move {
            tokio::select! {
                () = look_after(&desk, at) => {}
                _ = stopped.changed() => {}
            }
        });
    }
    tasks.join_all().await;
}

async fn look_after(desk: &Desk, at: usize) {
    let Some(webhook) = desk.webhooks.all.get(at) else {
        return;
    };
    let mut news = desk.webhooks.news.subscribe();
    let mut minutes = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            _ = minutes.tick() => {}
            _ = news.changed() => {}
        }
        news.mark_unchanged();
        if let Err(error) = desk.send_due(webhook).await {
            tracing::error!(%error, webhook = webhook.name, "the deliveries cannot be read");
        }
    }
}

impl Desk {
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
                // Another desk of this store has begun with it.
                Ok(()) | Err(RecordError::Conflict(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Sends one delivery. The next attempt is in the store before this one begins, so that nobody
    /// else makes the same, and a desk that dies on the way loses nothing.
    async fn send(&self, webhook: &Webhook, mut kept: Kept<Delivery>) -> Result<(), RecordError> {
        let (records, kind) = (self.records(), RecordKind::Delivery);
        let now = self.clock.now();
        kept.value.begin(now, &mut UnwrapErr(SysRng));
        self.write(records.put(kind, &kept)?).await?;
        let answer = self.outgoing.status(request(webhook, &kept, now.0));
        let failure = match answer.await {
            Ok(status) if status.is_success() => {
                self.metrics
                    .count_delivery(&webhook.name, DeliveryOutcome::Delivered);
                return self.write(RecordChange::Remove(kind, kept.key)).await;
            }
            Ok(status) => status.as_u16().to_string(),
            Err(unanswered) => unanswered.to_string(),
        };
        let is_dead = kept.value.is_dead();
        if is_dead {
            tracing::warn!(webhook = webhook.name, last = failure, "a delivery is dead");
        }
        let outcome = if is_dead {
            DeliveryOutcome::Dead
        } else {
            DeliveryOutcome::Failed
        };
        self.metrics.count_delivery(&webhook.name, outcome);
        let Some(mut kept) = records.get::<Delivery>(kind, &kept.key).await? else {
            return Ok(());
        };
        kept.value.last = Some(failure);
        self.write(records.put(kind, &kept)?).await
    }

    async fn write(&self, change: RecordChange) -> Result<(), RecordError> {
        let batch = Batch {
            records: vec![change],
            ..Batch::default()
        };
        self.records().commit(batch).await
    }
}

/// A delivery as it is sent (Standard Webhooks 1.0.0).
fn request(webhook: &Webhook, kept: &Kept<Delivery>, now: u64) -> Request<Body> {
    let id = delivery::name(&kept.key);
    let payload = &kept.value.payload;
    let signature = webhook.secret.sign(&id, now, payload);
    Request::post(webhook.url.clone())
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", now)
        .header("webhook-signature", signature)
        .body(Body::from(payload.clone()))
        // Hexadecimal, digits and base64 are always fit for a header.
        .unwrap_or_default()
}
