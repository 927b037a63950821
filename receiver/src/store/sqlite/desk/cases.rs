//! Cases.

use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, params};
use shared::report::{Category, ReportId};

use super::super::{leased, priority, report_id};
use crate::clock::Hour;
use crate::desk::case::{Card, Facts, Month};
use crate::store::desk::{Adopted, CaseFilter, CaseRecord, LocationDigest, RecordKind, SealedCase};

/// What every query for a [`Card`] selects.
const CARD: &str = "
    SELECT report.id, received_hour, report.priority, version, state, assignee, month, category,
           language, partner, outcome, country, site_type, waited, closed_hour, seq, file
    FROM case_file JOIN report USING (seq)";

pub(super) fn find(connection: &Connection, id: ReportId) -> rusqlite::Result<Option<SealedCase>> {
    connection
        .prepare_cached(&format!("{CARD} WHERE report.id = ?"))?
        .query_row([id.as_bytes()], sealed)
        .optional()
}

pub(super) fn list(connection: &Connection, filter: &CaseFilter) -> rusqlite::Result<Vec<Card>> {
    let mut conditions = Vec::new();
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    let mut equal = |column: &str, value: Option<Box<dyn ToSql>>| {
        if let Some(value) = value {
            conditions.push(format!("{column} = ?"));
            values.push(value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(|text| Box::new(text) as Box<dyn ToSql>);
    equal("assignee", text(&filter.assignee));
    equal("language", text(&filter.language));
    equal("partner", text(&filter.partner));
    let category = filter.category.map(Category::name);
    equal(
        "category",
        category.map(|name| Box::new(name) as Box<dyn ToSql>),
    );
    let priority = filter.priority.map(|priority| priority as u8);
    equal(
        "case_file.priority",
        priority.map(|value| Box::new(value) as Box<dyn ToSql>),
    );
    if !filter.states.is_empty() {
        let marks = vec!["?"; filter.states.len()].join(", ");
        conditions.push(format!("state IN ({marks})"));
        values.extend(
            filter
                .states
                .iter()
                .map(|state| Box::new(state.name()) as Box<dyn ToSql>),
        );
    }
    let all = if conditions.is_empty() {
        "TRUE".to_owned()
    } else {
        conditions.join(" AND ")
    };
    values.push(Box::new(filter.max));
    values.push(Box::new(filter.skip));
    connection
        .prepare_cached(&format!(
            "{CARD} WHERE {all} ORDER BY case_file.priority, seq LIMIT ? OFFSET ?"
        ))?
        .query_map(rusqlite::params_from_iter(values), card)?
        .collect()
}

pub(super) fn linked(
    connection: &Connection,
    locations: &[LocationDigest],
    except: ReportId,
) -> rusqlite::Result<Vec<Card>> {
    let marks = vec!["?"; locations.len()].join(", ");
    let mut values: Vec<&[u8]> = locations.iter().map(|digest| &digest.0[..]).collect();
    values.push(except.as_bytes());
    connection
        .prepare_cached(&format!(
            "{CARD} WHERE seq IN (SELECT seq FROM case_location WHERE digest IN ({marks}))
                      AND report.id <> ? ORDER BY seq"
        ))?
        .query_map(rusqlite::params_from_iter(values), card)?
        .collect()
}

pub(super) fn facts(connection: &Connection) -> rusqlite::Result<Vec<(Facts, u64)>> {
    connection
        .prepare_cached(
            "SELECT month, category, language, partner, outcome, country, site_type, waited,
                    count(*) AS cases
             FROM case_file
             GROUP BY month, category, language, partner, outcome, country, site_type, waited",
        )?
        .query_map([], |row| Ok((self::row_facts(row)?, row.get("cases")?)))?
        .collect()
}

pub(super) fn due(
    connection: &Connection,
    kind: RecordKind,
    before: Hour,
    max: usize,
) -> rusqlite::Result<Vec<Card>> {
    connection
        .prepare_cached(&format!(
            "{CARD} WHERE closed_hour < ?
                      AND EXISTS (SELECT 1 FROM desk_record WHERE kind = ? AND key = report.id)
             ORDER BY closed_hour, seq LIMIT ?"
        ))?
        .query_map(params![before.0, kind.name(), max], card)?
        .collect()
}

pub(super) fn after(
    connection: &Connection,
    seq: u64,
    max: usize,
) -> rusqlite::Result<Vec<(u64, CaseRecord)>> {
    let mut records: Vec<(u64, CaseRecord)> = connection
        .prepare_cached(&format!("{CARD} WHERE seq > ? ORDER BY seq LIMIT ?"))?
        .query_map(params![seq, max], |row| {
            let record = CaseRecord {
                case: sealed(row)?,
                locations: Vec::new(),
            };
            Ok((row.get("seq")?, record))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let Some((last, _)) = records.last() else {
        return Ok(records);
    };
    // By digest is the table's own order: one pass over it for all of these cases.
    let mut digests = connection.prepare_cached(
        "SELECT seq, digest FROM case_location WHERE seq > ? AND seq <= ? ORDER BY digest, seq",
    )?;
    let mut rows = digests.query(params![seq, last])?;
    while let Some(row) = rows.next()? {
        let seq: u64 = row.get("seq")?;
        if let Ok(at) = records.binary_search_by_key(&seq, |(seq, _)| *seq) {
            let digest = LocationDigest(row.get("digest")?);
            records[at].1.locations.push(digest);
        }
    }
    Ok(records)
}

pub(super) fn can_adopt(
    transaction: &Transaction<'_>,
    adopted: &Adopted,
) -> rusqlite::Result<bool> {
    let id = adopted.case.card.id;
    Ok(leased(transaction, id, adopted.lease, adopted.now)?.is_some())
}

pub(super) fn can_change(
    transaction: &Transaction<'_>,
    case: &SealedCase,
) -> rusqlite::Result<bool> {
    let before = find(transaction, case.card.id)?;
    Ok(before.is_some_and(|before| before.card.version + 1 == case.card.version))
}

pub(super) fn adopt(transaction: &Transaction<'_>, adopted: &Adopted) -> rusqlite::Result<()> {
    let seq = seq_of(transaction, adopted.case.card.id)?;
    for table in ["queue", "body"] {
        transaction
            .prepare_cached(&format!("DELETE FROM {table} WHERE seq = ?"))?
            .execute([seq])?;
    }
    insert(transaction, seq, &adopted.case, &adopted.locations)
}

pub(super) fn restore(transaction: &Transaction<'_>, record: &CaseRecord) -> rusqlite::Result<()> {
    let seq = seq_of(transaction, record.case.card.id)?;
    insert(transaction, seq, &record.case, &record.locations)
}

fn insert(
    transaction: &Transaction<'_>,
    seq: i64,
    SealedCase { card, file }: &SealedCase,
    locations: &[LocationDigest],
) -> rusqlite::Result<()> {
    let facts = &card.facts;
    transaction
        .prepare_cached(
            "INSERT INTO case_file (seq, version, priority, state, assignee, month, category,
                                    language, partner, outcome, country, site_type, waited,
                                    closed_hour, file)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            seq,
            card.version,
            card.priority as u8,
            card.state.name(),
            card.assignee,
            facts.month.0,
            facts.category.name(),
            facts.language,
            facts.partner,
            facts.outcome.map(|outcome| outcome.name()),
            facts.country,
            facts.site_type.map(|site| site.name()),
            facts.waited.name(),
            card.closed.map(|hour| hour.0),
            file
        ])?;
    for digest in locations {
        transaction
            .prepare_cached("INSERT OR IGNORE INTO case_location (digest, seq) VALUES (?, ?)")?
            .execute(params![digest.0, seq])?;
    }
    Ok(())
}

pub(super) fn change(transaction: &Transaction<'_>, case: &SealedCase) -> rusqlite::Result<()> {
    let SealedCase { card, file } = case;
    let facts = &card.facts;
    transaction
        .prepare_cached(
            "UPDATE case_file SET version = ?, state = ?, assignee = ?, outcome = ?, country = ?,
                                  site_type = ?, closed_hour = ?, file = ?
             WHERE seq = ?",
        )?
        .execute(params![
            card.version,
            card.state.name(),
            card.assignee,
            facts.outcome.map(|outcome| outcome.name()),
            facts.country,
            facts.site_type.map(|site| site.name()),
            card.closed.map(|hour| hour.0),
            file,
            seq_of(transaction, card.id)?
        ])?;
    Ok(())
}

fn seq_of(transaction: &Transaction<'_>, id: ReportId) -> rusqlite::Result<i64> {
    transaction
        .prepare_cached("SELECT seq FROM report WHERE id = ?")?
        .query_row([id.as_bytes()], |row| row.get(0))
}

fn sealed(row: &Row<'_>) -> rusqlite::Result<SealedCase> {
    Ok(SealedCase {
        card: card(row)?,
        file: row.get("file")?,
    })
}

fn card(row: &Row<'_>) -> rusqlite::Result<Card> {
    Ok(Card {
        id: report_id(row)?,
        version: row.get("version")?,
        received: Hour(row.get("received_hour")?),
        priority: priority(row)?,
        state: named(row, "state")?,
        assignee: row.get("assignee")?,
        facts: row_facts(row)?,
        closed: row.get::<_, Option<u64>>("closed_hour")?.map(Hour),
    })
}

fn row_facts(row: &Row<'_>) -> rusqlite::Result<Facts> {
    let category: String = row.get("category")?;
    Ok(Facts {
        month: Month(row.get("month")?),
        category: Category::named(&category).ok_or_else(|| unknown("category"))?,
        language: row.get("language")?,
        partner: row.get("partner")?,
        outcome: optional(row, "outcome")?,
        country: row.get("country")?,
        site_type: optional(row, "site_type")?,
        waited: named(row, "waited")?,
    })
}

/// The choice whose name stands in a column.
fn named<T: FromStr>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    optional(row, column)?.ok_or_else(|| unknown(column))
}

fn optional<T: FromStr>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let name: Option<String> = row.get(column)?;
    let parsed = name.map(|name| name.parse().map_err(|_| unknown(column)));
    parsed.transpose()
}

fn unknown(column: &str) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(0, column.to_owned(), Type::Text)
}
