//! Hand-offs are accepted by the programs that they are for: a mail server, and readers by others.

use std::process::Stdio;

use base64ct::{Base64, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use handoff::Transport;
use model::assessment::{AgeGroup, Classification, Commerciality, Finding, Gender, SiteType};
use model::case::{Dossier, DossierItem};
use model::life::ItemState;
use model::time::{Hour, Timestamp};
use model::worksheet::HandoffKind;
use receiver::handoff;
use receiver::handoff::{
    Addressee, Certificate, Mail, MailError, Scart, Security, Sender, hosting,
};
use serde_json::{Value, json};
use shared::report::ReportId;
use tests::{MailServer, python};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;
use tokio::process::Command;

const NOW: Timestamp = Timestamp(1_800_000_000);
const WEB: &str = "https://bad.example/a?b=c";

/// A case of one web page and one chat, assessed as illegal.
fn dossier(category: &str, url: &str, description: &str) -> Dossier {
    let report = json!({
        "id": "00112233445566778899aabbccddeeff",
        "category": category,
        "locations": [
            { "type": "web", "url": url, "referrer": "https://led.example/" },
            { "type": "chat", "app": "App: \"x\" # ' |", "handle": "- {room}" },
        ],
        "content_types": ["image", "video"],
        "language": "en",
    });
    let finding = Finding {
        classification: Classification::Baseline,
        gender: Some(Gender::Undetermined),
        age_group: Some(AgeGroup::PrePubescent),
        commerciality: Some(Commerciality::Commercial),
        site_type: Some(SiteType::Imageboard),
        is_virtual: true,
        child_modelling: true,
        user_generated: true,
        ucs_labels: vec!["A1".to_owned()],
        hosting: hosting::estimate("193.0.6.139".parse().unwrap(), NOW),
    };
    let item = |place| DossierItem {
        place,
        state: ItemState::Illegal,
        end: None,
        finding: Some(finding.clone()),
        assessed_on: Some("2027-01-15".to_owned()),
        held_until: None,
        explanation: description.to_owned(),
    };
    Dossier {
        id: ReportId::new([7; 16]),
        received: Hour(500_000),
        report: serde_json::from_value(report).unwrap(),
        description: Some(description.parse().unwrap()),
        items: vec![item(1), item(2)],
        reports: 1,
        referred: None,
    }
}

/// A hotline with this mail server.
fn with_server(server: &MailServer, security: Security, password: &str) -> Sender {
    let authority = Certificate::from_pem(server.certificate.as_bytes()).unwrap();
    let mail = handoff::MailServer {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        security,
        authority: Some(authority),
        login: Some(("desk".to_owned(), password.to_owned().into())),
        from: "reports@hotline.example".parse().unwrap(),
    };
    Sender {
        mail: Some(mail),
        ..sender()
    }
}

/// A hotline without a mail server.
fn sender() -> Sender {
    Sender {
        hotline: "example".parse().unwrap(),
        name: "Example Hotline".to_owned(),
        contact: "desk@hotline.example".parse().unwrap(),
        domain: "hotline.example".to_owned(),
        anonymous_notices: false,
        mail: None,
        scart: Some(Scart {
            to: "import@scart.example".parse().unwrap(),
            subject: "SCART-INPUT".to_owned(),
            work_user: None,
        }),
        referrals: None,
    }
}

fn mail(dossier: &Dossier, sender: &Sender) -> Mail {
    let kind = HandoffKind::ScartMail;
    let rng = &mut UnwrapErr(SysRng);
    let to = Addressee::named("SCART");
    match handoff::prepare(kind, &to, dossier, Some(sender), NOW, rng)
        .unwrap()
        .transport
    {
        Transport::Mail(mail) => *mail,
        Transport::Download(_) | Transport::Parcel(_) => panic!("not a mail"),
    }
}

/// Sends the mail of a case; gives the error.
async fn refused(dossier: &Dossier, sender: &Sender) -> MailError {
    let server = sender.mail.as_ref().unwrap();
    mail(dossier, sender).send(server).await.unwrap_err()
}

/// Has `tests/peers/read_back.py` read each request.
async fn read_back(requests: &[Value]) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/read_back.py");
    let mut reader = Command::new(python());
    reader.args(["-B", script]);
    answers(reader, requests).await
}

/// How many errors and warnings the crate `xarf-rs` has for each text.
async fn complaints(texts: &[String]) -> Vec<Value> {
    let peer = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/xarf/Cargo.toml");
    let mut reader = Command::new(env!("CARGO"));
    reader.args(["run", "--quiet", "--locked", "--manifest-path", peer]);
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/xarf-peer");
    reader.args(["--target-dir", built]);
    let texts: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    answers(reader, &texts).await
}

