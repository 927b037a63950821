//! One row for each content item.

use std::collections::{BTreeMap, BTreeSet};

use model::assessment::{AgeGroup, Classification, Commerciality, Gender, SiteType};
use model::case::Card;
use model::defang::defang;
use model::item::{Item, ItemNumber};
use model::life::{End, ItemState};
use model::time::{Day, Timestamp};
use model::worksheet::{HandedOff, HandoffKind, Worksheet};
use serde::{Deserialize, Serialize};
use shared::report::Category;
use store::ItemRow;
use strum::{IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use super::region::Region;
use super::{NONE, as_text};
use crate::handoff::{domain_of, host_of};

/// Something that is reached so many hours after the report came.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Milestone {
    /// The report was taken from the queue, or closed there.
    FirstAction,
    /// The present verdict was given.
    Decision,
    /// The first hand-off to the police left.
    Police,
    /// The first notice to a host left.
    Host,
    /// The content was removed, or could not be reached any more.
    Removal,
    /// The first referral to another hotline left.
    Referral,
    /// Another hotline told what became of the content in the end.
    Outcome,
}

impl Milestone {
    /// The name in the API.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}

/// A content item in the figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) number: ItemNumber,
    /// The day on which the report came, in the hotline's time zone.
    #[serde(with = "as_text")]
    pub(crate) received: Day,
    /// The id of the hotline that referred the item to us; none if a reporter did.
    #[serde(default)]
    pub(crate) origin: Option<String>,
    pub(crate) category: Category,
    pub(crate) state: ItemState,
    pub(crate) end: Option<End>,
    /// The facts that the worksheet has; empty if an earlier receiver scrubbed the case.
    pub(crate) known: KnownFacts,
    /// Whether these facts went with the case.
    #[serde(skip)]
    pub(crate) is_scrubbed: bool,
}

/// The facts of an item that its worksheet has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownFacts {
    pub(crate) classification: Option<Classification>,
    pub(crate) age_group: Option<AgeGroup>,
    pub(crate) gender: Option<Gender>,
    pub(crate) commerciality: Option<Commerciality>,
    pub(crate) site_type: Option<SiteType>,
    /// The estimated country of hosting (ISO 3166-1 alpha-2).
    pub(crate) country: Option<String>,
    /// The host; scrubbed with the case.
    #[serde(skip)]
    pub(crate) host: Option<String>,
    /// The domain that somebody registered for the host; scrubbed with the case.
    #[serde(skip)]
    pub(crate) domain: Option<String>,
    /// The hosts that got a notice about the item, in the words of the hand-offs.
    pub(crate) providers: Vec<String>,
    /// The hotlines that it was referred to, by our names, each with what became of it there: `nl: removed`, or `nl: (none)`
    /// while they have told nothing.
    #[serde(default)]
    pub(crate) referrals: Vec<String>,
    /// The hours from the report to each milestone that was reached and whose hour is known.
    hours: BTreeMap<Milestone, u64>,
}

/// The names of the columns.
pub(super) const COLUMNS: [&str; 26] = [
    "item",
    "case",
    "received",
    "origin",
    "category",
    "state",
    "illegal",
    "scrubbed",
    "classification",
    "age_group",
    "gender",
    "commerciality",
    "site_type",
    "country",
    "region",
    "host",
    "domain",
    "providers",
    "referrals",
    "hours_to_first_action",
    "hours_to_decision",
    "hours_to_police",
    "hours_to_host",
    "hours_to_removal",
    "hours_to_referral",
    "hours_to_outcome",
];

impl Row {
    /// The row of an item. `received` is the day on which its report came.
    pub(super) fn of(card: &Card, worksheet: &Worksheet, item: &Item, received: Day) -> Self {
        Self {
            number: number(card, item.place),
            received,
            origin: card.facts.origin.clone(),
            category: card.facts.category,
            state: item.state,
            end: item.end,
            known: KnownFacts::of(card, worksheet, item),
            is_scrubbed: false,
        }
    }

    /// The row of an item of a case that an earlier receiver scrubbed.
    pub(super) fn scrubbed(card: &Card, item: &ItemRow, received: Day) -> Self {
        Self {
            number: number(card, item.place),
            received,
            origin: card.facts.origin.clone(),
            category: card.facts.category,
            state: item.state,
            end: item.end,
            known: KnownFacts::default(),
            is_scrubbed: true,
        }
    }

