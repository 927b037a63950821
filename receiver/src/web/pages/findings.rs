//! The form for the finding about one item.

use std::net::IpAddr;

use model::assessment::{
    AgeGroup, Classification, Commerciality, Finding, Gender, Hosting, SiteType,
};
use model::defang::visible;
use strum::VariantArray;

use crate::casework::Observed;
use crate::web::form::{Fields, MISSING};
use crate::web::present::{Field, words};
use crate::web::problem::Problem;
use crate::words::{Text, Words};

/// Maximum number of items on a page.
const MAX_SHOWN: usize = 100;

/// The page's message at the address of a server that is none.
const NO_ADDRESS: Text = Words::problem_ip_address;

/// The part of the form for one item. The names of its fields end with the item's number.
pub(in crate::web::pages) struct FindingForm {
    pub(in crate::web::pages) menus: Vec<FindingMenu>,
    pub(in crate::web::pages) flags: Vec<Flag>,
    pub(in crate::web::pages) labels: String,
    pub(in crate::web::pages) address: String,
    /// The country that was estimated from the address, if it was.
    pub(in crate::web::pages) country: Option<String>,
}

/// A menu: each choice with its name, its words, and whether it is chosen.
pub(in crate::web::pages) struct FindingMenu {
    pub(in crate::web::pages) name: &'static str,
    pub(in crate::web::pages) choices: Vec<(&'static str, String, bool)>,
}

/// A checkbox.
pub(in crate::web::pages) struct Flag {
    pub(in crate::web::pages) name: &'static str,
    pub(in crate::web::pages) words: &'static str,
    pub(in crate::web::pages) is_set: bool,
}

/// The form for an item, filled in with the previous finding, if there is one.
pub(in crate::web::pages) fn form(found: Option<&Finding>) -> FindingForm {
    let hosting = found.and_then(|finding| finding.hosting.as_ref());
    FindingForm {
        menus: vec![
            menu::<Classification>("classification", found.map(|found| found.classification)),
            menu::<Gender>("gender", found.and_then(|found| found.gender)),
            menu::<AgeGroup>("age_group", found.and_then(|found| found.age_group)),
            menu::<Commerciality>("commerciality", found.and_then(|found| found.commerciality)),
            menu::<SiteType>("site_type", found.and_then(|found| found.site_type)),
        ],
        flags: flags(found),
        labels: found
            .map(|finding| finding.ucs_labels.join(", "))
            .unwrap_or_default(),
        address: hosting
            .map(|hosting| hosting.address.to_string())
            .unwrap_or_default(),
        country: hosting.map(|hosting| hosting.country.clone()),
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
pub(in crate::web::pages) fn shown(found: &Finding) -> Vec<Field> {
    let menus = [
        ("classification", Some(found.classification.name())),
        ("gender", found.gender.map(Gender::name)),
        ("age group", found.age_group.map(AgeGroup::name)),
        (
            "commerciality",
            found.commerciality.map(Commerciality::name),
        ),
        ("site type", found.site_type.map(SiteType::name)),
    ];
    let chosen = menus.into_iter();
    let chosen = chosen.filter_map(|(menu, choice)| Some((menu, words(choice?))));
    let mut fields: Vec<Field> = chosen.collect();
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

/// The observations about all items whose findings or explanations stand on the screen.
pub(in crate::web::pages) fn observed(form: &Fields) -> Result<Vec<Observed>, Problem> {
    let shown = form.all("shown");
    if shown.len() > MAX_SHOWN {
        return Err(Problem::BadRequest);
    }
    let places = shown.iter().map(|place| place.parse());
    let places: Vec<u32> = places
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::BadRequest)?;
    places
        .into_iter()
        .map(|place| of_item(form, place))
        .collect()
}

/// Reads the observations about the item with this number.
fn of_item(form: &Fields, place: u32) -> Result<Observed, Problem> {
    let text = |name: &str| form.get(&format!("{name}-{place}")).unwrap_or_default();
    let is_set = |name: &str| !text(name).is_empty();
    let address: Option<IpAddr> = form.optional_or(("address", place), NO_ADDRESS)?;
    let gender = form.optional(("gender", place))?;
    let age_group = form.optional(("age_group", place))?;
    let commerciality = form.optional(("commerciality", place))?;
    let site_type = form.optional(("site_type", place))?;
    let labels = text("ucs_labels").split(',').map(str::trim);
    let labels: Vec<String> = labels
        .filter(|label| !label.is_empty())
        .map(str::to_owned)
        .collect();
    let (is_virtual, child_modelling) = (is_set("virtual"), is_set("child_modelling"));
    let user_generated = is_set("user_generated");
    let says_something = address.is_some()
        || gender.is_some()
        || age_group.is_some()
        || commerciality.is_some()
        || site_type.is_some()
        || !labels.is_empty()
        || is_virtual
        || child_modelling
        || user_generated;
    let classification = match form.optional(("classification", place))? {
        None if says_something => return Err(Problem::field(("classification", place), MISSING)),
        chosen => chosen,
    };
    let finding = classification.map(|classification| Finding {
        classification,
        gender,
        age_group,
        commerciality,
        site_type,
        is_virtual,
        child_modelling,
        user_generated,
        ucs_labels: labels,
        hosting: None,
    });
    Ok(Observed {
        place,
        finding,
        address,
        explanation: Some(text("explanation").to_owned()),
    })
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
