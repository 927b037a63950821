//! The names and digests of the rows that the log vouches for.
//!
//! A digest covers a row as it is read back: whatever decodes to the same value has the same digest.

use model::case::{Card, UNKNOWN};
use model::rows::{RowChange, RowHash};
use model::sealed::SealedEpochKey;
use shared::report::ReportId;

use crate::{Links, RecordChange, RecordKind, SealedCase, SealedRecord};

/// The kind of a case's card: the columns that are not sealed.
pub(crate) const CARD: &str = "card";
/// The kind of a case's sealed worksheet.
pub(crate) const WORKSHEET: &str = "worksheet";
/// The kind of a case's items and addresses together.
pub(crate) const LINKS: &str = "links";

/// The kind of an epoch key that nobody signed.
pub(crate) const EPOCH: &str = "epoch";

/// The publication that is written anew each hour. Nothing in it counts that its reader does not verify: see
/// `shared/FOLLOW-UP.md`.
pub const BOARD: &[u8] = b"board";

/// The part of a record for which the log vouches.
enum Vouched {
    /// All of it.
    Content,
    /// That it exists. It changes more often than people act; each change outdates itself, or
    /// the worksheet of its case says more.
    Presence,
    /// Nothing: it is not worth an entry when it goes, or the log itself needs it.
    Nothing,
}

fn vouched(kind: RecordKind, key: &[u8]) -> Vouched {
    match kind {
        RecordKind::Publication if key == BOARD => Vouched::Nothing,
        RecordKind::Report
        | RecordKind::Description
        | RecordKind::Contact
        | RecordKind::Credentials
        | RecordKind::Notes
        | RecordKind::Staff
        | RecordKind::Token
        | RecordKind::Document
        | RecordKind::Recipient
        | RecordKind::Sample
        | RecordKind::ExchangeKey
        | RecordKind::Parcel
        | RecordKind::Thread
        | RecordKind::Paused
        | RecordKind::Publication => Vouched::Content,
        RecordKind::Session
        | RecordKind::Mail
        | RecordKind::Outbox
        | RecordKind::Dispute
        | RecordKind::Awaited
        | RecordKind::Question => Vouched::Presence,
        RecordKind::Delivery
        | RecordKind::Attempts
        | RecordKind::Told
        | RecordKind::Peer
        | RecordKind::Trusted
        | RecordKind::Answer
        | RecordKind::Inbox
        | RecordKind::Receipt
        | RecordKind::Unopened
        | RecordKind::Inherited => Vouched::Nothing,
    }
}

/// The row of a record that was read, or is missing; none if the log vouches for nothing of it.
pub(crate) fn of_record(
    kind: RecordKind,
    key: &[u8],
    record: Option<&SealedRecord>,
) -> Option<RowChange> {
    let digest = |record: &SealedRecord| match vouched(kind, key) {
        Vouched::Content => RowHash::of(&[&record.version.to_be_bytes(), &record.bytes]),
        Vouched::Presence | Vouched::Nothing => RowHash::of(&[]),
    };
    let name = RowHash::of(&[kind.name().as_bytes(), key]);
    let row = RowChange(kind.name().to_owned(), name, record.map(digest));
    (!matches!(vouched(kind, key), Vouched::Nothing)).then_some(row)
}

/// The row of a record after its change. A change that leaves the digest as it was has none.
pub(crate) fn of_change(change: &RecordChange) -> Option<RowChange> {
    match change {
        RecordChange::Put(kind, key, record)
            if record.version > 1 && matches!(vouched(*kind, key), Vouched::Presence) =>
        {
            None
        }
        RecordChange::Put(kind, key, record) => of_record(*kind, key, Some(record)),
        RecordChange::Remove(kind, key) => of_record(*kind, key, None),
    }
}

/// The rows of a case that was read, or is missing.
pub(crate) fn of_case(id: ReportId, case: Option<&SealedCase>) -> [RowChange; 2] {
    let worksheet = |case: &SealedCase| {
        let earlier = of_columns(std::slice::from_ref(&case.earlier)).to_string();
        RowHash::of(&[&case.file, earlier.as_bytes()])
    };
    let card = match case {
        Some(case) => of_card(&case.card),
        None => row(CARD, id, None),
    };
    [card, row(WORKSHEET, id, case.map(worksheet))]
}

/// The row of a card. The log has cards of earlier receivers, which had no day on which something is due, and
/// did not say whether the case was handed over.
pub(crate) fn of_card(card: &Card) -> RowChange {
    let facts = &card.facts;
    let number = |number: u64| Some(number.to_string());
    let mut columns = vec![
        number(card.number),
        number(card.version),
        number(card.received.0),
        Some(card.priority.name().to_owned()),
        Some(card.state.name().to_owned()),
        card.assignee.clone(),
        number(facts.month.0.into()),
        Some(facts.category.name().to_owned()),
        Some(facts.language.clone()),
        facts.partner.clone(),
        facts.outcome.map(|outcome| outcome.name().to_owned()),
        facts.country.clone(),
        facts.site_type.map(|site_type| site_type.name().to_owned()),
        Some(facts.waited.name().to_owned()),
        card.closed.and_then(|hour| number(hour.0)),
    ];
    let due = card.due.filter(|due| *due != UNKNOWN);
    columns.extend(due.map(|due| number(due.0.into())));
    // A text that no other column can have in its place: a due day has digits alone, and an origin begins with "from".
    columns.extend(
        facts
            .origin
            .as_ref()
            .map(|origin| Some(format!("from {origin}"))),
    );
    let handed_over = card.is_handed_over == Some(true);
    columns.extend(handed_over.then(|| Some("handed over".to_owned())));
    row(CARD, card.id, Some(of_columns(&columns)))
}

/// The row of the items and addresses of a case.
pub(crate) fn of_links(id: ReportId, links: &Links) -> RowChange {
    let mut columns = Vec::new();
    for item in &links.items {
        columns.push(Some(item.place.to_string()));
        columns.push(item.digest.map(|digest| format!("{:02x?}", digest.0)));
        columns.push(Some(item.state.name().to_owned()));
        columns.push(item.end.map(|end| end.name().to_owned()));
    }
    let items = of_columns(&columns).to_string();
    let locations = links.locations.iter().flat_map(|digest| digest.0);
    let locations: Vec<u8> = locations.collect();
    let digest = RowHash::of(&[items.as_bytes(), &locations]);
    row(LINKS, id, Some(digest))
}

/// The row of an epoch key. Its content is in its name: while the desk's key is changed, the log knows an epoch
/// key as it is sealed to either.
pub(crate) fn of_epoch(epoch: &SealedEpochKey) -> RowChange {
    let name = RowHash::of(&[EPOCH.as_bytes(), &epoch.id.0, &epoch.enc, &epoch.ciphertext]);
    RowChange(EPOCH.to_owned(), name, Some(RowHash::of(&[])))
}

/// The name of a row of a case.
pub(crate) fn row(kind: &str, id: ReportId, digest: Option<RowHash>) -> RowChange {
    let name = RowHash::of(&[kind.as_bytes(), id.as_bytes()]);
    RowChange(kind.to_owned(), name, digest)
}

/// The hash of columns, in which NULL differs from an empty text.
fn of_columns(columns: &[Option<String>]) -> RowHash {
    let texts = columns.iter().map(|column| match column {
        Some(text) => format!("={text}"),
        None => String::new(),
    });
    let texts: Vec<_> = texts.collect();
    let parts: Vec<_> = texts.iter().map(String::as_bytes).collect();
    RowHash::of(&parts)
}
