//! Decodes rows into the model's types, for both engines.

use std::str::FromStr;
use std::sync::Arc;

use model::case::{Card, Facts};
use model::chain::{ChainHash, ChainedAct};
use model::intake_key::StoredKey;
use model::item::ItemNumber;
use model::month::Month;
use model::priority::Priority;
use model::queue::{Depth, LeaseToken, ReportCopy, Stored, WaitingCount};
use model::sealed::{EpochId, Fingerprint, SealedBody, SealedEpochKey};
use model::time::{Day, Hour, Timestamp};
use shared::report::{Category, ReportId};

use crate::{
    Arrival, CaseCount, ConfigDigest, ItemRow, KnownItem, LocationDigest, Owner, Part, SealedCase,
    SealedRecord, StoreError, StoreId, Tallied,
};

/// A row of an engine. Each method reads the column with this name; `None` is SQL's NULL.
pub(crate) trait Columns {
    /// An integer of any size, or a boolean as 0 or 1.
    fn number(&self, column: &str) -> Result<Option<i64>, StoreError>;

    /// A text in UTF-8.
    fn text(&self, column: &str) -> Result<Option<String>, StoreError>;

    /// A byte string, or the bytes of a text.
    fn bytes(&self, column: &str) -> Result<Option<Vec<u8>>, StoreError>;
}

/// A function that decodes a row.
pub(crate) type Decode<T> = fn(&dyn Columns) -> Result<T, StoreError>;

/// A report in the queue.
pub(crate) fn stored(row: &dyn Columns) -> Result<Stored, StoreError> {
    let attempts = unsigned(row, "attempts")?;
    Ok(Stored {
        id: report_id(row)?,
        received: Hour(unsigned(row, "received_hour")?),
        priority: priority(row)?,
        attempts: u32::try_from(attempts).map_err(|_| unknown("attempts"))?,
        leased_until: Timestamp(unsigned(row, "leased_until")?),
        last_lease: unsigned(row, "last_lease")? != 0,
        body: SealedBody {
            epoch: Arc::new(epoch_key(row)?),
            bytes: bytes(row, "sealed")?,
        },
    })
}

/// An epoch key.
pub(crate) fn epoch_key(row: &dyn Columns) -> Result<SealedEpochKey, StoreError> {
    Ok(SealedEpochKey {
        id: EpochId(array(row, "epoch")?),
        enc: bytes(row, "enc")?,
        ciphertext: bytes(row, "ciphertext")?,
        desk_key: None,
    })
}

/// A report with its place, for a copy of the store.
pub(crate) fn report_copy(row: &dyn Columns) -> Result<(u64, ReportCopy), StoreError> {
    let is_queued = row.number("leased_until")?.is_some();
    let report = if is_queued {
        let has_lease = row.bytes("lease")?.is_some();
        let lease = has_lease.then(|| array(row, "lease")).transpose()?;
        ReportCopy::of(stored(row)?, lease.map(LeaseToken::from_bytes))
    } else {
        ReportCopy {
            id: report_id(row)?,
            received: Hour(unsigned(row, "received_hour")?),
            priority: priority(row)?,
            queued: None,
        }
    };
    Ok((place(row)?, report))
}

/// The depth of the queue, out of the number of all reports in it, and of the leased and the dead.
pub(crate) fn depth(row: &dyn Columns) -> Result<Depth, StoreError> {
    let all = row.number("reports")?.unwrap_or_default();
    let all = u64::try_from(all).unwrap_or_default();
    let (leased, dead) = (unsigned(row, "leased")?, unsigned(row, "dead")?);
    Ok(Depth {
        waiting: all.saturating_sub(leased + dead),
        leased,
        dead,
    })
}

/// The number of waiting reports of one priority and hour.
pub(crate) fn waiting_count(row: &dyn Columns) -> Result<WaitingCount, StoreError> {
    Ok(WaitingCount {
        priority: priority(row)?,
        received: Hour(unsigned(row, "received_hour")?),
        reports: unsigned(row, "reports")?,
    })
}

pub(crate) fn report_id(row: &dyn Columns) -> Result<ReportId, StoreError> {
    Ok(ReportId::new(array(row, "id")?))
}

/// The number of a row; rows are numbered in the order in which they were added.
pub(crate) fn place(row: &dyn Columns) -> Result<u64, StoreError> {
    unsigned(row, "seq")
}

pub(crate) fn stored_key(row: &dyn Columns) -> Result<StoredKey, StoreError> {
    Ok(StoredKey {
        sequence: unsigned(row, "sequence")?,
        // A damaged text is not a valid key config, but the other keys can still be read.
        config: String::from_utf8_lossy(&bytes(row, "config")?).into_owned(),
        made: Hour(unsigned(row, "made_hour")?),
        ends: Timestamp(unsigned(row, "ends")?),
        wrapped: bytes(row, "wrapped")?,
    })
}

