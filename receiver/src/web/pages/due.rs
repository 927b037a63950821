//! What is due: the cases of whoever looks first, then those of everybody else.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Redirect, Response};
use model::audit::ActName;
use model::defang::defang;
use model::due::{Due, DueKind};
use model::item::{Item, ItemNumber};
use model::priority::Priority;
use model::rights::Right;
use model::time::Day;
use model::worksheet::{Answer, HandOffState, HandedOff};
use shared::report::ReportId;
use store::Place;
use strum::VariantArray;

use super::handoffs::Seen;
use super::work::chosen;
use crate::casework::{Assignment, DueCase, StepAsked, Whose};
use crate::handoff::host_of;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, MISSING, QueryFields};
use crate::web::layout::{Layout, render};
use crate::web::present::{self, outcome_words};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::Words;

#[derive(Template)]
#[template(path = "due.html")]
struct DuePage<'a> {
    layout: Layout<'a>,
    lists: Vec<List>,
}

/// The list of what is due in one's own cases, or in those of others.
struct List {
    /// The name in addresses.
    name: &'static str,
    title: Cow<'static, str>,
    rows: Vec<Row>,
    /// Whether this is not the beginning of the list.
    is_further: bool,
    /// The place behind which the list goes on.
    next: Option<Place>,
}

/// One piece of work that is due.
struct Row {
    kind: DueKind,
    case: ReportId,
    version: u64,
    priority: Priority,
    /// The number of the item or, for other work, of the case.
    number: String,
    /// The address of the item, or of its case.
    link: String,
    what: Cow<'static, str>,
    /// How often the content was still online, and when it was last.
    checked: Option<Cow<'static, str>>,
    hosts: Vec<String>,
    since: Day,
    /// The number of days since then.
    days: u32,
    owner: Option<String>,
    items: Vec<u32>,
    /// The version of the hand-off that it is about; 0 for other work.
    hand_off: u64,
    /// Whether it is about a hand-off that has not arrived yet.
    is_on_its_way: bool,
    /// Whether an item can take a step that follows from what another hotline told.
    can_follow: bool,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/due", Right::Work, Logs::Read(ActName::ReadDue), page),
        Route::form(
            "/due",
            "/due",
            Right::Work,
            Logs::Act(&[
                ActName::Step,
                ActName::Feedback,
                ActName::Assign,
                ActName::HandOffAnswered,
                ActName::HandOffNoAnswer,
                ActName::HandOffTakenBack,
                ActName::OutcomeSeen,
            ]),
            record,
        ),
    ]
}

/// `GET /due`: both lists from their beginning, or one of them from a place on.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    QueryFields(asked): QueryFields,
) -> Result<Response, Problem> {
    let all = [
        ("own", Whose::Own, words.due_own()),
        ("others", Whose::Others, words.due_others()),
    ];
    let (wanted, after) = (asked.get("whose"), asked.optional("after")?);
    let (today, when) = (desk.casework.today(), desk.when(words));
    let mut lists = Vec::new();
    for (name, whose, title) in all {
        if wanted.is_some_and(|wanted| wanted != name) {
            continue;
        }
        let after = after.filter(|_| wanted.is_some());
        let list = desk.casework.due_list(&actor, whose, after).await?;
        let rows = list.cases.iter().flat_map(|case| {
            let due = case.due.iter();
            due.map(move |due| Row::new(when, case, due, today))
        });
        lists.push(List {
            name,
            title,
            rows: rows.collect(),
            is_further: after.is_some(),
            next: list.next,
        });
    }
    if lists.is_empty() {
        return Err(Problem::BadRequest);
    }
    render(&DuePage {
        layout: desk.layout(&actor).await?.in_words(words),
        lists,
    })
}

/// `POST /due`: records what was found about one row.
async fn record(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (id, version) = (form.parse("case")?, form.parse("version")?);
    let casework = &desk.casework;
    if let Some(step) = form.get("step") {
        let items = chosen(&form)?;
        let asked = StepAsked {
            step,
            items: &items,
            ..StepAsked::default()
        };
        casework.step(&actor, id, version, &[], asked).await?;
    } else if let Some(state) = form.optional("feedback")? {
        let reason = form.get("reason").unwrap_or_default();
        casework
            .settle_feedback(&actor, id, version, state, reason)
            .await?;
    } else if let Some(seen) = form.optional::<Seen>("outcomes")? {
        let hand_off = form.parse("hand_off")?;
        let with_steps = seen == Seen::Follow;
        casework
            .see_outcomes(&actor, id, version, hand_off, with_steps)
            .await?;
    } else if form.get("assign") == Some("me") {
        casework
            .assign(&actor, id, version, Assignment::TakeOver)
            .await?;
    } else {
        let (hand_off, state) = (form.parse("hand_off")?, form.parse("hand_off_state")?);
        if !matches!(state, HandOffState::Answered | HandOffState::NoAnswer) {
            return Err(Problem::BadRequest);
        }
        let answer = form.optional::<Answer>("answer")?;
        if state == HandOffState::Answered && answer.is_none() {
            return Err(Problem::field("answer", MISSING));
        }
        casework
            .settle_hand_off(&actor, id, hand_off, state, answer)
            .await?;
    }
    Ok(Redirect::to("/due"))
}

