//! Hand-offs of a case in which everything is hostile are read back by what reads them.

use model::defang::is_hidden;
use serde_json::Value;
use strum::VariantArray;

use super::super::excerpt::explanation;
use super::super::*;
use super::{files, handed, letters, referred, with_locations};

/// Everything that could do harm somewhere, in everything that a reporter writes.
fn hostile() -> Vec<Dossier> {
    let texts = [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "=cmd|' /C calc'!A1",
        "+1;-1;@SUM(A1);\t=1",
        "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m",
        "\u{202e}gpj.exe\u{2066}\u{200b}\u{feff}\u{e0041}",
        "a\u{0}b\u{85}c\u{7f}",
        "\"; DROP: |\\n  - {a: [b]} # ' \\",
        "--- !!python/object: x",
        "https://bücher.example/ xn--p1ai",
    ];
    let lines = "\r\n.\r\nSubject: x\r\n\r\n4. Good faith\n\nBcc: a@bad.example\u{2028}x";
    let huge = "\u{10ffff}".repeat(2000);
    let make = |text: &str| {
        let letters = |char: &char| !char.is_whitespace() && !char.is_control();
        let no_gaps = |chars| text.chars().filter(letters).take(chars).collect::<String>();
        let url = format!("https://bad.example/{}", no_gaps(2000));
        let one_line: String = text.split(['\r', '\n', '\u{2028}']).collect();
        let name: String = one_line.trim().chars().take(200).collect();
        let words: String = text.trim().chars().take(1000).collect();
        let locations = serde_json::json!([
            { "type": "web", "url": url, "referrer": url },
            { "type": "web", "url": "https://\u{202e}/" },
            { "type": "social", "platform": name, "url": "https://пример.рф/ü;" , "handle": name },
            { "type": "chat", "app": name, "handle": name },
            { "type": "email", "sender": no_gaps(200) + "@bad.example", "subject": name },
            { "type": "file_sharing", "file_name": name, "magnet": name },
            { "type": "other", "text": words },
        ]);
        let mut dossier = with_locations("csam", &locations.to_string());
        dossier.description = Some(text.parse().unwrap());
        dossier.report.contact = Some("sentinel@bad.example".parse().unwrap());
        dossier.report.site_credentials = Some(shared::report::SiteCredentials {
            user: "sentinel-user".parse().unwrap(),
            password: "sentinel-password".parse().unwrap(),
        });
        for item in &mut dossier.items {
            item.explanation = text.to_owned();
        }
        dossier
    };
    let all = [&texts[..], &[lines, &huge]].concat();
    all.into_iter().map(make).collect()
}

/// Each file and mail that leaves for a hostile dossier.
fn outputs(dossier: &Dossier) -> Vec<(String, String)> {
    let mut outputs = Vec::new();
    for kind in HandoffKind::VARIANTS {
        let made = match handed(*kind, dossier).unwrap().transport {
            Transport::Mail(mail) => vec![("mail".to_owned(), mail.to_bytes())],
            Transport::Download(_) => files(*kind, dossier),
            Transport::Parcel(_) => panic!("the other hotline gets a file"),
        };
        let mails = [HandoffKind::Notice, HandoffKind::Xarf].contains(kind);
        let mailed = mails.then(|| {
            (
                "mail".to_owned(),
                letters::sent(*kind, dossier).into_bytes(),
            )
        });
        let made = made.into_iter().chain(mailed);
        outputs.extend(made.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())));
    }
    outputs
}

#[test]
fn nothing_hostile_comes_through_as_it_is() {
    for dossier in hostile() {
        for (name, text) in outputs(&dossier) {
            assert!(!text.contains("sentinel"), "{name} tells a secret");
            let odd = |char: &char| is_hidden(*char) && !matches!(char, '\n' | '\r');
            assert_eq!(text.chars().find(odd), None, "{name}");
            let lone = text.replace("\r\n", "").contains('\r');
            assert!(!lone, "{name} has a lone carriage return");
            if name == "report.txt" {
                let leads = ["http://", "https://"]
                    .iter()
                    .any(|begin| text.contains(begin));
                assert!(!leads, "{name} has an address to follow");
            }
        }
    }
}