pub(crate) fn sealed_case(row: &dyn Columns) -> Result<SealedCase, StoreError> {
    Ok(SealedCase {
        card: card(row)?,
        file: bytes(row, "file")?,
        earlier: row.text("earlier_state")?,
    })
}

pub(crate) fn placed_case(row: &dyn Columns) -> Result<(u64, SealedCase), StoreError> {
    Ok((place(row)?, sealed_case(row)?))
}

pub(crate) fn arrived_case(row: &dyn Columns) -> Result<(Arrival, SealedCase), StoreError> {
    let (seq, case) = placed_case(row)?;
    let hour = case.card.received;
    Ok((Arrival { hour, seq }, case))
}

/// A location with the place of its case.
pub(crate) fn location(row: &dyn Columns) -> Result<(u64, LocationDigest), StoreError> {
    Ok((place(row)?, LocationDigest(array(row, "digest")?)))
}

/// An item with the place of its case.
pub(crate) fn item(row: &dyn Columns) -> Result<(u64, ItemRow), StoreError> {
    let digest = row.bytes("digest")?.is_some().then(|| array(row, "digest"));
    let item = ItemRow {
        place: item_place(row)?,
        digest: digest.transpose()?.map(LocationDigest),
        names: Vec::new(),
        state: name(row, "state")?,
        end: optional_name(row, "ending")?,
    };
    Ok((place(row)?, item))
}

pub(crate) fn known_item(row: &dyn Columns) -> Result<KnownItem, StoreError> {
    Ok(KnownItem {
        case: report_id(row)?,
        number: ItemNumber {
            case: unsigned(row, "number")?,
            place: item_place(row)?,
        },
        digest: LocationDigest(array(row, "digest")?),
        state: name(row, "state")?,
    })
}

fn item_place(row: &dyn Columns) -> Result<u32, StoreError> {
    u32::try_from(unsigned(row, "place")?).map_err(|_| unknown("place"))
}

pub(crate) fn card(row: &dyn Columns) -> Result<Card, StoreError> {
    let is_closed = row.number("closed_hour")?.is_some();
    let closed = is_closed
        .then(|| unsigned(row, "closed_hour"))
        .transpose()?;
    Ok(Card {
        id: report_id(row)?,
        number: unsigned(row, "number")?,
        version: unsigned(row, "version")?,
        received: Hour(unsigned(row, "received_hour")?),
        priority: priority(row)?,
        state: name(row, "state")?,
        assignee: row.text("assignee")?,
        facts: facts(row)?,
        closed: closed.map(Hour),
        due: optional_day(row, "due_day")?,
        is_handed_over: row.number("handed_over")?.map(|number| number != 0),
    })
}

fn optional_day(row: &dyn Columns, column: &str) -> Result<Option<Day>, StoreError> {
    let day = row.number(column)?.map(u32::try_from).transpose();
    Ok(day.map_err(|_| unknown(column))?.map(Day))
}

/// A number of cases.
pub(crate) fn cases(row: &dyn Columns) -> Result<u64, StoreError> {
    unsigned(row, "cases")
}

/// A number of cases that the store keeps.
pub(crate) fn case_count(row: &dyn Columns) -> Result<CaseCount, StoreError> {
    Ok(CaseCount {
        state: name(row, "state")?,
        priority: priority(row)?,
        assignee: some(text(row, "assignee")?),
        cases: cases(row)?,
    })
}

/// The number of cases of one account or token in which something is due.
pub(crate) fn due_count(row: &dyn Columns) -> Result<(Option<String>, u64), StoreError> {
    Ok((some(text(row, "assignee")?), cases(row)?))
}

pub(crate) fn tallied(row: &dyn Columns) -> Result<Tallied, StoreError> {
    Ok(Tallied {
        month: month(row)?,
        fact: text(row, "fact")?,
        value: some(text(row, "value")?),
        cases: cases(row)?,
    })
}

/// The number of cases of which a part is due, and the hour in which the first was closed.
pub(crate) fn due(row: &dyn Columns) -> Result<(u64, Option<Hour>), StoreError> {
    let oldest = row.number("oldest")?.map(|_| unsigned(row, "oldest"));
    Ok((cases(row)?, oldest.transpose()?.map(Hour)))
}

/// The value of a column that is a key, and has an empty text in the place of NULL.
fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn month(row: &dyn Columns) -> Result<Month, StoreError> {
    let month = unsigned(row, "month")?;
    Ok(Month(u32::try_from(month).map_err(|_| unknown("month"))?))
}

