//! XARF version 4, to the abuse desk of a host: `content/csam` or `content/csem`, a report for each
//! location that is assessed as illegal. Never anything to look at.
//!
//! Source: the schemas of XARF 4 (`xarf-core`, `content-base`, `content-csam`, `content-csem`),
//! which crate `xarf-rs` and PyPI's `xarf` bring along.
//!
//! XARF has no type for hate speech, none for a location without an address, and of the classes of
//! abuse material only `baseline` and A1, A2, B1, B2. So a location that is illegal in the
//! hotline's country alone needs one of these four among its labels. What does not fit is left out.

use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::report::{Category, ContentType, Location};

use super::{Document, Handoff, Illegal, Parcel, Refusal, Sender};
use super::{address, bundle, explanation, file_name, illegal, json, words};
use crate::clock::Timestamp;
use crate::desk::assessment::{AgeGroup, Classification, Commerciality, Finding, SiteType};
use crate::desk::case::Dossier;
use crate::desk::defang::visible;

const VERSION: &str = "4.2.0";
const DESCRIPTION_CHARS: usize = 1000;
const CLASSES: [&str; 4] = ["A1", "A2", "B1", "B2"];

/// A report (`xarf-core` and `content-base`).
#[derive(Serialize)]
struct Report {
    xarf_version: &'static str,
    report_id: String,
    timestamp: String,
    reporter: Contact,
    sender: Contact,
    source_identifier: String,
    category: &'static str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_code: Option<String>,
    verification_method: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    tags: Vec<String>,
    #[serde(flatten)]
    content: Content,
}

#[derive(Serialize, Clone)]
struct Contact {
    org: String,
    contact: String,
    domain: String,
}

/// What it is about (`content-csam`, `content-csem`).
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Content {
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

/// A file with each report that can be made.
pub(super) fn make(dossier: &Dossier, sender: &Sender, now: Timestamp) -> Result<Handoff, Refusal> {
    let mut documents = Vec::new();
    let mut left_out = Vec::new();
    for found in illegal(dossier) {
        match report(dossier, sender, &found) {
            Some(report) => documents.push(Document {
                file_name: file_name(dossier, &format!("xarf-{}.json", found.place + 1)),
                media_type: "application/json",
                bytes: json::write(&report),
            }),
            None => left_out.push(found.place),
        }
    }
    if documents.is_empty() {
        return Err(Refusal::NothingFits);
    }
    Ok(Handoff {
        parcel: Parcel::Download(bundle::one(file_name(dossier, "xarf"), documents, now)),
        left_out,
    })
}

fn report(dossier: &Dossier, sender: &Sender, found: &Illegal) -> Option<Report> {
    let url = address::of(found.location).and_then(address::uri)?;
    let host = address::host(&url)?;
    let hosting = found.finding.hosting.as_ref();
    let us = Contact {
        org: sender.name.chars().take(200).collect(),
        contact: sender.contact.to_string(),
        domain: sender.domain.clone(),
    };
    Some(Report {
        xarf_version: VERSION,
        report_id: report_id(dossier, found.place),
        timestamp: dossier.received.to_string(),
        reporter: us.clone(),
        sender: us,
        source_identifier: hosting.map_or(host.clone(), |hosting| hosting.address.to_string()),
        category: "content",
        url,
        domain: Some(host).filter(|host| is_domain(host)),
        country_code: hosting.map(|hosting| hosting.country.clone()),
        verification_method: "manual",
        description: description(dossier),
        tags: tags(found.finding),
        content: content(dossier, found)?,
    })
}

/// A UUID of version 4 that stays the same however often the case is handed off.
fn report_id(dossier: &Dossier, place: usize) -> String {
    let mut hash = Sha256::new();
    hash.update("sealed-report xarf");
    hash.update(dossier.id.as_bytes());
    hash.update((place as u64).to_be_bytes());
    let hash = hash.finalize();
    let mut number = hash[..16]
        .iter()
        .fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
    // Version and variant (RFC 9562, section 5.4).
    number = number & !(0xf << 76) | 0x4 << 76;
    number = number & !(0x3 << 62) | 0x2 << 62;
    let hex = format!("{number:032x}");
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

/// What the schema takes for a domain: labels without a double hyphen, so no `xn--`, and a top level
/// of letters.
fn is_domain(host: &str) -> bool {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = |label: &str| {
        let edge = |label: &str| label.is_empty() || label.starts_with('-') || label.ends_with('-');
        !edge(label) && !label.contains("--") && label.bytes().all(lower)
    };
    host.rsplit_once('.').is_some_and(|(labels, top)| {
        let is_top = top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_lowercase());
        is_top && labels.split('.').all(is_label)
    })
}

/// The analyst's words; never the reporter's, which may tell who it was.
fn description(dossier: &Dossier) -> String {
    let text = visible(explanation(dossier));
    match text.chars().count() <= DESCRIPTION_CHARS {
        true => text,
        false => text
            .chars()
            .take(DESCRIPTION_CHARS - 1)
            .chain(['…'])
            .collect(),
    }
}

fn tags(finding: &Finding) -> Vec<String> {
    let mut tags = vec![format!("site:{}", finding.site_type.name())];
    if finding.commerciality != Commerciality::NotDetermined {
        tags.push(format!("commerciality:{}", finding.commerciality.name()));
    }
    for (flag, name) in [
        (finding.is_virtual, "virtual"),
        (finding.child_modelling, "child_modelling"),
        (finding.user_generated, "user_generated"),
    ] {
        if flag {
            tags.push(format!("content:{name}"));
        }
    }
    tags
}

fn content(dossier: &Dossier, found: &Illegal) -> Option<Content> {
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

fn class(finding: &Finding) -> Option<&'static str> {
    let label = |class: &&str| finding.ucs_labels.iter().any(|label| label == class);
    let labelled = CLASSES.into_iter().find(label);
    let baseline = finding.classification == Classification::Baseline;
    labelled.or(baseline.then_some("baseline"))
}

/// What the reporter saw, if it has a name there.
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

fn age_range(age_group: AgeGroup) -> &'static str {
    match age_group {
        AgeGroup::NotDetermined => "unknown",
        AgeGroup::Infant => "infant",
        AgeGroup::PrePubescent => "prepubescent",
        AgeGroup::Pubescent => "pubescent",
    }
}

