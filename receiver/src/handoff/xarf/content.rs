//! The content field of a XARF report, in the terms of `content-csam` and `content-csem`.

use model::assessment::{AgeGroup, Classification, Finding, SiteType};
use model::case::Dossier;
use serde::Serialize;
use shared::report::{Category, ContentType, Location};

use super::super::excerpt::Illegal;
use super::super::words;

/// The classes of abuse material beside `baseline`.
const CLASSES: [&str; 4] = ["A1", "A2", "B1", "B2"];

/// The reported content (`content-csam`, `content-csem`).
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Content {
    Csam {
        classification: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        media_type: Option<&'static str>,
        detection_method: &'static str,
    },
    Csem {
        exploitation_type: &'static str,
        victim_age_range: &'static str,
        platform: &'static str,
        detection_method: &'static str,
    },
}

impl Content {
    /// The content at this location, if XARF has a type and a class for it.
    pub(super) fn of(dossier: &Dossier, found: &Illegal) -> Option<Self> {
        let exploitation_type = match words::assessed_as(dossier.report.category, found.finding) {
            Category::Csam => {
                return Some(Content::Csam {
                    classification: class(found.finding)?,
                    media_type: media_type(dossier),
                    detection_method: "manual_review",
                });
            }
            Category::Grooming => "grooming",
            Category::Sextortion => "sextortion",
            Category::HateSpeech | Category::Other => return None,
        };
        Some(Content::Csem {
            exploitation_type,
            victim_age_range: age_range(found.finding.age_group),
            platform: platform(found),
            detection_method: "manual_review",
        })
    }
}

fn class(finding: &Finding) -> Option<&'static str> {
    let label = |class: &&str| finding.ucs_labels.iter().any(|label| label == class);
    let labelled = CLASSES.into_iter().find(label);
    let baseline = finding.classification == Classification::Baseline;
    labelled.or(baseline.then_some("baseline"))
}

/// XARF's media type for the reporter's kinds of material, if there is one.
fn media_type(dossier: &Dossier) -> Option<&'static str> {
    let mut types: Vec<&str> = dossier
        .report
        .content_types
        .iter()
        .filter_map(|kind| match kind {
            ContentType::Image => Some("image"),
            ContentType::Video | ContentType::Live => Some("video"),
            ContentType::Text => Some("text"),
            ContentType::Audio => Some("audio"),
            ContentType::Link => None,
        })
        .collect();
    types.sort_unstable();
    types.dedup();
    match types[..] {
        [] => None,
        [only] => Some(only),
        _ => Some("mixed"),
    }
}

fn age_range(age_group: Option<AgeGroup>) -> &'static str {
    match age_group {
        None | Some(AgeGroup::NotDetermined) => "unknown",
        Some(AgeGroup::Infant) => "infant",
        Some(AgeGroup::PrePubescent) => "prepubescent",
        Some(AgeGroup::Pubescent) => "pubescent",
    }
}

fn platform(found: &Illegal) -> &'static str {
    match (found.location, found.finding.site_type) {
        (Location::Onion { .. }, _) => "darkweb",
        (Location::Social { .. }, _) | (_, Some(SiteType::Socialsite)) => "social_media",
        (_, Some(SiteType::Forum | SiteType::Imageboard)) => "forum",
        _ => "other",
    }
}
