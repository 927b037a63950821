//! SCART's CSV import: `URL;REFERER;WORKUSER-EMAIL;REFERENCE;SOURCE;TYPE`, one location a line.

use model::case::Dossier;
use shared::report::Location;

use super::super::address;
use super::super::document::{Document, Handoff, Transport};
use super::super::excerpt::{file_name, items};
use super::super::refusal::Refusal;
use super::super::sender::Sender;
use super::importable;

const HEADER: [&str; 6] = [
    "URL",
    "REFERER",
    "WORKUSER-EMAIL",
    "REFERENCE",
    "SOURCE",
    "TYPE",
];

/// The source and the type that SCART's own mail importer writes.
const SOURCE: &str = "webform";
const TYPE: &str = "website";

/// Checks that SCART accepts at least one location.
pub(in super::super) fn check(dossier: &Dossier) -> Result<(), Refusal> {
    let mut locations = dossier.report.locations.iter();
    let fits = locations.any(|location| url(location).is_some());
    fits.then_some(()).ok_or(Refusal::NothingFits)
}

fn url(location: &Location) -> Option<String> {
    address::of(location).and_then(importable)
}

/// A file with every location that SCART accepts.
pub(in super::super) fn make(dossier: &Dossier, sender: &Sender) -> Result<Handoff, Refusal> {
    check(dossier)?;
    let reference = dossier.id.to_string();
    let work_user = sender
        .scart
        .as_ref()
        .and_then(|scart| scart.work_user.as_ref());
    let work_user = work_user.map(ToString::to_string).unwrap_or_default();
    let mut lines = vec![line(HEADER)];
    let mut left_out = Vec::new();
    for (item, location) in items(dossier) {
        let Some(url) = url(location) else {
            left_out.push(item.place);
            continue;
        };
        let referrer = address::referrer(location).and_then(importable);
        let referrer = referrer.unwrap_or_default();
        lines.push(line([
            &url, &referrer, &work_user, &reference, SOURCE, TYPE,
        ]));
    }
    Ok(Handoff {
        transport: Transport::Download(Document {
            file_name: file_name(dossier, "scart.csv"),
            media_type: "text/csv; charset=utf-8",
            bytes: lines.concat().into_bytes(),
        }),
        left_out,
        parcel: None,
    })
}

fn line(cells: [&str; 6]) -> String {
    cells.map(cell).join(";") + "\r\n"
}

/// A cell without separators or line ends, which no spreadsheet reads as a formula.
fn cell(text: &str) -> String {
    let text = text.replace(';', "%3B").replace(['\r', '\n', '\0'], " ");
    match text.starts_with(['=', '+', '-', '@', '\t']) {
        true => format!("'{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handoff::tests::{dossier, report, sender, with_locations};

    fn csv(dossier: &Dossier) -> (String, Vec<u32>) {
        let made = make(dossier, &sender()).unwrap();
        let Transport::Download(document) = made.transport else {
            panic!("not a file")
        };
        (String::from_utf8(document.bytes).unwrap(), made.left_out)
    }

    #[test]
    fn each_location_with_an_address_is_a_line() {
        let dossier = with_locations(
            "csam",
            r#"[{ "type": "web", "url": "https://bad.example/a;b", "referrer": "https://led.example/" },
                { "type": "chat", "app": "App" },
                { "type": "social", "platform": "P", "url": "http://p.example/=1+1" }]"#,
        );
        let (csv, left_out) = csv(&dossier);
        let reference = dossier.id;
        assert_eq!(
            csv,
            format!(
                "URL;REFERER;WORKUSER-EMAIL;REFERENCE;SOURCE;TYPE\r\n\
                 https://bad.example/a%3Bb;https://led.example/;anna@hotline.example;{reference};webform;website\r\n\
                 http://p.example/=1+1;;anna@hotline.example;{reference};webform;website\r\n"
            )
        );
        assert_eq!(left_out, [2]);
    }

    #[test]
    fn what_has_no_address_goes_by_mail() {
        let mut dossier = dossier();
        dossier.report = report("csam", r#"[{ "type": "chat", "app": "App" }]"#);
        assert_eq!(make(&dossier, &sender()).unwrap_err(), Refusal::NothingFits);
    }

    #[test]
    fn no_cell_is_a_formula_or_two_cells() {
        for (from, to) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("\ta", "'\ta"),
            ("\r=1", " =1"),
            ("a\r\nb;c", "a  b%3Bc"),
        ] {
            assert_eq!(cell(from), to, "{from:?}");
        }
    }
}
