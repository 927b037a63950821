//! A package for the police: a tar archive with the chosen items of a case as text and as JSON, and
//! with `SHA256SUMS`, to check both by `sha256sum -c`.
//!
//! The text has defanged addresses; the JSON has the exact ones. The package also contains the
//! reporter's own words, and can be made before any assessment.

use model::assessment::Finding;
use model::case::{Dossier, DossierItem};
use model::defang::{defang_prose, visible};
use model::referred::Referred;
use model::time::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::report::{Description, Location};

use super::document::{Document, Handoff};
use super::excerpt::{assessed_on, explanation, file_name, items};
use super::reported::Reported;
use super::sender::Sender;
use super::{bundle, json, words};

#[derive(Serialize)]
struct Package<'a> {
    format: &'static str,
    from: Hotline<'a>,
    case: String,
    made_on: String,
    received: String,
    reports: u64,
    reported: Reported<'a>,
    description: Option<&'a Description>,
    /// Null if a reporter sent it to us.
    referred_by: Option<ReferredBy<'a>>,
    locations: Vec<Place<'a>>,
    assessed_on: Option<&'a str>,
    explanation: String,
}

#[derive(Serialize)]
struct Hotline<'a> {
    name: &'a str,
    contact: String,
}

/// The hotline that referred the items to us, and what it says of all of them.
#[derive(Serialize)]
struct ReferredBy<'a> {
    hotline: &'a str,
    name: &'a str,
    contact: &'a str,
    parcel: &'a str,
    made: &'a str,
    received: &'a str,
    assessed_on: &'a str,
    explanation: &'a str,
    /// The last day until which its police asked to wait; null if they did not.
    held_until: Option<&'a str>,
}

#[derive(Serialize)]
struct Place<'a> {
    /// The number of the item within the case; null for a location that is no item of it.
    item: Option<u32>,
    /// The item's state, or the reason of its end; null for a location that is no item of the case.
    state: Option<&'static str>,
    location: &'a Location,
    /// Null if the item has no finding.
    finding: Option<&'a Finding>,
}

/// The package about the chosen items.
pub(super) fn make(dossier: &Dossier, sender: &Sender, now: Timestamp) -> Handoff {
    let package = package(dossier, sender, now);
    let mut documents = vec![
        Document {
            file_name: "report.txt".to_owned(),
            media_type: "text/plain; charset=utf-8",
            bytes: text(&package, dossier).into_bytes(),
        },
        Document {
            file_name: "report.json".to_owned(),
            media_type: "application/json",
            bytes: json::write(&package),
        },
    ];
    documents.push(manifest(&documents));
    let name = file_name(dossier, "police");
    Handoff::download(bundle::tar(name, &documents, now))
}

fn package<'a>(dossier: &'a Dossier, sender: &'a Sender, now: Timestamp) -> Package<'a> {
    let place = |(item, location): (&'a DossierItem, &'a Location)| Place {
        item: Some(item.place).filter(|place| *place > 0),
        state: (item.place > 0).then(|| item.end.map_or(item.state.name(), |end| end.name())),
        location,
        finding: item.finding.as_ref(),
    };
    Package {
        format: "sealed-report police package v1",
        from: Hotline {
            name: &sender.name,
            contact: sender.contact.to_string(),
        },
        case: dossier.id.to_string(),
        made_on: now.day(),
        received: dossier.received.to_string(),
        reports: dossier.reports,
        reported: Reported::of(dossier),
        description: dossier.description.as_ref(),
        referred_by: dossier.referred.as_ref().map(ReferredBy::of),
        locations: items(dossier).map(place).collect(),
        assessed_on: assessed_on(dossier),
        explanation: explanation(dossier),
    }
}

impl<'a> ReferredBy<'a> {
    fn of(referred: &'a Referred) -> Self {
        let held = referred.items.iter();
        Self {
            hotline: &referred.by,
            name: &referred.name,
            contact: &referred.contact,
            parcel: &referred.parcel,
            made: &referred.made,
            received: &referred.received,
            assessed_on: &referred.assessed_on,
            explanation: &referred.explanation,
            held_until: held.filter_map(|item| item.held_until.as_deref()).max(),
        }
    }

    fn text(&self) -> String {
        let lines = [
            ("Referred by", format!("{} ({})", self.name, self.hotline)),
            ("Contact there", self.contact.to_owned()),
            ("Number of the parcel", self.parcel.to_owned()),
            ("Referred on", self.made.to_owned()),
            ("Reported there on", self.received.to_owned()),
            ("Assessed there on", self.assessed_on.to_owned()),
            (
                "The police there asked to wait until",
                self.held_until.unwrap_or("not asked").to_owned(),
            ),
        ];
        let lines = lines.map(|(label, text)| format!("{label}: {}\n", visible(&text)));
        format!("\n{}", lines.concat())
            + &quoted("What that hotline's analyst wrote", self.explanation)
    }
}

