//! SQL statements with their values, for both engines.

use std::borrow::Cow;

use model::month::Month;
use model::priority::Priority;
use model::queue::LeaseToken;
use model::sealed::Fingerprint;
use model::time::{Day, Hour, Timestamp};
use shared::report::ReportId;

use crate::{ConfigDigest, LocationDigest, Part, RecordKind};

/// A statement: its SQL, and one value for each of the placeholders `$1`, `$2`, …
pub(crate) struct Statement {
    pub(crate) sql: Cow<'static, str>,
    pub(crate) values: Vec<Value>,
}

impl Statement {
    pub(crate) fn new(sql: impl Into<Cow<'static, str>>, values: Vec<Value>) -> Self {
        let sql = sql.into();
        Self { sql, values }
    }
}

/// A value in a statement, by the type of its column.
pub(crate) enum Value {
    /// BIGINT in PostgreSQL, INTEGER in SQLite.
    Number(Option<i64>),
    /// SMALLINT in PostgreSQL, INTEGER in SQLite.
    Small(i16),
    /// TEXT in both engines.
    Text(Option<String>),
    /// BYTEA in PostgreSQL, BLOB in SQLite.
    Bytes(Option<Vec<u8>>),
    /// TEXT[], only in PostgreSQL.
    Texts(Vec<&'static str>),
    /// BYTEA[], only in PostgreSQL.
    ByteStrings(Vec<Vec<u8>>),
}

/// A `Vec` of [`Value`]s.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::statement::Value::from($value)),*] };
}
pub(crate) use values;

/// How the SQL of the two engines differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// Collects the values of a statement whose SQL depends on a filter.
pub(crate) struct Values {
    dialect: Dialect,
    values: Vec<Value>,
}

impl Values {
    pub(crate) fn new(dialect: Dialect) -> Self {
        let values = Vec::new();
        Self { dialect, values }
    }

    pub(crate) fn into_statement(self, sql: String) -> Statement {
        Statement::new(sql, self.values)
    }

    /// Adds a value. Returns its placeholder.
    pub(crate) fn add(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// The condition that a column has one of these values. PostgreSQL takes them as one array, so
    /// that the same statement serves any number of values. SQLite has no arrays.
    pub(crate) fn one_of<T: Into<Value>>(&mut self, column: &str, values: Vec<T>) -> String
    where
        Value: From<Vec<T>>,
    {
        match self.dialect {
            Dialect::Postgres => format!("{column} = ANY ({})", self.add(values)),
            Dialect::Sqlite => {
                let places: Vec<_> = values.into_iter().map(|value| self.add(value)).collect();
                format!("{column} IN ({})", places.join(", "))
            }
        }
    }

    /// The value of a LIMIT clause. For PostgreSQL the number is in the text: with a parameter, the
    /// planner would plan for a tenth of all rows and might sort the whole table.
    pub(crate) fn limit(&mut self, max: usize) -> String {
        match self.dialect {
            Dialect::Postgres => max.to_string(),
            Dialect::Sqlite => self.add(max),
        }
    }
}

/// The nearest number that a store can hold: numbers above `i64::MAX` become `i64::MAX`.
pub(crate) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

macro_rules! conversions {
    ($($from:ty: $value:ident => $to:expr;)+) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $to
            }
        })+
    };
}

conversions! {
    u64: value => Self::Number(Some(number(value)));
    u32: value => u64::from(value).into();
    usize: value => (value as u64).into();
    bool: value => u64::from(value).into();
    Timestamp: value => value.0.into();
    Hour: value => value.0.into();
    Day: value => value.0.into();
    Month: value => value.0.into();
    Priority: value => Self::Small(value as i16);
    Option<u64>: value => Self::Number(value.map(number));
    Option<Hour>: value => value.map(|hour| hour.0).into();
    Option<Day>: value => value.map(|day| u64::from(day.0)).into();

    String: value => Self::Text(Some(value));
    &str: value => value.to_owned().into();
    RecordKind: value => value.name().into();
    Part: value => <&str>::from(value).into();
    Option<&str>: value => Self::Text(value.map(str::to_owned));
    Vec<&'static str>: values => Self::Texts(values);

    Vec<u8>: value => Self::Bytes(Some(value));
    &[u8]: value => value.to_vec().into();
    Option<Fingerprint>: value => Self::Bytes(value.map(|key| key.0.to_vec()));
    ReportId: value => value.as_bytes().to_vec().into();
    LeaseToken: value => value.to_bytes().to_vec().into();
    LocationDigest: value => value.0.to_vec().into();
    Option<ConfigDigest>: value => Self::Bytes(value.map(|digest| digest.0.to_vec()));
    Option<LocationDigest>: value => Self::Bytes(value.map(|digest| digest.0.to_vec()));
    Option<ReportId>: value => Self::Bytes(value.map(|id| id.as_bytes().to_vec()));
    Option<LeaseToken>: value => Self::Bytes(value.map(|token| token.to_bytes().to_vec()));
    Vec<ReportId>: values => Self::ByteStrings(
        values.iter().map(|id| id.as_bytes().to_vec()).collect()
    );
    Vec<LocationDigest>: values => Self::ByteStrings(
        values.iter().map(|digest| digest.0.to_vec()).collect()
    );
}
