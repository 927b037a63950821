//! The task of the exchange: takes in what other hotlines have sent, and delivers what we send to them.
//!
//! A parcel is sent with the same id, and as long as its key is in use with the same bytes, until the other intake
//! has signed for it. No answer of a server is final.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt, stream};
use model::time::Timestamp;
use model::worksheet::{HandOffState, HandoffKind};
use shared::report::HotlineId;
use store::{Batch, RecordChange, RecordKind};
use tokio::sync::watch;

use super::commit::Change;
use super::ending::{Ended, HELD_BACK};
use super::outbox::{ParcelRecord, WaitingParcel};
use super::{CaseError, Casework};
use crate::exchange::{self, Exchange, NotDelivered, Obstacle};
use crate::handoff::{Bar, referral};
use crate::parcel::Kind;
use crate::records::Kept;
use crate::wakes::Wakes;

/// Maximum number of simultaneous deliveries.
const AT_ONCE: usize = 4;

/// The reason why a parcel is given up.
const TOO_LATE: &str = "it has not arrived within 14 days";

/// The reason why a parcel to a hotline is given up that somebody here distrusts.
const DISTRUSTED: &str = "the hotline is distrusted here";

/// The bars against other hotlines that were seen last.
#[derive(Default)]
pub(super) struct SeenBars(Mutex<Arc<[(HotlineId, Bar)]>>);

impl SeenBars {
    /// Sees these bars. Tells whether they are others than before.
    fn replace(&self, bars: Arc<[(HotlineId, Bar)]>) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_other = *seen != bars;
        *seen = bars;
        is_other
    }
}

/// Takes in and delivers parcels until the sender of `stopped` is dropped: each minute, after each change at the desk, and
/// when the intake in this process has `news` of a parcel.
pub(crate) async fn run(
    casework: Arc<Casework>,
    exchange: Arc<Exchange>,
    mut news: Option<watch::Receiver<()>>,
    mut stopped: watch::Receiver<()>,
) {
    let mut wakes = Wakes::of(&casework.mails);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            () = wakes.next() => {}
            () = arrived(&mut news) => {}
        }
        // What is cut off here is done again, under the same ids.
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            () = casework.exchange_parcels(&exchange) => {}
        }
    }
}

/// Waits for a parcel to arrive at the intake of this process; for ever, if there is none.
async fn arrived(news: &mut Option<watch::Receiver<()>>) {
    let is_open = match news {
        Some(news) => news.changed().await.is_ok(),
        None => false,
    };
    if !is_open {
        std::future::pending().await
    }
}

impl Casework {
    /// Leaves the exchange with other hotlines, if the config has none any more.
    pub(crate) async fn leave_exchange(&self) -> Result<(), CaseError> {
        if self.exchange.is_none() {
            exchange::withdraw(&*self.store, self.clock.now()).await?;
        }
        Ok(())
    }

    /// Takes in the parcels that have arrived, and makes the attempts to deliver others that are due.
    pub(crate) async fn exchange_parcels(&self, exchange: &Exchange) {
        if let Err(error) = self.take_in(exchange).await {
            tracing::error!(%error, "the parcels of other hotlines cannot be read");
        }
        if let Err(error) = self.deliver_due(exchange).await {
            tracing::error!(%error, "the parcels to other hotlines cannot be read");
        }
    }

    #[tracing::instrument(skip_all, name = "casework.deliver_due")]
    async fn deliver_due(&self, exchange: &Exchange) -> Result<(), CaseError> {
        if self.bars.replace(exchange.bars()) {
            // What waits for a hotline that is distrusted now comes back at once.
            self.parcels.forget();
        }
        let due = self.due_parcels().await?;
        let delivered = stream::iter(due).map(|record| self.deliver_if_due(exchange, record));
        let mut delivered = delivered.buffer_unordered(AT_ONCE);
        while let Some(delivered) = delivered.next().await {
            match delivered {
                // Another desk on this store has done the same.
                Ok(()) | Err(CaseError::Conflict) => {}
                Err(error) => tracing::error!(%error, "a parcel cannot be read or written"),
            }
        }
        Ok(())
    }

    /// Makes one attempt, if the parcel is due.
    async fn deliver_if_due(
        &self,
        exchange: &Exchange,
        (kind, key): ParcelRecord,
    ) -> Result<(), CaseError> {
        let kept = self.records().get::<WaitingParcel>(kind, &key).await?;
        let is_distrusted = |to| exchange.bar(to) == Some(Bar::Distrusted);
        match kept {
            // Nobody is told anything but that they are refused.
            Some(kept) if is_distrusted(&kept.value.to) && kept.value.kind() != Kind::Answer => {
                self.end_parcel(&kept, Err(DISTRUSTED)).await
            }
            Some(kept) if kept.value.is_due(self.clock.now()) => self.deliver(exchange, kept).await,
            Some(kept) => {
                self.parcels.wait((kind, key), Timestamp(kept.value.due));
                Ok(())
            }
            // It has arrived, or was scrubbed.
            None => Ok(()),
        }
    }

