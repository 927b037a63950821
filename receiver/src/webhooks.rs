//! Tells other systems of the hotline that a case has changed: signed, and again until the delivery
//! arrives or is given up.
//!
//! A delivery is written with the change that it tells of. Each webhook has a task of its own that
//! sends the deliveries that are due, so that one which does not answer holds up no other.

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
pub(crate) use self::event::{Event, EventType};
pub(crate) use self::sending::run;
pub(crate) use self::signature::Secret;
use crate::clock::Clock;
use crate::crypto::vault::Vault;
use crate::outgoing::Outgoing;
use crate::records::{RecordError, TypedRecords};
use crate::telemetry::Metrics;

/// A system that is told.
pub struct Webhook {
    /// Its name in the config.
    pub name: String,
    /// Its address. It may hold a password, and is in no log.
    pub(crate) url: Uri,
    /// The secret that deliveries are signed with.
    pub(crate) secret: Secret,
}

/// Every webhook, and what sends to them.
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
    /// Deliveries to `all` lie in `store`, and go out by `outgoing`.
    pub(crate) fn new(
        all: Vec<Webhook>,
        store: Arc<dyn DeskStore>,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
        outgoing: Outgoing,
        metrics: Arc<Metrics>,
    ) -> Arc<Self> {
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

    /// The deliveries of these events to every webhook, to be written with the change itself.
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

    /// Wakes the tasks that send: there may be a new delivery.
    pub(crate) fn wake(&self) {
        self.news.send_replace(());
    }

    fn records(&self) -> TypedRecords<'_> {
        TypedRecords::new(&*self.store, &self.vault)
    }
}
