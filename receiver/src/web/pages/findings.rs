//! The form for the finding about one item.

use std::borrow::Cow;
use std::net::IpAddr;

use model::assessment::{
    AgeGroup, Classification, Commerciality, Finding, Gender, Hosting, SiteType,
};
use model::defang::visible;
use strum::VariantArray;

use crate::casework::Observed;
use crate::web::form::{Fields, MISSING};
use crate::web::present::Field;
use crate::web::problem::Problem;
use crate::web::when::When;
use crate::words::{Text, Words};

/// Maximum number of items on a page.
const MAX_SHOWN: usize = 100;

/// The page's message at the address of a server that is none.
const NO_ADDRESS: Text = Words::problem_ip_address;

/// The menus and checkboxes of a finding, in words. All items on a page have the same.
pub(in crate::web::pages) struct FindingWords {
    pub(in crate::web::pages) menus: [Choices; 5],
    pub(in crate::web::pages) flags: [Choice; 3],
}

/// A menu: its name and words, and its choices.
pub(in crate::web::pages) struct Choices {
    pub(in crate::web::pages) name: &'static str,
    pub(in crate::web::pages) words: Cow<'static, str>,
    pub(in crate::web::pages) choices: Vec<Choice>,
}

/// A choice of a menu, or a checkbox: its name and words.
pub(in crate::web::pages) type Choice = (&'static str, Cow<'static, str>);

/// The part of the form for one item. The names of its fields end with the item's number.
#[derive(Default)]
pub(in crate::web::pages) struct FindingForm {
    /// The names of the menus, each with the name of its choice; checkboxes that are set are their own choice.
    chosen: Vec<(&'static str, &'static str)>,
    pub(in crate::web::pages) labels: String,
    pub(in crate::web::pages) address: String,
    /// The country that was estimated from the address, if it was.
    pub(in crate::web::pages) country: Option<String>,
}

impl FindingWords {
    /// The menus and checkboxes in these words.
    pub(in crate::web::pages) fn new(words: Words) -> Self {
        let menu = |name, choices| Choices {
            name,
            words: words.finding_menu(name),
            choices,
        };
        let flags = ["virtual", "child_modelling", "user_generated"];
        Self {
            menus: [
                menu(
                    "classification",
                    choices::<Classification>(|name| words.choice_classification(name)),
                ),
                menu(
                    "gender",
                    choices::<Gender>(|name| words.choice_gender(name)),
                ),
                menu(
                    "age_group",
                    choices::<AgeGroup>(|name| words.choice_age_group(name)),
                ),
                menu(
                    "commerciality",
                    choices::<Commerciality>(|name| words.choice_commerciality(name)),
                ),
                menu(
                    "site_type",
                    choices::<SiteType>(|name| words.choice_site_type(name)),
                ),
            ],
            flags: flags.map(|name| (name, words.finding_menu(name))),
        }
    }

    /// The fields of a finding as text.
    pub(in crate::web::pages) fn shown(&self, when: When<'_>, found: &Finding) -> Vec<Field> {
        let (words, form) = (when.words, FindingForm::of(found));
        let mut fields: Vec<Field> = Vec::new();
        for menu in &self.menus {
            let chosen = menu.choices.iter();
            let chosen = chosen.filter(|(choice, _)| form.has(menu.name, choice));
            fields.extend(chosen.map(|(_, choice)| (menu.words.clone(), choice.to_string())));
        }
        let set = self.flags.iter().filter(|(flag, _)| form.has(flag, flag));
        fields.extend(set.map(|(_, flag)| (flag.clone(), words.report_yes().into_owned())));
        if !form.labels.is_empty() {
            fields.push((words.finding_labels(), visible(&form.labels)));
        }
        if let Some(hosting) = &found.hosting {
            let Hosting {
                country,
                method,
                on,
                ..
            } = hosting;
            // Another hotline may have written them.
            let [country, day, method] = [&**country, &*when.written(on), &**method].map(visible);
            let hosted = words.finding_hosted(country, day, method);
            fields.push((words.finding_hosted_in(), hosted.into_owned()));
        }
        fields
    }
}

impl FindingForm {
    /// The form, filled in with a finding.
    pub(in crate::web::pages) fn of(found: &Finding) -> Self {
        let hosting = found.hosting.as_ref();
        let chosen = [
            ("classification", Some(found.classification.name())),
            ("gender", found.gender.map(Gender::name)),
            ("age_group", found.age_group.map(AgeGroup::name)),
            (
                "commerciality",
                found.commerciality.map(Commerciality::name),
            ),
            ("site_type", found.site_type.map(SiteType::name)),
            ("virtual", found.is_virtual.then_some("virtual")),
            (
                "child_modelling",
                found.child_modelling.then_some("child_modelling"),
            ),
            (
                "user_generated",
                found.user_generated.then_some("user_generated"),
            ),
        ];
        let chosen = chosen.into_iter();
        Self {
            chosen: chosen
                .filter_map(|(menu, choice)| Some((menu, choice?)))
                .collect(),
            labels: found.ucs_labels.join(", "),
            address: hosting.map_or_else(String::new, |hosting| hosting.address.to_string()),
            country: hosting.map(|hosting| hosting.country.clone()),
        }
    }

    /// Whether this choice of this menu is chosen; of a checkbox, whether it is set.
    pub(in crate::web::pages) fn has(&self, menu: &str, choice: &str) -> bool {
        self.chosen.contains(&(menu, choice))
    }
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

fn choices<T: VariantArray + Copy + Into<&'static str>>(
    words: impl Fn(&'static str) -> Cow<'static, str>,
) -> Vec<Choice> {
    let names = T::VARIANTS.iter().map(|choice| (*choice).into());
    names.map(|name| (name, words(name))).collect()
}
