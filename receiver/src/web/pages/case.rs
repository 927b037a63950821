//! One case: the report, what is known, the items, the next steps, the hand-offs and the history.

mod items;
mod referred;

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use model::actor::Actor;
use model::audit::{ActName, LogEntry};
use model::case::{Card, Note};
use model::defang::{defang, defang_prose};
use model::follow_up::Asked;
use model::life::{ItemState, Next, Requirement, Step};
use model::name::{LATE_REPORTER, Name, REPORTER};
use model::priority::Priority;
use model::rights::Right;
use model::time::Timestamp;
use model::workflow::State as CaseState;
use model::worksheet::{Answer, FeedbackState, HandOffState, HandedOff, HandoffKind, Worksheet};
use shared::api::dialled;
use shared::report::{HotlineId, ReportId};
use strum::VariantArray;

use self::items::{ItemShown, KnownShown};
use self::referred::ReferredShown;
use super::beside::Beside;
use super::findings::FindingWords;
use crate::casework::{self, CaseView, Locations, Offer, may_hand_over, may_hear};
use crate::handoff::Bar;
use crate::parcel::SignedReceipt;
use crate::web::assignment::assignment;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, MISSING, PageId, QueryFields};
use crate::web::layout::{Layout, render};
use crate::web::plain::LastChange;
use crate::web::present::{self, Field, logged_words, outcome_words, refusal_words, state_words};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::Words;

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage<'a> {
    layout: Layout<'a>,
    when: When<'a>,
    card: &'a Card,
    /// The others who have the page open.
    also_open: &'a [String],
    /// The accounts to which the visitor may hand the case.
    colleagues: Vec<Name>,
    details: Vec<Field>,
    /// The number of characters, and the text, safe to display.
    description: Option<(usize, String)>,
    has_contact: bool,
    has_credentials: bool,
    notes: Vec<Note>,
    /// What another hotline says, if it referred the case to us.
    referred: Option<ReferredShown>,
    known: Vec<KnownShown>,
    items: Vec<ItemShown>,
    finding_words: FindingWords,
    /// The steps that at least one item can take, each with the numbers of these items and what some of them lack.
    steps: Vec<(&'static Step, String, Cow<'static, str>)>,
    worksheet: Option<&'a Worksheet>,
    /// The text for the answer to the reporter, while one is owed.
    answer: Option<casework::Answer>,
    /// Whether the reporter can be asked something now.
    can_ask: bool,
    /// Whether the visitor may say that the decision of a second review was heard of.
    can_hear: bool,
    /// The hotlines with which nothing is exchanged, by id and name, and why.
    bars: Vec<(HotlineId, String, Bar)>,
    offers: &'a [Offer],
    history: &'a [LogEntry],
    repeats: Option<u32>,
    emergency_numbers: &'a [String],
}

impl<'a> CasePage<'a> {
    fn of(
        desk: &'a Desk,
        layout: Layout<'a>,
        actor: &Actor,
        view: &'a CaseView,
        ticked: &[u32],
    ) -> Self {
        let (words, case) = (layout.words, &view.case);
        let (when, finding_words) = (desk.when(words), FindingWords::new(words));
        let bars = desk.exchange.as_ref();
        let bars = bars.map_or_else(Vec::new, |it| it.named_bars());
        let report = case.report.as_ref();
        let description = case.description.as_ref();
        let written = |day: &str| when.written(day).into_owned();
        let mut details =
            report.map_or_else(Vec::new, |report| present::details(words, report, written));
        details.extend(items::named_again(words, case));
        Self {
            layout,
            when,
            card: &case.card,
            also_open: &view.also_open,
            colleagues: Vec::new(),
            details,
            description: description.map(|text| present::prose(text.as_str())),
            has_contact: case.has_contact,
            has_credentials: case.has_credentials,
            notes: case.notes.iter().map(safe).collect(),
            referred: {
                let worksheet = case.worksheet.as_ref();
                let referred = worksheet.and_then(|worksheet| worksheet.referred.as_ref());
                referred.map(|referred| {
                    let is_it = |(id, _, bar): &(HotlineId, _, Bar)| {
                        id.as_str() == referred.by && *bar == Bar::Distrusted
                    };
                    let is_distrusted = bars.iter().any(is_it);
                    ReferredShown::new(when, &finding_words, referred, is_distrusted)
                })
            },
            known: {
                let known = view.known.iter();
                known
                    .map(|known| KnownShown::new(when, &finding_words, known))
                    .collect()
            },
            items: items::shown(when, &finding_words, actor, view, ticked),
            finding_words,
            steps: items::steps(words, view),
            worksheet: case.worksheet.as_ref(),
            answer: case.worksheet.as_ref().and_then(|worksheet| {
                let casework = &desk.casework;
                casework.answer_owed(&case.card, worksheet)
            }),
            can_ask: view.can_ask,
            can_hear: case.worksheet.iter().any(|worksheet| {
                let mut items = worksheet.items.iter();
                items.any(|item| may_hear(actor, item))
            }),
            bars,
            offers: &view.offers,
            history: &view.history,
            repeats: None,
            emergency_numbers: &desk.emergency_numbers,
        }
    }

