//! The little that the desk's reads need of an engine.

use crate::StoreError;
use crate::decode::Decode;
use crate::statement::{Dialect, Statement};

/// An engine. [`Cases`](crate::Cases), [`Records`](crate::Records) and [`Log`](crate::Log) are
/// implemented once, for every engine.
pub(crate) trait Engine: Send + Sync {
    /// How the engine's SQL differs from the other's.
    const DIALECT: Dialect;

    /// Runs a query outside of a transaction, and decodes each of its rows.
    fn rows<T: Send + 'static>(
        &self,
        query: Statement,
        decode: Decode<T>,
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send;

    /// Runs a query that has one row at most, and decodes it.
    fn first<T: Send + 'static>(
        &self,
        query: Statement,
        decode: Decode<T>,
    ) -> impl Future<Output = Result<Option<T>, StoreError>> + Send {
        async move { Ok(self.rows(query, decode).await?.pop()) }
    }
}
