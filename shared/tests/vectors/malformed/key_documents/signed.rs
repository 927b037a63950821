//! Documents whose signatures are not what they should be, or stand under what they should not.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use shared::signing::{Purpose, SigningKey};

use super::{Ingredients, RefusedDocument, next_letter};
use crate::make::Made;
use crate::make::fixed::signing_key;

/// What is not signed by whom it should be, for what it should be.
pub(super) fn by_others() -> Made<Vec<RefusedDocument>> {
    let good = Ingredients::good()?;
    let (_, stranger) = signing_key("stranger")?;
    let document = good.document()?;
    let [certificate, config] = texts(&document)?;
    let zeros = format!("{}==", "A".repeat(86));
    let with = |part: &str, field: &str, value: Value| {
        let mut document = document.clone();
        document[part][field] = value;
        document.to_string()
    };
    let signed = |part: &str, by: &SigningKey, purpose, text: &str| {
        let mut document = document.clone();
        document[part] = json!(by.sign(purpose, text.to_owned()));
        document.to_string()
    };
    let (certifies, publishes) = (Purpose::Certificate, Purpose::KeyConfig);
    let refused = |name, document| good.refused("Signature", name, document);
    // The point that changes nothing: with it as the key, s = 1 and R = B fit every text.
    let one = [&[1][..], &[0; 31]].concat();
    let base = [&[0x58][..], &[0x66; 31]].concat();
    let mut weak = good.certificate.clone();
    weak.signer = Base64::encode_string(&one).parse()?;
    let mut by_nobody = document.clone();
    by_nobody["certificate"] = json!(weak.signed(&good.root));
    by_nobody["config"]["signature"] = json!(Base64::encode_string(&[base, one].concat()));
    Ok(vec![
        refused(
            "a certificate with a signature of zeros",
            with("certificate", "signature", json!(zeros)),
        ),
        refused(
            "a config with a signature of zeros",
            with("config", "signature", json!(zeros)),
        ),
        refused(
            "a certificate with a space more than was signed",
            with("certificate", "text", json!(format!("{certificate} "))),
        ),
        refused(
            "a config with a space more than was signed",
            with("config", "text", json!(format!("{config} "))),
        ),
        refused(
            "a certificate signed by a stranger",
            signed("certificate", &stranger, certifies, &certificate),
        ),
        refused(
            "a certificate that the signer signed itself",
            signed("certificate", &good.signer, certifies, &certificate),
        ),
        refused(
            "a config signed by a stranger",
            signed("config", &stranger, publishes, &config),
        ),
        refused(
            "a config signed by the root",
            signed("config", &good.root, publishes, &config),
        ),
        refused(
            "a certificate signed as a config",
            signed("certificate", &good.root, publishes, &certificate),
        ),
        refused(
            "a config signed as a certificate",
            signed("config", &good.signer, certifies, &config),
        ),
        refused(
            "a config whose signature has an S that is too large",
            with("config", "signature", json!(with_large_s(&document)?)),
        ),
        refused("a signer of small order", by_nobody.to_string()),
    ])
}

/// The config's signature with the order of the group added to S, which the equation lets pass.
fn with_large_s(document: &Value) -> Made<String> {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let signature = document["config"]["signature"].as_str();
    let mut bytes = Base64::decode_vec(signature.ok_or("no signature")?)?;
    let mut carry = 0;
    for (byte, more) in bytes[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    Ok(Base64::encode_string(&bytes))
}

/// Texts that are signed as they should be, but are no certificate or config.
pub(super) fn nonsense() -> Made<Vec<RefusedDocument>> {
    let good = Ingredients::good()?;
    let document = good.document()?;
    let [certificate, config] = texts(&document)?;
    let more = |text: &str| text.replacen('{', r#"{"more":1,"#, 1);
    let x25519 = good.config.public_key.to_string();
    let impossible = format!("{}==", "/".repeat(1621) + "w");
    let mut unused_bit = x25519.clone();
    next_letter(&mut unused_bit, 42);
    let sequence =
        |number: &str| config.replace(r#""sequence":7"#, &format!(r#""sequence":{number}"#));
    let hotline = |text: &str, id: &str| text.replace(r#""example""#, &format!(r#""{id}""#));
    let signed = |name, part: &str, text: String| {
        let (by, purpose) = match part {
            "certificate" => (&good.root, Purpose::Certificate),
            _ => (&good.signer, Purpose::KeyConfig),
        };
        let mut document = document.clone();
        document[part] = json!(by.sign(purpose, text));
        good.refused("Form", name, document.to_string())
    };
    Ok(vec![
        signed(
            "a certificate with an unknown field",
            "certificate",
            more(&certificate),
        ),
        signed("a config with an unknown field", "config", more(&config)),
        signed(
            "a config without a sequence",
            "config",
            config.replace(r#""sequence":7,"#, ""),
        ),
        signed(
            "a key of no suite's length",
            "config",
            config.replace(&x25519, "AAAA"),
        ),
        signed(
            "a key with an unused bit that is not zero",
            "config",
            config.replace(&x25519, &unused_bit),
        ),
        signed("a sequence with a fraction", "config", sequence("7.0")),
        signed("a sequence with an exponent", "config", sequence("7e0")),
        signed("a sequence with a sign", "config", sequence("-7")),
        signed(
            "a sequence that is zero, with a sign",
            "config",
            sequence("-0"),
        ),
        signed("a sequence as a string", "config", sequence("\"7\"")),
        signed(
            "a sequence of 2^64",
            "config",
            sequence("18446744073709551616"),
        ),
        signed(
            "a floor of 2^32",
            "config",
            config.replace(r#""pow_floor":64"#, r#""pow_floor":4294967296"#),
        ),
        signed(
            "a config whose hotline is no slug",
            "config",
            hotline(&config, "Example"),
        ),
        signed(
            "a config whose hotline has a space",
            "config",
            hotline(&config, " example"),
        ),
        signed(
            "a certificate whose hotline is no slug",
            "certificate",
            hotline(&certificate, "ex\u{e4}mple"),
        ),
        signed(
            "a certificate whose hotline is empty",
            "certificate",
            hotline(&certificate, ""),
        ),
        signed(
            "an X-Wing key with numbers out of range",
            "config",
            config.replace(&x25519, &impossible),
        ),
    ])
}

/// The texts of a document.
pub(super) fn texts(document: &Value) -> Made<[String; 2]> {
    let text = |part: &str| document[part]["text"].as_str().map(str::to_owned);
    let (certificate, config) = (text("certificate"), text("config"));
    Ok([certificate.ok_or("no text")?, config.ok_or("no text")?])
}