    /// Whether at least one item has a finding or an explanation that the visitor can record.
    fn is_assessing(&self) -> bool {
        self.items.iter().any(|item| item.can_explain)
    }

    /// Whether a finding can be copied from one item to others.
    fn can_copy(&self) -> bool {
        self.items.iter().filter(|item| item.form.is_some()).count() > 1
    }

    /// Whether one of the possible steps has this requirement.
    fn asks(&self, needs: Requirement) -> bool {
        self.steps.iter().any(|(step, ..)| step.needs == needs)
    }

    /// Whether one of the possible steps leads to items that are looked after.
    fn can_look_after(&self) -> bool {
        let looked_after = Next::Open(ItemState::LookedAfter);
        self.steps.iter().any(|(step, ..)| step.to == looked_after)
    }

    /// Why nothing is exchanged with the hotline of a hand-off now, in words; none if it is.
    fn bar(&self, hand_off: &HandedOff) -> Option<Cow<'static, str>> {
        let is_it = |(_, name, _): &&(_, String, _)| *name == hand_off.to;
        let (_, _, bar) = self.bars.iter().find(is_it)?;
        let words = self.layout.words;
        (hand_off.kind == HandoffKind::Hotline).then(|| match bar {
            Bar::New => words.hotlines_new(),
            Bar::Paused => words.hotlines_paused(),
            Bar::Distrusted => words.hand_off_distrusted(),
        })
    }

    /// What another hotline's receipt for a hand-off says: who has which parcel, and since when.
    fn receipt(&self, hand_off: &HandedOff) -> Option<Cow<'static, str>> {
        let receipt = SignedReceipt::claims(hand_off.receipt.as_ref()?.as_bytes())?;
        let hour = self.when.written(&receipt.arrived).into_owned();
        let (hotline, parcel) = (receipt.hotline.as_str().to_owned(), receipt.id.to_string());
        let words = self.layout.words;
        Some(words.hand_off_receipt(hotline, hour, parcel))
    }

    /// The end of a question to the reporter.
    fn ends(&self, asked: &Asked) -> String {
        let until = Timestamp(asked.question.until);
        self.when.time(until).into_owned()
    }

    /// The kind of a hand-off, its recipient, its items, and who made it.
    fn line(&self, hand_off: &HandedOff) -> Cow<'static, str> {
        let words = self.layout.words;
        let (by, to) = (hand_off.by.clone(), hand_off.to.clone());
        let kind = words.hand_off_kind(hand_off.kind.name());
        let items: Vec<String> = hand_off.items.iter().map(u32::to_string).collect();
        match items.is_empty() {
            true => words.hand_off_line_whole(by, kind, to),
            false => words.hand_off_line(by, words.list(&items), kind, to),
        }
    }
}