fn facts(row: &dyn Columns) -> Result<Facts, StoreError> {
    let category = text(row, "category")?;
    Ok(Facts {
        month: month(row)?,
        category: Category::named(&category).ok_or_else(|| unknown("category"))?,
        language: text(row, "language")?,
        partner: row.text("partner")?,
        outcome: optional_name(row, "outcome")?,
        country: row.text("country")?,
        site_type: optional_name(row, "site_type")?,
        waited: name(row, "waited")?,
        origin: row.text("origin")?,
    })
}

pub(crate) fn sealed_record(row: &dyn Columns) -> Result<SealedRecord, StoreError> {
    Ok(SealedRecord {
        version: unsigned(row, "version")?,
        bytes: bytes(row, "sealed")?,
    })
}

/// The key of a record.
pub(crate) fn key(row: &dyn Columns) -> Result<Vec<u8>, StoreError> {
    bytes(row, "key")
}

pub(crate) fn keyed_record(row: &dyn Columns) -> Result<(Vec<u8>, SealedRecord), StoreError> {
    Ok((bytes(row, "key")?, sealed_record(row)?))
}

/// An entry of the log. One that is damaged is read as far as it can be, and does not hold.
pub(crate) fn chained_act(row: &dyn Columns) -> Result<ChainedAct, StoreError> {
    let has_case = row.bytes("case_id")?.is_some();
    Ok(ChainedAct {
        seq: place(row)?,
        case: has_case.then(|| ReportId::new(bytes_or_zeros(row, "case_id"))),
        json: row.text("entry").ok().flatten().unwrap_or_default(),
        hash: ChainHash(bytes_or_zeros(row, "hash")),
    })
}

pub(crate) fn owner(row: &dyn Columns) -> Result<Owner, StoreError> {
    let former = row.bytes("former")?.is_some().then(|| array(row, "former"));
    Ok(Owner {
        store: StoreId(array(row, "store_id")?),
        hotline: text(row, "hotline")?,
        desk_key: Fingerprint(array(row, "desk_key")?),
        former_key: former.transpose()?.map(Fingerprint),
    })
}

pub(crate) fn fingerprint(row: &dyn Columns) -> Result<Fingerprint, StoreError> {
    Ok(Fingerprint(array(row, "fingerprint")?))
}

/// A part of a receiver, with the time of its last heartbeat.
pub(crate) fn beat(row: &dyn Columns) -> Result<(Part, Timestamp), StoreError> {
    Ok((name(row, "part")?, Timestamp(unsigned(row, "at")?)))
}

/// A half, with the config by which it was last at work.
pub(crate) fn running_config(row: &dyn Columns) -> Result<(Part, ConfigDigest), StoreError> {
    Ok((name(row, "part")?, ConfigDigest(array(row, "config")?)))
}

/// A report's priority. A damaged one counts as the most urgent.
fn priority(row: &dyn Columns) -> Result<Priority, StoreError> {
    let number = row.number("priority")?;
    let index = number.and_then(|number| usize::try_from(number).ok());
    let priority = index.and_then(|index| Priority::ALL.get(index));
    Ok(priority.copied().unwrap_or(Priority::Danger))
}

/// The enum's value whose name is in this column.
fn name<T: FromStr>(row: &dyn Columns, column: &str) -> Result<T, StoreError> {
    optional_name(row, column)?.ok_or_else(|| unknown(column))
}

fn optional_name<T: FromStr>(row: &dyn Columns, column: &str) -> Result<Option<T>, StoreError> {
    let name = row.text(column)?;
    let choice = name.map(|name| name.parse().map_err(|_| unknown(column)));
    choice.transpose()
}

/// A number that must be present and not negative.
pub(crate) fn unsigned(row: &dyn Columns, column: &str) -> Result<u64, StoreError> {
    let number = row.number(column)?.ok_or_else(|| unknown(column))?;
    u64::try_from(number).map_err(|_| unknown(column))
}

fn text(row: &dyn Columns, column: &str) -> Result<String, StoreError> {
    row.text(column)?.ok_or_else(|| unknown(column))
}

fn bytes(row: &dyn Columns, column: &str) -> Result<Vec<u8>, StoreError> {
    row.bytes(column)?.ok_or_else(|| unknown(column))
}

/// A byte string of exactly `N` bytes.
fn array<const N: usize>(row: &dyn Columns, column: &str) -> Result<[u8; N], StoreError> {
    let bytes = bytes(row, column)?;
    bytes.try_into().map_err(|_| unknown(column))
}

/// A byte string of exactly `N` bytes; zeros if it is another.
fn bytes_or_zeros<const N: usize>(row: &dyn Columns, column: &str) -> [u8; N] {
    let bytes = row.bytes(column).ok().flatten();
    let array = bytes.and_then(|bytes| bytes.try_into().ok());
    array.unwrap_or([0; N])
}

fn unknown(column: &str) -> StoreError {
    StoreError::engine(format!("the column {column} holds an unknown value"))
}