    /// The name of the state or, once the item has ended, of its end.
    pub(crate) fn standing(&self) -> &'static str {
        self.end.map_or(self.state.name(), End::name)
    }

    /// Whether the content is assessed as illegal, whether or not the item has ended.
    pub(crate) fn is_illegal(&self) -> bool {
        self.state.is_illegal() || self.end.is_some_and(End::is_illegal)
    }

    /// What became here of an item that another hotline referred, with the id of that hotline: `no: removed`; none if
    /// a reporter sent it.
    pub(crate) fn received_as(&self) -> Option<String> {
        let origin = self.origin.as_ref()?;
        Some(format!("{origin}: {}", self.standing()))
    }

    /// The hours from the report to this milestone.
    pub(crate) fn hours_to(&self, milestone: Milestone) -> Option<u64> {
        self.known.hours.get(&milestone).copied()
    }

    /// The cells, in the order of [`COLUMNS`].
    pub(super) fn cells(&self) -> [String; COLUMNS.len()] {
        let text = |name: Option<&str>| name.unwrap_or_default().to_owned();
        let yes = |is_so: bool| if is_so { "yes" } else { "no" }.to_owned();
        let defanged = |name: &Option<String>| name.as_deref().map_or_else(String::new, defang);
        let hours = |milestone| {
            let hours = self.hours_to(milestone);
            hours.map_or_else(String::new, |hours| hours.to_string())
        };
        let known = &self.known;
        [
            self.number.to_string(),
            self.number.case.to_string(),
            self.received.to_string(),
            text(self.origin.as_deref()),
            self.category.name().to_owned(),
            self.standing().to_owned(),
            yes(self.is_illegal()),
            yes(self.is_scrubbed),
            text(known.classification.map(Classification::name)),
            text(known.age_group.map(AgeGroup::name)),
            text(known.gender.map(Gender::name)),
            text(known.commerciality.map(Commerciality::name)),
            text(known.site_type.map(SiteType::name)),
            text(known.country.as_deref()),
            text(known.region().map(Region::name)),
            defanged(&known.host),
            defanged(&known.domain),
            known.providers.join("\n"),
            known.referrals.join("\n"),
            hours(Milestone::FirstAction),
            hours(Milestone::Decision),
            hours(Milestone::Police),
            hours(Milestone::Host),
            hours(Milestone::Removal),
            hours(Milestone::Referral),
            hours(Milestone::Outcome),
        ]
    }
}

impl KnownFacts {
    fn of(card: &Card, worksheet: &Worksheet, item: &Item) -> Self {
        let finding = item.finding.as_ref();
        let hosting = finding.and_then(|finding| finding.hosting.as_ref());
        let host = host_of(&item.location);
        let hours = |milestone: &Milestone| {
            let hour = hour(&reached(worksheet, item, *milestone)?)?;
            Some((*milestone, hour.saturating_sub(card.received.0)))
        };
        Self {
            classification: item.classification(),
            age_group: finding.and_then(|it| it.age_group),
            gender: finding.and_then(|it| it.gender),
            commerciality: finding.and_then(|it| it.commerciality),
            site_type: finding.and_then(|it| it.site_type),
            country: hosting.map(|hosting| hosting.country.clone()),
            domain: host.as_deref().and_then(domain_of),
            host,
            providers: each_once(left(worksheet, item, HandoffKind::goes_to_host), |it| {
                it.to.clone()
            }),
            referrals: referrals(worksheet, item),
            hours: Milestone::VARIANTS.iter().filter_map(hours).collect(),
        }
    }

    /// The region of the world of the country of hosting.
    pub(super) fn region(&self) -> Option<Region> {
        self.country.as_deref().and_then(Region::of)
    }
}

/// The time at which an item reached a milestone (RFC 3339).
fn reached(worksheet: &Worksheet, item: &Item, milestone: Milestone) -> Option<String> {
    let first = |is_wanted: fn(HandoffKind) -> bool| {
        let left = left(worksheet, item, is_wanted);
        left.filter_map(|it| it.left.clone()).min()
    };
    match milestone {
        Milestone::FirstAction => worksheet.taken.clone(),
        Milestone::Decision => item.decided.as_ref().map(|decided| decided.on.clone()),
        Milestone::Police => first(|kind| kind == HandoffKind::Police),
        Milestone::Host => first(HandoffKind::goes_to_host),
        Milestone::Removal => {
            let is_gone = matches!(item.end, Some(End::Removed | End::Unavailable));
            item.ended.clone().filter(|_| is_gone)
        }
        Milestone::Referral => first(is_referral),
        Milestone::Outcome => {
            let told = left(worksheet, item, is_referral);
            let told = told.filter_map(|it| it.outcome_of(item.place));
            let told = told.filter(|heard| heard.outcome.became.is_final());
            told.map(|heard| heard.on.clone()).min()
        }
    }
}

/// The hotlines that an item was referred to, each with the last that it told.
fn referrals(worksheet: &Worksheet, item: &Item) -> Vec<String> {
    let told = |it: &HandedOff| {
        let heard = it.outcome_of(item.place);
        let became = heard.map_or(NONE, |heard| heard.outcome.became.name());
        format!("{}: {became}", it.to)
    };
    each_once(left(worksheet, item, is_referral), told)
}

/// The texts of some hand-offs, sorted, each once.
fn each_once<'a>(
    hand_offs: impl Iterator<Item = &'a HandedOff>,
    text: impl Fn(&HandedOff) -> String,
) -> Vec<String> {
    let texts: BTreeSet<String> = hand_offs.map(text).collect();
    texts.into_iter().collect()
}

fn is_referral(kind: HandoffKind) -> bool {
    kind == HandoffKind::Hotline
}

/// The hand-offs of such a kind about an item that have left, as its address is now.
fn left<'a>(
    worksheet: &'a Worksheet,
    item: &'a Item,
    is_wanted: fn(HandoffKind) -> bool,
) -> impl Iterator<Item = &'a HandedOff> {
    let left = worksheet.left(item);
    left.filter(move |it| is_wanted(it.kind))
}

/// The hour of a time (RFC 3339), since 1970.
fn hour(text: &str) -> Option<u64> {
    text.parse::<Timestamp>().ok().map(|time| time.hour().0)
}

fn number(card: &Card, place: u32) -> ItemNumber {
    ItemNumber {
        case: card.number,
        place,
    }
}
