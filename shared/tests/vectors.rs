//! The test vectors of the protocol: this code makes them, and they hold.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "vectors/make.rs"]
mod make;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use serde::de::DeserializeOwned;
use shared::api::Accepted;
use shared::envelope::{self, SealedReport};
use shared::hpke::{PrivateKey, PublicKey};
use shared::key_config::{KeyDocument, PublishedKey};
use shared::limits::{PLAINTEXT_BYTES, POW_BYTES};
use shared::padding;
use shared::pow::{Challenge, Search, Seed};
use shared::report::{Report, UntrustedReport};

use make::efforts::EffortVector;
use make::fixed::Recorded;
use make::key_documents::KeyDocumentVector;
use make::malformed::Malformed;
use make::messages::MessageVector;
use make::padding::PaddingVector;
use make::proofs::{POW_OFFSET, ProofVector};
use make::reports::ReportVector;
use make::tries::TryVector;
use make::waits::WaitVector;

fn committed<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_str(&std::fs::read_to_string(make::path(name)).unwrap()).unwrap()
}

/// The message vectors, to be found by name.
struct Messages(Vec<MessageVector>);

impl Messages {
    fn committed() -> Self {
        Self(committed(make::MESSAGES))
    }

    fn named(&self, name: &str) -> &MessageVector {
        self.0.iter().find(|message| message.name == name).unwrap()
    }
}

fn private_key(message: &MessageVector) -> PrivateKey {
    PrivateKey::from_seed(message.suite, &message.private_key.0).unwrap()
}

/// What a receiver says that holds the key of a good message.
fn receive(bytes: Vec<u8>, good: &MessageVector) -> Result<Report, String> {
    let message = SealedReport::parse(bytes).map_err(|error| format!("{error:?}"))?;
    let key = good.key().unwrap();
    if message.key_id() != key.id() {
        return Err("UnknownKey".to_owned());
    }
    let opened = envelope::open(&message, &key, &private_key(good));
    opened
        .map(|opened| opened.report)
        .map_err(|error| format!("{error:?}"))
}

#[test]
fn the_committed_vectors_are_those_that_this_code_makes() {
    for (name, made) in make::files().unwrap() {
        let committed = std::fs::read_to_string(make::path(name)).unwrap_or_default();
        assert!(
            committed == made,
            "{name}: a changed vector is a new version of the protocol, see \"Versions\" in \
             shared/PROTOCOL.md. If vectors were only added, write them with \
             `cargo run -p shared --example vectors`"
        );
    }
}

#[test]
fn key_documents_are_believed() {
    for vector in committed::<Vec<KeyDocumentVector>>(make::KEY_DOCUMENTS) {
        let document = KeyDocument::parse(vector.document.as_bytes()).unwrap();
        let key = document.verify(&vector.trust.into(), vector.now).unwrap();
        assert_eq!(key.id().to_string(), vector.key_id, "{}", vector.name);
        let private_key = PrivateKey::from_seed(vector.suite, &vector.private_key.0).unwrap();
        assert_eq!(key.config().public_key, private_key.public_key());
    }
}

#[test]
fn messages_open() {
    let keys: Vec<KeyDocumentVector> = committed(make::KEY_DOCUMENTS);
    for vector in Messages::committed().0 {
        let message = SealedReport::parse(vector.bytes().unwrap()).unwrap();
        let key = vector.key().unwrap();
        assert!(keys.iter().any(|key| key.key_id == vector.key_id));
        assert_eq!(message.key_id(), key.id(), "{}", vector.name);
        assert_eq!(message.digest().as_bytes()[..], vector.digest.0);
        let opened = envelope::open(&message, &key, &private_key(&vector)).unwrap();
        assert_eq!(opened.json[..], *vector.report.as_bytes());
        assert_eq!(opened.report.to_json(), vector.report.as_bytes());
        assert_eq!(opened.receipt, vector.receipt);
        // The same by HPKE alone, with the `info` of the vector.
        let (enc, ciphertext) = message.as_bytes()[88..].split_at(vector.suite.enc_bytes());
        let opened = private_key(&vector).open(&vector.info.0, enc, ciphertext);
        let plaintext = opened.unwrap().plaintext;
        assert_eq!(
            padding::unpad(&plaintext),
            Ok(vector.report.as_bytes()),
            "{}",
            vector.name
        );
    }
}

