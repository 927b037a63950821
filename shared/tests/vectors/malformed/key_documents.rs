//! Key documents that are not believed.

mod lax;
mod signed;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::certificate::SignerCertificate;
use shared::hpke::Suite;
use shared::key_config::{KeyConfig, KeyDocument, PublishedKey};
use shared::limits::{CLOCK_SKEW_SECONDS, KEY_SECONDS, POW_MAX_EFFORT};
use shared::signing::SigningKey;

use crate::make::Made;
use crate::make::fixed::{BEGIN, DAY, HOUR, certificate, config, signing_key};
use crate::make::key_documents::TrustVector;

/// A document that is refused, by whom and when.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedDocument {
    pub(crate) name: String,
    pub(crate) document: String,
    pub(crate) trust: TrustVector,
    pub(crate) now: u64,
    pub(crate) error: String,
}

/// Everything that a good document is made from, to be changed.
struct Ingredients {
    root: SigningKey,
    signer: SigningKey,
    certificate: SignerCertificate,
    config: KeyConfig,
    trust: TrustVector,
    now: u64,
}

impl Ingredients {
    fn good() -> Made<Self> {
        let (_, root) = signing_key("root")?;
        let (_, signer) = signing_key("signer")?;
        Ok(Self {
            certificate: certificate(&signer)?,
            config: config(Suite::X25519)?,
            trust: TrustVector {
                hotline: "example".parse()?,
                root: root.verifying_key(),
                least_sequence: 7,
            },
            now: BEGIN,
            root,
            signer,
        })
    }

    fn document(&self) -> Made<Value> {
        let key = PublishedKey::new(self.config.clone());
        let document = KeyDocument::new(self.certificate.signed(&self.root), &key, &self.signer);
        Ok(serde_json::from_slice(&document.to_json())?)
    }

    fn refused(&self, error: &str, name: &str, document: String) -> RefusedDocument {
        RefusedDocument {
            name: name.to_owned(),
            document,
            trust: self.trust.clone(),
            now: self.now,
            error: error.to_owned(),
        }
    }
}

pub(crate) fn make() -> Made<Vec<RefusedDocument>> {
    let mut refused = damaged()?;
    refused.extend(signed::by_others()?);
    refused.extend(lax::believed_by_some()?);
    refused.extend(unfit()?);
    refused.extend(signed::nonsense()?);
    Ok(refused)
}

/// What is no document of this version.
fn damaged() -> Made<Vec<RefusedDocument>> {
    let good = Ingredients::good()?;
    let document = good.document()?;
    let json = document.to_string();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut document = document.clone();
        change(&mut document);
        document.to_string()
    };
    let without = |part: &'static str, field: &'static str| {
        changed(&|document| {
            if let Some(part) = document[part].as_object_mut() {
                part.remove(field);
            }
        })
    };
    let refused = |name, document| good.refused("Form", name, document);
    Ok(vec![
        refused("cut", json[..json.len() - 1].to_owned()),
        refused("a byte more", format!("{json}x")),
        refused("4097 bytes", format!("{json: <4097}")),
        refused(
            "half of a surrogate pair",
            json.replacen(r#"\"hotline"#, r#"\ud83d\"hotline"#, 1),
        ),
        refused(
            "an unknown field",
            changed(&|document| document["more"] = json!(1)),
        ),
        refused(
            "an unknown field beside a signature",
            changed(&|document| document["config"]["more"] = json!(1)),
        ),
        refused(
            "an unsigned certificate",
            without("certificate", "signature"),
        ),
        refused("an unsigned config", without("config", "signature")),
        refused("a signature without a text", without("config", "text")),
        refused(
            "a signature that is too short",
            changed(&|document| document["config"]["signature"] = json!("AAAA")),
        ),
        refused(
            "a signature with an unused bit that is not zero",
            changed(&|document| edit(document, &|base64| next_letter(base64, 85))),
        ),
        refused(
            "a signature without its padding",
            changed(&|document| edit(document, &|base64| base64.truncate(86))),
        ),
        refused(
            "a signature with a line break",
            changed(&|document| edit(document, &|base64| base64.insert(76, '\n'))),
        ),
    ])
}

/// Changes the config's signature, as it is written.
fn edit(document: &mut Value, change: &dyn Fn(&mut String)) {
    if let Value::String(base64) = &mut document["config"]["signature"] {
        change(base64);
    }
}

/// Replaces a letter by the one that follows.
fn next_letter(text: &mut String, at: usize) {
    let next = char::from(text.as_bytes()[at] + 1);
    text.replace_range(at..=at, next.encode_utf8(&mut [0; 4]));
}

/// What is signed, but says what does not hold.
fn unfit() -> Made<Vec<RefusedDocument>> {
    let skew = CLOCK_SKEW_SECONDS;
    let mut refused = Vec::new();
    let mut refuse = |error: &str, name: &str, change: &dyn Fn(&mut Ingredients)| -> Made<()> {
        let mut all = Ingredients::good()?;
        change(&mut all);
        let document = all.document()?.to_string();
        refused.push(all.refused(error, name, document));
        Ok(())
    };
    let another = "another".parse::<shared::report::HotlineId>()?;
    refuse("Hotline", "a certificate of another hotline", &|all| {
        all.certificate.hotline = another.clone();
    })?;
    refuse("Hotline", "a config of another hotline", &|all| {
        all.config.hotline = another.clone();
    })?;
    refuse("Hotline", "another hotline is looked for", &|all| {
        all.trust.hotline = another.clone();
    })?;
    refuse("Time", "an expired config", &|all| {
        all.now = BEGIN + 47 * HOUR + skew;
    })?;
    refuse("Time", "a config that is not valid yet", &|all| {
        all.now = BEGIN - skew - 1;
        all.certificate.not_before = BEGIN - 30 * DAY;
    })?;
    refuse("Time", "an expired certificate", &|all| {
        all.certificate.not_after = BEGIN - skew;
    })?;
    refuse("Time", "a certificate that is not valid yet", &|all| {
        all.certificate.not_before = BEGIN + skew + 1;
    })?;
    refuse("Form", "a config that lives too long", &|all| {
        all.config.not_after = BEGIN + KEY_SECONDS + 1;
    })?;
    refuse("Form", "a config that ends before it begins", &|all| {
        all.config.not_after = BEGIN - 1;
    })?;
    refuse("Form", "a config that asks for too much work", &|all| {
        all.config.pow_floor = POW_MAX_EFFORT + 1;
    })?;
    refuse("Sequence", "a config that is older than one seen", &|all| {
        all.config.sequence = 6;
    })?;
    Ok(refused)
}
