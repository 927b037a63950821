//! Lists of cases, filtered by the query.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use model::actor::Actor;
use model::audit::ActName;
use model::case::CaseName;
use model::name::NOBODY;
use model::priority::Priority;
use model::rights::Right;
use model::workflow::State as CaseState;
use shared::report::Category;
use store::{CaseFilter, Place};
use strum::VariantArray;
use url::form_urlencoded;

use super::queue::priority_named;
use crate::casework::{CaseError, Hit};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, QueryFields};
use crate::web::layout::{Layout, render};
use crate::web::present::{language_words, state_words};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::{Text, Words};

/// Number of cases on a page.
const LISTED: usize = 100;

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage<'a> {
    layout: Layout<'a>,
    when: When<'a>,
    menus: Vec<FilterMenu>,
    texts: Vec<(&'static str, String)>,
    /// Whether only cases that were closed unread are listed.
    closed_unread: bool,
    /// The cases; with places for visitors with the right to work on cases.
    cases: Vec<Hit>,
    /// The address of the first page, on every other page.
    first: Option<String>,
    /// The address of the next page.
    next: Option<String>,
}

/// A filter with a menu of its choices.
struct FilterMenu {
    name: &'static str,
    choices: Vec<Choice>,
}

struct Choice {
    value: &'static str,
    words: Cow<'static, str>,
    is_chosen: bool,
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/cases",
        Right::Look,
        Logs::Read(ActName::ReadList),
        list,
    )]
}

/// `GET /cases`: the cases that match the query; without a query, the open cases. A number leads to
/// its case.
async fn list(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    QueryFields(asked): QueryFields,
) -> Result<Response, Problem> {
    if let Some(name) = asked.get("number") {
        let name = CaseName::of_case_or_item(name);
        let name = name.map_err(|_| Problem::field("number", NO_NUMBER))?;
        let id = match desk.casework.named(name).await {
            Err(CaseError::NotFound) => Err(Problem::field("number", NO_SUCH_CASE)),
            found => Ok(found?),
        }?;
        return Ok(Redirect::to(&format!("/cases/{id}")).into_response());
    }
    let texts = texts(&actor);
    let filter = CaseFilter {
        after: asked.optional("after")?,
        max: LISTED,
        ..filter(&asked, texts)?
    };
    let (cases, next) = desk.casework.list(&filter).await?;
    let next = next.map(|next| link(&asked, Some(next)));
    let cases = if actor.may(Right::Work) {
        desk.casework.list_places(&actor, cases).await?
    } else {
        cases.into_iter().map(Hit::without_places).collect()
    };
    render(&CasesPage {
        layout: desk.layout(&actor).await?.in_words(words),
        when: desk.when(words),
        menus: menus(words, &asked, actor.may(Right::Work)),
        texts: texts
            .iter()
            .map(|name| (*name, asked.get(name).unwrap_or_default().to_owned()))
            .collect(),
        closed_unread: filter.closed_unread,
        cases,
        first: filter.after.map(|_| link(&asked, None)),
        next,
    })
}

/// The page's message at a name that no case can have.
const NO_NUMBER: Text = Words::problem_case_number;

/// The page's message at a number that no case has.
const NO_SUCH_CASE: Text = Words::problem_no_such_case;

/// The filter for who sent the report, and its only choice.
const ORIGIN: &str = "origin";
const OTHER_HOTLINES: &str = "other";

/// The filters with a text field.
const TEXTS: [&str; 3] = ["assignee", "language", "partner"];

/// The filters with a text field that this visitor has: whoever does not work on cases learns nothing of
/// language and partner of a single one.
fn texts(actor: &Actor) -> &'static [&'static str] {
    match actor.may(Right::Work) {
        true => &TEXTS,
        false => &TEXTS[..1],
    }
}

fn filter(asked: &Fields, texts: &[&str]) -> Result<CaseFilter, Problem> {
    let mut others = TEXTS.iter().filter(|name| !texts.contains(name));
    if others.any(|name| asked.get(name).is_some()) {
        return Err(Problem::Forbidden);
    }
    let referred = match asked.get(ORIGIN) {
        None => false,
        Some(OTHER_HOTLINES) if texts == TEXTS => true,
        Some(OTHER_HOTLINES) => return Err(Problem::Forbidden),
        Some(_) => return Err(Problem::BadRequest),
    };
    // PostgreSQL cannot store NUL in a text.
    if TEXTS
        .iter()
        .any(|name| asked.get(name).is_some_and(|text| text.contains('\0')))
    {
        return Err(Problem::BadRequest);
    }
    let text = |name| asked.get(name).map(str::to_owned);
    let closed_unread = match asked.get("closed") {
        None => false,
        Some("unread") => true,
        Some(_) => return Err(Problem::BadRequest),
    };
    let states = match asked.get("state") {
        None if closed_unread => Vec::new(),
        None => CaseState::VARIANTS
            .iter()
            .copied()
            .filter(|state| state.is_open())
            .collect(),
        Some("any") => Vec::new(),
        Some(_) => vec![asked.parse("state")?],
    };
    let category = asked.get("category");
    let category = category.map(|name| Category::named(name).ok_or(Problem::BadRequest));
    let priority = asked.get("priority");
    Ok(CaseFilter {
        states,
        assignee: text("assignee").filter(|name| name != NOBODY),
        unassigned: asked.get("assignee") == Some(NOBODY),
        category: category.transpose()?,
        language: text("language"),
        partner: text("partner"),
        referred,
        priority: priority.map(priority_named).transpose()?,
        closed_unread,
        ..CaseFilter::default()
    })
}

fn menus(words: Words, asked: &Fields, may_work: bool) -> Vec<FilterMenu> {
    let menu = |name, choices: Vec<(&'static str, Cow<'static, str>)>| FilterMenu {
        name,
        choices: choices
            .into_iter()
            .map(|(value, words)| Choice {
                value,
                words,
                is_chosen: asked.get(name) == Some(value),
            })
            .collect(),
    };
    let states = CaseState::VARIANTS.iter().copied();
    let states = states.map(|state| (state.name(), state_words(words, state)));
    let priorities = Priority::ALL.into_iter().map(Priority::name);
    let priorities = priorities.map(|name| (name, words.choice_priority(name)));
    let categories = Category::ALL.iter().map(|category| category.name());
    let categories = categories.map(|name| (name, words.choice_category(name)));
    let origin = [(OTHER_HOTLINES, words.cases_from_others())];
    let origin = may_work.then(|| menu(ORIGIN, origin.into()));
    let menus = [
        menu(
            "state",
            states.chain([("any", words.cases_any())]).collect(),
        ),
        menu("priority", priorities.collect()),
        menu("category", categories.collect()),
    ];
    menus.into_iter().chain(origin).collect()
}

/// The address of the page of this list that goes on behind a place, or of the first page.
fn link(asked: &Fields, after: Option<Place>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["closed", "state", "priority", "category", ORIGIN]
        .into_iter()
        .chain(TEXTS)
    {
        if let Some(value) = asked.get(name) {
            query.append_pair(name, value);
        }
    }
    if let Some(after) = after {
        query.append_pair("after", &after.to_string());
    }
    format!("/cases?{}", query.finish())
}
