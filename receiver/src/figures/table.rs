//! Items and reports, counted by one fact.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use model::assessment::{AgeGroup, Classification, Commerciality, Gender, SiteType};
use serde::Serialize;
use strum::{IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use super::region::Region;
use super::{NONE, Row};

/// The fact by which a table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, IntoStaticStr, VariantArray, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Fact {
    /// The hotline that referred the items to us, of all items; no hotline if a reporter did.
    Origin,
    /// The reporter's category, of all items.
    Category,
    /// The state or the end, of all items.
    State,
    /// The classification, of all items.
    Classification,
    /// The reporter's category, of items assessed as illegal.
    CategoryOfIllegal,
    /// The age group of the youngest child, of items assessed as illegal.
    AgeGroup,
    /// The gender of the children, of items assessed as illegal.
    Gender,
    /// Whether somebody earns money with it, of items assessed as illegal.
    Commerciality,
    /// The kind of site, of items assessed as illegal.
    SiteType,
    /// The estimated country of hosting, of items assessed as illegal.
    Country,
    /// The region of the world of that country, of items assessed as illegal.
    Region,
    /// The hosts that got a notice, of items assessed as illegal. An item with two counts at both.
    Provider,
    /// The hotlines that items assessed as illegal were referred to, each with what became of them there. An item with
    /// two counts at both.
    Referral,
    /// The hotlines that referred items to us, each with what became of them here.
    Received,
}

impl Fact {
    /// The name in the API.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }

    /// Whether only items assessed as illegal are counted.
    fn is_of_illegal(self) -> bool {
        !matches!(
            self,
            Self::Origin | Self::Category | Self::State | Self::Classification | Self::Received
        )
    }

    /// The values of an item.
    fn values(self, row: &Row) -> Vec<Cow<'_, str>> {
        let known = &row.known;
        let value = match self {
            Self::Origin => row.origin.as_deref(),
            Self::Category | Self::CategoryOfIllegal => Some(row.category.name()),
            Self::State => Some(row.standing()),
            Self::Classification => known.classification.map(Classification::name),
            Self::AgeGroup => known.age_group.map(AgeGroup::name),
            Self::Gender => known.gender.map(Gender::name),
            Self::Commerciality => known.commerciality.map(Commerciality::name),
            Self::SiteType => known.site_type.map(SiteType::name),
            Self::Country => known.country.as_deref(),
            Self::Region => known.region().map(Region::name),
            Self::Provider => return each(&known.providers),
            Self::Referral => return each(&known.referrals),
            Self::Received => return row.received_as().map(Cow::Owned).into_iter().collect(),
        };
        vec![value.unwrap_or(NONE).into()]
    }
}

/// The values of an item that may have several.
fn each(values: &[String]) -> Vec<Cow<'_, str>> {
    match values {
        [] => vec![NONE.into()],
        _ => values.iter().map(Cow::from).collect(),
    }
}

/// Items and reports by one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FiguresTable)]
pub(crate) struct Table {
    /// The fact by which the table counts.
    pub(crate) by: Fact,
    /// One row for each value that occurs, the most frequent first.
    pub(crate) rows: Vec<Count>,
}

/// Items and reports with the same value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FiguresCount)]
pub(crate) struct Count {
    /// The value; `(none)` if it is missing.
    pub(crate) value: String,
    /// The number of items with this value.
    pub(crate) items: u64,
    /// The number of reports that brought at least one of them.
    pub(crate) reports: u64,
}

/// Counts the values of one fact.
#[derive(Default)]
pub(super) struct Tallying(BTreeMap<String, (u64, u64)>);

impl Tallying {
    /// Adds the items of one report.
    pub(super) fn add(&mut self, by: Fact, rows: &[Row]) {
        let mut of_report = BTreeSet::new();
        let counted = rows.iter();
        for row in counted.filter(|row| row.is_illegal() || !by.is_of_illegal()) {
            for value in by.values(row) {
                let count = self.0.entry(value.clone().into_owned()).or_default();
                count.0 += 1;
                count.1 += u64::from(of_report.insert(value));
            }
        }
    }

    /// The table.
    pub(super) fn table(self, by: Fact) -> Table {
        let count = |(value, (items, reports))| Count {
            value,
            items,
            reports,
        };
        let mut rows: Vec<Count> = self.0.into_iter().map(count).collect();
        rows.sort_by_key(|count| std::cmp::Reverse(count.items));
        Table { by, rows }
    }
}
