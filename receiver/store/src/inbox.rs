//! The parcels of other hotlines, as they arrive at the intake.

use async_trait::async_trait;

use crate::engine::Engine;
use crate::statements::records;
use crate::{RecordKind, Records, StoreError};

/// Stores parcels of other hotlines. The desk reads and removes them as records; a desk that fetches from its intake stores
/// them in the same way.
#[async_trait]
pub trait Inbox: Records {
    /// Stores a parcel with its receipt under a key, unless there is a receipt under that key: then the parcel has
    /// arrived before, and nothing changes. Gives the receipt that is in the store.
    async fn receive(
        &self,
        key: &[u8],
        parcel: Vec<u8>,
        receipt: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError>;
}

#[async_trait]
impl<E: Engine> Inbox for E {
    #[tracing::instrument(name = "store.receive", skip_all)]
    async fn receive(
        &self,
        key: &[u8],
        parcel: Vec<u8>,
        receipt: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        self.change(records::receive(key, &parcel, &receipt))
            .await?;
        let kept = self.record(RecordKind::Receipt, key).await?;
        Ok(kept.map_or(receipt, |kept| kept.bytes))
    }
}
