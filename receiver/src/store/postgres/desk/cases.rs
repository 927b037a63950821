//! Cases.

use std::str::FromStr;

use deadpool_postgres::Transaction;
use shared::report::{Category, ReportId};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::super::values::{array, bytes, number, unsigned};
use super::super::{PostgresStore, priority};
use crate::clock::Hour;
use crate::desk::case::{Card, Facts, Month};
use crate::store::StoreError;
use crate::store::desk::{Adopted, CaseFilter, CaseRecord, LocationDigest, RecordKind, SealedCase};

/// What every query for a [`Card`] selects.
const CARD: &str = "
    SELECT report.id, received_hour, report.priority, version, state, assignee, month, category,
           language, partner, outcome, country, site_type, waited, closed_hour, seq, file
    FROM case_file JOIN report USING (seq)";

pub(super) async fn find(
    store: &PostgresStore,
    id: ReportId,
) -> Result<Option<SealedCase>, StoreError> {
    let sql = format!("{CARD} WHERE report.id = $1");
    let rows = store.query(&sql, &[&bytes(id.as_bytes())]).await?;
    rows.first().map(sealed).transpose()
}

pub(super) async fn list(
    store: &PostgresStore,
    filter: &CaseFilter,
) -> Result<Vec<Card>, StoreError> {
    let states: Vec<&str> = filter.states.iter().map(|state| state.name()).collect();
    let category = filter.category.map(Category::name);
    let priority = filter.priority.map(|priority| priority as i16);
    let (max, skip) = (filter.max, number(filter.skip)?);
    let asked: [(&str, Option<&(dyn ToSql + Sync)>); 6] = [
        (
            "assignee =",
            filter.assignee.as_ref().map(|value| value as _),
        ),
        (
            "language =",
            filter.language.as_ref().map(|value| value as _),
        ),
        ("partner =", filter.partner.as_ref().map(|value| value as _)),
        ("category =", category.as_ref().map(|value| value as _)),
        (
            "case_file.priority =",
            priority.as_ref().map(|value| value as _),
        ),
        ("state = ANY", (!states.is_empty()).then_some(&states as _)),
    ];
    let mut conditions = Vec::new();
    let mut values = Vec::new();
    for (condition, value) in asked {
        if let Some(value) = value {
            values.push(value);
            conditions.push(format!("{condition} (${})", values.len()));
        }
    }
    let all = if conditions.is_empty() {
        "TRUE".to_owned()
    } else {
        conditions.join(" AND ")
    };
    values.push(&skip);
    // The number stands in the text: a plan for any number is a plan for very many.
    let sql = format!(
        "{CARD} WHERE {all} ORDER BY case_file.priority, seq LIMIT {max} OFFSET ${}",
        values.len()
    );
    cards(&store.query(&sql, &values).await?)
}

pub(super) async fn linked(
    store: &PostgresStore,
    locations: &[LocationDigest],
    except: ReportId,
) -> Result<Vec<Card>, StoreError> {
    let digests: Vec<&[u8]> = locations.iter().map(|digest| &digest.0[..]).collect();
    let sql = format!(
        "{CARD} WHERE seq IN (SELECT seq FROM case_location WHERE digest = ANY ($1))
                  AND report.id <> $2 ORDER BY seq"
    );
    cards(
        &store
            .query(&sql, &[&digests, &bytes(except.as_bytes())])
            .await?,
    )
}

