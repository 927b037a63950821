//! A case, a hotline, and what the one hands off of the other.

mod hostile;

use std::io::Read;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::assessment::{
    AgeGroup, Assessment, Classification, Commerciality, Finding, Gender, SiteType,
};
use model::time::Hour;
use model::workflow::State;
use shared::hpke::{PrivateKey, Suite};
use shared::report::{ReportId, UntrustedReport};
use shared::signing::SigningKey;

use super::*;

pub(super) const NOW: Timestamp = Timestamp(1_800_000_000);

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
        gender: Gender::Undetermined,
        age_group: AgeGroup::PrePubescent,
        commerciality: Commerciality::NotDetermined,
        site_type: SiteType::Website,
        is_virtual: false,
        child_modelling: false,
        user_generated: false,
        ucs_labels: Vec::new(),
        hosting: None,
    }
}

/// A case that may leave by every way.
pub(super) fn dossier() -> Dossier {
    Dossier {
        id: ReportId::new([7; 16]),
        received: Hour(500_000),
        state: State::AssessedIllegal,
        report: report(
            "csam",
            r#"[{ "type": "web", "url": "https://bad.example/a" }]"#,
        ),
        description: Some("what was seen".parse().unwrap()),
        assessment: Some(Assessment {
            by: "sentinel-anna".to_owned(),
            on: "2027-01-15".to_owned(),
            findings: vec![finding()],
            explanation: "Shows a child.".to_owned(),
        }),
        notice_on_hold: false,
        reports: 2,
    }
}

/// The sample case with these locations, each assessed alike.
pub(super) fn with_locations(category: &str, locations: &str) -> Dossier {
    let mut dossier = dossier();
    dossier.report = report(category, locations);
    let findings = vec![finding(); dossier.report.locations.len()];
    dossier.assessment.as_mut().unwrap().findings = findings;
    dossier
}

pub(super) fn hotline() -> PrivateKey {
    PrivateKey::from_seed(Suite::XWing, &[1; 32]).unwrap()
}

pub(super) fn signing_key() -> SigningKey {
    "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
        .parse()
        .unwrap()
}

pub(super) fn sender() -> Sender {
    let other = OtherHotline {
        public_key: hotline().public_key(),
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
        referrals: Some(Referrals {
            signing_key: signing_key(),
            hotlines: [("nl".to_owned(), other)].into(),
        }),
    }
}

pub(super) fn handed(kind: HandoffKind, dossier: &Dossier) -> Result<Handoff, Refusal> {
    prepare(
        kind,
        "nl",
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
    bare.referrals.as_mut().unwrap().hotlines.clear();
    none.referrals = None;
    let chat = with_locations("grooming", r#"[{ "type": "chat", "app": "App" }]"#);
    let mut silent = dossier();
    silent.assessment.as_mut().unwrap().explanation.clear();
    let mut held = dossier();
    held.notice_on_hold = true;
    for sender in [None, Some(&bare), Some(&none), Some(&sender())] {
        for dossier in [&dossier(), &chat, &silent, &held] {
            let rng = &mut UnwrapErr(SysRng);
            for (kind, offered) in check_all(dossier, sender) {
                let made = prepare(kind, "nl", dossier, sender, NOW, rng);
                assert_eq!(offered.err(), made.err(), "{kind:?}");
            }
        }
    }
}
