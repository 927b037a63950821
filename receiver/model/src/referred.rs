//! A referral of another hotline, as a case that was made of it keeps it.

use serde::{Deserialize, Serialize};
use shared::report::{Location, ReportId};
use utoipa::ToSchema;

use crate::assessment::Finding;
use crate::outcome::ItemOutcome;

/// The language of a case that no reporter wrote: undetermined (RFC 5646, section 4.1).
pub const NO_LANGUAGE: &str = "und";

/// What another hotline said about the items that it referred to us. It is their claim: nothing of it
/// is a finding of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Referred {
    /// The id of the hotline.
    pub by: String,
    /// The hotline's name, in its own words.
    pub name: String,
    /// The address at which the hotline can be reached.
    pub contact: String,
    /// The id of the parcel, by which both hotlines can name the referral.
    pub parcel: String,
    /// The hour in which the referral was made (RFC 3339).
    pub made: String,
    /// The hour in which the report arrived there (RFC 3339).
    pub received: String,
    /// The day of the hotline's last assessment (RFC 3339).
    pub assessed_on: String,
    /// The explanation of the hotline's analyst; may be empty.
    pub explanation: String,
    /// The items as the hotline referred them.
    pub items: Vec<ReferredItem>,
    /// The number of times at which the hotline was told what became of them.
    #[serde(default)]
    pub messages: u64,
}

/// An item that another hotline referred to us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferredItem {
    /// The location, as the other hotline gave it.
    #[schema(value_type = Object)]
    pub location: Location,
    /// What the hotline found.
    pub finding: Finding,
    /// The day (RFC 3339) until which its police asked to wait with a notice to the host; null if they did
    /// not.
    #[schema(required)]
    pub held_until: Option<String>,
    /// What the hotline was told last of the item; null before.
    #[serde(default)]
    #[schema(required)]
    pub told: Option<ItemOutcome>,
    /// The hour (RFC 3339) in which the hotline said that it takes the item back; null if it has not.
    #[serde(default)]
    #[schema(required)]
    pub taken_back: Option<String>,
}

/// A case that was made of another hotline's referral, and names an item of an earlier case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follower {
    /// The number of the item within its own case, from 1.
    pub item: u32,
    /// The case of the referral.
    pub case: ReportId,
}
