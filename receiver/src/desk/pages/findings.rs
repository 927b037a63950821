//! The form of the assessment: one finding for each location.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use strum::VariantArray;

use super::fields::Fields;
use super::shown::{Field, words};
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::assessment::{
    AgeGroup, Assessment, Classification, Commerciality, Finding, Gender, Hosting, SiteType,
};
use crate::desk::auth::Who;
use crate::desk::defang::visible;
use crate::desk::handoff::hosting;
use crate::problem::Problem;

/// What a form asks about one location.
pub(super) struct FindingForm {
    pub(super) menus: Vec<Menu>,
    pub(super) flags: Vec<Flag>,
    pub(super) labels: String,
    pub(super) address: String,
}

/// A menu, and what is chosen.
pub(super) struct Menu {
    pub(super) name: &'static str,
    pub(super) choices: Vec<(&'static str, String, bool)>,
}

/// A box to tick.
pub(super) struct Flag {
    pub(super) name: &'static str,
    pub(super) words: &'static str,
    pub(super) is_set: bool,
}

/// The form for a location, with what was found before.
pub(super) fn form(found: Option<&Finding>) -> FindingForm {
    let flag = |name, words, is_set: Option<bool>| Flag {
        name,
        words,
        is_set: is_set.unwrap_or(false),
    };
    let hosting = found.and_then(|finding| finding.hosting.as_ref());
    FindingForm {
        menus: vec![
            menu(
                "classification",
                found.map(|finding| finding.classification.name()),
                names::<Classification>(),
            ),
            menu(
                "gender",
                found.map(|finding| finding.gender.name()),
                names::<Gender>(),
            ),
            menu(
                "age_group",
                found.map(|finding| finding.age_group.name()),
                names::<AgeGroup>(),
            ),
            menu(
                "commerciality",
                found.map(|finding| finding.commerciality.name()),
                names::<Commerciality>(),
            ),
            menu(
                "site_type",
                found.map(|finding| finding.site_type.name()),
                names::<SiteType>(),
            ),
        ],
        flags: vec![
            flag(
                "virtual",
                "virtual",
                found.map(|finding| finding.is_virtual),
            ),
            flag(
                "child_modelling",
                "child modelling",
                found.map(|finding| finding.child_modelling),
            ),
            flag(
                "user_generated",
                "user-generated",
                found.map(|finding| finding.user_generated),
            ),
        ],
        labels: found
            .map(|finding| finding.ucs_labels.join(", "))
            .unwrap_or_default(),
        address: hosting
            .map(|hosting| hosting.address.to_string())
            .unwrap_or_default(),
    }
}

/// A finding as it can be looked at.
pub(super) fn shown(found: &Finding) -> Vec<Field> {
    let mut fields = vec![
        ("classification", words(found.classification.name())),
        ("gender", words(found.gender.name())),
        ("age group", words(found.age_group.name())),
        ("commerciality", words(found.commerciality.name())),
        ("site type", words(found.site_type.name())),
    ];
    for flag in form(Some(found))
        .flags
        .into_iter()
        .filter(|flag| flag.is_set)
    {
        fields.push((flag.words, "yes".to_owned()));
    }
    if !found.ucs_labels.is_empty() {
        fields.push(("labels", visible(&found.ucs_labels.join(", "))));
    }
    if let Some(hosting) = &found.hosting {
        let Hosting {
            country,
            method,
            on,
            ..
        } = hosting;
        fields.push(("hosted in", format!("{country}, by {method}, {on}")));
    }
    fields
}

/// `POST /cases/{id}/findings`: records what was found at each location.
pub(in crate::desk) async fn record(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
    form: Fields,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let count = form.all("classification").count();
    let now = desk.clock.now();
    let findings: Result<Vec<_>, _> = (0..count).map(|at| finding(&form, at, now)).collect();
    let explanation = form.get("explanation").unwrap_or_default();
    let assessment = Assessment {
        by: who.name.clone(),
        on: now.day(),
        findings: findings?,
        explanation: explanation.to_owned(),
    };
    desk.assess(&who, id, form.parse("version")?, assessment)
        .await?;
    Ok(Redirect::to(&format!("/cases/{id}#findings")).into_response())
}

/// What the form says of the location at this place.
fn finding(form: &Fields, at: usize, now: Timestamp) -> Result<Finding, Problem> {
    let is_set = |name| form.all(name).any(|place| place == at.to_string());
    let address: Option<IpAddr> = form.optional(&format!("address-{at}"))?;
    let labels = form.get(&format!("ucs_labels-{at}")).unwrap_or_default();
    Ok(Finding {
        classification: chosen(form, "classification", at)?,
        gender: chosen(form, "gender", at)?,
        age_group: chosen(form, "age_group", at)?,
        commerciality: chosen(form, "commerciality", at)?,
        site_type: chosen(form, "site_type", at)?,
        is_virtual: is_set("virtual"),
        child_modelling: is_set("child_modelling"),
        user_generated: is_set("user_generated"),
        ucs_labels: labels
            .split(',')
            .map(|label| label.trim().to_owned())
            .filter(|label| !label.is_empty())
            .collect(),
        hosting: address.and_then(|address| hosting::estimate(address, now)),
    })
}

fn chosen<T: FromStr>(form: &Fields, name: &str, at: usize) -> Result<T, Problem> {
    let value = form.all(name).nth(at).ok_or(Problem::BadRequest)?;
    value.parse().map_err(|_| Problem::BadRequest)
}

fn names<T: VariantArray + Copy + Into<&'static str>>() -> Vec<&'static str> {
    T::VARIANTS.iter().map(|choice| (*choice).into()).collect()
}

fn menu(name: &'static str, chosen: Option<&'static str>, all: Vec<&'static str>) -> Menu {
    let choices = all.into_iter();
    Menu {
        name,
        choices: choices
            .map(|choice| (choice, words(choice), chosen == Some(choice)))
            .collect(),
    }
}