#[test]
fn what_is_json_says_what_the_dossier_says() {
    for dossier in hostile() {
        let explanation = explanation(&dossier);
        for (name, text) in outputs(&dossier) {
            if !name.ends_with(".json") {
                continue;
            }
            assert!(!text.contains("\"language\""), "{name}");
            let json: Value = serde_json::from_str(&text).unwrap();
            if name == "report.json" {
                let description = dossier.description.as_ref().unwrap().as_str();
                assert_eq!(json["description"], description);
                let locations = serde_json::to_value(&dossier.report.locations).unwrap();
                for (place, location) in locations.as_array().unwrap().iter().enumerate() {
                    assert_eq!(json["locations"][place]["location"], *location);
                }
            }
            if name.ends_with("notice.json") {
                assert_eq!(json["explanation"], explanation);
            }
        }
        let file = files(HandoffKind::Hotline, &dossier).remove(0).1;
        let referral = referred(&file);
        assert_eq!(referral.explanation, explanation);
        let told = serde_json::to_string(&referral).unwrap();
        assert!(!told.contains("sentinel"), "the referral tells a secret");
    }
}

#[test]
fn each_line_of_a_csv_is_a_location() {
    for dossier in hostile() {
        let made = handed(HandoffKind::ScartCsv, &dossier).unwrap();
        let (_, csv) = files(HandoffKind::ScartCsv, &dossier).remove(0);
        let csv = String::from_utf8(csv).unwrap();
        let lines: Vec<&str> = csv.strip_suffix("\r\n").unwrap().split("\r\n").collect();
        let addressed = dossier.report.locations.len() - made.left_out.len();
        assert_eq!(lines.len(), 1 + addressed, "{csv}");
        for line in &lines[1..] {
            let cells: Vec<&str> = line.split(';').collect();
            assert_eq!(cells.len(), 6, "{line}");
            assert!(
                url::Url::parse(cells[0]).is_ok() && cells[0].len() <= 512,
                "{line}"
            );
            assert!(
                !line.contains(['<', '>', '"']),
                "tags are stripped from {line}"
            );
        }
    }
}

#[test]
fn a_notice_has_its_own_parts_and_no_others() {
    for dossier in hostile() {
        let (_, text) = files(HandoffKind::Notice, &dossier).remove(0);
        let text = String::from_utf8(text).unwrap();
        let parts: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let parts = parts.iter().filter(|line| !line.starts_with("   "));
        assert_eq!(parts.count(), 7, "{text}");
    }
}

#[test]
fn a_mail_has_its_own_headers_and_no_others() {
    for dossier in hostile() {
        let Transport::Mail(mail) = handed(HandoffKind::ScartMail, &dossier).unwrap().transport
        else {
            panic!("not a mail")
        };
        let mail = String::from_utf8(mail.to_bytes()).unwrap();
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        let mut names: Vec<&str> = head
            .split("\r\n")
            .filter_map(|line| line.split(':').next())
            .collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "Content-Transfer-Encoding",
                "Content-Type",
                "Date",
                "From",
                "MIME-Version",
                "Message-ID",
                "Subject",
                "To",
            ]
        );
        assert!(
            body.lines().all(|line| line.len() <= 998 && line != "."),
            "{body}"
        );
    }
}

#[test]
fn a_mail_with_files_has_its_own_headers_and_parts_and_no_others() {
    for dossier in hostile() {
        for (kind, files) in [
            (HandoffKind::Notice, 1),
            (HandoffKind::Xarf, files(HandoffKind::Xarf, &dossier).len()),
        ] {
            let mail = letters::sent(kind, &dossier);
            let (head, parts) = letters::split(&mail);
            let lines = head.split("\r\n").filter(|line| !line.starts_with(' '));
            let mut names: Vec<_> = lines.map(|line| line.split(':').next().unwrap()).collect();
            names.sort_unstable();
            assert_eq!(
                names,
                [
                    "Content-Type",
                    "Date",
                    "From",
                    "MIME-Version",
                    "Message-ID",
                    "Reply-To",
                    "Subject",
                    "To",
                ]
            );
            assert_eq!(parts.len(), 1 + files);
            let attached = parts.iter().filter(|(head, _)| head.contains("attachment"));
            assert_eq!(attached.count(), files);
            for (_, text) in parts {
                assert!(!text.contains("sentinel"), "the mail tells a secret");
            }
        }
    }
}
