//! SCART's import by upload: `URL;REFERER;WORKUSER-EMAIL;REFERENCE;SOURCE;TYPE`, a location a line.

use super::super::{Document, Handoff, Parcel, Refusal, Sender, address, file_name};
use super::importable;
use crate::desk::case::Dossier;

const HEADER: [&str; 6] = [
    "URL",
    "REFERER",
    "WORKUSER-EMAIL",
    "REFERENCE",
    "SOURCE",
    "TYPE",
];

/// What SCART's own mail importer calls where reports come from, and what they are about.
const SOURCE: &str = "webform";
const TYPE: &str = "website";

/// A file with each location that SCART takes.
pub(in super::super) fn make(dossier: &Dossier, sender: &Sender) -> Result<Handoff, Refusal> {
    let reference = dossier.id.to_string();
    let work_user = sender
        .scart
        .as_ref()
        .and_then(|scart| scart.work_user.as_ref());
    let work_user = work_user.map(ToString::to_string).unwrap_or_default();
    let mut lines = vec![line(HEADER)];
    let mut left_out = Vec::new();
    for (place, location) in dossier.report.locations.iter().enumerate() {
        let Some(url) = address::of(location).and_then(importable) else {
            left_out.push(place);
            continue;
        };
        let referrer = address::referrer(location).and_then(importable);
        let referrer = referrer.unwrap_or_default();
        lines.push(line([
            &url, &referrer, &work_user, &reference, SOURCE, TYPE,
        ]));
    }
    if left_out.len() == dossier.report.locations.len() {
        return Err(Refusal::NothingFits);
    }
    Ok(Handoff {
        parcel: Parcel::Download(Document {
            file_name: file_name(dossier, "scart.csv"),
            media_type: "text/csv; charset=utf-8",
            bytes: lines.concat().into_bytes(),
        }),
        left_out,
    })
}

fn line(cells: [&str; 6]) -> String {
    cells.map(cell).join(";") + "\r\n"
}

/// A cell that ends where it should, and that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let text = text.replace(';', "%3B").replace(['\r', '\n', '\0'], " ");
    match text.starts_with(['=', '+', '-', '@', '\t']) {
        true => format!("'{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{dossier, report, sender};
    use super::*;

    fn csv(dossier: &Dossier) -> (String, Vec<usize>) {
        let made = make(dossier, &sender()).unwrap();
        let Parcel::Download(document) = made.parcel else {
            panic!("not a file")
        };
        (String::from_utf8(document.bytes).unwrap(), made.left_out)
    }

    #[test]
    fn each_location_with_an_address_is_a_line() {
        let mut dossier = dossier();
        dossier.report = report(
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
        assert_eq!(left_out, [1]);
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