#[test]
fn proofs_of_work_are_found_and_good() {
    let messages = Messages::committed();
    for vector in committed::<Vec<ProofVector>>(make::PROOFS) {
        let sealed = SealedReport::parse(messages.named(&vector.message).bytes().unwrap()).unwrap();
        assert_eq!(sealed.digest().as_bytes()[..], vector.digest.0);
        let mut search = Search::new(&vector.challenge, &sealed);
        let proof = search.run(u32::MAX).unwrap();
        assert_eq!(proof.nonces()[..], vector.nonces, "{}", vector.name);
        assert!(proof.verify(&vector.challenge.seed, sealed.digest()));
        let sent = sealed.with_proof(proof);
        let header = &sent.as_bytes()[POW_OFFSET..POW_OFFSET + POW_BYTES];
        assert_eq!(header, vector.proof.0);
    }
}

#[test]
fn the_higher_effort_counts_up_to_the_highest() {
    let messages = Messages::committed();
    let sealed = SealedReport::parse(messages.0[0].bytes().unwrap()).unwrap();
    for vector in committed::<Vec<EffortVector>>(make::EFFORTS) {
        let asked = vector.challenge_effort.max(vector.pow_floor);
        let challenge = Challenge {
            number: 0,
            seed: Seed::new([0; Seed::BYTES]),
            effort: asked,
        };
        let effort = if asked == 0 {
            0
        } else {
            Search::new(&challenge, &sealed).effort()
        };
        assert_eq!(effort, vector.effort, "{}", vector.name);
    }
}

#[test]
fn reports_at_their_limits_are_reports() {
    for vector in committed::<Vec<ReportVector>>(make::REPORTS) {
        let read: UntrustedReport = serde_json::from_str(&vector.report).unwrap();
        let report = Report::try_from(read).unwrap();
        assert_eq!(
            report.to_json(),
            vector.report.as_bytes(),
            "{}",
            vector.name
        );
        assert!(padding::pad(vector.report.as_bytes(), PLAINTEXT_BYTES).is_ok());
    }
}

#[test]
fn texts_are_padded() {
    for vector in committed::<Vec<PaddingVector>>(make::PADDING) {
        let block = padding::pad(vector.text.as_bytes(), vector.block_bytes);
        assert_eq!(block, Ok(vector.block.0.clone().into()), "{}", vector.name);
        assert_eq!(
            padding::unpad(&vector.block.0),
            Ok(vector.text.as_bytes()),
            "{}",
            vector.name
        );
    }
}

#[test]
fn malformed_key_documents_are_refused() {
    for vector in committed::<Malformed>(make::MALFORMED).key_documents {
        let trust = vector.trust.into();
        let verified = KeyDocument::parse(vector.document.as_bytes())
            .and_then(|document| document.verify(&trust, vector.now));
        let error = verified.map_err(|error| format!("{error:?}")).unwrap_err();
        assert_eq!(error, vector.error, "{}", vector.name);
    }
}

#[test]
fn no_report_is_sealed_to_a_key_of_small_order() {
    for vector in committed::<Malformed>(make::MALFORMED).public_keys {
        let key = vector.public_key.parse::<PublicKey>().unwrap();
        let sealed = key.seal(b"", b"", &mut UnwrapErr(SysRng));
        let error = sealed.map_or("Seal", |_| "");
        assert_eq!(error, vector.error, "{}", vector.name);
    }
}

/// The widget holds itself to these, and so does the client in Python.
#[test]
fn a_try_posts_four_times_at_most() {
    let tries = committed::<Vec<TryVector>>(make::TRIES);
    let most = tries.iter().map(|vector| vector.answers.len()).max();
    assert_eq!(most, Some(4));
    let waits = committed::<Vec<WaitVector>>(make::WAITS);
    assert!(waits.iter().all(|wait| (2..=120).contains(&wait.seconds)));
}

