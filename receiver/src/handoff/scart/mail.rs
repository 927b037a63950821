//! SCART's import by mail. If all locations have addresses: a line `URL;REFERER;NOTE` for each
//! location; otherwise YAML with `Text`, `Referer` and `Extra_note`.
//!
//! SCART reads the body as stored in the mailbox, without decoding a transfer encoding. So all
//! lines are short enough for SMTP without one (RFC 5321, section 4.5.3.1.6: 998 octets).

use model::case::Dossier;
use model::defang::visible;
use model::time::Timestamp;
use rand_core::CryptoRng;

use super::super::document::{Handoff, Transport};
use super::super::mail::Mail;
use super::super::refusal::Refusal;
use super::super::sender::{MailServer, Scart, Sender};
use super::super::{address, words};
use super::importable;

/// Octets of a line, at most, with room for additions by SMTP.
const LINE_BYTES: usize = 990;

/// SCART's mailbox and the server that takes mail for it, if the config has both.
pub(in super::super) fn transport(sender: &Sender) -> Result<(&Scart, &MailServer), Refusal> {
    let missing = Refusal::NotConfigured("[desk.handoffs.scart]");
    let scart = sender.scart.as_ref().ok_or(missing)?;
    let missing = Refusal::NotConfigured("[mail]");
    let server = sender.mail.as_ref().ok_or(missing)?;
    Ok((scart, server))
}

/// A mail with the chosen items.
pub(in super::super) fn make(
    dossier: &Dossier,
    sender: &Sender,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Handoff, Refusal> {
    let (scart, server) = transport(sender)?;
    let body = lines(dossier).unwrap_or_else(|| yaml(dossier));
    let mail = Mail::new(server, &scart.to, &scart.subject, body, now, rng);
    Ok(Handoff {
        transport: Transport::Mail(Box::new(mail.map_err(|_| Refusal::Failed)?)),
        left_out: Vec::new(),
        parcel: None,
    })
}

/// A line for each location, if every one has an address.
fn lines(dossier: &Dossier) -> Option<String> {
    let note = note(dossier);
    let line = |location| {
        let url = address::of(location).and_then(importable)?;
        let referrer = address::referrer(location).and_then(importable);
        let referrer = referrer.filter(|referrer| url.len() + referrer.len() + 2 <= LINE_BYTES);
        let head = format!("{url};{};", referrer.unwrap_or_default());
        let note = cut(&note, LINE_BYTES - head.len());
        Some(format!("{head}{note}\n"))
    };
    dossier.report.locations.iter().map(line).collect()
}

/// The case and the reporter's description, on one line.
fn note(dossier: &Dossier) -> String {
    let description = dossier.description.as_ref();
    let description = description.map(|text| visible(text.as_str()));
    let parts = [case(dossier)].into_iter().chain(description);
    let note: Vec<String> = parts.map(|part| part.replace('\n', " / ")).collect();
    note.join(". ")
}

fn case(dossier: &Dossier) -> String {
    let category = words::category(dossier.report.category);
    let (id, reports) = (dossier.id, dossier.reports);
    format!("Case {id}, reported as {category}, reports of it: {reports}")
}

fn yaml(dossier: &Dossier) -> String {
    let locations = dossier.report.locations.iter().enumerate();
    let mut text: Vec<String> = locations
        .map(|(place, location)| {
            let parts = words::location(location, words::EXACT);
            format!("{}. {}", place + 1, parts.join("; "))
        })
        .collect();
    let description = dossier.description.as_ref();
    text.extend(description.map(|text| visible(text.as_str())));
    let mut locations = dossier.report.locations.iter();
    let referrer = locations.find_map(|location| address::referrer(location).and_then(importable));
    let referrer = referrer.unwrap_or_default();
    let text = block(&text.join("\n"));
    let note = block(&case(dossier));
    format!("Text: |\n{text}Referer: \"{referrer}\"\nExtra_note: |\n{note}")
}

/// The lines of a block scalar (YAML 1.2, section 8.1.2), indented more than its key. No line
/// begins with a space of its own, because that space would set the indentation.
fn block(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let folded: Vec<String> = lines.flat_map(fold).collect();
    words::indented(&folded.join("\n"), 2)
}

/// Splits a line into lines that are short enough.
fn fold(line: &str) -> Vec<String> {
    let mut rest = line;
    let mut folded = Vec::new();
    while !rest.is_empty() {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(LINE_BYTES - 2));
        folded.push(head.to_owned());
        rest = tail.trim_start();
    }
    folded
}

