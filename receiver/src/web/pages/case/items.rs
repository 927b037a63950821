//! The items of a case, and known items, as the page shows them.

use model::actor::Actor;
use model::case::Case;
use model::defang::{defang, visible};
use model::item::{Item, ItemNumber};
use model::life::ItemState;
use shared::report::ReportId;
use strum::VariantArray;

use crate::casework::{CaseView, KnownView, Sighted, suggested};
use crate::web::pages::findings::{self, FindingForm};
use crate::web::present::{self, Field, words};

/// Maximum number of items whose findings are all unfolded.
const UNFOLDED: usize = 3;

/// One item of the case.
pub(super) struct ItemShown {
    pub(super) place: u32,
    pub(super) number: ItemNumber,
    pub(super) state: String,
    pub(super) kind: &'static str,
    pub(super) fields: Vec<Field>,
    /// The location as the reporter gave it, if it was corrected.
    pub(super) before: Vec<Field>,
    pub(super) facts: Vec<Field>,
    /// The cases whose other reports name the item: id and number.
    pub(super) sightings: Vec<(ReportId, u64)>,
    /// The present finding as a form, if the visitor can record one now.
    pub(super) form: Option<FindingForm>,
    pub(super) found: Vec<Field>,
    pub(super) explanation: String,
    /// Whether the visitor can change the explanation now.
    pub(super) can_explain: bool,
    /// Whether the finding is unfolded at first.
    pub(super) is_unfolded: bool,
    pub(super) is_ticked: bool,
    /// Whether the visitor can let it take a step.
    pub(super) can_step: bool,
    /// Whether its address can be corrected now.
    pub(super) can_correct: bool,
    /// The addresses that were found in the location, if the visitor can accept them now.
    pub(super) suggested: Vec<String>,
}

/// An item of an earlier case that the report names.
pub(super) struct KnownShown {
    pub(super) number: ItemNumber,
    pub(super) case: ReportId,
    pub(super) state: String,
    pub(super) fields: Vec<Field>,
    pub(super) facts: Vec<Field>,
    /// What the visitor can say of it; empty once somebody has.
    pub(super) choices: Vec<Sighted>,
}

/// The items of a case as this person may work on them; these are ticked.
pub(super) fn shown(actor: &Actor, view: &CaseView, ticked: &[u32]) -> Vec<ItemShown> {
    let (card, worksheet) = (&view.case.card, view.case.worksheet.as_ref());
    let items = worksheet.map_or(&[][..], |worksheet| &worksheet.items);
    let shown = items.iter().zip(&view.sightings).map(|(item, seen)| {
        let cards = &seen.cases;
        let (kind, fields) = present::location(&item.location);
        let others = cards.iter().filter(|other| other.id != card.id);
        let before = item.corrections.first();
        let can_assess = item.is_assessed_by(actor);
        let can_correct = can_assess || item.state == ItemState::NeedsMore;
        let suggested = if can_correct {
            suggested(&item.location)
        } else {
            Vec::new()
        };
        let form = can_assess.then(|| findings::form(item.finding.as_ref()));
        ItemShown {
            place: item.place,
            number: ItemNumber {
                case: card.number,
                place: item.place,
            },
            state: state(item),
            kind,
            fields,
            before: before.map_or_else(Vec::new, |before| present::location(&before.from).1),
            facts: facts(
                item,
                seen.count,
                cards.last().map(|card| card.received.to_string()),
            ),
            sightings: others.map(|other| (other.id, other.number)).collect(),
            found: match (&form, &item.finding) {
                (None, Some(finding)) => findings::shown(finding),
                _ => Vec::new(),
            },
            is_unfolded: items.len() <= UNFOLDED,
            is_ticked: ticked.contains(&item.place),
            form,
            explanation: visible(&item.explanation),
            can_explain: item.is_open() && !item.is_asked_by(actor),
            can_step: item.steps(actor).next().is_some(),
            can_correct,
            suggested: suggested.iter().map(|address| defang(address)).collect(),
        }
    });
    shown.collect()
}

/// The locations of the report that brought no item to this case, as the reporter gave them. They
/// may tell more than the known item: the page that led there, or an account beside the address.
pub(super) fn named_again(case: &Case) -> Vec<Field> {
    let locations = case.report.iter().flat_map(|report| &report.locations);
    let items = case.worksheet.iter().flat_map(|worksheet| &worksheet.items);
    let own: Vec<u32> = items.filter_map(|item| item.reported).collect();
    let others = (0..).zip(locations).filter(|(at, _)| !own.contains(at));
    others.flat_map(|(_, at)| present::location(at).1).collect()
}

impl KnownShown {
    pub(super) fn new(view: &KnownView) -> Self {
        let is_settled = view.known.settled.is_some();
        let item = view.item.as_ref();
        let can_say = |sighted: &Sighted| match item {
            Some(item) => sighted.fits(item.state, item.is_illegal()),
            None => matches!(sighted, Sighted::NothingNew | Sighted::OwnItem),
        };
        let choices = Sighted::VARIANTS.iter().copied();
        let choices = choices.filter(|sighted| !is_settled && can_say(sighted));
        Self {
            number: view.known.item,
            case: view.known.case,
            state: item.map_or_else(|| "scrubbed".to_owned(), state),
            fields: item.map_or_else(Vec::new, |item| present::location(&item.location).1),
            facts: known_facts(view),
            choices: choices.collect(),
        }
    }
}

/// The facts about a known item: who works on its case, and what was found.
fn known_facts(view: &KnownView) -> Vec<Field> {
    let assignee = view.card.assignee.as_deref().unwrap_or("nobody");
    let state = words(view.card.state.name());
    let mut all = vec![("its case", format!("{state}, assigned to {assignee}"))];
    if let Some(item) = &view.item {
        all.extend(facts(item, 0, None));
        all.extend(item.finding.iter().flat_map(findings::shown));
    }
    all
}

/// The state of an item in words, with the reason of its end.
fn state(item: &Item) -> String {
    match item.end {
        Some(end) => format!("ended: {}", words(end.name())),
        None => words(item.state.name()),
    }
}

/// The facts about an item. `sightings` is the number of reports that name it; the last of them
/// arrived in the hour `last`.
fn facts(item: &Item, sightings: u64, last: Option<String>) -> Vec<Field> {
    let mut facts = Vec::new();
    if let (2.., Some(last)) = (sightings, last) {
        facts.push((
            "named by",
            format!("{sightings} reports, the last of {last}"),
        ));
    }
    if let Some(assessed) = &item.assessed {
        facts.push(("assessed", format!("by {}, {}", assessed.by, assessed.on)));
    }
    if let Some(review) = &item.review {
        let decided = match &review.decided {
            Some(decided) => format!(", decided by {}, {}", decided.by, decided.on),
            None => ", not decided yet".to_owned(),
        };
        facts.push((
            "second review",
            format!("asked by {}{decided}", review.asked_by),
        ));
    }
    if let Some(day) = &item.held_until {
        let by = item.held.as_ref();
        let by = by.map_or_else(String::new, |it| format!(", by {}, {}", it.by, it.on));
        facts.push(("held until", format!("{day}{by}")));
    }
    if let Some(released) = &item.released {
        facts.push(("released", format!("by {}, {}", released.by, released.on)));
    }
    if let Some(day) = &item.look_again {
        facts.push(("look again on", day.clone()));
    }
    if let Some(last) = item.still_online.last() {
        let times = item.still_online.len();
        facts.push((
            "still online",
            format!("{times} times, last on {}", last.on),
        ));
    }
    if let Some(other) = &item.other {
        facts.push(("goes on as", other.to_string()));
    }
    facts
}
