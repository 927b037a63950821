//! The accounts of the staff, for administrators.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::actor::Actor;
use model::audit::ActName;
use model::name::{Name, NotAName};
use model::rights::{Right, Role};
use serde::Deserialize;
use strum::VariantArray;

use super::ShownOncePage;
use crate::staff::{Account, OneTimePassword, StaffError};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Form;
use crate::web::layout::{Layout, render};
use crate::web::present::role_words;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage<'a> {
    layout: Layout<'a>,
    accounts: Vec<Account>,
    wrong: String,
}

#[derive(Template)]
#[template(path = "staff_account.html")]
struct StaffAccountPage<'a> {
    layout: Layout<'a>,
    account: Account,
    is_own: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddForm {
    name: String,
    role: Role,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleForm {
    role: Role,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResetForm {
    #[serde(default)]
    second_factor: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisableForm {
    disabled: bool,
}

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
            Right::Staff,
            Logs::Act(&[ActName::AccountAdded]),
            add,
        ),
        Route::page(
            "/staff/{name}",
            Right::Staff,
            Logs::Nothing("accounts, without content"),
            page,
        ),
        Route::form(
            "/staff/{name}/role",
            Right::Staff,
            Logs::Act(&[ActName::RoleChanged]),
            set_role,
        ),
        Route::form(
            "/staff/{name}/reset",
            Right::Staff,
            Logs::Act(&[ActName::AccountReset, ActName::PasswordReset]),
            reset,
        ),
        Route::form(
            "/staff/{name}/disabled",
            Right::Staff,
            Logs::Act(&[ActName::AccountDisabled, ActName::AccountEnabled]),
            set_disabled,
        ),
    ]
}

/// `GET /staff`: the list of all accounts.
async fn list(State(desk): State<Arc<Desk>>, Caller(actor): Caller) -> Result<Response, Problem> {
    listed(&desk, &actor, String::new()).await
}

/// `POST /staff`: makes an account.
async fn add(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Form(form): Form<AddForm>,
) -> Result<Response, Problem> {
    let wrong = match form.name.trim().parse::<Name>() {
        Err(error) => error.to_string(),
        Ok(name) => match desk.staff.add(&actor.name, name.clone(), form.role).await {
            Ok(password) => return shown_once(&desk, &actor, &name, &password),
            Err(taken @ StaffError::Taken) => taken.to_string(),
            Err(error) => return Err(error.into()),
        },
    };
    let page = listed(&desk, &actor, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `GET /staff/{name}`: one account.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let account = desk.staff.account(&parse(&name)?).await?;
    render(&StaffAccountPage {
        layout: Layout::of(&desk.hotline, &actor),
        is_own: account.name.as_str() == actor.name,
        account,
    })
}

/// `POST /staff/{name}/role`: changes the role.
async fn set_role(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Form(form): Form<RoleForm>,
) -> Result<Redirect, Problem> {
    desk.staff
        .set_role(&actor.name, &parse(&name)?, form.role)
        .await?;
    Ok(Redirect::to("/staff"))
}

/// `POST /staff/{name}/reset`: makes a new one-time password.
async fn reset(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Form(form): Form<ResetForm>,
) -> Result<Response, Problem> {
    let name = parse(&name)?;
    let has_lost = form.second_factor.is_some();
    let password = desk.staff.reset(&actor.name, &name, has_lost).await?;
    shown_once(&desk, &actor, &name, &password)
}

/// `POST /staff/{name}/disabled`: disables or enables an account.
async fn set_disabled(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Form(form): Form<DisableForm>,
) -> Result<Redirect, Problem> {
    desk.staff
        .set_disabled(&actor.name, &parse(&name)?, form.disabled)
        .await?;
    Ok(Redirect::to("/staff"))
}

async fn listed(desk: &Desk, actor: &Actor, wrong: String) -> Result<Response, Problem> {
    render(&StaffPage {
        layout: Layout::of(&desk.hotline, actor),
        accounts: desk.staff.accounts().await?,
        wrong,
    })
}

fn shown_once(
    desk: &Desk,
    actor: &Actor,
    name: &Name,
    password: &OneTimePassword,
) -> Result<Response, Problem> {
    render(&ShownOncePage {
        layout: Layout::of(&desk.hotline, actor),
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