impl Row {
    fn new(when: When<'_>, case: &DueCase, due: &Due, today: Day) -> Self {
        let words = when.words;
        let (card, worksheet) = (&case.card, &case.worksheet);
        let items = due.items.iter().filter_map(|place| worksheet.item(*place));
        let items: Vec<&Item> = items.collect();
        let (number, place) = match items[..] {
            [item] => {
                let (case, place) = (card.number, item.place);
                (
                    ItemNumber { case, place }.to_string(),
                    format!("#item-{place}"),
                )
            }
            _ => (words.due_case(card.number).into_owned(), String::new()),
        };
        let mut hosts: Vec<String> = items.iter().map(|item| host(words, item)).collect();
        hosts.dedup();
        Self {
            kind: due.kind,
            case: card.id,
            version: card.version,
            priority: card.priority,
            number,
            link: format!("/cases/{}{place}", card.id),
            what: what(words, case, due),
            checked: items.first().and_then(|item| checked(when, item, due.kind)),
            hosts,
            since: due.on,
            days: today.0.saturating_sub(due.on.0),
            owner: card.assignee.clone(),
            items: due.items.clone(),
            hand_off: due.hand_off.unwrap_or_default(),
            is_on_its_way: hand_off(case, due).is_some_and(is_on_its_way),
            can_follow: hand_off(case, due).is_some_and(|it| worksheet.can_follow(it)),
        }
    }
}

/// The hand-off that work is about.
fn hand_off<'a>(case: &'a DueCase, due: &Due) -> Option<&'a HandedOff> {
    case.worksheet.hand_off(due.hand_off?)
}

/// Whether a hand-off has not arrived yet.
fn is_on_its_way(hand_off: &HandedOff) -> bool {
    hand_off.state == HandOffState::Sending
}

fn what(words: Words, case: &DueCase, due: &Due) -> Cow<'static, str> {
    match due.kind {
        DueKind::LookAgain => words.due_look_again(),
        DueKind::SecondNotice => words.due_second_notice(),
        DueKind::Hold => words.due_hold(),
        DueKind::Answer => hand_off(case, due).map_or("".into(), |it| match is_on_its_way(it) {
            true => words.due_not_arrived(it.to.clone()),
            false => words.due_answer(it.to.clone()),
        }),
        DueKind::Outcome => hand_off(case, due).map_or("".into(), |it| {
            let became = it.news().map(|heard| outcome_words(words, &heard.outcome));
            let became: Vec<String> = became.collect();
            words.due_outcome(words.list(&became), it.to.clone())
        }),
        DueKind::NotSent => words.due_not_sent(),
        DueKind::Feedback => words.due_feedback(),
        DueKind::HandedOver => {
            let by = case.worksheet.handed_over.as_ref();
            words.due_handed_over(by.map_or_else(String::new, |it| it.by.clone()))
        }
    }
}

/// The host of an item; of an item without one, the first thing that locates it.
fn host(words: Words, item: &Item) -> String {
    match host_of(&item.location) {
        Some(host) => defang(&host),
        None => {
            let (_, fields) = present::location(words, &item.location);
            let first = fields.into_iter().next();
            first.map_or_else(String::new, |(_, text)| text)
        }
    }
}

/// How often the content of an item was still online.
fn checked(when: When<'_>, item: &Item, kind: DueKind) -> Option<Cow<'static, str>> {
    let looks = matches!(kind, DueKind::LookAgain | DueKind::SecondNotice);
    let last = item.still_online.last().filter(|_| looks)?;
    let times = u64::try_from(item.still_online.len()).unwrap_or(u64::MAX);
    let day = when.written(&last.on).into_owned();
    Some(when.words.due_checked(day, times))
}

/// An answer to a hand-off, in words.
fn answer_text(words: Words, answer: Answer) -> Cow<'static, str> {
    match answer {
        Answer::Removed => words.due_answered_removed(),
        Answer::AtWork => words.due_answered_at_work(),
        Answer::Refused => words.due_answered_refused(),
        Answer::PassedOn => words.due_answered_passed_on(),
        Answer::Other => words.due_answered_other(),
    }
}
