//! The items of a case, and known items, as the page shows them.

use std::borrow::Cow;

use model::actor::Actor;
use model::case::Case;
use model::defang::{defang, visible};
use model::item::{Item, ItemNumber, Signed};
use model::life::{ItemState, Requirement, Step};
use model::time::Hour;
use model::worksheet::Worksheet;
use shared::report::ReportId;
use strum::VariantArray;

use crate::casework::{CaseView, KnownView, Sighted, stands, suggested};
use crate::web::pages::findings::{FindingForm, FindingWords};
use crate::web::present::{self, Field, item_words, needs_words, state_words};
use crate::web::when::When;
use crate::words::Words;

/// Maximum number of items whose findings are all unfolded.
const UNFOLDED: usize = 3;

/// One item of the case.
pub(super) struct ItemShown {
    pub(super) place: u32,
    pub(super) number: ItemNumber,
    pub(super) state: Cow<'static, str>,
    pub(super) kind: Cow<'static, str>,
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
    pub(super) state: Cow<'static, str>,
    pub(super) fields: Vec<Field>,
    pub(super) facts: Vec<Field>,
    /// What the visitor can say of it; empty once somebody has.
    pub(super) choices: Vec<Sighted>,
}

/// The items of a case as this person may work on them; these are ticked.
pub(super) fn shown(
    when: When<'_>,
    finding_words: &FindingWords,
    actor: &Actor,
    view: &CaseView,
    ticked: &[u32],
) -> Vec<ItemShown> {
    let words = when.words;
    let (card, worksheet) = (&view.case.card, view.case.worksheet.as_ref());
    let items = worksheet.map_or(&[][..], |worksheet| &worksheet.items);
    let seen = view.sightings.iter().zip(&view.steps);
    let shown = items.iter().zip(seen).map(|(item, (seen, steps))| {
        let cards = &seen.cases;
        let (kind, fields) = present::location(words, &item.location);
        let others = cards.iter().filter(|other| other.id != card.id);
        let before = item.corrections.first();
        let can_assess = item.is_assessed_by(actor);
        let can_correct = can_assess || item.state == ItemState::NeedsMore;
        let suggested = if can_correct {
            suggested(&item.location)
        } else {
            Vec::new()
        };
        let form = can_assess.then(|| {
            item.finding
                .as_ref()
                .map_or_else(FindingForm::default, FindingForm::of)
        });
        ItemShown {
            place: item.place,
            number: ItemNumber {
                case: card.number,
                place: item.place,
            },
            state: item_words(words, item),
            kind,
            fields,
            before: before.map_or_else(Vec::new, |before| present::location(words, &before.from).1),
            facts: {
                let last = cards.last().map(|card| card.received);
                let mut facts = facts(when, item, seen.count, last);
                facts.extend(disputed(words, worksheet, item));
                facts
            },
            sightings: others.map(|other| (other.id, other.number)).collect(),
            found: match (&form, &item.finding) {
                (None, Some(finding)) => finding_words.shown(when, finding),
                _ => Vec::new(),
            },
            is_unfolded: items.len() <= UNFOLDED,
            is_ticked: ticked.contains(&item.place),
            form,
            explanation: visible(&item.explanation),
            can_explain: item.is_open() && !item.is_asked_by(actor),
            can_step: !steps.is_empty(),
            can_correct,
            suggested: suggested.iter().map(|address| defang(address)).collect(),
        }
    });
    shown.collect()
}

/// The locations of the report that brought no item to this case, as the reporter gave them. They
/// may tell more than the known item: the page that led there, or an account beside the address.
pub(super) fn named_again(words: Words, case: &Case) -> Vec<Field> {
    let locations = case.report.iter().flat_map(|report| &report.locations);
    let items = case.worksheet.iter().flat_map(|worksheet| &worksheet.items);
    let own: Vec<u32> = items.filter_map(|item| item.reported).collect();
    let others = (0..).zip(locations).filter(|(at, _)| !own.contains(at));
    others
        .flat_map(|(_, at)| present::location(words, at).1)
        .collect()
}

impl KnownShown {
    pub(super) fn new(when: When<'_>, finding_words: &FindingWords, view: &KnownView) -> Self {
        let words = when.words;
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
            state: item.map_or_else(|| words.known_scrubbed(), |item| item_words(words, item)),
            fields: item.map_or_else(Vec::new, |item| present::location(words, &item.location).1),
            facts: known_facts(when, finding_words, view),
            choices: choices.collect(),
        }
    }
}