pub(super) fn routes() -> Vec<Route> {
    const PAGE: &str = "/cases/{id}";
    vec![
        Route::page(PAGE, Right::Work, Logs::Read(ActName::Read), page),
        Route::form(
            "/cases/{id}/note",
            PAGE,
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::Note]),
            note,
        ),
        Route::form(
            "/cases/{id}/assign",
            PAGE,
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::Assign]),
            assign,
        ),
        Route::form(
            "/cases/{id}/feedback",
            PAGE,
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::Feedback]),
            feedback,
        ),
        Route::form(
            "/cases/{id}/ask",
            PAGE,
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::Ask]),
            ask,
        ),
    ]
}

/// `GET /cases/{id}`: the case.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    PageId(id): PageId,
    QueryFields(asked): QueryFields,
) -> Result<Response, Problem> {
    let view = desk.casework.view(&actor, id, Locations::Defanged).await?;
    let ticked = asked.get("items").unwrap_or_default().split('.');
    let ticked: Vec<u32> = ticked.filter_map(|place| place.parse().ok()).collect();
    let layout = desk.layout(&actor).await?.in_words(words);
    let page = render(&CasePage {
        colleagues: colleagues(&desk, &actor, &view.case.card).await?,
        repeats: asked.optional("repeats")?,
        ..CasePage::of(&desk, layout, &actor, &view, &ticked)
    })?;
    Ok((LastChange::of(&view.history, &actor).map(Extension), page).into_response())
}

/// `POST /cases/{id}/note`: adds a note to a case, and records the findings that stand on the screen.
async fn note(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    if form.get("text").is_none() {
        return Err(Problem::field("text", MISSING));
    }
    let beside = Beside::read(&form, &[])?;
    beside.record(&desk, &actor, id).await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, "#notes"))
}

/// `POST /cases/{id}/assign`: assigns a case to the visitor, to nobody, or to another account.
async fn assign(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (to, used) = match form.get("assign") {
        Some("me") => (Some(actor.name.as_str()), None),
        Some("nobody") => (None, None),
        Some("colleague") => {
            let name = form.get("colleague");
            let name = name.ok_or(Problem::field("colleague", MISSING))?;
            (Some(name), Some("colleague"))
        }
        _ => return Err(Problem::BadRequest),
    };
    let beside = Beside::read(&form, used.as_slice())?;
    let to = assignment(&desk, &actor, id, to).await?;
    let version = beside.record(&desk, &actor, id).await?;
    desk.casework.assign(&actor, id, version, to).await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, ""))
}

/// `POST /cases/{id}/feedback`: says that the reporter was answered, or is not answered.
async fn feedback(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let state: FeedbackState = form.parse("feedback")?;
    let used = match form.get("reason") {
        Some(_) => "reason",
        None => "text",
    };
    let reason = form.get(used).unwrap_or_default();
    let beside = Beside::read(&form, &[used])?;
    let version = beside.record(&desk, &actor, id).await?;
    desk.casework
        .settle_feedback(&actor, id, version, state, reason)
        .await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, ""))
}

/// `POST /cases/{id}/ask`: asks the reporter, who stays anonymous.
async fn ask(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let question = form.get("question");
    let question = question.ok_or(Problem::field("question", MISSING))?;
    let beside = Beside::read(&form, &["question"])?;
    let version = beside.record(&desk, &actor, id).await?;
    let note = |text: &str| words.case_asked(text.to_owned()).into_owned();
    desk.casework
        .ask(&actor, id, version, question, note)
        .await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, "#asked"))
}

/// The accounts to which this actor may hand a case.
async fn colleagues(desk: &Desk, actor: &Actor, card: &Card) -> Result<Vec<Name>, Problem> {
    if !may_hand_over(actor, card) {
        return Ok(Vec::new());
    }
    let mut names = desk.staff.workers().await?;
    names.retain(|name| name.as_str() != actor.name);
    Ok(names)
}

fn safe(note: &Note) -> Note {
    Note {
        text: defang_prose(&note.text),
        ..note.clone()
    }
}

/// Back to a place on the page of a case.
pub(super) fn back(id: ReportId, place: &str) -> Redirect {
    Redirect::to(&format!("/cases/{id}{place}"))
}