#[test]
fn malformed_messages_are_refused() {
    let messages = Messages::committed();
    for vector in committed::<Malformed>(make::MALFORMED).messages {
        let good = messages.named(&vector.message);
        let mut bytes = good.bytes().unwrap();
        let end = vector.at + vector.remove;
        bytes.splice(vector.at..end, vector.insert.0.iter().copied());
        let error = receive(bytes, good).unwrap_err();
        assert_eq!(error, vector.error, "{}: {}", vector.message, vector.name);
    }
}

#[test]
fn malformed_plaintexts_are_refused() {
    let messages = Messages::committed();
    // Sealed in the same way, what is not malformed is the good message.
    let good = &messages.0[0];
    let report = good.report.clone().into_bytes();
    assert_eq!(sealed(good, &good.info.0, report), good.bytes().unwrap());
    for vector in committed::<Malformed>(make::MALFORMED).plaintexts {
        let good = messages.named(&vector.message);
        let text = vector.plaintext.clone().into_bytes();
        let error = receive(sealed(good, &vector.info.0, text), good).unwrap_err();
        assert_eq!(error, vector.error, "{}", vector.name);
        let rule = serde_json::from_str::<UntrustedReport>(&vector.plaintext)
            .ok()
            .and_then(|report| Report::try_from(report).err())
            .map(|rule| format!("{rule:?}"));
        assert_eq!(rule, vector.rule, "{}", vector.name);
        if rule.is_some() {
            let read: UntrustedReport = serde_json::from_str(&vector.plaintext).unwrap();
            let written = serde_json::to_string(&read).unwrap();
            assert_eq!(written, vector.plaintext, "its form is not what is wrong");
        }
    }
}

/// Any text, sealed to the key of a good message under any `info`.
fn sealed(good: &MessageVector, info: &[u8], text: Vec<u8>) -> Vec<u8> {
    let key: PublishedKey = good.key().unwrap();
    let plaintext = padding::pad(&text, PLAINTEXT_BYTES).unwrap();
    let mut rng = Recorded(&good.randomness.0);
    let public_key = &key.config().public_key;
    let sealed = public_key.seal(info, &plaintext, &mut rng).unwrap();
    let header = &good.bytes().unwrap()[..88];
    [header, &sealed.enc, &sealed.ciphertext].concat()
}

#[test]
fn malformed_padding_is_refused() {
    for vector in committed::<Malformed>(make::MALFORMED).padding {
        let error = padding::unpad(&vector.block.0).unwrap_err();
        assert_eq!(format!("{error:?}"), vector.error, "{}", vector.name);
    }
}

#[test]
fn proofs_that_prove_nothing_are_refused() {
    let messages = Messages::committed();
    for vector in committed::<Malformed>(make::MALFORMED).proofs {
        let mut bytes = messages.named(&vector.message).bytes().unwrap();
        bytes[POW_OFFSET..POW_OFFSET + POW_BYTES].copy_from_slice(&vector.proof.0);
        let message = SealedReport::parse(bytes).unwrap();
        let proof = message.proof().unwrap();
        let good = proof.verify(&vector.seed, message.digest());
        let error = if good { "" } else { "NotSolved" };
        assert_eq!(error, vector.error, "{}", vector.name);
    }
}

#[test]
fn malformed_answers_are_refused() {
    let malformed = committed::<Malformed>(make::MALFORMED);
    for vector in malformed.challenges {
        let read = serde_json::from_str::<Challenge>(&vector.body);
        let error = read.map_or("Form", |_| "");
        assert_eq!(error, vector.error, "{}", vector.name);
    }
    for vector in malformed.receipts {
        let read = serde_json::from_str::<Accepted>(&vector.body);
        let error = read.map_or("Form", |_| "");
        assert_eq!(error, vector.error, "{}", vector.name);
    }
}
