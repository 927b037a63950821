//! The accounts of the staff, for administrators.

use std::borrow::Cow;
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
use crate::staff::{Account, OneTimePassword, StaffError, Standing};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::{Text, Words};

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage<'a> {
    layout: Layout<'a>,
    when: When<'a>,
    accounts: Vec<Account>,
    /// The number of open cases of each account that has any.
    open: BTreeMap<String, u64>,
}

#[derive(Template)]
#[template(path = "staff_account.html")]
struct StaffAccountPage<'a> {
    layout: Layout<'a>,
    when: When<'a>,
    account: Account,
    is_own: bool,
}

/// The page's message if a name cannot be an account's.
const NO_NAME: Text = Words::problem_account_name;

/// The page's message if an account has this name already.
const TAKEN: Text = Words::problem_account_taken;

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
async fn list(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    render(&StaffPage {
        layout: desk.layout(&actor).await?.in_words(words),
        when: desk.when(words),
        accounts: desk.staff.accounts().await?,
        open: desk.casework.assigned().await?,
    })
}

/// `POST /staff`: makes an account.
async fn add(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    form: Fields,
) -> Result<Response, Problem> {
    let (name, role) = (form.parse_or::<Name>("name", NO_NAME)?, form.parse("role")?);
    let password = match desk.staff.add(&actor.name, name.clone(), role).await {
        Err(StaffError::Taken) => return Err(Problem::field("name", TAKEN)),
        added => added?,
    };
    shown_once(&desk, &actor, words, &name, &password).await
}

/// `GET /staff/{name}`: one account.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let account = desk.staff.account(&parse(&name)?).await?;
    render(&StaffAccountPage {
        layout: desk.layout(&actor).await?.in_words(words),
        when: desk.when(words),
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
    words: Words,
    Path(name): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let name = parse(&name)?;
    let has_lost = form.get("second_factor").is_some();
    let password = desk.staff.reset(&actor.name, &name, has_lost).await?;
    shown_once(&desk, &actor, words, &name, &password).await
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
    words: Words,
    name: &Name,
    password: &OneTimePassword,
) -> Result<Response, Problem> {
    render(&ShownOncePage {
        layout: desk.layout(actor).await?.in_words(words),
        title: words.staff_one_time(name.to_string()),
        words: words.staff_one_time_hint(),
        secret: password.as_str(),
        back: "/staff",
    })
}

/// The words for the state of an account.
fn standing(when: When<'_>, account: &Account) -> Cow<'static, str> {
    match account.standing() {
        Standing::Active => when.words.staff_active(),
        Standing::Invited(until) => when.words.staff_invited(when.time(until)),
        Standing::Disabled => when.words.staff_disabled(),
    }
}

/// The name in an address. Text that is not a valid name belongs to no account: 404.
fn parse(name: &str) -> Result<Name, Problem> {
    name.parse().map_err(|NotAName| Problem::NotFound)
}
