//! What only the holder of the private key sees: sealed as it should be, but under another `info`
//! or without a report in it.

mod forms;
mod reports;

use serde::{Deserialize, Serialize};
use shared::hpke::Suite;
use shared::key_config::PublishedKey;

use crate::make::Made;
use crate::make::hex::Hex;
use crate::make::messages::{MessageVector, info};

/// A plaintext to be filled with zeros, and sealed under `info` to the key of a good message.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedPlaintext {
    pub(crate) name: String,
    /// The name of the good message, whose key and randomness are used again.
    pub(crate) message: String,
    pub(crate) info: Hex,
    pub(crate) plaintext: String,
    pub(crate) error: String,
    /// The rule of a report that is broken, where everything can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
}

pub(crate) fn make(messages: &[MessageVector]) -> Made<Vec<RefusedPlaintext>> {
    let good = messages
        .iter()
        .find(|message| message.suite == Suite::X25519)
        .ok_or("no message")?;
    let refused = |name: &str, plaintext: &str, error: &str| RefusedPlaintext {
        name: name.to_owned(),
        message: good.name.clone(),
        info: good.info.clone(),
        plaintext: plaintext.to_owned(),
        error: error.to_owned(),
        rule: None,
    };
    let bound_elsewhere = other_infos(good)?.into_iter().map(|(name, info)| {
        let sealed = refused(name, &good.report, "Ciphertext");
        RefusedPlaintext { info, ..sealed }
    });
    let damaged = damaged(&good.report).into_iter();
    let unread = reports::unread().into_iter().chain(forms::other());
    let unread = unread.map(|(name, report)| refused(name, &report, "Report"));
    let broken = reports::broken().into_iter().map(|(rule, name, report)| {
        let rule = Some(rule.to_owned());
        RefusedPlaintext {
            rule,
            ..refused(name, &report, "Report")
        }
    });
    Ok(bound_elsewhere
        .chain(damaged.map(|(error, name, plaintext)| refused(name, &plaintext, error)))
        .chain(unread)
        .chain(broken)
        .collect())
}

/// The good message's `info`, each part of it once another.
fn other_infos(good: &MessageVector) -> Made<Vec<(&'static str, Hex)>> {
    let mut elsewhere = good.key()?.config().clone();
    elsewhere.hotline = "another".parse()?;
    // With the key id of the good message, so that the hotline is all that differs.
    let mut other_hotline = info(&PublishedKey::new(elsewhere));
    other_hotline[30..38].copy_from_slice(&good.info.0[30..38]);
    let changed = |at: usize| {
        let mut info = good.info.0.clone();
        info[at] ^= 1;
        info
    };
    Ok(vec![
        ("bound to another hotline", Hex(other_hotline)),
        ("bound to another label", Hex(changed(0))),
        ("bound to another version", Hex(changed(23))),
        ("bound to another suite", Hex(changed(25))),
        ("bound to another key id", Hex(changed(30))),
        ("bound to nothing", Hex(Vec::new())),
    ])
}

fn damaged(good: &str) -> Vec<(&'static str, &'static str, String)> {
    vec![
        ("Padding", "empty", String::new()),
        ("Padding", "something in the padding", format!("{good}\0x")),
        ("Report", "not JSON", "a report".to_owned()),
        ("Report", "cut", good[..good.len() - 1].to_owned()),
        (
            "Report",
            "something after the report",
            format!("{good}{{}}"),
        ),
        ("Report", "a byte order mark", format!("\u{feff}{good}")),
        (
            "Report",
            "a field twice",
            good.replacen(
                r#""language":"en""#,
                r#""language":"en","language":"en""#,
                1,
            ),
        ),
        ("Report", "no object", "[]".to_owned()),
        ("Report", "an empty object", "{}".to_owned()),
    ]
}
