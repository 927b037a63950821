//! A desk that is locked, and how it is unlocked while the intake goes on.

use std::sync::Arc;

use model::audit::{Act, ActName};
use model::name::DESK;
use shared::hpke::PrivateKey;
use store::Commit;
use tokio::sync::watch;

use super::composed::{Composed, Parts, Ticking, look_after, routes_of};
use super::halves;
use crate::alerts::LockedAlerts;
use crate::lock::Lock;
use crate::settings::KeylessDesk;
use crate::web::router;

/// The internal half of one reading of the config, while it is locked.
pub(super) struct Locked {
    desk: KeylessDesk,
    lock: Arc<Lock>,
    /// Dropped to end the periodic work.
    _stop: watch::Sender<()>,
}

/// The periodic work of a locked desk.
struct Waiting {
    lock: Arc<Lock>,
    alerts: Option<LockedAlerts>,
}

impl Ticking for Waiting {
    async fn tick(&self) {
        self.lock.forget();
        if let Some(alerts) = &self.alerts {
            alerts.tick().await;
        }
    }
}

impl Parts {
    /// Composes the internal half while it is locked, and begins its periodic work.
    pub(super) fn add_locked(&self, composed: &mut Composed, desk: KeylessDesk, lock: &Arc<Lock>) {
        let (store, clock, metrics) = self.shared();
        metrics.set_desk_locked(true);
        let told = self.told.clone();
        let alerts = halves::locked_alerts(&desk, lock, told, store, clock, metrics.clone());
        let alerts = alerts.map(|alerts| alerts.in_process(self.surroundings(composed)));
        let (stop, stopped) = watch::channel(());
        let lock = lock.clone();
        let waiting = Waiting {
            lock: lock.clone(),
            alerts,
        };
        tokio::spawn(look_after(Arc::new(waiting), stopped));
        let locked = Arc::new(halves::locked(&desk, lock.clone(), metrics));
        composed.desk = Some(routes_of(router::locked(locked), desk.tls.is_some()));
        composed.locked = Some(Locked {
            desk,
            lock,
            _stop: stop,
        });
    }

    /// Waits until people have entered enough shares; for ever if the desk's key is in none.
    pub(super) async fn unlocked(&self) -> (PrivateKey, Vec<u8>) {
        match &self.lock {
            Some(lock) => lock.joined().await,
            None => std::future::pending().await,
        }
    }

    /// Unlocks the desk with a key, which the shares of these numbers have made. If the desk's half of the store
    /// cannot be trusted, the desk stays locked, and the intake goes on.
    pub(super) async fn unlock(&self, composed: &mut Composed, key: PrivateKey, numbers: &[u8]) {
        let Some(Locked { desk, lock, .. }) = composed.locked.take() else {
            return;
        };
        let desk = match desk.unlock(key) {
            Ok(desk) => desk,
            // The lock has compared the key with the same public half.
            Err(desk) => return self.add_locked(composed, *desk, &lock),
        };
        let opened = self.open_desk(&desk).await;
        let anchor = match opened {
            Ok(anchor) => anchor,
            Err(error) => {
                self.tell_of_closed(&error, &desk);
                return self.add_locked(composed, desk.keyless, &lock);
            }
        };
        let shares: Vec<_> = numbers.iter().map(u8::to_string).collect();
        let now = self.clock.now();
        let act = Act::of(DESK, ActName::Unlocked, "", &shares.join(", "), now);
        if let Err(error) = anchor.ledger.commit(act.into()).await {
            tracing::error!(%error, "the opening of the desk is not in its log");
        }
        self.add_desk(composed, desk, anchor).await;
        tracing::info!("the desk was unlocked");
    }

    /// Tells those who wait whether the desk is open. Requests lead to what it is by then.
    pub(super) fn settle(&self, composed: &Composed) {
        if let Some(lock) = &self.lock {
            lock.settle(composed.locked.is_none());
        }
    }
}
