//! Runs statements on a connection or in a transaction, reads PostgreSQL's rows, and converts its
//! errors.

use std::error::Error;
use std::io;

use deadpool_postgres::{GenericClient, PoolError, TimeoutType};
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, ToSql, Type};

use crate::StoreError;
use crate::decode::{Columns, Decode};
use crate::statement::{Statement, Value};

/// Runs a query, and decodes each of its rows.
pub(super) async fn rows<T>(
    client: &impl GenericClient,
    query: &Statement,
    decode: Decode<T>,
) -> Result<Vec<T>, StoreError> {
    let prepared = client.prepare_cached(&query.sql).await?;
    let rows = client.query(&prepared, &parameters(query)).await?;
    rows.iter().map(|row| decode(row)).collect()
}

/// Runs a query with at most one row, and decodes it.
pub(super) async fn first<T>(
    client: &impl GenericClient,
    query: &Statement,
    decode: Decode<T>,
) -> Result<Option<T>, StoreError> {
    Ok(rows(client, query, decode).await?.pop())
}

/// Runs a statement. Returns the number of changed rows.
pub(super) async fn execute(
    client: &impl GenericClient,
    change: &Statement,
) -> Result<u64, StoreError> {
    let prepared = client.prepare_cached(&change.sql).await?;
    Ok(client.execute(&prepared, &parameters(change)).await?)
}

fn parameters(statement: &Statement) -> Vec<&(dyn ToSql + Sync)> {
    statement.values.iter().map(parameter).collect()
}

fn parameter(value: &Value) -> &(dyn ToSql + Sync) {
    match value {
        Value::Number(number) => number,
        Value::Small(number) => number,
        Value::Text(text) => text,
        Value::Bytes(bytes) => bytes,
        Value::Texts(texts) => texts,
        Value::ByteStrings(byte_strings) => byte_strings,
    }
}

impl Columns for Row {
    fn number(&self, column: &str) -> Result<Option<i64>, StoreError> {
        let number: Option<Number> = self.try_get(column)?;
        Ok(number.map(|Number(number)| number))
    }

    fn text(&self, column: &str) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes: Option<Bytes> = self.try_get(column)?;
        Ok(bytes.map(|Bytes(bytes)| bytes.to_vec()))
    }
}

/// An integer of any size, or a boolean.
struct Number(i64);

impl FromSql<'_> for Number {
    fn from_sql(ty: &Type, raw: &[u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::BOOL => bool::from_sql(ty, raw)?.into(),
            Type::INT2 => i16::from_sql(ty, raw)?.into(),
            Type::INT4 => i32::from_sql(ty, raw)?.into(),
            _ => i64::from_sql(ty, raw)?,
        }))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::BOOL | Type::INT2 | Type::INT4 | Type::INT8)
    }
}

/// A byte string, or the bytes of a text.
struct Bytes<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Bytes<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::BYTEA | Type::TEXT)
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        // Message and code name tables and rules. The detail may quote a row, so it is omitted.
        Self::engine(match (error.as_db_error(), error.source()) {
            (Some(refused), _) => format!("{} ({})", refused.message(), refused.code().code()),
            (None, Some(source)) => format!("{error}: {source}"),
            (None, None) => error.to_string(),
        })
    }
}

/// The error of the first connection.
pub(super) fn not_connected(error: PoolError) -> StoreError {
    let cause = match &error {
        PoolError::Backend(cause) => cause,
        PoolError::Timeout(TimeoutType::Create) => {
            return StoreError::Unreachable("it does not answer".to_owned());
        }
        _ => return error.into(),
    };
    // A server that answers otherwise refuses this role or database, or cannot prove who it is, which waiting does
    // not change.
    match (cause.code(), cause.source()) {
        (Some(&SqlState::CANNOT_CONNECT_NOW), _) => StoreError::Unreachable(cause.to_string()),
        (None, Some(source)) if is_of_network(source) => {
            StoreError::Unreachable(format!("{cause}: {source}"))
        }
        _ => error.into(),
    }
}

/// Whether the operating system says that there is no connection.
fn is_of_network(source: &(dyn Error + 'static)) -> bool {
    let error = source.downcast_ref::<io::Error>();
    error.is_some_and(|error| {
        !error
            .get_ref()
            .is_some_and(|inner| inner.is::<rustls::Error>())
    })
}

impl From<PoolError> for StoreError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(TimeoutType::Wait) => Self::Busy,
            PoolError::Closed => Self::Closed,
            error => Self::engine(error),
        }
    }
}
