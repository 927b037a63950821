//! The accounts of the staff, for administrators.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use model::actor::Actor;
use model::audit::ActName;
use model::name::{Name, NotAName};
use model::rights::{Right, Role};
use strum::VariantArray;

use super::ShownOncePage;
use crate::staff::{Account, OneTimePassword, StaffError};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::present::role_words;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage<'a> {
    layout: Layout<'a>,
    accounts: Vec<Account>,
    /// The number of open cases of each account that has any.
    open: BTreeMap<String, u64>,
}

#[derive(Template)]
#[template(path = "staff_account.html")]
struct StaffAccountPage<'a> {
    layout: Layout<'a>,
    account: Account,
    is_own: bool,
}

/// The page's message if a name cannot be an account's.
const NO_NAME: &str = "A name has 2 to 32 lower-case letters, digits, dots and hyphens, and begins with a letter. It is \
     not desk, nobody or operator.";

/// The page's message if an account has this name already.
const TAKEN: &str = "There is an account with this name already.";

/// The routes of the staff's pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/staff",
            Right::Staff,
            Logs::Nothing("accounts, without content"),
            list,
        ),
        Route::form(
            "/staff",
            "/staff",
            Right::Staff,
            Logs::Act(&[ActName::AccountAdded]),
            add,
        )
        .confirmed(),
        Route::page(
            "/staff/{name}",
            Right::Staff,
            Logs::Nothing("accounts, without content"),
            page,
        ),
        Route::form(
            "/staff/{name}/role",
            "/staff/{name}",
            Right::Staff,
            Logs::Act(&[ActName::RoleChanged]),
            set_role,
        )
        .confirmed(),
        Route::form(
            "/staff/{name}/reset",
            "/staff/{name}",
            Right::Staff,
            Logs::Act(&[ActName::AccountReset, ActName::PasswordReset]),
            reset,
        )
        .confirmed(),
        Route::form(
            "/staff/{name}/disabled",
            "/staff/{name}",
            Right::Staff,
            Logs::Act(&[ActName::AccountDisabled, ActName::AccountEnabled]),
            set_disabled,
        )
        .confirmed(),
    ]
}

/// `GET /staff`: the list of all accounts.
async fn list(State(desk): State<Arc<Desk>>, Caller(actor): Caller) -> Result<Response, Problem> {
    render(&StaffPage {
        layout: desk.layout(&actor).await?,
        accounts: desk.staff.accounts().await?,
        open: desk.casework.assigned().await?,
    })
}

/// `POST /staff`: makes an account.
async fn add(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Response, Problem> {
    let (name, role) = (form.parse_or::<Name>("name", NO_NAME)?, form.parse("role")?);
    let password = match desk.staff.add(&actor.name, name.clone(), role).await {
        Err(StaffError::Taken) => return Err(Problem::field("name", TAKEN)),
        added => added?,
    };
    shown_once(&desk, &actor, &name, &password).await
}

/// `GET /staff/{name}`: one account.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let account = desk.staff.account(&parse(&name)?).await?;
    render(&StaffAccountPage {
        layout: desk.layout(&actor).await?,
        is_own: account.name.as_str() == actor.name,
        account,
    })
}

/// `POST /staff/{name}/role`: changes the role.
async fn set_role(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (name, role) = (parse(&name)?, form.parse("role")?);
    desk.staff.set_role(&actor.name, &name, role).await?;
    Ok(Redirect::to("/staff"))
}

/// `POST /staff/{name}/reset`: makes a new one-time password.
async fn reset(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let name = parse(&name)?;
    let has_lost = form.get("second_factor").is_some();
    let password = desk.staff.reset(&actor.name, &name, has_lost).await?;
    shown_once(&desk, &actor, &name, &password).await
}

/// `POST /staff/{name}/disabled`: disables or enables an account.
async fn set_disabled(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    form: Fields,
) -> Result<Redirect, Problem> {
    let (name, is_disabled) = (parse(&name)?, form.parse("disabled")?);
    desk.staff
        .set_disabled(&actor.name, &name, is_disabled)
        .await?;
    Ok(Redirect::to("/staff"))
}

async fn shown_once(
    desk: &Desk,
    actor: &Actor,
    name: &Name,
    password: &OneTimePassword,
) -> Result<Response, Problem> {
    render(&ShownOncePage {
        layout: desk.layout(actor).await?,
        title: format!("One-time password of {name}"),
        words: "It opens the account once, within three days, to choose a password. Hand it over in \
                person or by telephone. It is not shown again.",
        secret: password.as_str(),
        back: "/staff",
    })
}

/// The name in an address. Text that is not a valid name belongs to no account: 404.
fn parse(name: &str) -> Result<Name, Problem> {
    name.parse().map_err(|NotAName| Problem::NotFound)
}
