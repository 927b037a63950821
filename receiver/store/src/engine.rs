//! The interface that the desk's reads need from an engine.

use crate::StoreError;
use crate::decode::Decode;
use crate::statement::{Dialect, Statement};

/// An engine. [`Cases`](crate::Cases), [`Records`](crate::Records) and [`Log`](crate::Log) are
/// implemented once, for every engine.
pub(crate) trait Engine: Send + Sync {
    /// The engine's SQL dialect.
    const DIALECT: Dialect;

    /// Runs a query outside of a transaction, and decodes each of its rows.
    fn rows<T: Send + 'static>(
        &self,
        query: Statement,
        decode: Decode<T>,
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send;

    /// Runs statements in one transaction.
    fn change(
        &self,
        statements: Vec<Statement>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Runs a query with at most one row, and decodes it.
    fn first<T: Send + 'static>(
        &self,
        query: Statement,
        decode: Decode<T>,
    ) -> impl Future<Output = Result<Option<T>, StoreError>> + Send {
        async move { Ok(self.rows(query, decode).await?.pop()) }
    }
}
