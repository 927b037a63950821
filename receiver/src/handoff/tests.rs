//! A case, a hotline, and what the one hands off of the other.

mod hostile;
mod letters;

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use axum::http::Uri;
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::assessment::{AgeGroup, Classification, Commerciality, Finding, Gender, SiteType};
use model::case::DossierItem;
use model::life::ItemState;
use model::time::Hour;
use shared::report::{ReportId, UntrustedReport};

use super::*;
pub(super) use crate::parcel::tests::{Hotline, NOW};

pub(super) fn report(category: &str, locations: &str) -> UntrustedReport {
    let json = format!(
        r#"{{ "id": "00112233445566778899aabbccddeeff", "category": "{category}",
              "locations": {locations}, "language": "de", "partner": "sentinel-school" }}"#
    );
    serde_json::from_str(&json).unwrap()
}

pub(super) fn finding() -> Finding {
    Finding {
        classification: Classification::Baseline,
        gender: Some(Gender::Undetermined),
        age_group: Some(AgeGroup::PrePubescent),
        commerciality: Some(Commerciality::NotDetermined),
        site_type: Some(SiteType::Website),
        is_virtual: false,
        child_modelling: false,
        user_generated: false,
        ucs_labels: Vec::new(),
        hosting: None,
    }
}

/// An item that may leave by every way.
fn item(place: u32) -> DossierItem {
    DossierItem {
        place,
        state: ItemState::Illegal,
        end: None,
        finding: Some(finding()),
        assessed_on: Some("2027-01-15".to_owned()),
        explanation: "Shows a child.".to_owned(),
        held_until: None,
    }
}

/// A case that may leave by every way.
pub(super) fn dossier() -> Dossier {
    Dossier {
        id: ReportId::new([7; 16]),
        received: Hour(500_000),
        report: report(
            "csam",
            r#"[{ "type": "web", "url": "https://bad.example/a" }]"#,
        ),
        description: Some("what was seen".parse().unwrap()),
        items: vec![item(1)],
        reports: 2,
        referred: None,
    }
}

/// The sample case with these locations, each assessed alike.
pub(super) fn with_locations(category: &str, locations: &str) -> Dossier {
    let mut dossier = dossier();
    dossier.report = report(category, locations);
    let places = 1..=dossier.report.locations.len() as u32;
    dossier.items = places.map(item).collect();
    dossier
}

/// The sender as a hotline of the exchange.
fn us() -> Hotline {
    Hotline::new("example", 1)
}

/// The other hotline of the exchange.
pub(super) fn other() -> Hotline {
    Hotline::new("nl", 2)
}

/// The referral in a file, as the other hotline opens it.
pub(super) fn referred(file: &[u8]) -> referral::Referral {
    let contents = other().open(file, &[&us()], NOW).unwrap();
    referral::of(&contents).unwrap()
}

/// The recipient named `nl`, who can be sealed to.
pub(super) fn addressee() -> Addressee {
    Addressee {
        other: Some(OtherDesk {
            hotline: other().id().clone(),
            key: Some(other().peer_key()),
            is_online: false,
        }),
        ..Addressee::named("nl")
    }
}

pub(super) fn sender() -> Sender {
    let other = OtherHotline {
        member: other().signer.us().clone(),
        key_url: Uri::from_static("https://nl.example/v1/exchange-key"),
        parcels_url: Uri::from_static("https://nl.example/v1/parcels"),
        directory_url: "https://nl.example/directory".to_owned(),
        countries: vec!["NL".to_owned()],
        take_over: false,
        waiting: 500,
        until: None,
    };
    Sender {
        hotline: "example".parse().unwrap(),
        name: "Example Hotline".to_owned(),
        contact: "desk@hotline.example".parse().unwrap(),
        domain: "hotline.example".to_owned(),
        anonymous_notices: false,
        mail: Some(MailServer {
            host: "127.0.0.1".to_owned(),
            port: 1,
            security: Security::None,
            authority: None,
            login: Some(("desk".to_owned(), "sentinel-password".to_owned().into())),
            from: "scart@hotline.example".parse().unwrap(),
        }),
        scart: Some(Scart {
            to: "import@scart.example".parse().unwrap(),
            subject: "SCART-INPUT".to_owned(),
            work_user: Some("anna@hotline.example".parse().unwrap()),
        }),
        referrals: Some(Arc::new(Referrals {
            signer: us().signer,
            hotlines: Hotlines::new([("nl".to_owned(), other)].into()),
            directory: None,
        })),
    }
}

