//! Between our types and PostgreSQL's, and what its errors become.

use std::error::Error;

use deadpool_postgres::PoolError;
use tokio_postgres::Row;

use crate::clock::{Hour, Timestamp};
use crate::store::StoreError;

/// What PostgreSQL keeps as BIGINT, which has no sign bit to spare.
pub(super) trait Number {
    fn to_u64(self) -> u64;
}

impl Number for u64 {
    fn to_u64(self) -> u64 {
        self
    }
}

impl Number for usize {
    fn to_u64(self) -> u64 {
        self as u64
    }
}

impl Number for Timestamp {
    fn to_u64(self) -> u64 {
        self.0
    }
}

impl Number for Hour {
    fn to_u64(self) -> u64 {
        self.0
    }
}

pub(super) fn number(number: impl Number) -> Result<i64, StoreError> {
    i64::try_from(number.to_u64()).map_err(|_| out_of_range("a number"))
}

/// A BYTEA.
pub(super) fn bytes(bytes: &[u8]) -> &[u8] {
    bytes
}

pub(super) fn unsigned(row: &Row, column: &str) -> Result<u64, StoreError> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| out_of_range(column))
}

pub(super) fn small(row: &Row, column: &str) -> Result<u32, StoreError> {
    let number: i32 = row.try_get(column)?;
    u32::try_from(number).map_err(|_| out_of_range(column))
}

pub(super) fn array<const N: usize>(row: &Row, column: &str) -> Result<[u8; N], StoreError> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map_err(|_| out_of_range(column))
}

fn out_of_range(column: &str) -> StoreError {
    StoreError::Engine(format!("{column} is out of range"))
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        // Code and message name tables and rules; the detail, which may quote a value, stays out.
        Self::Engine(match (error.as_db_error(), error.source()) {
            (Some(refused), _) => format!("{} ({})", refused.message(), refused.code().code()),
            (None, Some(source)) => format!("{error}: {source}"),
            (None, None) => error.to_string(),
        })
    }
}

impl From<PoolError> for StoreError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(deadpool_postgres::TimeoutType::Wait) => Self::Busy,
            PoolError::Closed => Self::Closed,
            error => Self::Engine(error.to_string()),
        }
    }
}
