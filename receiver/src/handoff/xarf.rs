//! XARF version 4, for the abuse desk of a host: `content/csam` or `content/csem`, one report for
//! each location that is assessed as illegal. The reported content itself is never included.
//!
//! Source: the schemas of XARF 4 (`xarf-core`, `content-base`, `content-csam`, `content-csem`),
//! which crate `xarf-rs` and PyPI's `xarf` bring along.
//!
//! XARF has no type for hate speech, none for a location without an address, and of the classes of
//! abuse material only `baseline`, A1, A2, B1 and B2. So a location that is illegal in the
//! hotline's country alone needs one of A1 to B2 among its labels. Locations that do not fit are
//! left out.
//!
//! A mail has the reports attached, one file each, as `application/json`: XARF 4 defines no envelope
//! of its own for mail.

mod content;

use lettre::Address;
use model::assessment::{Commerciality, Finding};
use model::case::Dossier;
use model::defang::visible;
use model::time::Timestamp;
use rand_core::CryptoRng;
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::content::Content;
use super::document::{Document, Handoff, Transport};
use super::excerpt::{Illegal, explanation, file_name, illegal};
use super::letter::Letter;
use super::refusal::Refusal;
use super::sender::Sender;
use super::{address, bundle, json};

const VERSION: &str = "4.2.0";
const DESCRIPTION_CHARS: usize = 1000;

/// A XARF report (`xarf-core` and `content-base`).
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

/// Checks that at least one chosen item fits into a report.
pub(super) fn check(dossier: &Dossier) -> Result<(), Refusal> {
    let mut found = illegal(dossier).into_iter();
    let fits = found.any(|found| place(&found).is_some() && Content::of(dossier, &found).is_some());
    fits.then_some(()).ok_or(Refusal::NothingFits)
}

/// The URL and the host of a location, if there are any.
fn place(found: &Illegal) -> Option<(String, String)> {
    let url = address::of(found.location).and_then(address::uri)?;
    let host = address::host(&url)?;
    Some((url, host))
}

/// A file with all reports that can be made.
pub(super) fn make(dossier: &Dossier, sender: &Sender, now: Timestamp) -> Result<Handoff, Refusal> {
    let (documents, left_out) = documents(dossier, sender)?;
    Ok(Handoff {
        transport: Transport::Download(bundle::one(file_name(dossier, "xarf"), documents, now)),
        left_out,
        parcel: None,
    })
}

/// A mail to a host with all reports that can be made.
pub(super) fn mail(
    dossier: &Dossier,
    sender: &Sender,
    to: &Address,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Handoff, Refusal> {
    let (files, left_out) = documents(dossier, sender)?;
    let letter = Letter {
        subject: format!("XARF report, reference {}", dossier.id),
        text: format!(
            "Reports of illegal content in XARF {VERSION}, one in each attached file: {}\n\n\
             Reference: {}\nReply to: {}\n",
            files.len(),
            dossier.id,
            sender.contact
        ),
        files,
    };
    Ok(Handoff {
        transport: letter.mail(sender, to, now, rng)?,
        left_out,
        parcel: None,
    })
}

/// All reports that can be made, and the numbers of the items that are left out.
fn documents(dossier: &Dossier, sender: &Sender) -> Result<(Vec<Document>, Vec<u32>), Refusal> {
    check(dossier)?;
    let mut documents = Vec::new();
    let mut left_out = Vec::new();
    for found in illegal(dossier) {
        match report(dossier, sender, &found) {
            Some(report) => documents.push(Document {
                file_name: file_name(dossier, &format!("xarf-{}.json", found.place)),
                media_type: "application/json",
                bytes: json::write(&report),
            }),
            None => left_out.push(found.place),
        }
    }
    Ok((documents, left_out))
}

fn report(dossier: &Dossier, sender: &Sender, found: &Illegal) -> Option<Report> {
    let (url, host) = place(found)?;
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
        content: Content::of(dossier, found)?,
    })
}

/// A UUID of version 4 that is the same at every hand-off of the case.
fn report_id(dossier: &Dossier, place: u32) -> String {
    let mut hash = Sha256::new();
    hash.update("sealed-report xarf");
    hash.update(dossier.id.as_bytes());
    hash.update(u64::from(place.saturating_sub(1)).to_be_bytes());
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

/// Whether the schema accepts a domain: labels without a double hyphen, so no `xn--`, and a top
/// level of letters.
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

/// The analyst's explanation, never the reporter's words, which could identify the reporter.
fn description(dossier: &Dossier) -> String {
    let text = visible(&explanation(dossier));
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
    let site_type = finding
        .site_type
        .map(|site| format!("site:{}", site.name()));
    let mut tags: Vec<String> = site_type.into_iter().collect();
    let is_known = |it: &Commerciality| *it != Commerciality::NotDetermined;
    if let Some(commerciality) = finding.commerciality.filter(is_known) {
        tags.push(format!("commerciality:{}", commerciality.name()));
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

#[cfg(test)]
mod tests;
