//! One case: the report, the findings, the next steps, and the history.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Redirect, Response};
use model::actor::Actor;
use model::audit::{ActName, LogEntry};
use model::case::{Card, Case, HandOffState, Note, Worksheet};
use model::defang::{defang_prose, visible};
use model::name::Name;
use model::rights::Right;
use model::workflow::{Requirement, State as CaseState, Step};
use shared::report::ReportId;

use super::findings::{self, FindingForm};
use crate::casework::{CaseView, Locations, Offer};
use crate::web::assignment::assignment;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, PageId, QueryFields};
use crate::web::layout::{Layout, render};
use crate::web::present::{self, Field, hand_off_words, handoff_words, short, step_words, words};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage<'a> {
    layout: Layout<'a>,
    card: &'a Card,
    steps: Vec<&'static Step>,
    /// The accounts to which the visitor may hand the case.
    colleagues: Vec<Name>,
    details: Vec<Field>,
    locations: Vec<LocationShown>,
    description: Option<String>,
    has_contact: bool,
    has_credentials: bool,
    notes: Vec<Note>,
    /// Whether the visitor can record findings now.
    is_assessing: bool,
    explanation: String,
    worksheet: Option<&'a Worksheet>,
    offers: &'a [Offer],
    linked: &'a [Card],
    history: &'a [LogEntry],
    repeats: Option<u32>,
}

struct LocationShown {
    kind: &'static str,
    fields: Vec<Field>,
    found: Vec<Field>,
    form: FindingForm,
}

impl<'a> CasePage<'a> {
    fn of(desk: &'a Desk, actor: &'a Actor, view: &'a CaseView) -> Self {
        let case = &view.case;
        let worksheet = case.worksheet.as_ref();
        let assessment = worksheet.and_then(|worksheet| worksheet.assessment.as_ref());
        let description = case.description.as_ref();
        Self {
            layout: Layout::of(&desk.hotline, actor),
            card: &case.card,
            steps: case.card.steps(actor).collect(),
            colleagues: Vec::new(),
            details: case
                .report
                .as_ref()
                .map(present::details)
                .unwrap_or_default(),
            locations: locations(case),
            description: description.map(|text| defang_prose(text.as_str())),
            has_contact: case.has_contact,
            has_credentials: case.has_credentials,
            notes: case.notes.iter().map(safe).collect(),
            is_assessing: match case.card.state {
                CaseState::InAssessment => true,
                CaseState::SecondReview => actor.may(Right::Review),
                _ => false,
            },
            explanation: assessment
                .map(|found| visible(&found.explanation))
                .unwrap_or_default(),
            worksheet,
            offers: &view.offers,
            linked: &view.linked,
            history: &view.history,
            repeats: None,
        }
    }
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/cases/{id}", Right::Work, Logs::Read(ActName::Read), page),
        Route::form(
            "/cases/{id}/step",
            Right::Work,
            Logs::Act(&[ActName::Step]),
            step,
        ),
        Route::form(
            "/cases/{id}/note",
            Right::Work,
            Logs::Act(&[ActName::Note]),
            note,
        ),
        Route::form(
            "/cases/{id}/assign",
            Right::Work,
            Logs::Act(&[ActName::Assign]),
            assign,
        ),
        Route::form(
            "/cases/{id}/notice",
            Right::Work,
            Logs::Act(&[ActName::Notice]),
            hold_notice,
        ),
    ]
}

/// `GET /cases/{id}`: the case.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    QueryFields(asked): QueryFields,
) -> Result<Response, Problem> {
    let view = desk.casework.view(&actor, id, Locations::Defanged).await?;
    render(&CasePage {
        colleagues: colleagues(&desk, &actor).await?,
        repeats: asked.optional("repeats")?,
        ..CasePage::of(&desk, &actor, &view)
    })
}

/// `POST /cases/{id}/step`: takes a step of the workflow.
async fn step(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let name = form.get("step").ok_or(Problem::BadRequest)?;
    let reason = form.get("reason").unwrap_or_default();
    let version = form.parse("version")?;
    desk.casework
        .step(&actor, id, version, name, reason)
        .await?;
    Ok(back(id))
}

/// `POST /cases/{id}/note`: adds a note to a case.
async fn note(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let text = form.get("text").unwrap_or_default();
    desk.casework.note(&actor, id, text).await?;
    Ok(back(id))
}

/// `POST /cases/{id}/assign`: assigns a case to the visitor, to nobody, or to another account.
async fn assign(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let version = form.parse("version")?;
    let to = assignment(&desk, &actor, form.get("to")).await?;
    desk.casework.assign(&actor, id, version, to).await?;
    Ok(back(id))
}

/// `POST /cases/{id}/notice`: holds the notice to the host, or releases the hold.
async fn hold_notice(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (hold, version) = (form.parse("hold")?, form.parse("version")?);
    desk.casework.hold_notice(&actor, id, version, hold).await?;
    Ok(back(id))
}

/// The accounts to which this actor may hand a case.
async fn colleagues(desk: &Desk, actor: &Actor) -> Result<Vec<Name>, Problem> {
    if !actor.may(Right::Review) {
        return Ok(Vec::new());
    }
    let mut names = desk.staff.workers().await?;
    names.retain(|name| name.as_str() != actor.name);
    Ok(names)
}

fn locations(case: &Case) -> Vec<LocationShown> {
    let worksheet = case.worksheet.as_ref();
    let assessment = worksheet.and_then(|worksheet| worksheet.assessment.as_ref());
    let locations = case.report.iter().flat_map(|report| &report.locations);
    let shown = locations.enumerate().map(|(at, location)| {
        let (kind, fields) = present::location(location);
        let found = assessment.and_then(|assessment| assessment.findings.get(at));
        LocationShown {
            kind,
            fields,
            found: found.map(findings::shown).unwrap_or_default(),
            form: findings::form(found),
        }
    });
    shown.collect()
}

fn safe(note: &Note) -> Note {
    Note {
        text: defang_prose(&note.text),
        ..note.clone()
    }
}

fn back(id: ReportId) -> Redirect {
    Redirect::to(&format!("/cases/{id}"))
}
