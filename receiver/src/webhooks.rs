//! Webhooks: notify other systems of the hotline that reports have arrived or a case has changed. Each delivery is signed,
//! and repeated until it arrives or is given up.
//!
//! A delivery is written in one commit with its change. Each webhook has a task of its own that
//! sends the due deliveries, so that a webhook that does not answer delays no other.

mod delivery;
mod event;
pub mod outbox;
mod sending;
mod signature;

use std::sync::Arc;

use axum::http::Uri;
use getrandom::{SysRng, rand_core::UnwrapErr};
use store::{DeskStore, RecordChange, RecordKind};
use tokio::sync::watch;

use self::delivery::Delivery;
pub(crate) use self::delivery::{ATTEMPTS, new_id, pause_after};
pub(crate) use self::event::{Event, EventType};
pub(crate) use self::sending::{run, signed};
pub(crate) use self::signature::Secret;
use crate::clock::Clock;
use crate::crypto::vault::Vault;
use crate::outgoing::Outgoing;
use crate::records::{RecordError, TypedRecords};
use crate::telemetry::Metrics;

/// A system to notify.
pub struct Webhook {
    /// The webhook's name in the config.
    pub name: String,
    /// The webhook's address. It may contain a password, and is never logged.
    pub(crate) url: Uri,
    /// The secret that signs deliveries.
    pub(crate) secret: Secret,
}

/// All webhooks, and the means to send to them.
pub(crate) struct Webhooks {
    all: Vec<Webhook>,
    news: watch::Sender<()>,
    store: Arc<dyn DeskStore>,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    outgoing: Outgoing,
    metrics: Arc<Metrics>,
}

impl Webhooks {
    /// Webhooks whose deliveries are stored in `store` and sent by `outgoing`.
    pub(crate) fn new(
        all: Vec<Webhook>,
        store: Arc<dyn DeskStore>,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
        outgoing: Outgoing,
        metrics: Arc<Metrics>,
    ) -> Arc<Self> {
        for webhook in &all {
            metrics.know_webhook(&webhook.name);
        }
        Arc::new(Self {
            all,
            news: watch::Sender::new(()),
            store,
            vault,
            clock,
            outgoing,
            metrics,
        })
    }

    /// Whether the config has a webhook.
    pub(crate) fn is_any(&self) -> bool {
        !self.all.is_empty()
    }

    /// The deliveries of these events to all webhooks, to be written in one commit with the change.
    pub(crate) fn deliveries(&self, events: &[Event]) -> Result<Vec<RecordChange>, RecordError> {
        let mut deliveries = Vec::new();
        for event in events {
            for webhook in &self.all {
                let delivery = Delivery::new(&webhook.name, event);
                let key = delivery::random_key(&mut UnwrapErr(SysRng));
                let added = self.records().add(RecordKind::Delivery, &key, &delivery);
                deliveries.push(added?);
            }
        }
        Ok(deliveries)
    }

    /// Wakes the tasks that send, because there may be a new delivery.
    pub(crate) fn wake(&self) {
        self.news.send_replace(());
    }

    fn records(&self) -> TypedRecords<'_> {
        TypedRecords::new(&*self.store, &self.vault)
    }
}
