//! A referral to another hotline: the findings about chosen items, with the names of ICCAM's fields, in a
//! parcel that the other hotline's desk opens.
//!
//! The reporter's own words are not in it: the analyst explains what the other hotline must know. Nor is
//! the id of the report: the parcel has an id of its own.
//!
//! Whoever reads a referral ignores members that it does not know, and takes a value of a menu that it does
//! not know as not chosen, so that a later version can say more.

use model::assessment::{
    AgeGroup, Classification, Commerciality, Finding, Gender, Hosting, SiteType,
};
use model::case::Dossier;
use model::recipient::is_country;
use model::time::{Day, Timestamp};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use shared::limits::MAX_LOCATIONS;
use shared::report::{Category, DateText, HotlineId, Location};

use super::OtherDesk;
use super::document::{Document, Handoff, Transport};
use super::excerpt::{assessed_on, explanation, items};
use super::refusal::Refusal;
use super::sender::{Referrals, Sender};
use crate::parcel::{Contents, Kind, NotForUs, Parcel, ParcelId, if_known};

/// What one hotline tells another about items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// The name of the referring hotline.
    pub name: String,
    /// The contact address of the referring hotline.
    pub contact: String,
    /// The category, as the reporter gave it.
    pub category: Category,
    /// When the reporter saw the content, if known.
    pub observed_on: Option<DateText>,
    /// The hour in which the report arrived (RFC 3339).
    pub received: String,
    /// The day of the last assessment (RFC 3339).
    pub assessed_on: String,
    /// The analyst's explanation; may be empty.
    pub explanation: String,
    /// Whether the reporter says that a child is in danger now.
    #[serde(default)]
    pub child_in_danger: bool,
    /// The chosen items, 1 to 20.
    pub items: Vec<ReferredItem>,
}

/// An item, and what the referring hotline found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferredItem {
    /// The location, as corrected, without logins and without parameters that tell who shared it.
    pub location: Location,
    /// The classification of the content.
    pub classification: Classification,
    /// The gender of the children shown.
    #[serde(default, deserialize_with = "if_known")]
    pub gender: Option<Gender>,
    /// The age group of the youngest child shown.
    #[serde(default, deserialize_with = "if_known")]
    pub age_group: Option<AgeGroup>,
    /// Whether somebody earns money with the content.
    #[serde(default, deserialize_with = "if_known")]
    pub commerciality: Option<Commerciality>,
    /// The kind of site that the content is on.
    #[serde(default, deserialize_with = "if_known")]
    pub site_type: Option<SiteType>,
    /// Whether the content is drawn or generated, without a real child.
    #[serde(default, rename = "virtual")]
    pub is_virtual: bool,
    /// Whether it shows posed pictures of a dressed child for a sexual purpose.
    #[serde(default)]
    pub child_modelling: bool,
    /// Whether the child itself made the content.
    #[serde(default)]
    pub user_generated: bool,
    /// Labels of INHOPE's Universal Classification Schema, as the referring hotline writes them.
    #[serde(default)]
    pub ucs_labels: Vec<String>,
    /// The estimated country of hosting.
    #[serde(default, deserialize_with = "if_known")]
    pub hosting: Option<Hosting>,
    /// The day (RFC 3339) until which the police of the referring hotline asked to wait with a notice to the
    /// host.
    #[serde(default)]
    pub held_until: Option<String>,
}

impl ReferredItem {
    /// The finding of the referring hotline. A country that is none was not chosen: it would get into our figures.
    pub fn finding(&self) -> Finding {
        let hosting = self.hosting.clone();
        let hosting = hosting.filter(|hosting| is_country(&hosting.country));
        Finding {
            classification: self.classification,
            gender: self.gender,
            age_group: self.age_group,
            commerciality: self.commerciality,
            site_type: self.site_type,
            is_virtual: self.is_virtual,
            child_modelling: self.child_modelling,
            user_generated: self.user_generated,
            ucs_labels: self.ucs_labels.clone(),
            hosting,
        }
    }

