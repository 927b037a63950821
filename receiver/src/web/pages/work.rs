//! Work on the items of a case: findings, steps, addresses, and items that were known before.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Redirect;
use model::audit::ActName;
use model::item::ItemNumber;
use model::life::{ItemState, Next, Requirement, STEPS};
use model::rights::Right;

use super::beside::Beside;
use super::case::back;
use crate::casework::{Copied, Sighted, StepAsked};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, INVALID, PageId};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

/// The place of the items on the page of a case.
const PLACE: &str = "#items";

pub(super) fn routes() -> Vec<Route> {
    const PAGE: &str = "/cases/{id}";
    vec![
        Route::form(
            "/cases/{id}/work",
            PAGE,
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::Step]),
            work,
        ),
        Route::form(
            "/cases/{id}/locations",
            PAGE,
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::Correct]),
            correct,
        ),
        Route::form(
            "/cases/{id}/heard",
            PAGE,
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::Step]),
            heard,
        ),
        Route::form(
            "/cases/{id}/known",
            PAGE,
            Right::Work,
            Logs::Act(&[ActName::Assess, ActName::Step]),
            known,
        ),
    ]
}

/// `POST /cases/{id}/work`: records the findings that stand on the screen; copies one of them to the
/// chosen items, or lets the chosen items take a step.
async fn work(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let items = chosen(&form)?;
    let Some(step) = form.get("step") else {
        let beside = Beside::read(&form, &[])?;
        let copied = match form.get("act") == Some("copy") {
            true => Some(Copied {
                from: form.parse("from")?,
                to: &items,
            }),
            false => None,
        };
        let version = form.parse("version")?;
        let (casework, observed) = (&desk.casework, &beside.observed);
        casework
            .assess(&actor, id, version, observed, copied)
            .await?;
        beside.note(&desk, &actor, id).await?;
        return Ok(match copied {
            // They are still ticked, and the steps come next.
            Some(_) => back(id, &format!("?items={}#next", joined(&items))),
            None => back(id, PLACE),
        });
    };
    let beside = Beside::read(&form, &used_by(step))?;
    let text = |name| form.get(name).unwrap_or_default();
    let asked = StepAsked {
        step,
        items: &items,
        reason: text("reason"),
        until: text("until"),
        look_again: text("look_again"),
        to: text("to"),
        country: text("country"),
    };
    let (casework, observed, version) = (&desk.casework, &beside.observed, form.parse("version")?);
    casework.step(&actor, id, version, observed, asked).await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, PLACE))
}

/// `POST /cases/{id}/locations`: corrects or splits the address of an item, or adds addresses; or
/// accepts those that were found in an item.
async fn correct(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let accepted = form.optional("accept")?;
    let used: &[&str] = if accepted.is_some() {
        &[]
    } else {
        &["addresses"]
    };
    let (beside, place) = (Beside::read(&form, used)?, form.optional("item")?);
    let version = beside.record(&desk, &actor, id).await?;
    let addresses = form.get("addresses").unwrap_or_default();
    let casework = &desk.casework;
    match accepted {
        Some(place) => casework.accept(&actor, id, version, place).await?,
        None => {
            casework
                .correct(&actor, id, version, place, addresses)
                .await?
        }
    };
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, PLACE))
}

/// `POST /cases/{id}/known`: says what the report means for an item that was known before.
async fn known(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (item, sighted): (ItemNumber, Sighted) = pair(&form, "known")?;
    let beside = Beside::read(&form, &[])?;
    let version = beside.record(&desk, &actor, id).await?;
    desk.casework
        .settle_known(&actor, id, version, item, sighted)
        .await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, "#known"))
}

/// `POST /cases/{id}/heard`: says that the decisions of second reviews were heard of.
async fn heard(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let beside = Beside::read(&form, &[])?;
    let version = beside.record(&desk, &actor, id).await?;
    desk.casework.hear(&actor, id, version).await?;
    beside.note(&desk, &actor, id).await?;
    Ok(back(id, PLACE))
}

/// The fields that the steps of this name use.
fn used_by(step: &str) -> Vec<&'static str> {
    let named = STEPS.iter().filter(|known| known.name == step);
    let needed = named.filter_map(|step| match (step.needs, step.to) {
        (Requirement::Until, _) => Some("until"),
        (Requirement::Address, _) => Some("to"),
        (Requirement::Country, _) => Some("country"),
        (_, Next::Open(ItemState::LookedAfter)) => Some("look_again"),
        _ => None,
    });
    ["reason"].into_iter().chain(needed).collect()
}

/// The two values of a button, with a space between them.
pub(super) fn pair<A: FromStr, B: FromStr>(
    form: &Fields,
    name: &'static str,
) -> Result<(A, B), Problem> {
    let value = form.get(name).and_then(|value| value.split_once(' '));
    let pair = value.and_then(|(one, other)| Some((one.parse().ok()?, other.parse().ok()?)));
    pair.ok_or(Problem::BadRequest)
}

/// The numbers of items in the query of an address.
fn joined(items: &[u32]) -> String {
    let items: Vec<String> = items.iter().map(u32::to_string).collect();
    items.join(".")
}

/// The numbers of the chosen items.
pub(super) fn chosen(form: &Fields) -> Result<Vec<u32>, Problem> {
    let chosen = form.all("items").iter().map(|place| place.parse());
    let chosen = chosen.collect::<Result<_, _>>();
    chosen.map_err(|_| Problem::field("items", INVALID))
}