    /// Makes one attempt. Whatever goes wrong, the parcel waits for the next one, until it is too late or one of its
    /// items may not leave any more.
    async fn deliver(
        &self,
        exchange: &Exchange,
        mut kept: Kept<WaitingParcel>,
    ) -> Result<(), CaseError> {
        let now = self.clock.now();
        if let Some(of) = kept.value.of
            && !self.may_all_leave(of, HandoffKind::Hotline).await?
        {
            return self.end_parcel(&kept, Err(HELD_BACK)).await;
        }
        if kept.value.is_overdue(now) {
            return self.end_parcel(&kept, Err(TOO_LATE)).await;
        }
        let to = kept.value.to.clone();
        if exchange.bar(&to).is_some_and(|bar| bar != Bar::Distrusted) {
            return self.try_later(kept, Obstacle::Paused).await;
        }
        if let Some(until) = exchange.silent_until(&to) {
            let record = (kept.value.record_kind(), kept.key);
            self.parcels.wait(record, until);
            return Ok(());
        }
        let Some(parcel) = self.parcel_bytes(exchange, &mut kept).await? else {
            return Ok(());
        };
        match exchange.deliver(&to, parcel.as_bytes()).await {
            Ok(receipt) => {
                let receipt = String::from_utf8_lossy(&receipt).into_owned();
                self.end_parcel(&kept, Ok(receipt)).await
            }
            Err(error) => {
                tracing::warn!(hotline = to.as_str(), %error, "a parcel was not delivered");
                if matches!(error, NotDelivered::Key | NotDelivered::Version) {
                    kept.value.sealed = None;
                }
                self.try_later(kept, Obstacle::from(&error)).await
            }
        }
    }

    /// The parcel's bytes. They are stored before the first attempt; none if it cannot be sealed now.
    async fn parcel_bytes(
        &self,
        exchange: &Exchange,
        kept: &mut Kept<WaitingParcel>,
    ) -> Result<Option<String>, CaseError> {
        if let Some(sealed) = &kept.value.sealed {
            return Ok(Some(sealed.clone()));
        }
        let parcel = &kept.value;
        let sealed = exchange
            .seal(&parcel.to, parcel.kind(), parcel.id, &parcel.body)
            .await;
        let sealed = match sealed {
            Ok(sealed) => String::from_utf8_lossy(&sealed).into_owned(),
            Err(error) => {
                let hotline = parcel.to.as_str();
                tracing::warn!(hotline, %error, "a parcel cannot be sealed now");
                self.try_later(kept.clone(), Obstacle::from(&error)).await?;
                return Ok(None);
            }
        };
        kept.value.sealed = Some(sealed.clone());
        self.put_parcel(kept).await?;
        kept.version += 1;
        Ok(Some(sealed))
    }

    async fn try_later(
        &self,
        mut kept: Kept<WaitingParcel>,
        obstacle: Obstacle,
    ) -> Result<(), CaseError> {
        kept.value.wait(self.clock.now(), obstacle);
        self.put_parcel(&kept).await?;
        let record = (kept.value.record_kind(), kept.key);
        self.parcels.wait(record, Timestamp(kept.value.due));
        Ok(())
    }

    async fn put_parcel(&self, kept: &Kept<WaitingParcel>) -> Result<(), CaseError> {
        let change = self.records().put(kept.value.record_kind(), kept)?;
        let batch = Batch {
            records: vec![change],
            ..Batch::default()
        };
        Ok(self.records().commit(batch).await?)
    }

    /// Records that a parcel has arrived, with the receipt, or has failed. What is told of a parcel of theirs just ends.
    async fn end_parcel(
        &self,
        kept: &Kept<WaitingParcel>,
        end: Result<String, &'static str>,
    ) -> Result<(), CaseError> {
        let Some(of) = kept.value.of else {
            let removed = RecordChange::Remove(RecordKind::Answer, kept.key.clone());
            return self.commit(Change::default().with_records([removed])).await;
        };
        let (to, id) = (&kept.value.to, kept.value.id);
        let is_to_go_otherwise = end == Err(TOO_LATE);
        let sealed = kept.value.sealed.as_ref().filter(|_| is_to_go_otherwise);
        let file = sealed.map(|sealed| referral::file(to, id, sealed.clone().into_bytes()));
        let ended = Ended {
            of,
            kind: HandoffKind::Hotline,
            waited: (RecordKind::Outbox, &kept.key),
            state: match end {
                Ok(_) => HandOffState::Arrived,
                Err(_) => HandOffState::Failed,
            },
            reason: end.as_ref().err().copied().unwrap_or_default(),
            receipt: end.ok(),
            file,
        };
        self.end(&ended).await
    }
}