/// The lines that `sha256sum` writes and checks.
fn manifest(documents: &[Document]) -> Document {
    let line = |file: &Document| {
        let hash = base16ct::lower::encode_string(&Sha256::digest(&file.bytes));
        format!("{hash}  {}\n", file.file_name)
    };
    Document {
        file_name: "SHA256SUMS".to_owned(),
        media_type: "text/plain",
        bytes: documents.iter().map(line).collect::<String>().into_bytes(),
    }
}

fn text(package: &Package, dossier: &Dossier) -> String {
    let description = package.description.map_or("", |text| text.as_str());
    let referred = package.referred_by.as_ref();
    head(package, dossier)
        + &referred.map_or_else(String::new, ReferredBy::text)
        + &locations(package)
        + &quoted("What the reporter wrote", description)
        + &quoted("What the hotline's analyst wrote", &package.explanation)
}

fn head(package: &Package, dossier: &Dossier) -> String {
    let observed_on = dossier.report.observed_on.as_ref();
    let in_danger = match dossier.report.child_in_danger {
        Some(true) => "YES",
        Some(false) => "no",
        None => "not said",
    };
    let lines = [
        ("From", visible(package.from.name)),
        ("Contact", package.from.contact.clone()),
        ("Case", package.case.clone()),
        ("Made on", package.made_on.clone()),
        ("Received", package.received.clone()),
        ("Reports of it", package.reports.to_string()),
        (
            "Reported as",
            words::category(dossier.report.category).to_owned(),
        ),
        ("A child in danger now", in_danger.to_owned()),
        (
            "Seen on",
            observed_on
                .map_or("not said", |date| date.as_str())
                .to_owned(),
        ),
    ];
    let lines = lines.map(|(label, text)| format!("{label}: {text}\n"));
    format!("Report to the police\n\n{}", lines.concat())
}

fn locations(package: &Package) -> String {
    let place = |(number, at): (usize, &Place)| {
        let lines = words::location(at.location, words::DEFANGED).join("\n");
        let classification = at.finding.map(|finding| finding.classification.name());
        let classification = classification.unwrap_or("not assessed");
        let state = at.state.unwrap_or("no item of this case").replace('_', " ");
        let lines = format!("{lines}\nClassification: {classification}\nState: {state}");
        format!("\n   {}.\n{}", number + 1, words::indented(&lines, 6))
    };
    let places = package.locations.iter().enumerate().map(place);
    format!("\nLocations\n{}", places.collect::<String>())
}

fn quoted(title: &str, text: &str) -> String {
    match text {
        "" => String::new(),
        text => format!("\n{title}\n\n{}", words::indented(&defang_prose(text), 3)),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::super::Transport;
    use super::super::tests::{dossier, files, handed};
    use model::life::ItemState;
    use model::worksheet::HandoffKind;

    fn checks(folder: &std::path::Path) -> bool {
        let mut check = Command::new("sha256sum");
        check.args(["--check", "--strict", "--status", "SHA256SUMS"]);
        check.current_dir(folder).status().unwrap().success()
    }

    #[test]
    fn the_package_is_what_its_manifest_says() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files(HandoffKind::Police, &dossier()) {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        assert!(checks(folder.path()));
        for name in ["report.txt", "report.json"] {
            let file = folder.path().join(name);
            let bytes = std::fs::read(&file).unwrap();
            std::fs::write(&file, [&bytes[..], b" "].concat()).unwrap();
            assert!(!checks(folder.path()), "{name} is not in the manifest");
            std::fs::write(&file, bytes).unwrap();
        }
    }

    #[test]
    fn the_same_case_gives_the_same_bytes() {
        let made = [(); 2].map(|()| handed(HandoffKind::Police, &dossier()).unwrap());
        let [Transport::Download(one), Transport::Download(two)] = made.map(|made| made.transport)
        else {
            panic!("not files")
        };
        assert_eq!(one, two);
    }

    #[test]
    fn a_case_goes_to_the_police_before_anybody_has_assessed_it() {
        let mut dossier = dossier();
        let item = &mut dossier.items[0];
        (item.state, item.finding) = (ItemState::ToAssess, None);
        dossier.report.child_in_danger = Some(true);
        let files = files(HandoffKind::Police, &dossier);
        let text = std::str::from_utf8(&files[0].1).unwrap();
        for said in [
            "A child in danger now: YES",
            "Address: hXXps://bad[.]example/a",
            "Classification: not assessed",
            "State: to assess",
            "\n   what was seen\n",
        ] {
            assert!(text.contains(said), "{said:?} is not in {text}");
        }
        let json: serde_json::Value = serde_json::from_slice(&files[1].1).unwrap();
        assert_eq!(
            json["locations"][0]["location"]["url"],
            "https://bad.example/a"
        );
        assert_eq!(json["locations"][0]["finding"], serde_json::Value::Null);
        assert_eq!(json["reported"]["child_in_danger"], true);
    }
}
