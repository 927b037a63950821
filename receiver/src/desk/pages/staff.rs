//! Accounts, for who looks after them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use strum::VariantArray;

use super::{ShownOncePage, render};
use crate::desk::Desk;
use crate::desk::auth::Who;
use crate::desk::doors::Door;
use crate::desk::fields::Fields;
use crate::desk::frame::Frame;
use crate::desk::role::{Right, Role};
use crate::desk::staff::{Account, Name, OneTimePassword, StaffError};
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage<'a> {
    frame: Frame<'a>,
    accounts: Vec<Account>,
    wrong: String,
}

#[derive(Template)]
#[template(path = "staff_account.html")]
struct StaffAccountPage<'a> {
    frame: Frame<'a>,
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

pub(super) fn doors() -> Vec<Door> {
    vec![
        Door::page("/staff", Right::Staff, list),
        Door::form("/staff", Right::Staff, add),
        Door::page("/staff/{name}", Right::Staff, page),
        Door::form("/staff/{name}/role", Right::Staff, set_role),
        Door::form("/staff/{name}/reset", Right::Staff, reset),
        Door::form("/staff/{name}/disabled", Right::Staff, set_disabled),
    ]
}

/// `GET /staff`.
async fn list(State(desk): State<Arc<Desk>>, who: Who) -> Result<Response, Problem> {
    listed(&desk, &who, String::new()).await
}

/// `POST /staff`: makes an account.
async fn add(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Fields(form): Fields<AddForm>,
) -> Result<Response, Problem> {
    let wrong = match form.name.trim().parse::<Name>() {
        Err(error) => error.to_string(),
        Ok(name) => match desk.staff.add(&who.name, name.clone(), form.role).await {
            Ok(password) => return shown_once(&desk, &who, &name, &password),
            Err(StaffError::Taken) => StaffError::Taken.to_string(),
            Err(error) => return Err(error.into()),
        },
    };
    let page = listed(&desk, &who, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `GET /staff/{name}`.
async fn page(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let account = desk.staff.account(&parse(&name)?).await?;
    render(&StaffAccountPage {
        frame: desk.frame(&who),
        is_own: account.name.as_str() == who.name,
        account,
    })
}

/// `POST /staff/{name}/role`.
async fn set_role(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(name): Path<String>,
    Fields(form): Fields<RoleForm>,
) -> Result<Redirect, Problem> {
    desk.staff
        .set_role(&who.name, &parse(&name)?, form.role)
        .await?;
    Ok(Redirect::to("/staff"))
}

/// `POST /staff/{name}/reset`.
async fn reset(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(name): Path<String>,
    Fields(form): Fields<ResetForm>,
) -> Result<Response, Problem> {
    let name = parse(&name)?;
    let has_lost = form.second_factor.is_some();
    let password = desk.staff.reset(&who.name, &name, has_lost).await?;
    shown_once(&desk, &who, &name, &password)
}

/// `POST /staff/{name}/disabled`.
async fn set_disabled(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(name): Path<String>,
    Fields(form): Fields<DisableForm>,
) -> Result<Redirect, Problem> {
    desk.staff
        .set_disabled(&who.name, &parse(&name)?, form.disabled)
        .await?;
    Ok(Redirect::to("/staff"))
}

async fn listed(desk: &Desk, who: &Who, wrong: String) -> Result<Response, Problem> {
    render(&StaffPage {
        frame: desk.frame(who),
        accounts: desk.staff.accounts().await?,
        wrong,
    })
}

fn shown_once(
    desk: &Desk,
    who: &Who,
    name: &Name,
    password: &OneTimePassword,
) -> Result<Response, Problem> {
    render(&ShownOncePage {
        frame: desk.frame(who),
        title: format!("One-time password of {name}"),
        words: "It opens the account once, within three days, to choose a password. Hand it over in \
                person or by telephone. It is not shown again.",
        secret: password.as_str(),
        back: "/staff",
    })
}

fn parse(name: &str) -> Result<Name, Problem> {
    name.parse().map_err(|_| Problem::NotFound)
}
