use model::assessment::Classification;
use model::worksheet::HandoffKind;
use serde_json::Value;

use super::super::tests::{dossier, files, handed, with_locations};
use super::*;

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
    let fine = dossier.items[1].finding.as_mut().unwrap();
    fine.classification = Classification::Ignore;
    let refused = handed(HandoffKind::Xarf, &dossier).unwrap_err();
    assert_eq!(refused, Refusal::NotAssessed);
    dossier.items.remove(1);
    dossier.report.locations.remove(1);
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
    assert_eq!(handed(HandoffKind::Xarf, &dossier).unwrap().left_out, [3]);
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
        let finding = dossier.items[0].finding.as_mut().unwrap();
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
    dossier.items[0].explanation = "ä".repeat(1001);
    let [one, two] = [(); 2].map(|()| reports(&dossier).remove(0));
    assert_eq!(one["report_id"], two["report_id"]);
    let description = one["description"].as_str().unwrap();
    assert_eq!(description.chars().count(), 1000);
    assert!(description.ends_with("ä…"));
}
