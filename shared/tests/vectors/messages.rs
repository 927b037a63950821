//! Messages: a report, sealed with known randomness.

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::envelope;
use shared::hpke::Suite;
use shared::key_config::PublishedKey;
use shared::receipt::Receipt;
use shared::report::{Report, UntrustedReport};

use super::Made;
use super::fixed::{Recorded, SUITES, config, drawn, name, private_key};
use super::hex::Hex;

/// A message, everything that it is made from, and what opening it gives.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageVector {
    pub(crate) name: String,
    pub(crate) suite: Suite,
    pub(crate) private_key: Hex,
    /// The text of the key config, byte for byte.
    pub(crate) config: String,
    pub(crate) key_id: String,
    pub(crate) info: Hex,
    /// The plaintext before it is padded, byte for byte.
    pub(crate) report: String,
    /// What the KEM draws: `ikmE` for X25519, `eseed` for X-Wing.
    pub(crate) randomness: Hex,
    /// The message in base64, without a proof of work.
    pub(crate) message: String,
    pub(crate) digest: Hex,
    pub(crate) receipt: Receipt,
}

impl MessageVector {
    /// The message.
    pub(crate) fn bytes(&self) -> Made<Vec<u8>> {
        Ok(Base64::decode_vec(&self.message)?)
    }

    /// The key that it is sealed to.
    pub(crate) fn key(&self) -> Made<PublishedKey> {
        Ok(PublishedKey::parse(self.config.clone())?)
    }
}

pub(crate) fn make() -> Made<Vec<MessageVector>> {
    let mut vectors = Vec::new();
    for suite in SUITES {
        vectors.push(make_one(suite, "the least report", least())?);
        vectors.push(make_one(suite, "every field", every_field())?);
    }
    Ok(vectors)
}

/// What a ciphertext is bound to, put together as PROTOCOL.md says.
pub(crate) fn info(key: &PublishedKey) -> Vec<u8> {
    let suite = key.config().public_key.suite().id();
    let hotline = key.config().hotline.as_str().as_bytes();
    let label = b"sealed-report v1 report";
    [label, &[1][..], &suite, key.id().as_bytes(), hotline].concat()
}

/// Reports that keep every rule can be read, whatever the order of their fields.
pub(crate) fn report(json: Value) -> Made<Report> {
    Ok(Report::try_from(
        serde_json::from_value::<UntrustedReport>(json)?,
    )?)
}

/// The fewest fields that there can be.
pub(crate) fn least() -> Value {
    json!({
        "id": "00112233445566778899aabbccddeeff",
        "category": "csam",
        "locations": [{ "type": "web", "url": "https://bad.example/page" }],
        "language": "en"
    })
}

fn make_one(suite: Suite, holds: &str, json: Value) -> Made<MessageVector> {
    let name = format!("{}, {holds}", name(suite));
    let randomness = match suite {
        Suite::XWing => drawn(&name, 64),
        Suite::X25519 => drawn(&name, 32),
    };
    let key = PublishedKey::new(config(suite)?);
    let report = report(json)?;
    let mut rng = Recorded(&randomness);
    let (sealed, receipt) = envelope::seal(&report, &key, &mut rng)?;
    assert!(rng.0.is_empty(), "the KEM draws all of it");
    Ok(MessageVector {
        name,
        suite,
        private_key: Hex(private_key(suite)?.seed().to_vec()),
        config: key.text().to_owned(),
        key_id: key.id().to_string(),
        info: Hex(info(&key)),
        report: String::from_utf8(report.to_json())?,
        randomness: Hex(randomness),
        message: Base64::encode_string(sealed.as_bytes()),
        digest: Hex(sealed.digest().as_bytes().to_vec()),
        receipt,
    })
}

/// Every field and every type of location, with letters that JSON libraries like to escape.
fn every_field() -> Value {
    let onion = format!("http://{}.onion/", "a2".repeat(28));
    json!({
        "id": "ffeeddccbbaa99887766554433221100",
        "category": "hate_speech",
        "locations": [
            { "type": "web", "url": "https://bad.example/a?b=c&d=<e>#f",
              "referrer": "https://search.example/" },
            { "type": "social", "platform": "Platform", "url": "https://platform.example/1",
              "handle": "@account", "posted_on": "2027-01-14" },
            { "type": "chat", "app": "App", "handle": "room" },
            { "type": "game", "name": "Game", "handle": "player" },
            { "type": "newsgroup", "group": "alt.example", "server": "news.example",
              "sender": "somebody", "date": "2027-01-14T08:30", "subject": "subject" },
            { "type": "file_sharing", "file_name": "file.zip", "search_terms": "terms",
              "magnet": "magnet:?xt=urn:btih:0123456789abcdef", "client": "program" },
            { "type": "onion", "url": onion },
            { "type": "email", "sender": "somebody@mail.example", "subject": "subject",
              "date": "2027-01-14T08:30+13:45" },
            { "type": "other", "text": "on a lamp post" }
        ],
        "observed_on": "2027-01-15T09:20Z",
        "description": "Grüße, \"quoted\" \\ slash / tab\t,\nשלום 😀 \u{2028}\u{7f}\u{1}.",
        "content_types": ["image", "video", "text", "audio", "live", "link"],
        "age_hint": "unknown",
        "child_in_danger": false,
        "paid_access": "yes",
        "payment_methods": ["card", "bank_transfer", "online_wallet", "cryptocurrency",
                            "gift_card", "phone", "other"],
        "site_credentials": { "user": "user", "password": "pass word" },
        "contact": "reporter@mail.example",
        "feedback": true,
        "good_faith": true,
        "language": "pt-BR",
        "partner": "sid-2027"
    })
}