pub(super) fn handed(kind: HandoffKind, dossier: &Dossier) -> Result<Handoff, Refusal> {
    prepare(
        kind,
        &addressee(),
        dossier,
        Some(&sender()),
        NOW,
        &mut UnwrapErr(SysRng),
    )
}

/// The files of a hand-off: those in the archive if it is one.
pub(super) fn files(kind: HandoffKind, dossier: &Dossier) -> Vec<(String, Vec<u8>)> {
    let Transport::Download(document) = handed(kind, dossier).unwrap().transport else {
        panic!("{kind:?} is no file")
    };
    if document.media_type != "application/x-tar" {
        return vec![(document.file_name, document.bytes)];
    }
    let mut archive = tar::Archive::new(&document.bytes[..]);
    let read = |entry: std::io::Result<tar::Entry<&[u8]>>| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    archive.entries().unwrap().map(read).collect()
}

#[test]
fn what_is_offered_can_be_made() {
    let (mut bare, mut none) = (sender(), sender());
    bare.scart = None;
    bare.mail = None;
    bare.referrals = Some(Arc::new(Referrals {
        signer: us().signer,
        hotlines: Hotlines::new(BTreeMap::new()),
        directory: None,
    }));
    none.referrals = None;
    let chat = with_locations("grooming", r#"[{ "type": "chat", "app": "App" }]"#);
    let mut silent = dossier();
    silent.items[0].explanation.clear();
    let mut held = dossier();
    held.items[0].state = ItemState::Held;
    for sender in [None, Some(&bare), Some(&none), Some(&sender())] {
        for dossier in [&dossier(), &chat, &silent, &held] {
            let rng = &mut UnwrapErr(SysRng);
            for kind in <HandoffKind as strum::VariantArray>::VARIANTS {
                let (kind, offered) = (*kind, check(*kind, dossier, sender));
                let to = addressee();
                let made = prepare(kind, &to, dossier, sender, NOW, rng);
                assert_eq!(offered.err(), made.err(), "{kind:?}");
            }
        }
    }
}

#[test]
fn one_host_has_many_spellings() {
    let host = |url: &str| {
        let locations = serde_json::json!([{ "type": "web", "url": url }]);
        host_of(&report("csam", &locations.to_string()).locations[0])
    };
    for url in [
        "https://bücher.example/a",
        "HTTPS://BÜCHER.Example:8443",
        "https://xn--bcher-kva.example/",
        "https://XN--BCHER-KVA.example./b",
        "https://user:pw@bücher.example/",
        "https://b%C3%BCcher.example/",
        "https://bücher.example\\@other.example/",
        "https://bu\u{308}cher.example/",
    ] {
        assert_eq!(host(url).as_deref(), Some("xn--bcher-kva.example"), "{url}");
    }
    // Another machine may serve each of these.
    for url in [
        "https://www.bücher.example/",
        "https://bucher.example/",
        "https://bücher.example@other.example/",
        "https://bücher.example.other.example/",
    ] {
        assert_ne!(host(url).as_deref(), Some("xn--bcher-kva.example"), "{url}");
    }
}

#[test]
fn only_the_police_and_scart_learn_of_the_page_that_led_there() {
    let locations = r#"[{ "type": "web", "url": "https://bad.example/a",
                          "referrer": "https://led.example/" }]"#;
    let dossier = with_locations("csam", locations);
    for kind in <HandoffKind as strum::VariantArray>::VARIANTS {
        let written = everything(*kind, &dossier);
        // The text for the police has no address to follow.
        let written = written.replace("[.]", ".");
        assert!(written.contains("bad.example"), "{kind:?}: {written}");
        let expected = !kind.goes_to_host() && *kind != HandoffKind::Hotline;
        let is_told = written.contains("led.example");
        assert_eq!(is_told, expected, "{kind:?}: {written}");
    }
}

/// What leaves by a kind of hand-off, by file and by mail, as its recipient reads it.
fn everything(kind: HandoffKind, dossier: &Dossier) -> String {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if let Transport::Mail(mail) = handed(kind, dossier).unwrap().transport {
        return text(mail.to_bytes());
    }
    let read = |(_, bytes): (String, Vec<u8>)| match kind {
        HandoffKind::Hotline => serde_json::to_string(&referred(&bytes)).unwrap(),
        _ => text(bytes),
    };
    let mut all: Vec<String> = files(kind, dossier).into_iter().map(read).collect();
    if kind.goes_to_host() {
        let mail = letters::sent(kind, dossier);
        all.extend(letters::split(&mail).1.into_iter().map(|(_, part)| part));
    }
    all.concat()
}
