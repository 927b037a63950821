//! Runs statements on a connection, and reads SQLite's rows.

use rusqlite::types::{FromSql, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use crate::StoreError;
use crate::decode::{Columns, Decode};
use crate::statement::{Statement, Value};

/// Runs a query, and decodes each of its rows.
pub(super) fn rows<T>(
    connection: &Connection,
    query: &Statement,
    decode: Decode<T>,
) -> Result<Vec<T>, StoreError> {
    let mut prepared = connection.prepare_cached(&text(query))?;
    let mut rows = prepared.query(params_from_iter(&query.values))?;
    let mut decoded = Vec::new();
    while let Some(row) = rows.next()? {
        decoded.push(decode(row)?);
    }
    Ok(decoded)
}

/// Runs a query with at most one row, and decodes it.
pub(super) fn first<T>(
    connection: &Connection,
    query: &Statement,
    decode: Decode<T>,
) -> Result<Option<T>, StoreError> {
    Ok(rows(connection, query, decode)?.pop())
}

/// Runs a statement. Returns the number of changed rows.
pub(super) fn execute(connection: &Connection, change: &Statement) -> Result<usize, StoreError> {
    let mut prepared = connection.prepare_cached(&text(change))?;
    Ok(prepared.execute(params_from_iter(&change.values))?)
}

/// The statement's text with `?1` for `$1`. SQLite reads `$1` as a name, and would number the
/// placeholders in the order of their appearance in the text.
fn text(statement: &Statement) -> String {
    statement.sql.replace('$', "?")
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Small(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
            Self::Bytes(bytes) => bytes.to_sql(),
            Self::Texts(_) | Self::ByteStrings(_) => Err(rusqlite::Error::ToSqlConversionFailure(
                "SQLite has no arrays".into(),
            )),
        }
    }
}

impl Columns for Row<'_> {
    fn number(&self, column: &str) -> Result<Option<i64>, StoreError> {
        optional(self, column)
    }

    fn text(&self, column: &str) -> Result<Option<String>, StoreError> {
        optional(self, column)
    }

    fn bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.get_ref(column)?;
        match value {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(Some(bytes.to_vec())),
            _ => optional(self, column),
        }
    }
}

fn optional<T: FromSql>(row: &Row<'_>, column: &str) -> Result<Option<T>, StoreError> {
    Ok(row.get(column)?)
}
