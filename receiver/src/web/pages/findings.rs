//! The form for the assessment: one finding for each location.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Redirect;
use model::assessment::{
    AgeGroup, Classification, Commerciality, Finding, Gender, Hosting, SiteType,
};
use model::audit::ActName;
use model::defang::visible;
use model::rights::Right;
use shared::limits::MAX_LOCATIONS;
use strum::VariantArray;

use crate::casework::Observed;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, PageId};
use crate::web::present::{Field, words};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

/// The part of the form for one location.
pub(super) struct FindingForm {
    pub(super) menus: Vec<FindingMenu>,
    pub(super) flags: Vec<Flag>,
    pub(super) labels: String,
    pub(super) address: String,
}

/// A menu: each choice with its name, its words, and whether it is chosen.
pub(super) struct FindingMenu {
    pub(super) name: &'static str,
    pub(super) choices: Vec<(&'static str, String, bool)>,
}

/// A checkbox.
pub(super) struct Flag {
    pub(super) name: &'static str,
    pub(super) words: &'static str,
    pub(super) is_set: bool,
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::form(
        "/cases/{id}/findings",
        Right::Work,
        Logs::Act(&[ActName::Assess]),
        record,
    )]
}

/// The form for a location, filled in with the previous finding, if there is one.
pub(super) fn form(found: Option<&Finding>) -> FindingForm {
    let hosting = found.and_then(|finding| finding.hosting.as_ref());
    FindingForm {
        menus: vec![
            menu::<Classification>("classification", found.map(|found| found.classification)),
            menu::<Gender>("gender", found.map(|found| found.gender)),
            menu::<AgeGroup>("age_group", found.map(|found| found.age_group)),
            menu::<Commerciality>("commerciality", found.map(|found| found.commerciality)),
            menu::<SiteType>("site_type", found.map(|found| found.site_type)),
        ],
        flags: flags(found),
        labels: found
            .map(|finding| finding.ucs_labels.join(", "))
            .unwrap_or_default(),
        address: hosting
            .map(|hosting| hosting.address.to_string())
            .unwrap_or_default(),
    }
}

fn flags(found: Option<&Finding>) -> Vec<Flag> {
    let flag = |name, words, is_set: fn(&Finding) -> bool| Flag {
        name,
        words,
        is_set: found.is_some_and(is_set),
    };
    vec![
        flag("virtual", "virtual", |found| found.is_virtual),
        flag("child_modelling", "child modelling", |found| {
            found.child_modelling
        }),
        flag("user_generated", "user-generated", |found| {
            found.user_generated
        }),
    ]
}

/// The fields of a finding as text.
pub(super) fn shown(found: &Finding) -> Vec<Field> {
    let mut fields = vec![
        ("classification", words(found.classification.name())),
        ("gender", words(found.gender.name())),
        ("age group", words(found.age_group.name())),
        ("commerciality", words(found.commerciality.name())),
        ("site type", words(found.site_type.name())),
    ];
    let flags = flags(Some(found)).into_iter().filter(|flag| flag.is_set);
    fields.extend(flags.map(|flag| (flag.words, "yes".to_owned())));
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

/// `POST /cases/{id}/findings`: records one finding for each location.
async fn record(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Redirect, Problem> {
    let count = form.all("classification").len();
    if count > MAX_LOCATIONS {
        return Err(Problem::BadRequest);
    }
    let observed: Result<Vec<_>, _> = (0..count).map(|at| observed(&form, at)).collect();
    let explanation = form.get("explanation").unwrap_or_default();
    let (observed, version) = (observed?, form.parse("version")?);
    desk.casework
        .assess(&actor, id, version, observed, explanation)
        .await?;
    Ok(Redirect::to(&format!("/cases/{id}#findings")))
}

/// Reads the finding about the location with this index from the form.
fn observed(form: &Fields, at: usize) -> Result<Observed, Problem> {
    let place = at.to_string();
    let is_set = |name| form.all(name).contains(&place);
    let address: Option<IpAddr> = form.optional(&format!("address-{at}"))?;
    let labels = form.get(&format!("ucs_labels-{at}")).unwrap_or_default();
    let finding = Finding {
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
        hosting: None,
    };
    Ok(Observed { finding, address })
}

fn chosen<T: FromStr>(form: &Fields, name: &str, at: usize) -> Result<T, Problem> {
    let value = form.all(name).get(at).ok_or(Problem::BadRequest)?;
    value.parse().map_err(|_| Problem::BadRequest)
}

fn menu<T: VariantArray + Copy + PartialEq + Into<&'static str>>(
    name: &'static str,
    chosen: Option<T>,
) -> FindingMenu {
    let choices = T::VARIANTS.iter().map(|choice| {
        let name: &'static str = (*choice).into();
        (name, words(name), chosen == Some(*choice))
    });
    FindingMenu {
        name,
        choices: choices.collect(),
    }
}