pub(super) async fn facts(store: &PostgresStore) -> Result<Vec<(Facts, u64)>, StoreError> {
    let rows = store
        .query(
            "SELECT month, category, language, partner, outcome, country, site_type, waited,
                    count(*) AS cases
             FROM case_file
             GROUP BY month, category, language, partner, outcome, country, site_type, waited",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row_facts(row)?, unsigned(row, "cases")?)))
        .collect()
}

pub(super) async fn due(
    store: &PostgresStore,
    kind: RecordKind,
    before: Hour,
    max: usize,
) -> Result<Vec<Card>, StoreError> {
    let sql = format!(
        "{CARD} WHERE closed_hour < $1
                  AND EXISTS (SELECT 1 FROM desk_record WHERE kind = $2 AND key = report.id)
         ORDER BY closed_hour, seq LIMIT $3"
    );
    let parameters: [&(dyn ToSql + Sync); 3] = [&number(before)?, &kind.name(), &number(max)?];
    cards(&store.query(&sql, &parameters).await?)
}

pub(super) async fn after(
    store: &PostgresStore,
    seq: u64,
    max: usize,
) -> Result<Vec<(u64, CaseRecord)>, StoreError> {
    let sql = format!("{CARD} WHERE seq > $1 ORDER BY seq LIMIT $2");
    let rows = store.query(&sql, &[&number(seq)?, &number(max)?]).await?;
    let mut records = Vec::new();
    for row in &rows {
        let record = CaseRecord {
            case: sealed(row)?,
            locations: Vec::new(),
        };
        records.push((unsigned(row, "seq")?, record));
    }
    let Some((last, _)) = records.last() else {
        return Ok(records);
    };
    let sql = "SELECT seq, digest FROM case_location WHERE seq > $1 AND seq <= $2 ORDER BY digest";
    let rows = store.query(sql, &[&number(seq)?, &number(*last)?]).await?;
    for row in &rows {
        let seq = unsigned(row, "seq")?;
        if let Ok(at) = records.binary_search_by_key(&seq, |(seq, _)| *seq) {
            let digest = LocationDigest(array(row, "digest")?);
            records[at].1.locations.push(digest);
        }
    }
    Ok(records)
}

/// Whether the report's lease was still held; if so, it is a case now.
pub(super) async fn adopt(
    transaction: &Transaction<'_>,
    adopted: &Adopted,
) -> Result<bool, StoreError> {
    let id = adopted.case.card.id;
    let take = transaction
        .prepare_cached(
            "UPDATE report SET leased_until = NULL, lease = NULL, epoch = NULL, sealed = NULL
             WHERE id = $1 AND lease = $2 AND leased_until > $3 RETURNING seq",
        )
        .await?;
    let lease = adopted.lease.to_bytes();
    let taken = transaction
        .query_opt(
            &take,
            &[&bytes(id.as_bytes()), &bytes(&lease), &number(adopted.now)?],
        )
        .await?;
    let Some(row) = taken else { return Ok(false) };
    let seq: i64 = row.try_get("seq")?;
    insert(transaction, seq, &adopted.case, &adopted.locations).await?;
    Ok(true)
}

pub(super) async fn restore(
    transaction: &Transaction<'_>,
    record: &CaseRecord,
) -> Result<(), StoreError> {
    let find = transaction
        .prepare_cached("SELECT seq FROM report WHERE id = $1")
        .await?;
    let id = record.case.card.id;
    let row = transaction
        .query_one(&find, &[&bytes(id.as_bytes())])
        .await?;
    let seq = row.try_get("seq")?;
    insert(transaction, seq, &record.case, &record.locations).await
}

async fn insert(
    transaction: &Transaction<'_>,
    seq: i64,
    SealedCase { card, file }: &SealedCase,
    locations: &[LocationDigest],
) -> Result<(), StoreError> {
    let insert = transaction
        .prepare_cached(
            "INSERT INTO case_file (seq, version, priority, state, assignee, month, category,
                                    language, partner, outcome, country, site_type, waited,
                                    closed_hour, file)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .await?;
    let facts = &card.facts;
    transaction
        .execute(
            &insert,
            &[
                &seq,
                &number(card.version)?,
                &(card.priority as i16),
                &card.state.name(),
                &card.assignee,
                &i64::from(facts.month.0),
                &facts.category.name(),
                &facts.language,
                &facts.partner,
                &facts.outcome.map(|outcome| outcome.name()),
                &facts.country,
                &facts.site_type.map(|site| site.name()),
                &facts.waited.name(),
                &card.closed.map(number).transpose()?,
                &bytes(file),
            ],
        )
        .await?;
    let digests: Vec<&[u8]> = locations.iter().map(|digest| &digest.0[..]).collect();
    let link = transaction
        .prepare_cached(
            "INSERT INTO case_location (digest, seq) SELECT DISTINCT unnest($1::bytea[]), $2::bigint",
        )
        .await?;
    transaction.execute(&link, &[&digests, &seq]).await?;
    Ok(())
}

/// Whether the case was as its author saw it; if so, it has changed.
pub(super) async fn change(
    transaction: &Transaction<'_>,
    case: &SealedCase,
) -> Result<bool, StoreError> {
    let SealedCase { card, file } = case;
    let update = transaction
        .prepare_cached(
            "UPDATE case_file SET version = $2, state = $3, assignee = $4, outcome = $5,
                                  country = $6, site_type = $7, closed_hour = $8, file = $9
             WHERE seq = (SELECT seq FROM report WHERE id = $1) AND version + 1 = $2",
        )
        .await?;
    let facts = &card.facts;
    let changed = transaction
        .execute(
            &update,
            &[
                &bytes(card.id.as_bytes()),
                &number(card.version)?,
                &card.state.name(),
                &card.assignee,
                &facts.outcome.map(|outcome| outcome.name()),
                &facts.country,
                &facts.site_type.map(|site| site.name()),
                &card.closed.map(number).transpose()?,
                &bytes(file),
            ],
        )
        .await?;
    Ok(changed == 1)
}

fn cards(rows: &[Row]) -> Result<Vec<Card>, StoreError> {
    rows.iter().map(card).collect()
}

fn sealed(row: &Row) -> Result<SealedCase, StoreError> {
    Ok(SealedCase {
        card: card(row)?,
        file: row.try_get("file")?,
    })
}

fn card(row: &Row) -> Result<Card, StoreError> {
    let closed: Option<i64> = row.try_get("closed_hour")?;
    Ok(Card {
        id: ReportId::new(array(row, "id")?),
        version: unsigned(row, "version")?,
        received: Hour(unsigned(row, "received_hour")?),
        priority: priority(row)?,
        state: named(row, "state")?,
        assignee: row.try_get("assignee")?,
        facts: row_facts(row)?,
        closed: closed.map(|hour| Hour(hour.unsigned_abs())),
    })
}

fn row_facts(row: &Row) -> Result<Facts, StoreError> {
    let category: &str = row.try_get("category")?;
    let month = u32::try_from(unsigned(row, "month")?).map_err(|_| unknown("month"))?;
    Ok(Facts {
        month: Month(month),
        category: Category::named(category).ok_or_else(|| unknown("category"))?,
        language: row.try_get("language")?,
        partner: row.try_get("partner")?,
        outcome: optional(row, "outcome")?,
        country: row.try_get("country")?,
        site_type: optional(row, "site_type")?,
        waited: named(row, "waited")?,
    })
}

/// The choice whose name stands in a column.
fn named<T: FromStr>(row: &Row, column: &str) -> Result<T, StoreError> {
    optional(row, column)?.ok_or_else(|| unknown(column))
}

fn optional<T: FromStr>(row: &Row, column: &str) -> Result<Option<T>, StoreError> {
    let name: Option<&str> = row.try_get(column)?;
    let parsed = name.map(|name| name.parse().map_err(|_| unknown(column)));
    parsed.transpose()
}

fn unknown(column: &str) -> StoreError {
    StoreError::Engine(format!("{column} holds what this receiver does not know"))
}