/// The facts about a known item: who works on its case, and what was found.
fn known_facts(when: When<'_>, finding_words: &FindingWords, view: &KnownView) -> Vec<Field> {
    let words = when.words;
    let assignee = view.card.assignee.clone();
    let assignee = assignee.map_or_else(|| words.case_nobody(), Cow::Owned);
    let state = state_words(words, view.card.state);
    let case = words.known_case_of(state, assignee);
    let mut all = vec![(words.known_case(), case.into_owned())];
    if let Some(item) = &view.item {
        all.extend(facts(when, item, 0, None));
        let finding = item.finding.iter();
        all.extend(finding.flat_map(|finding| finding_words.shown(when, finding)));
    }
    all
}

/// The facts about an item. `sightings` is the number of reports that name it; the last of them
/// arrived in the hour `last`.
fn facts(when: When<'_>, item: &Item, sightings: u64, last: Option<Hour>) -> Vec<Field> {
    let words = when.words;
    let by = |signed: &Signed| words.fact_by(on(when, &signed.on), signed.by.clone());
    let named_by = last.filter(|_| sightings > 1);
    let named_by = named_by.map(|last| words.fact_reports(when.hour(last), sightings));
    let still_online = item.still_online.last().map(|last| {
        let times = item.still_online.len();
        words.fact_times(on(when, &last.on), times)
    });
    let facts = [
        (words.fact_named_by(), named_by),
        (words.fact_assessed(), item.assessed.as_ref().map(by)),
        (words.fact_review(), reviewed(when, item)),
        (words.fact_held_until(), held(when, item)),
        (words.fact_released(), item.released.as_ref().map(by)),
        (
            words.fact_look_again(),
            item.look_again.as_ref().map(|day| on(when, day)),
        ),
        (words.fact_still_online(), still_online),
        (
            words.fact_goes_on_as(),
            item.other.map(|other| other.to_string().into()),
        ),
        (
            words.fact_elsewhere(),
            item.elsewhere.clone().map(Cow::Owned),
        ),
    ];
    let known = facts.into_iter();
    known
        .filter_map(|(name, fact)| Some((name, fact?.into_owned())))
        .collect()
}

/// What other hotlines say of an item, where they classify it differently.
fn disputed(words: Words, worksheet: Option<&Worksheet>, item: &Item) -> Vec<Field> {
    let disputes = worksheet.map(Worksheet::disputes).unwrap_or_default();
    let of_item = disputes
        .into_iter()
        .filter(|it| it.item == Some(item.place));
    let facts = of_item.map(|it| {
        let theirs = words.choice_classification(it.theirs.name());
        let said = words.fact_disputed(theirs, visible(it.hotline));
        (words.fact_other_opinion(), said.into_owned())
    });
    facts.collect()
}

fn reviewed(when: When<'_>, item: &Item) -> Option<Cow<'static, str>> {
    let review = item.review.as_ref()?;
    let (words, asked) = (when.words, review.asked_by.clone());
    Some(match &review.decided {
        Some(decided) => {
            words.fact_review_decided(asked, on(when, &decided.on), decided.by.clone())
        }
        None => words.fact_review_open(asked),
    })
}

fn held(when: When<'_>, item: &Item) -> Option<Cow<'static, str>> {
    let day = on(when, item.held_until.as_ref()?);
    Some(match &item.held {
        Some(held) => when
            .words
            .fact_held(day, on(when, &held.on), held.by.clone()),
        None => day,
    })
}

/// A day or a time of a record.
fn on(when: When<'_>, text: &str) -> Cow<'static, str> {
    when.written(text).into_owned().into()
}

/// The steps that this person can let at least one item take, each once, with the items and what some of them lack.
pub(super) fn steps(
    words: Words,
    view: &CaseView,
) -> Vec<(&'static Step, String, Cow<'static, str>)> {
    let mut steps: Vec<(&'static Step, Vec<String>, Requirement)> = Vec::new();
    let worksheet = view.case.worksheet.iter();
    let items = worksheet.flat_map(|sheet| sheet.items.iter().map(move |item| (sheet, item)));
    for ((worksheet, item), able) in items.zip(&view.steps) {
        for step in able {
            let known = steps.iter().position(|(known, ..)| known.name == step.name);
            let known = known.unwrap_or_else(|| {
                steps.push((step, Vec::new(), Requirement::Nothing));
                steps.len() - 1
            });
            let (_, places, lacks) = &mut steps[known];
            places.push(item.place.to_string());
            if !stands(worksheet, item, step.needs) {
                *lacks = step.needs;
            }
        }
    }
    let named = steps.into_iter();
    named
        .map(|(step, places, lacks)| (step, words.list(&places), needs_words(words, lacks)))
        .collect()
}
