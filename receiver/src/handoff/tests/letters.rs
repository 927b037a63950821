//! Notices and XARF reports by mail, read back as a recipient reads them.

use serde_json::Value;
use strum::VariantArray;

use super::super::*;
use super::{NOW, addressee, dossier, files, handed, sender, with_locations};
use getrandom::{SysRng, rand_core::UnwrapErr};

fn mailed(kind: HandoffKind, dossier: &Dossier, sender: &Sender) -> Result<Handoff, Refusal> {
    let name = match kind {
        HandoffKind::Hotline => "nl",
        _ => "Host",
    };
    let to = Addressee {
        name: name.to_owned(),
        mail: Some("abuse@host.example".parse().unwrap()),
        ..addressee()
    };
    let rng = &mut UnwrapErr(SysRng);
    prepare(kind, &to, dossier, Some(sender), NOW, rng)
}

/// The mail as it is sent.
pub(super) fn sent(kind: HandoffKind, dossier: &Dossier) -> String {
    let Transport::Mail(mail) = mailed(kind, dossier, &sender()).unwrap().transport else {
        panic!("{kind:?} is no mail")
    };
    String::from_utf8(mail.to_bytes()).unwrap()
}

/// The headers, and the parts of the body with their own headers.
pub(super) fn split(mail: &str) -> (&str, Vec<(&str, String)>) {
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    let (_, boundary) = head.split_once("boundary=\"").unwrap();
    let boundary = boundary.split_once('"').unwrap().0;
    let (body, end) = body.split_once(&format!("--{boundary}--")).unwrap();
    assert_eq!(end.trim(), "");
    let begin = format!("--{boundary}\r\n");
    let parts = body.split(&begin[..]).skip(1);
    let parts = parts.map(|part| {
        let (head, body) = part.split_once("\r\n\r\n").unwrap();
        (head, decoded(head, body.strip_suffix("\r\n").unwrap()))
    });
    (head, parts.collect())
}

/// The text of a part, without its transfer encoding, with line feeds as ends of lines.
fn decoded(head: &str, body: &str) -> String {
    use base64ct::{Base64, Encoding};
    let bytes = if head.contains("Content-Transfer-Encoding: base64") {
        Base64::decode_vec(&body.replace("\r\n", "")).unwrap()
    } else if head.contains("Content-Transfer-Encoding: quoted-printable") {
        unquoted(&body.replace("=\r\n", ""))
    } else {
        assert!(head.contains("Content-Transfer-Encoding: 7bit"), "{head}");
        body.into()
    };
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

fn unquoted(text: &str) -> Vec<u8> {
    let mut pieces = text.split('=');
    let mut bytes = pieces.next().unwrap().as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend(rest.bytes());
    }
    bytes
}

