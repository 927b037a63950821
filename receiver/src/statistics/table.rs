//! Tables of the statistics: reports counted by one fact and by month.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use model::case::Waited;
use model::month::Month;
use model::workflow::Outcome;
use serde::{Deserialize, Serialize};
use shared::report::Category;
use store::Tallied;
use strum::VariantArray;
use utoipa::ToSchema;

use super::suppression::{Column, LEAST};
use super::{Counts, Statistics};

/// The label of a missing value. Brackets cannot occur in real values.
pub(crate) const NONE: &str = "(none)";

/// The label of a value that a browser sent and that the config does not know.
pub(crate) const OTHER: &str = "(other)";

/// The fact by which a table counts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Dimension {
    /// The reporter's category.
    Category,
    /// The outcome.
    Outcome,
    /// The language of the form.
    Language,
    /// The partner whose page showed the button.
    Partner,
    /// The estimated country of hosting, for reports assessed as illegal only.
    Country,
    /// The kind of site, for reports assessed as illegal only.
    SiteType,
    /// How long the report waited in the queue.
    Waited,
}

/// The months of a document, as numbers of [`Month`].
pub(crate) type Period = RangeInclusive<u32>;

/// The languages and partners that tables may name. Browsers can send any other.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownValues {
    /// The form's languages.
    pub(crate) languages: BTreeSet<String>,
    /// The partners in the config.
    pub(crate) partners: BTreeSet<String>,
}

/// Reports counted by one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Table {
    /// The fact by which the table counts.
    pub(crate) by: Dimension,
    /// The number of reports in the table.
    pub(crate) total: Counts,
    /// One row for each value that may be shown.
    pub(crate) rows: Vec<Row>,
}

/// Reports with the same value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Row {
    /// The value; `(none)` if it is missing, `(other)` if it is not a known one.
    pub(crate) value: String,
    /// The number of reports.
    #[serde(flatten)]
    pub(crate) counts: Counts,
}

impl Statistics {
    /// Counts the reports of a period out of the numbers that the store keeps, with small counts hidden.
    pub(crate) fn of(
        hotline: &str,
        tallied: &[Tallied],
        period: Period,
        known: &KnownValues,
    ) -> Self {
        let months: Vec<Month> = period.map(Month).collect();
        let tables = Dimension::VARIANTS.iter();
        let columns = |by| columns(by, tallied, &months, known);
        Self {
            hotline: hotline.to_owned(),
            least_shown: LEAST,
            // Every table of all reports has the same totals.
            reports: columns(Dimension::Category)
                .iter()
                .map(|column| column.total)
                .collect(),
            tables: tables.map(|by| Table::of(*by, &columns(*by))).collect(),
            months: months.iter().map(ToString::to_string).collect(),
        }
    }
}

/// One column for each month.
fn columns(
    by: Dimension,
    tallied: &[Tallied],
    months: &[Month],
    known: &KnownValues,
) -> Vec<Column> {
    let counted = |by: Dimension| {
        let mut counts: BTreeMap<Month, BTreeMap<String, u64>> = BTreeMap::new();
        for tallied in tallied.iter().filter(|it| it.fact == by.name()) {
            let of_month = counts.entry(tallied.month).or_default();
            let value = by.value(tallied.value.as_deref(), known);
            *of_month.entry(value).or_default() += tallied.cases;
        }
        let of_month = move |month| counts.remove(month).unwrap_or_default();
        months.iter().map(of_month)
    };
    if !by.is_of_illegal() {
        return counted(by).map(|counts| Column::of(&counts)).collect();
    }
    let illegal = Outcome::AssessedIllegal.name();
    let outcomes = counted(Dimension::Outcome).map(|counts| Column::of(&counts));
    outcomes
        .zip(counted(by))
        .map(|(outcome, counts)| Column::within(outcome.cell(illegal), &counts))
        .collect()
}

impl Table {
    fn of(by: Dimension, columns: &[Column]) -> Self {
        let mut values = by.menu();
        // A value that no month shows is not listed: the list must not reveal hidden months.
        let others: BTreeSet<&String> = columns.iter().flat_map(Column::values).collect();
        let others = others
            .into_iter()
            .filter(|value| !values.contains(&value.as_str()));
        let others: Vec<&str> = others.map(String::as_str).collect();
        values.extend(others);
        let row = |value: &&str| Row {
            value: (*value).to_owned(),
            counts: columns.iter().map(|column| column.cell(value)).collect(),
        };
        Self {
            by,
            total: columns.iter().map(|column| column.total).collect(),
            rows: values.iter().map(row).collect(),
        }
    }
}

impl Dimension {
    /// The dimension's name in exports.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }

    /// Whether only reports assessed as illegal are counted, because no others have such a value.
    fn is_of_illegal(self) -> bool {
        matches!(self, Self::Country | Self::SiteType)
    }

    /// The values that are always listed.
    fn menu(self) -> Vec<&'static str> {
        match self {
            Self::Category => Category::ALL
                .iter()
                .map(|category| category.name())
                .collect(),
            Self::Outcome => Outcome::VARIANTS
                .iter()
                .map(|outcome| outcome.name())
                .collect(),
            Self::Waited => Waited::VARIANTS
                .iter()
                .map(|waited| waited.name())
                .collect(),
            Self::Language | Self::Partner | Self::Country | Self::SiteType => Vec::new(),
        }
    }

    /// The label of a value.
    fn value(self, value: Option<&str>, known: &KnownValues) -> String {
        let known_one = |name, known: &BTreeSet<String>| match known.contains(name) {
            true => name,
            false => OTHER,
        };
        let label = |name| match self {
            Self::Language => known_one(name, &known.languages),
            Self::Partner => known_one(name, &known.partners),
            Self::Country => country(name),
            Self::Category | Self::Outcome | Self::SiteType | Self::Waited => name,
        };
        value.map_or(NONE, label).to_owned()
    }
}

/// The country's code, or `(other)` if the text does not look like a code.
fn country(code: &str) -> &str {
    let is_code = code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase());
    if is_code { code } else { OTHER }
}

#[cfg(test)]
mod tests;
