//! Statements for content items.

use shared::report::ReportId;

use crate::statement::{Dialect, Statement, Values, values};
use crate::{ItemRow, LocationDigest};

/// The row of a case by its report's id.
const SEQ: &str = "(SELECT seq FROM report WHERE id = $1)";

pub(crate) fn known(dialect: Dialect, digests: &[LocationDigest]) -> Statement {
    let mut values = Values::new(dialect);
    let same = values.one_of("digest", digests.to_vec());
    values.into_statement(format!(
        "SELECT report.id, number, place, digest, item.state
         FROM item JOIN case_file USING (seq) JOIN report USING (seq) WHERE {same}"
    ))
}

/// The items of all cases after one place, up to and including another.
pub(crate) fn between(after: u64, up_to: u64) -> Statement {
    Statement::new(
        "SELECT seq, place, digest, state, ending FROM item
         WHERE seq > $1 AND seq <= $2 ORDER BY seq, place",
        values![after, up_to],
    )
}

/// The items of a case.
pub(crate) fn of(case: ReportId) -> Statement {
    Statement::new(
        format!(
            "SELECT seq, place, digest, state, ending FROM item WHERE seq = {SEQ} ORDER BY place"
        ),
        values![case],
    )
}

/// The addresses that a case names.
pub(crate) fn sightings(case: ReportId) -> Statement {
    Statement::new(
        format!("SELECT seq, digest FROM case_location WHERE seq = {SEQ} ORDER BY digest"),
        values![case],
    )
}

/// Removes the items of a case, before [`insert`] adds the present ones.
pub(crate) fn clear(case: ReportId) -> Statement {
    Statement::new(format!("DELETE FROM item WHERE seq = {SEQ}"), values![case])
}

/// Lets the items of a case be found by their addresses no more.
pub(crate) fn unlink(case: ReportId) -> Statement {
    Statement::new(
        format!("UPDATE item SET digest = NULL WHERE seq = {SEQ}"),
        values![case],
    )
}

/// Adds an item. Adds no row if another item has its digest.
pub(crate) fn insert(case: ReportId, item: &ItemRow) -> Statement {
    let ItemRow {
        place,
        digest,
        state,
        end,
        ..
    } = *item;
    Statement::new(
        format!(
            "INSERT INTO item (seq, place, digest, state, ending)
             VALUES ({SEQ}, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        ),
        values![case, place, digest, state.name(), end.map(|end| end.name())],
    )
}

/// Records that a case names an address.
pub(crate) fn sighting(case: ReportId, digest: LocationDigest) -> Statement {
    Statement::new(
        format!(
            "INSERT INTO case_location (digest, seq) VALUES ($2, {SEQ}) ON CONFLICT DO NOTHING"
        ),
        values![case, digest],
    )
}
