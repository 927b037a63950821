use serde_json::{Value, json};
use shared::key_config::KeyDocument;
use shared::limits::KEY_SECONDS;
use shared::signing::{Purpose, SigningKey};
use tests::hostile::{Hotline, NOW};

use crate::reports;

/// Bytes that go wrong at one point, so that it shows when nobody checks that point any more.
pub(crate) fn misses(target: &str) -> Vec<Vec<u8>> {
    match target {
        "message" => Vec::new(),
        "sealed" => plaintexts(),
        "plaintext" => reports::near().iter().map(to_json).collect(),
        "key_document" => documents().iter().map(KeyDocument::to_json).collect(),
        "key_config" => configs().iter().map(to_json).collect(),
        "claims" => claims().iter().map(to_json).collect(),
        other => panic!("nobody knows the near misses of {other}"),
    }
}

/// A good report, padded badly, cut, or written in another way than the canonical one.
fn plaintexts() -> Vec<Vec<u8>> {
    let json = reports::good()[0].to_json();
    vec![
        [&json[..], b"\0x"].concat(),
        [b"\0", &json[..]].concat(),
        [&json[..], b"x"].concat(),
        [&json[..], b" "].concat(),
        json[..json.len() - 1].to_vec(),
        Vec::new(),
    ]
}

/// Documents that are signed, but not by whom it should be or for what it should be.
fn documents() -> Vec<KeyDocument> {
    let hotline = Hotline::known();
    let [key, _] = &hotline.keys;
    let stranger: SigningKey = format!("{}=", "A".repeat(43)).parse().unwrap();
    let text = || key.published.text().to_owned();
    let of_another_purpose = json!({
        "certificate": hotline.certificate,
        "config": hotline.signer.sign(Purpose::Certificate, text()),
    });
    let certified_by_itself = json!({
        "certificate": hotline.signer.sign(Purpose::Certificate, text()),
        "config": hotline.signer.sign(Purpose::KeyConfig, text()),
    });
    vec![
        KeyDocument::new(hotline.certificate.clone(), &key.published, &stranger),
        serde_json::from_value(of_another_purpose).unwrap(),
        serde_json::from_value(certified_by_itself).unwrap(),
    ]
}

/// A good config, but for one field.
fn configs() -> Vec<Value> {
    let [key, _] = &Hotline::known().keys;
    let good: Value = serde_json::from_str(key.published.text()).unwrap();
    let changes = [
        ("hotline", json!("other")),
        ("sequence", json!(0)),
        ("not_after", json!(NOW + KEY_SECONDS + 1)),
        ("not_after", json!(NOW - 1)),
        ("not_before", json!(0)),
        ("not_after", json!(u64::MAX)),
        ("public_key", json!("AAAA")),
        ("more", json!(1)),
    ];
    let changed = changes.map(|(field, value)| {
        let mut config = good.clone();
        config[field] = value;
        config
    });
    changed.into()
}

fn claims() -> [Value; 4] {
    let lease = "00112233445566778899aabbccddeeff";
    [
        json!({ "max": 1, "lease_seconds": 1, "lease": lease }),
        json!({ "max": -1, "lease_seconds": 1 }),
        json!({ "lease": lease, "lease_seconds": 1.5 }),
        json!({ "lease": &lease[1..] }),
    ]
}

fn to_json(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}
