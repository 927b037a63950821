//! Answers that are neither a challenge nor a receipt.

use serde::{Deserialize, Serialize};

/// What an intake does not say.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedAnswer {
    pub(crate) name: String,
    pub(crate) body: String,
    pub(crate) error: String,
}

pub(crate) fn challenges() -> Vec<RefusedAnswer> {
    let seed = "AG2aM1fHCNEs7gqzHtbE/LIKglDsKHIz0sFfCjBCDbw=";
    let challenge = |number: &str, seed: &str, effort: &str| {
        format!(r#"{{"number":{number},"seed":"{seed}","effort":{effort}}}"#)
    };
    let good = challenge("3000000", seed, "1024");
    vec![
        refused("cut", &good[..good.len() - 1]),
        refused("an unknown field", &good.replacen('{', r#"{"more":1,"#, 1)),
        refused("no effort", &good.replacen(r#","effort":1024"#, "", 1)),
        refused("a number of 2^32", &challenge("4294967296", seed, "1024")),
        refused(
            "an effort of 2^32",
            &challenge("3000000", seed, "4294967296"),
        ),
        refused("an effort below zero", &challenge("3000000", seed, "-1")),
        refused(
            "an effort with a fraction",
            &challenge("3000000", seed, "1024.0"),
        ),
        refused(
            "a seed that is too short",
            &challenge("3000000", "AAAA", "1024"),
        ),
        refused(
            "a seed with an unused bit that is not zero",
            &challenge("3000000", &seed.replace("w=", "x="), "1024"),
        ),
    ]
}

pub(crate) fn receipts() -> Vec<RefusedAnswer> {
    let text = "IHDbIVe1EFLRcImYl4MWEQjgag9kqNf5rQtoZTk9HQI";
    let receipt = |text: &str| format!(r#"{{"receipt":"{text}"}}"#);
    let good = receipt(text);
    vec![
        refused("cut", &good[..good.len() - 1]),
        refused("null", "null"),
        refused("an empty object", "{}"),
        refused("an unknown field", &good.replacen('{', r#"{"more":1,"#, 1)),
        refused("a letter less", &receipt(&text[1..])),
        refused("a letter more", &receipt(&format!("A{text}"))),
        refused("with padding", &receipt(&format!("{text}="))),
        refused(
            "in the letters of base64",
            &receipt(&text.replace('I', "+")),
        ),
        refused(
            "an unused bit that is not zero",
            &receipt(&text.replace("HQI", "HQJ")),
        ),
    ]
}

fn refused(name: &str, body: &str) -> RefusedAnswer {
    RefusedAnswer {
        name: name.to_owned(),
        body: body.to_owned(),
        error: "Form".to_owned(),
    }
}
