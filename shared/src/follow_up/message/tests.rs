use getrandom::{SysRng, rand_core::UnwrapErr};

use super::*;
use crate::envelope::message_bytes;
use crate::follow_up::code::Code;
use crate::hpke::Suite;
use crate::key_config::KeyConfig;

const REPORT: &str = r#"{"id":"00112233445566778899aabbccddeeff","category":"csam","locations":[{"type":"web","url":"https://bad.example/"}],"language":"en"}"#;

fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

fn contents() -> [Content; 2] {
    let report: UntrustedReport = serde_json::from_str(REPORT).unwrap();
    let askable = Askable {
        mailbox: MailboxKey::of(&Code::random(&mut rng()), &"example".parse().unwrap()),
        report: report.try_into().unwrap(),
    };
    let answer = Answer {
        id: ReportId::random(&mut rng()),
        question: QuestionId::random(&mut rng()),
        text: "In the second group.".parse().unwrap(),
    };
    [Content::Askable(askable), Content::Answer(answer)]
}

fn key() -> (PrivateKey, PublishedKey) {
    let private = PrivateKey::generate(Suite::XWing, &mut rng());
    let published = PublishedKey::new(KeyConfig {
        hotline: "example".parse().unwrap(),
        sequence: 1,
        not_before: 0,
        not_after: 1,
        pow_floor: 0,
        public_key: private.public_key(),
    });
    (private, published)
}

#[test]
fn what_is_sealed_is_what_is_opened() {
    let (private, published) = key();
    for content in contents() {
        let (sealed, expected) = seal(&content, &published, &mut rng()).unwrap();
        assert_eq!(sealed.as_bytes().len(), message_bytes(Suite::XWing));
        let arrived = parse(sealed.as_bytes().to_vec()).unwrap();
        let opened = open(&arrived, &published, &private).unwrap();
        assert_eq!(opened.content, content);
        assert_eq!(opened.content.id(), content.id());
        assert_eq!(opened.receipt, expected);
        assert_eq!(Content::from_json(&opened.json), Some(content));
    }
}

#[test]
fn no_message_is_one_of_another_version() {
    let (private, published) = key();
    let [content, _] = contents();
    let (sealed, _) = seal(&content, &published, &mut rng()).unwrap();
    let mut bytes = sealed.as_bytes().to_vec();
    assert_eq!(SealedReport::parse(bytes.clone()), Err(NotAMessage::Magic));
    bytes[7] = 1;
    assert_eq!(parse(bytes.clone()), Err(NotAMessage::Magic));
    let as_first = SealedReport::parse(bytes).unwrap();
    let opened = envelope::open(&as_first, &published, &private);
    assert_eq!(opened.err(), Some(OpenError::Ciphertext));
}

#[test]
fn a_content_has_one_form() {
    let [askable, answer] = contents().map(|it| String::from_utf8(it.to_json().to_vec()).unwrap());
    let key = &askable[23..66];
    assert!(
        askable.starts_with("{\"askable\":{\"mailbox\":\""),
        "{askable}"
    );
    let (private, published) = self::key();
    for (json, is_content) in [
        (askable.clone(), true),
        (answer.clone(), true),
        (askable.replace("\"askable\":", "\"askable\": "), false),
        (askable.replace(key, &key[1..]), false),
        (askable.replace("csam", "grooming"), false),
        (askable.replace("{\"askable\":", "{\"answer\":"), false),
        (answer.replace("\"text\":", "\"more\":1,\"text\":"), false),
        (answer.replace("In the", " In the"), false),
        (answer.replace("}}", "},\"answer\":{}}"), false),
        (REPORT.to_owned(), false),
    ] {
        let sealed = envelope::seal_as(&VERSION, json.as_bytes(), &published, &mut rng());
        let opened = open(&sealed.unwrap().0, &published, &private);
        assert_eq!(opened.is_ok(), is_content, "{json}");
    }
}