/// What a program answers to each request, a line of JSON to a line of JSON.
async fn answers(mut reader: Command, requests: &[Value]) -> Vec<Value> {
    let mut child = reader
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the reader is not set up: run `cargo xtask test`");
    let lines: String = requests
        .iter()
        .map(|request| format!("{request}\n"))
        .collect();
    let mut input = child.stdin.take().unwrap();
    let writing = async move { input.write_all(lines.as_bytes()).await.unwrap() };
    let (output, ()) = tokio::join!(child.wait_with_output(), writing);
    let output = output.unwrap();
    assert!(output.status.success());
    let answers = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    let answers: Vec<Value> = answers.map(Result::unwrap).collect();
    assert_eq!(answers.len(), requests.len());
    answers
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_sent_by_each_way() {
    for (way, security) in [
        ("tls", Security::Tls),
        ("starttls", Security::StartTls),
        ("none", Security::None),
    ] {
        let mut server = MailServer::start(way).await;
        let sender = with_server(&server, security, "right");
        let sent = mail(&dossier("csam", WEB, "seen\n.\nénd"), &sender);
        sent.send(sender.mail.as_ref().unwrap()).await.unwrap();
        let received = server.received().await;
        assert_eq!(received.from, "reports@hotline.example", "{way}");
        assert_eq!(received.to, json!(["import@scart.example"]));
        let [received, sent] = [received.mail, sent.to_bytes()].map(String::from_utf8);
        assert_eq!(received.unwrap(), sent.unwrap() + "\r\n", "{way}");
    }
}

#[tokio::test]
async fn a_mail_server_that_says_no_is_a_clear_error() {
    let server = MailServer::start("tls").await;
    let dossier = dossier("csam", WEB, "seen");
    let wrong = with_server(&server, Security::Tls, "wrong");
    assert_eq!(refused(&dossier, &wrong).await, MailError::Login(535));
    for (to, error) in [
        ("nobody@scart.example", MailError::Refused(550)),
        ("later@scart.example", MailError::Later(451)),
    ] {
        let mut sender = with_server(&server, Security::Tls, "right");
        sender.scart.as_mut().unwrap().to = to.parse().unwrap();
        let refused = refused(&dossier, &sender).await;
        assert_eq!(refused, error);
        assert!(!refused.to_string().contains("sentinel"), "{refused}");
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_cannot_be_believed() {
    let dossier = dossier("csam", WEB, "seen");
    let server = MailServer::start("tls").await;
    let mut sender_of_tls = with_server(&server, Security::Tls, "right");
    sender_of_tls.mail.as_mut().unwrap().authority = None;
    assert_eq!(refused(&dossier, &sender_of_tls).await, MailError::Tls);
    // This server offers no TLS.
    let plain = MailServer::start("none").await;
    let sender_of_starttls = with_server(&plain, Security::StartTls, "right");
    let lacking = refused(&dossier, &sender_of_starttls).await;
    assert_eq!(lacking, MailError::Lacking);
    // This port is taken, and nobody listens on it.
    let mut gone = with_server(&plain, Security::None, "right");
    let nobody = TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    gone.mail.as_mut().unwrap().port = nobody.local_addr().unwrap().port();
    assert_eq!(refused(&dossier, &gone).await, MailError::Unreachable);
}

#[tokio::test]
async fn others_read_the_mail_and_its_yaml() {
    let server = MailServer::start("none").await;
    let sender = with_server(&server, Security::None, "right");
    let hostile =
        "a: b\n  - c\n\t\"d\" # e\n---\n!!python/object:x &f *f\u{202e}\u{0}\r\nSubject: x";
    let dossier = dossier("csam", WEB, hostile);
    let sent = Base64::encode_string(&mail(&dossier, &sender).to_bytes());
    let read = read_back(&[json!({ "mail": sent })]).await.remove(0);
    assert_eq!(read["headers"]["Subject"], "SCART-INPUT");
    assert_eq!(read["headers"]["From"], "reports@hotline.example");
    assert_eq!(read["headers"]["To"], "import@scart.example");
    let yaml = read_back(&[json!({ "yaml": read["body"] })])
        .await
        .remove(0);
    let yaml = yaml["value"].as_object().unwrap();
    let keys: Vec<&String> = yaml.keys().collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
    assert_eq!(yaml["Referer"], "https://led.example/");
    let text = yaml["Text"].as_str().unwrap();
    for said in [
        "1. Web page; Address: https://bad.example/a?b=c;",
        "2. Chat or messenger; App: App: \"x\" # ' |; Room, group or account: - {room}\n",
        "a: b\n- c\n⟨U+0009⟩\"d\" # e\n---\n!!python/object:x &f *f⟨U+202E⟩⟨U+0000⟩⟨U+000D⟩\nSubject: x",
    ] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
}

#[tokio::test]
async fn a_notice_and_xarf_reports_arrive_by_mail_and_others_read_them() {
    let mut server = MailServer::start("starttls").await;
    let sender = with_server(&server, Security::StartTls, "right");
    let explanation = "Zeigt ein Kind. ש\n.\nSubject: x =20\r\n--\n";
    let long = format!("https://bad.example/{}", "a".repeat(1900));
    let dossier = dossier("csam", &long, explanation);
    let to = Addressee {
        name: "Host".to_owned(),
        mail: Some("abuse@host.example".parse().unwrap()),
        other: None,
    };
    for kind in [HandoffKind::Notice, HandoffKind::Xarf] {
        let rng = &mut UnwrapErr(SysRng);
        let made = handoff::prepare(kind, &to, &dossier, Some(&sender), NOW, rng);
        let Transport::Mail(mail) = made.unwrap().transport else {
            panic!("not a mail")
        };
        mail.send(sender.mail.as_ref().unwrap()).await.unwrap();
        let received = server.received().await;
        assert_eq!(received.to, json!(["abuse@host.example"]));
        let received = Base64::encode_string(&received.mail);
        let read = read_back(&[json!({ "mail": received })]).await.remove(0);
        let headers = read["headers"].as_object().unwrap();
        assert_eq!(headers["Reply-To"], "desk@hotline.example");
        assert_eq!(headers["Date"], "Fri, 15 Jan 2027 08:00:00 +0000");
        let subject = headers["Subject"].as_str().unwrap();
        assert!(subject.ends_with("reference 07070707070707070707070707070707"));
        let files: Vec<_> = read["files"].as_object().unwrap().values().collect();
        let [file] = &files[..] else {
            panic!("{} files", files.len())
        };
        assert_eq!(file[0], "application/json");
        let text = file[1].as_str().unwrap();
        let json: Value = serde_json::from_str(text).unwrap();
        let body = read["body"].as_str().unwrap().replace("\r\n", "\n");
        if kind == HandoffKind::Notice {
            assert!(body.contains(&format!("      Address: {long}\n")), "{body}");
            assert!(body.contains("   Zeigt ein Kind. ש\n   .\n   Subject: x =20⟨U+000D⟩\n"));
            assert_eq!(json["explanation"], explanation.trim());
            assert_eq!(json["locations"][0]["url"], long);
        } else {
            assert_eq!(json["url"], long);
            let told = read_back(&[json!({ "xarf": text })]).await;
            assert_eq!(told[0]["errors"], json!([]));
        }
    }
}

/// Each report of each dossier as its file's text.
fn xarf_reports() -> Vec<String> {
    let sender = sender();
    let addresses = [
        WEB,
        "https://Bad.Example:8443/a;b#c",
        "https://bücher.example/ß?ü=\u{202e}",
        "http://[2001:db8::1]/<script>alert(1)</script>",
        "http://192.0.2.1/\"'`{}|\\^[]",
        "https://a_b.example/%zz",
        "http://expyuzz4wqqyqhjn.onion/",
    ];
    let long = format!("https://bad.example/{}", "ä".repeat(2000));
    let mut texts = Vec::new();
    for category in ["csam", "grooming", "sextortion"] {
        for address in addresses.into_iter().chain([&long[..]]) {
            let mut dossier = dossier(category, address, "=1+1 <b>\u{1b}[2J\u{202e}\u{0}x");
            let finding = dossier.items[0].finding.as_mut().unwrap();
            finding.classification = Classification::National;
            let (kind, to) = (HandoffKind::Xarf, Addressee::named("Host"));
            let rng = &mut UnwrapErr(SysRng);
            let made = handoff::prepare(kind, &to, &dossier, Some(&sender), NOW, rng).unwrap();
            assert_eq!(made.left_out, [2], "a chat has no address");
            let Transport::Download(document) = made.transport else {
                panic!("not a file")
            };
            texts.push(String::from_utf8(document.bytes).unwrap());
        }
    }
    texts
}

#[tokio::test]
async fn two_readers_of_xarf_find_nothing_wrong() {
    let texts = xarf_reports();
    assert_eq!(texts.len(), 24);
    assert_eq!(complaints(&texts).await, [0; 24]);
    let requests: Vec<Value> = texts.iter().map(|text| json!({ "xarf": text })).collect();
    for (answer, text) in read_back(&requests).await.iter().zip(&texts) {
        assert_eq!(answer["errors"], json!([]), "{text}");
    }
    // Both readers do find an error where there is one.
    let broken = texts[0].replace("\"A1\"", "\"C3\"");
    assert_ne!(complaints(std::slice::from_ref(&broken)).await, [0]);
    let told = read_back(&[json!({ "xarf": broken })]).await;
    assert_ne!(told[0]["errors"], json!([]));
}
