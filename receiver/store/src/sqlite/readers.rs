//! Connections that read, each used by one query at a time.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tracing::Span;

use crate::StoreError;

/// Number of connections: a page reads while others count, copy or look through the store.
const CONNECTIONS: usize = 4;

/// The connections of a store. A query waits while all of them are in use.
pub(super) struct Readers {
    free: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// Opens the connections.
    pub(super) fn open(
        connect: impl Fn() -> Result<Connection, StoreError>,
    ) -> Result<Self, StoreError> {
        let free: Result<Vec<_>, _> = (0..CONNECTIONS).map(|_| connect()).collect();
        Ok(Self {
            free: Arc::new(Mutex::new(free?)),
            permits: Arc::new(Semaphore::new(CONNECTIONS)),
        })
    }

    /// Runs `query` with a free connection, on a thread that may block.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = self.permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| StoreError::Closed)?;
        let (free, span) = (self.free.clone(), Span::current());
        let result = spawn_blocking(move || {
            let lent = Lent::of(&free).ok_or(StoreError::Closed)?;
            let done = span.in_scope(|| lent.connection.as_ref().map(query));
            drop((lent, permit));
            done.ok_or(StoreError::Closed)?
        });
        result.await.map_err(|error| {
            if error.is_panic() {
                StoreError::engine("a query panicked")
            } else {
                StoreError::Closed
            }
        })?
    }
}

/// A connection that is free again when this is dropped, even by a panic.
struct Lent<'a> {
    free: &'a Mutex<Vec<Connection>>,
    connection: Option<Connection>,
}

impl<'a> Lent<'a> {
    /// A free connection, of which there is one for each permit.
    fn of(free: &'a Mutex<Vec<Connection>>) -> Option<Self> {
        let connection = free.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        Some(Self {
            free,
            connection: Some(connection),
        })
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.extend(self.connection.take());
    }
}