    fn of(location: Location, finding: Finding, held_until: Option<String>) -> Self {
        Self {
            location,
            classification: finding.classification,
            gender: finding.gender,
            age_group: finding.age_group,
            commerciality: finding.commerciality,
            site_type: finding.site_type,
            is_virtual: finding.is_virtual,
            child_modelling: finding.child_modelling,
            user_generated: finding.user_generated,
            ucs_labels: finding.ucs_labels,
            hosting: finding.hosting,
            held_until,
        }
    }
}

/// Checks that the config has at least one other hotline.
pub(super) fn check(sender: &Sender) -> Result<(), Refusal> {
    let is_known = !referrals(sender)?.hotlines.look().is_empty();
    is_known.then_some(()).ok_or(Refusal::UnknownHotline)
}

fn referrals(sender: &Sender) -> Result<&Referrals, Refusal> {
    let missing = Refusal::NotConfigured("[desk.exchange]");
    sender.referrals.as_deref().ok_or(missing)
}

/// A referral to another hotline.
pub(super) fn make(
    to: Option<&OtherDesk>,
    dossier: &Dossier,
    sender: &Sender,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Handoff, Refusal> {
    check(sender)?;
    let Referrals {
        signer, hotlines, ..
    } = referrals(sender)?;
    let to = to.ok_or(Refusal::UnknownHotline)?;
    let (id, us) = (ParcelId::random(rng), &signer.us().hotline);
    let referral = referral(dossier, sender);
    if !Parcel::fits(&referral) {
        return Err(Refusal::TooLong);
    }
    let transport = if to.is_online {
        Transport::Parcel(Box::new(referral))
    } else {
        let key = to.key.as_ref().ok_or(Refusal::NoKey)?;
        let certified = signer.certified(now).map_err(|_| Refusal::NotCertified)?;
        let contents = Contents::new(Kind::Referral, id, us, key, now.hour(), &referral);
        let parcel = Parcel::seal(&certified, key, contents, hotlines.directory(), rng);
        let parcel = parcel.ok_or(Refusal::TooLong)?;
        Transport::Download(file(&to.hotline, id, parcel.to_json()))
    };
    Ok(Handoff {
        transport,
        left_out: Vec::new(),
        parcel: Some((to.hotline.clone(), id)),
    })
}

/// The file of a parcel.
pub(crate) fn file(to: &HotlineId, id: ParcelId, bytes: Vec<u8>) -> Document {
    Document {
        file_name: format!("referral-{}-{id}.json", to.as_str()),
        media_type: "application/json",
        bytes,
    }
}

fn referral(dossier: &Dossier, sender: &Sender) -> Referral {
    let found = items(dossier).filter_map(|(item, location)| {
        let finding = item.finding.clone()?;
        let is_illegal = finding.classification.is_illegal();
        let held_until = item.held_until.clone();
        is_illegal.then(|| ReferredItem::of(location.clone(), finding, held_until))
    });
    Referral {
        name: sender.name.clone(),
        contact: sender.contact.to_string(),
        category: dossier.report.category,
        observed_on: dossier.report.observed_on.clone(),
        received: dossier.received.to_string(),
        assessed_on: assessed_on(dossier).unwrap_or_default().to_owned(),
        explanation: explanation(dossier),
        child_in_danger: dossier.report.child_in_danger == Some(true),
        items: found.collect(),
    }
}

/// The referral in a parcel that was opened.
pub fn of(contents: &Contents) -> Result<Referral, NotForUs> {
    if contents.kind()? != Kind::Referral {
        return Err(NotForUs::Kind);
    }
    let referral: Referral = contents.body()?;
    let mut locations = referral.items.iter().map(|item| &item.location);
    // A hold that cannot be read must not be taken for none.
    let is_day = |day: &String| day.parse::<Day>().is_ok();
    let mut holds = referral
        .items
        .iter()
        .filter_map(|item| item.held_until.as_ref());
    let is_possible = (1..=MAX_LOCATIONS).contains(&referral.items.len())
        && locations.all(Location::leads_somewhere)
        && holds.all(is_day);
    is_possible.then_some(referral).ok_or(NotForUs::Kind)
}

#[cfg(test)]
mod tests;