fn platform(found: &Illegal) -> &'static str {
    match (found.location, found.finding.site_type) {
        (Location::Onion { .. }, _) => "darkweb",
        (Location::Social { .. }, _) | (_, SiteType::Socialsite) => "social_media",
        (_, SiteType::Forum | SiteType::Imageboard) => "forum",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::tests::{dossier, files, handed, with_locations};
    use super::*;
    use crate::desk::case::HandoffKind;

    const WEB: &str = r#"[{ "type": "web", "url": "https://bad.example/a" }]"#;

    fn reports(dossier: &Dossier) -> Vec<Value> {
        let files = files(HandoffKind::Xarf, dossier);
        let read = |(_, bytes): &(String, Vec<u8>)| serde_json::from_slice(bytes).unwrap();
        files.iter().map(read).collect()
    }

    #[test]
    fn each_illegal_location_has_a_report_of_its_own() {
        let mut dossier = with_locations(
            "csam",
            r#"[{ "type": "web", "url": "https://bad.example/a" },
                { "type": "web", "url": "https://fine.example/" },
                { "type": "chat", "app": "App" },
                { "type": "onion", "url": "http://expyuzz4wqqyqhjn.onion/" }]"#,
        );
        let assessment = dossier.assessment.as_mut().unwrap();
        assessment.findings[1].classification = Classification::Ignore;
        let made = reports(&dossier);
        let urls: Vec<&str> = made
            .iter()
            .filter_map(|made| made["url"].as_str())
            .collect();
        assert_eq!(
            urls,
            ["https://bad.example/a", "http://expyuzz4wqqyqhjn.onion/"]
        );
        assert_ne!(made[0]["report_id"], made[1]["report_id"]);
        assert_eq!(made[0]["reporter"]["contact"], "desk@hotline.example");
        assert_eq!(handed(HandoffKind::Xarf, &dossier).unwrap().left_out, [2]);
    }

    #[test]
    fn the_type_follows_from_what_was_found() {
        use Classification::{Baseline, National};
        for (category, classification, label, expected) in [
            ("csam", Baseline, None, Some(("csam", "baseline"))),
            ("other", Baseline, None, Some(("csam", "baseline"))),
            ("csam", National, Some("B2"), Some(("csam", "B2"))),
            ("csam", National, Some("B3"), None),
            ("grooming", National, None, Some(("csem", "grooming"))),
            ("sextortion", National, None, Some(("csem", "sextortion"))),
            ("hate_speech", National, None, None),
            ("other", National, None, None),
        ] {
            let mut dossier = with_locations(category, WEB);
            let finding = &mut dossier.assessment.as_mut().unwrap().findings[0];
            finding.classification = classification;
            finding.ucs_labels.extend(label.map(str::to_owned));
            let Some((kind, detail)) = expected else {
                let refused = handed(HandoffKind::Xarf, &dossier).unwrap_err();
                assert_eq!(refused, Refusal::NothingFits, "{category}");
                continue;
            };
            let made = &reports(&dossier)[0];
            assert_eq!(made["type"], kind, "{category}");
            let details = [&made["classification"], &made["exploitation_type"]];
            assert!(details.iter().any(|made| *made == detail), "{made}");
        }
    }

    #[test]
    fn a_domain_is_lower_case_and_never_punycode() {
        for (url, domain) in [
            ("https://Bad.Example/", Some("bad.example")),
            ("https://a-b.bad.example:8/", Some("a-b.bad.example")),
            ("https://bücher.example/", None),
            ("https://bad.xn--p1ai/", None),
            ("https://192.0.2.1/", None),
            ("https://[2001:db8::1]/", None),
            ("https://a_b.example/", None),
            ("https://bad.example./", None),
            ("https://localhost/", None),
        ] {
            let locations = format!(r#"[{{ "type": "web", "url": "{url}" }}]"#);
            let made = reports(&with_locations("csam", &locations)).remove(0);
            assert_eq!(made["domain"].as_str(), domain, "{url}");
        }
    }

    #[test]
    fn a_report_keeps_its_id_and_its_limits() {
        let mut dossier = dossier();
        dossier.assessment.as_mut().unwrap().explanation = "ä".repeat(1001);
        let [one, two] = [(); 2].map(|()| reports(&dossier).remove(0));
        assert_eq!(one["report_id"], two["report_id"]);
        let description = one["description"].as_str().unwrap();
        assert_eq!(description.chars().count(), 1000);
        assert!(description.ends_with("ä…"));
    }
}
