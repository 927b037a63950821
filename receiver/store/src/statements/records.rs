//! Statements for the desk's records.

use crate::statement::{Statement, values};
use crate::{RecordChange, RecordKind, SealedRecord};

pub(crate) fn one(kind: RecordKind, key: &[u8]) -> Statement {
    Statement::new(
        "SELECT version, sealed FROM desk_record WHERE kind = $1 AND key = $2",
        values![kind, key],
    )
}

pub(crate) fn of(kind: RecordKind) -> Statement {
    Statement::new(
        "SELECT key, version, sealed FROM desk_record WHERE kind = $1 ORDER BY key",
        values![kind],
    )
}

pub(crate) fn after(kind: RecordKind, key: &[u8], max: usize) -> Statement {
    Statement::new(
        "SELECT key, version, sealed FROM desk_record WHERE kind = $1 AND key > $2
         ORDER BY key LIMIT $3",
        values![kind, key, max],
    )
}

pub(crate) fn keys_under(kind: RecordKind, prefix: &[u8]) -> Statement {
    let last = [prefix, &[0xff; 32]].concat();
    Statement::new(
        "SELECT key FROM desk_record WHERE kind = $1 AND key >= $2 AND key <= $3 ORDER BY key",
        values![kind, prefix, last],
    )
}

/// Adds a record. Fails if the key is in use.
pub(crate) fn insert(kind: RecordKind, key: &[u8], record: &SealedRecord) -> Statement {
    Statement::new(
        "INSERT INTO desk_record (kind, key, version, sealed) VALUES ($1, $2, $3, $4)",
        values![kind, key, record.version, record.bytes.as_slice()],
    )
}

/// Stores a parcel and its receipt, unless there is a receipt under this key.
pub(crate) fn receive(key: &[u8], parcel: &[u8], receipt: &[u8]) -> Vec<Statement> {
    let add_parcel = "INSERT INTO desk_record (kind, key, version, sealed)
         SELECT $1, $2, 1, $3
         WHERE NOT EXISTS (SELECT 1 FROM desk_record WHERE kind = $4 AND key = $2)
         ON CONFLICT DO NOTHING";
    let add_receipt = "INSERT INTO desk_record (kind, key, version, sealed) VALUES ($1, $2, 1, $3)
         ON CONFLICT DO NOTHING";
    vec![
        Statement::new(
            add_parcel,
            values![RecordKind::Inbox, key, parcel, RecordKind::Receipt],
        ),
        Statement::new(add_receipt, values![RecordKind::Receipt, key, receipt]),
    ]
}

/// Puts a publication in the place of one that may be there under this name.
pub(crate) fn publish(name: &[u8], bytes: &[u8]) -> Statement {
    Statement::new(
        "INSERT INTO desk_record (kind, key, version, sealed) VALUES ($1, $2, 1, $3)
         ON CONFLICT (kind, key) DO UPDATE SET version = desk_record.version + 1, sealed = excluded.sealed",
        values![RecordKind::Publication, name, bytes],
    )
}

/// Changes a record. Changes no row if the stored version is not the one before the new one.
pub(crate) fn change(change: &RecordChange) -> Statement {
    match change {
        RecordChange::Put(kind, key, new) => {
            let sql = if new.version == 1 {
                "INSERT INTO desk_record (kind, key, version, sealed) VALUES ($1, $2, $3, $4)
                 ON CONFLICT DO NOTHING"
            } else {
                "UPDATE desk_record SET version = $3, sealed = $4
                 WHERE kind = $1 AND key = $2 AND version + 1 = $3"
            };
            let (key, sealed) = (key.as_slice(), new.bytes.as_slice());
            Statement::new(sql, values![*kind, key, new.version, sealed])
        }
        RecordChange::Remove(kind, key) => Statement::new(
            "DELETE FROM desk_record WHERE kind = $1 AND key = $2",
            values![*kind, key.as_slice()],
        ),
    }
}