/// The beginning of a text, at most so many bytes long, with a mark if the text was cut.
fn cut(text: &str, bytes: usize) -> String {
    const CUT: &str = " [cut]";
    if text.len() <= bytes {
        return text.to_owned();
    }
    match bytes.checked_sub(CUT.len()) {
        Some(bytes) => text[..text.floor_char_boundary(bytes)].to_owned() + CUT,
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handoff::tests::{NOW, dossier, sender, with_locations};
    use getrandom::{SysRng, rand_core::UnwrapErr};

    const ID: &str = "07070707070707070707070707070707";

    #[test]
    fn a_report_of_addresses_is_a_line_for_each() {
        let mut dossier = with_locations(
            "csam",
            r#"[{ "type": "web", "url": "https://bad.example/a;b", "referrer": "https://led.example/" },
                { "type": "web", "url": "https://bad.example/c" }]"#,
        );
        dossier.description = Some("one;\ntwo\r\n\u{202e}three".parse().unwrap());
        let note = format!(
            "Case {ID}, reported as child sexual abuse material, reports of it: 2. \
             one; / two⟨U+000D⟩ / ⟨U+202E⟩three"
        );
        assert_eq!(
            lines(&dossier).unwrap(),
            format!(
                "https://bad.example/a%3Bb;https://led.example/;{note}\n\
                 https://bad.example/c;;{note}\n"
            )
        );
    }

    #[test]
    fn no_line_is_longer_than_mail_carries() {
        let long = "a".repeat(490);
        let mut dossier = with_locations(
            "csam",
            &format!(
                r#"[{{ "type": "web", "url": "https://bad.example/{long}",
                       "referrer": "https://led.example/{long}" }},
                    {{ "type": "web", "url": "https://bad.example/{long}" }}]"#
            ),
        );
        dossier.description = Some("ש".repeat(2000).parse().unwrap());
        let lines = lines(&dossier).unwrap();
        assert!(
            lines.lines().all(|line| line.len() <= LINE_BYTES),
            "{lines}"
        );
        assert!(
            lines.lines().all(|line| line.ends_with("ש [cut]")),
            "{lines}"
        );
        let yaml = yaml(&dossier);
        assert!(yaml.lines().all(|line| line.len() <= LINE_BYTES), "{yaml}");
        assert_eq!(yaml.matches('ש').count(), 2000);
    }

    #[test]
    fn a_report_without_an_address_is_yaml() {
        let dossier = with_locations(
            "csam",
            r#"[{ "type": "chat", "app": "App: \"x\"", "handle": "room" },
                { "type": "web", "url": "https://bad.example/", "referrer": "https://led.example/" }]"#,
        );
        assert_eq!(lines(&dossier), None);
        assert_eq!(
            yaml(&dossier),
            format!(
                "Text: |\n  1. Chat or messenger; App: App: \"x\"; Room, group or account: room\n  \
                 2. Web page; Address: https://bad.example/; Led there from: https://led.example/\n  \
                 what was seen\nReferer: \"https://led.example/\"\nExtra_note: |\n  \
                 Case {ID}, reported as child sexual abuse material, reports of it: 2\n"
            )
        );
    }

    #[test]
    fn without_scart_or_a_server_there_is_no_mail() {
        let (mut no_scart, mut no_server) = (sender(), sender());
        no_scart.scart = None;
        no_server.mail = None;
        for (sender, missing) in [(no_scart, "[desk.handoffs.scart]"), (no_server, "[mail]")] {
            let refused = make(&dossier(), &sender, NOW, &mut UnwrapErr(SysRng)).unwrap_err();
            assert_eq!(refused, Refusal::NotConfigured(missing));
        }
    }
}
