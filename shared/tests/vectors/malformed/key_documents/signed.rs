//! Documents whose signatures are not what they should be, or stand under what they should not.

use serde_json::{Value, json};
use shared::signing::{Purpose, SigningKey};

use super::{Ingredients, RefusedDocument};
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
    ])
}

/// Texts that are signed as they should be, but are no certificate or config.
pub(super) fn nonsense() -> Made<Vec<RefusedDocument>> {
    let good = Ingredients::good()?;
    let document = good.document()?;
    let [certificate, config] = texts(&document)?;
    let more = |text: &str| text.replacen('{', r#"{"more":1,"#, 1);
    let x25519 = good.config.public_key.to_string();
    let impossible = format!("{}==", "/".repeat(1621) + "w");
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
            "an X-Wing key with numbers out of range",
            "config",
            config.replace(&x25519, &impossible),
        ),
    ])
}

/// The texts of a document.
fn texts(document: &Value) -> Made<[String; 2]> {
    let text = |part: &str| document[part]["text"].as_str().map(str::to_owned);
    let (certificate, config) = (text("certificate"), text("config"));
    Ok([certificate.ok_or("no text")?, config.ok_or("no text")?])
}
