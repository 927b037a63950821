//! A report: a reporter's answers to a hotline, and the rules that make them valid.
//!
//! Every field is a type that cannot hold a wrong value, so reading a report from JSON checks each
//! field alone. The result is an [`UntrustedReport`]; a [`Report`] also keeps the rules that span
//! several fields.

mod choice_set;
mod choices;
mod id;
mod location;
#[cfg(feature = "schema")]
mod schema;
mod text;

use std::ops::Deref;

use serde::{Deserialize, Serialize};

pub use choice_set::{ChoiceSet, Menu};
pub use choices::{AgeHint, Category, ContentType, PaidAccess, PaymentMethod};
pub use id::ReportId;
pub use location::Location;
pub use text::{
    DateText, Description, Email, HotlineId, LanguageTag, Magnet, Name, OnionUrl, OtherLocation,
    PartnerSlug, Rule, Text, TextError, WebUrl,
};

use crate::limits::MAX_LOCATIONS;

/// A report as read from JSON: each field is valid alone, but rules across fields are not checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UntrustedReport {
    /// A random id, made in the browser, so that a retry stores nothing twice.
    pub id: ReportId,
    /// The category that the reporter chose.
    pub category: Category,
    /// The locations of the content, 1 to 20.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = MAX_LOCATIONS)))]
    pub locations: Vec<Location>,
    /// When the reporter saw the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_on: Option<DateText>,
    /// The reporter's description. Required for grooming and hate speech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// The kinds of material, so that the analyst can prepare.
    #[serde(default, skip_serializing_if = "ChoiceSet::is_empty")]
    pub content_types: ChoiceSet<ContentType>,
    /// How old the youngest child seems to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_hint: Option<AgeHint>,
    /// Whether a child seems to be in danger right now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_in_danger: Option<bool>,
    /// Whether access to the content costs money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_access: Option<PaidAccess>,
    /// Ways to pay that the site offers.
    #[serde(default, skip_serializing_if = "ChoiceSet::is_empty")]
    pub payment_methods: ChoiceSet<PaymentMethod>,
    /// Credentials for the reported site. Kept apart, for a short time, in no export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_credentials: Option<SiteCredentials>,
    /// The reporter's email address. Kept apart; only with `feedback`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Email>,
    /// Whether the reporter wants to hear from the hotline.
    #[serde(default, skip_serializing_if = "is_false")]
    pub feedback: bool,
    /// The statement of good faith that a hate-speech notice needs (DSA, Article 16(2)(d)).
    #[serde(default, skip_serializing_if = "is_false")]
    pub good_faith: bool,
    /// The language that the reporter used.
    pub language: LanguageTag,
    /// The partner whose page showed the button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerSlug>,
}

/// A user name and password that open the reported site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SiteCredentials {
    /// The user name.
    pub user: Name,
    /// The password.
    pub password: Name,
}

/// A rule across several fields that a report does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BrokenRule {
    /// No location, or more than 20.
    #[error("a report has 1 to 20 locations")]
    Locations,
    /// A location lacks the detail that would lead to it.
    #[error("a location of this type needs more to be found")]
    Location,
    /// Grooming and hate speech cannot be assessed by a location alone.
    #[error("this category needs a description")]
    Description,
    /// A hate-speech notice needs the statement of good faith.
    #[error("this category needs the statement of good faith")]
    GoodFaith,
    /// A contact was given although the reporter wants no answer.
    #[error("a contact is given only for feedback")]
    Contact,
}

/// A report that keeps every rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Report(UntrustedReport);

impl Report {
    /// The report's own id.
    pub fn id(&self) -> ReportId {
        self.0.id
    }

    /// The report as compact JSON, the plaintext of the protocol.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings, numbers and string-keyed maps always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Deref for Report {
    type Target = UntrustedReport;

    fn deref(&self) -> &UntrustedReport {
        &self.0
    }
}

impl TryFrom<UntrustedReport> for Report {
    type Error = BrokenRule;

    fn try_from(report: UntrustedReport) -> Result<Self, BrokenRule> {
        if report.locations.is_empty() || report.locations.len() > MAX_LOCATIONS {
            return Err(BrokenRule::Locations);
        }
        if !report.locations.iter().all(Location::leads_somewhere) {
            return Err(BrokenRule::Location);
        }
        if report.category.needs_description() && report.description.is_none() {
            return Err(BrokenRule::Description);
        }
        if report.category.needs_good_faith() && !report.good_faith {
            return Err(BrokenRule::GoodFaith);
        }
        if report.contact.is_some() && !report.feedback {
            return Err(BrokenRule::Contact);
        }
        Ok(Self(report))
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// The JSON Schema of a report (draft 2020-12), generated from these types.
///
/// The rules across several fields, [`BrokenRule`], are stated in the descriptions only.
#[cfg(feature = "schema")]
pub fn json_schema() -> schemars::Schema {
    let without_null = schemars::transform::RecursiveTransform(schema::without_null);
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let generator = settings.with_transform(without_null).into_generator();
    generator.into_root_schema_for::<UntrustedReport>()
}

#[cfg(test)]
mod tests;
