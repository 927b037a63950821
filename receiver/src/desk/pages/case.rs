//! One case: what was reported, what was found, what can be done next, and what was done.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use shared::report::ReportId;

use super::fields::Fields;
use super::findings::{self, FindingForm};
use super::handoffs::{self, Offer};
use super::render;
use super::shown::{self, Field, short, words};
use crate::desk::Desk;
use crate::desk::audit::Entry;
use crate::desk::auth::Who;
use crate::desk::case::{Card, Case, Note};
use crate::desk::defang::{defang_prose, visible};
use crate::desk::frame::Frame;
use crate::desk::role::Right;
use crate::desk::workflow::{Needs, State as CaseState, Step, steps_from};
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage<'a> {
    frame: Frame<'a>,
    card: &'a Card,
    steps: Vec<&'static Step>,
    may_review: bool,
    details: Vec<Field>,
    locations: Vec<LocationShown>,
    description: Option<String>,
    has_contact: bool,
    has_credentials: bool,
    notes: Vec<Note>,
    /// Whether findings can be recorded now.
    is_assessing: bool,
    explanation: String,
    file: Option<&'a crate::desk::case::File>,
    offers: Vec<Offer>,
    linked: Vec<Card>,
    history: Vec<Entry>,
    repeats: Option<u32>,
}

struct LocationShown {
    kind: &'static str,
    fields: Vec<Field>,
    found: Vec<Field>,
    form: FindingForm,
}

#[derive(Template)]
#[template(path = "revealed.html")]
struct RevealedPage<'a> {
    frame: Frame<'a>,
    id: ReportId,
    what: &'static str,
    texts: Vec<Field>,
}

/// `GET /cases/{id}`: the case.
pub(in crate::desk) async fn page(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let case = desk.case(case_id(&id)?).await?;
    let linked = desk.linked(&case).await?;
    let history = desk.history(case.card.id).await?;
    let state = case.card.state;
    let file = case.file.as_ref();
    let assessment = file.and_then(|file| file.assessment.as_ref());
    let report = case.report.as_ref();
    let dossier = desk.dossier(&case).await?;
    let offers = dossier.map(|dossier| handoffs::offers(&desk, &dossier));
    let locations = report
        .map(|report| &report.locations[..])
        .unwrap_or_default();
    render(&CasePage {
        frame: desk.frame(&who),
        card: &case.card,
        steps: steps_from(state)
            .filter(|step| who.may(step.right))
            .collect(),
        may_review: who.may(Right::Review),
        details: report.map(shown::details).unwrap_or_default(),
        locations: locations
            .iter()
            .enumerate()
            .map(|(at, location)| {
                let (kind, fields) = shown::location(location);
                let found = assessment.and_then(|assessment| assessment.findings.get(at));
                LocationShown {
                    kind,
                    fields,
                    found: found.map(findings::shown).unwrap_or_default(),
                    form: findings::form(found),
                }
            })
            .collect(),
        description: case
            .description
            .as_ref()
            .map(|text| defang_prose(text.as_str())),
        has_contact: case.contact.is_some(),
        has_credentials: case.credentials.is_some(),
        notes: case.notes.iter().map(safe).collect(),
        is_assessing: match state {
            CaseState::InAssessment => true,
            CaseState::SecondReview => who.may(Right::Review),
            _ => false,
        },
        explanation: assessment
            .map(|found| visible(&found.explanation))
            .unwrap_or_default(),
        file,
        offers: offers.unwrap_or_default(),
        linked,
        history,
        repeats: Fields::of_query(query.as_deref()).optional("repeats")?,
    })
}

/// `POST /cases/{id}/step`: the next step of the workflow.
pub(in crate::desk) async fn step(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let id = case_id(&id)?;
    let name = form.get("step").ok_or(Problem::BadRequest)?;
    let reason = form.get("reason").unwrap_or_default();
    desk.step(&who, id, form.parse("version")?, name, reason)
        .await?;
    back(id)
}

/// `POST /cases/{id}/note`: a note.
pub(in crate::desk) async fn note(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let id = case_id(&id)?;
    desk.note(&who, id, form.get("text").unwrap_or_default())
        .await?;
    back(id)
}

/// `POST /cases/{id}/assign`: takes a case over, puts it down, or, for leads, hands it to another.
pub(in crate::desk) async fn assign(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let id = case_id(&id)?;
    let to = form.get("to").map(str::to_owned);
    desk.assign(&who, id, form.parse("version")?, to).await?;
    back(id)
}

/// `POST /cases/{id}/notice`: holds the notice to the host, or releases it.
pub(in crate::desk) async fn hold_notice(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let id = case_id(&id)?;
    let hold = form.parse("hold")?;
    desk.hold_notice(&who, id, form.parse("version")?, hold)
        .await?;
    back(id)
}

/// `POST /cases/{id}/reveal`: what is not shown otherwise, once it is logged.
pub(in crate::desk) async fn reveal(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let id = case_id(&id)?;
    let case = desk.case(id).await?;
    let (what, texts) = match form.get("what").unwrap_or_default() {
        "contact" => ("contact", contact(&case)),
        "credentials" => ("credentials", credentials(&case)),
        _ => ("location", location(&case, form.parse("location")?)),
    };
    let texts = texts.ok_or(Problem::NotFound)?;
    desk.log(desk.act(&who, id, "reveal", "", what)).await?;
    render(&RevealedPage {
        frame: desk.frame(&who),
        id,
        what,
        texts,
    })
}

fn contact(case: &Case) -> Option<Vec<Field>> {
    let contact = case.contact.as_ref()?;
    Some(vec![("email", visible(contact.as_str()))])
}

fn credentials(case: &Case) -> Option<Vec<Field>> {
    let credentials = case.credentials.as_ref()?;
    Some(vec![
        ("user", visible(credentials.user.as_str())),
        ("password", visible(credentials.password.as_str())),
    ])
}

fn location(case: &Case, at: usize) -> Option<Vec<Field>> {
    let location = case.report.as_ref()?.locations.get(at)?;
    Some(vec![("exactly", shown::exact(location))])
}

fn safe(note: &Note) -> Note {
    Note {
        text: defang_prose(&note.text),
        ..note.clone()
    }
}

fn case_id(id: &str) -> Result<ReportId, Problem> {
    id.parse().map_err(|_| Problem::NotFound)
}

fn back(id: ReportId) -> Result<Response, Problem> {
    Ok(Redirect::to(&format!("/cases/{id}")).into_response())
}