/// A case whose notice has long lines, and letters beyond ASCII.
fn long() -> Dossier {
    let url = format!("https://bad.example/{}", "a".repeat(1900));
    let locations = format!(r#"[{{ "type": "web", "url": "{url}" }}]"#);
    let mut dossier = with_locations("csam", &locations);
    dossier.items[0].explanation = "Zeigt ein Kind. ä ש =\n.\n".repeat(9);
    dossier
}

#[test]
fn a_mail_has_its_own_headers_and_short_lines() {
    for kind in [HandoffKind::Notice, HandoffKind::Xarf] {
        let mail = sent(kind, &long());
        assert!(mail.is_ascii(), "every server carries it");
        assert!(mail.split("\r\n").all(|line| line.len() <= 998));
        assert!(!mail.replace("\r\n", "").contains(['\r', '\n']));
        let (head, _) = split(&mail);
        for line in [
            "From: scart@hotline.example",
            "Reply-To: desk@hotline.example",
            "To: abuse@host.example",
            "MIME-Version: 1.0",
        ] {
            assert!(head.split("\r\n").any(|given| given == line), "{head}");
        }
        let (_, id) = head.split_once("\r\nMessage-ID: <").unwrap();
        let (id, domain) = id.split_once('>').unwrap().0.split_once('@').unwrap();
        assert_eq!((id.len(), domain), (32, "hotline.example"));
        assert!(!head.contains("bad.example"), "{head}");
        assert_ne!(sent(kind, &long()), mail, "each mail has an id of its own");
    }
}

#[test]
fn a_subject_names_the_article_or_format_and_the_reference() {
    let reference = dossier().id.to_string();
    for (kind, names) in [
        (HandoffKind::Notice, "Article 16"),
        (HandoffKind::Xarf, "XARF"),
    ] {
        let mail = sent(kind, &dossier()).replace("\r\n ", " ");
        let (_, subject) = mail.split_once("\r\nSubject: ").unwrap();
        let subject = subject.split_once("\r\n").unwrap().0;
        assert!(subject.contains(names), "{subject}");
        assert!(
            subject.ends_with(&format!("reference {reference}")),
            "{subject}"
        );
    }
}

#[test]
fn a_mailed_notice_says_what_its_files_say() {
    for dossier in [dossier(), long()] {
        let mail = sent(HandoffKind::Notice, &dossier);
        let (_, parts) = split(&mail);
        let [(text_head, text), (json_head, json)] = &parts[..] else {
            panic!("{} parts", parts.len())
        };
        assert!(
            text_head.contains("text/plain; charset=utf-8"),
            "{text_head}"
        );
        assert!(json_head.contains("application/json"), "{json_head}");
        assert!(json_head.contains("-notice.json\""), "{json_head}");
        let files = files(HandoffKind::Notice, &dossier);
        assert_eq!(text.as_bytes(), files[0].1);
        assert_eq!(json.as_bytes(), files[1].1);
    }
}

#[test]
fn a_mail_of_xarf_has_a_file_for_each_report() {
    let mut dossier = with_locations(
        "csam",
        r#"[{ "type": "web", "url": "https://bad.example/a" },
            { "type": "chat", "app": "App" },
            { "type": "web", "url": "https://bad.example/b" }]"#,
    );
    dossier.items[0].explanation = "Zeigt ein Kind, ä.".to_owned();
    let mail = sent(HandoffKind::Xarf, &dossier);
    let (_, parts) = split(&mail);
    assert!(parts[0].1.contains("one in each attached file: 2\n"));
    let files = files(HandoffKind::Xarf, &dossier);
    assert_eq!(parts.len(), 1 + files.len());
    for ((head, json), (name, file)) in parts[1..].iter().zip(&files) {
        assert!(
            head.contains("application/json") && head.contains(&name[..]),
            "{head}"
        );
        let read: Value = serde_json::from_str(json).unwrap();
        assert_eq!(read, serde_json::from_slice::<Value>(file).unwrap());
    }
    let left_out = mailed(HandoffKind::Xarf, &dossier, &sender())
        .unwrap()
        .left_out;
    assert_eq!(
        left_out,
        handed(HandoffKind::Xarf, &dossier).unwrap().left_out
    );
}

#[test]
fn a_mail_is_refused_for_its_reasons() {
    let (mut no_server, mut anonymous) = (sender(), sender());
    no_server.mail = None;
    anonymous.anonymous_notices = true;
    let chat = with_locations("grooming", r#"[{ "type": "chat", "app": "App" }]"#);
    let (mut held, mut silent) = (dossier(), dossier());
    held.items[0].state = model::life::ItemState::Held;
    silent.items[0].explanation.clear();
    let missing = Refusal::NotConfigured("[mail]");
    for (sender, dossier, notice, xarf) in [
        (sender(), dossier(), None, None),
        (no_server, dossier(), Some(missing.clone()), Some(missing)),
        (anonymous, dossier(), Some(Refusal::Anonymous), None),
        (sender(), held, Some(Refusal::OnHold), Some(Refusal::OnHold)),
        (sender(), silent, Some(Refusal::NoExplanation), None),
        (sender(), chat, None, Some(Refusal::NothingFits)),
    ] {
        for (kind, refused) in [(HandoffKind::Notice, notice), (HandoffKind::Xarf, xarf)] {
            let made = mailed(kind, &dossier, &sender);
            assert_eq!(made.err(), refused, "{kind:?}");
        }
    }
}

#[test]
fn nothing_else_goes_to_a_recipients_address() {
    for kind in HandoffKind::VARIANTS
        .iter()
        .filter(|kind| !kind.goes_to_host())
    {
        let to = "abuse@host.example";
        match mailed(*kind, &dossier(), &sender()).unwrap().transport {
            Transport::Download(_) | Transport::Parcel(_) => {}
            Transport::Mail(mail) => {
                assert_eq!(*kind, HandoffKind::ScartMail);
                let mail = String::from_utf8(mail.to_bytes()).unwrap();
                assert!(!mail.contains(to), "{mail}");
            }
        }
    }
}
