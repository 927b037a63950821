//! Compares the models with what is written about the protocol: the labels of PROTOCOL.md and of the code, and the
//! promises of SECURITY.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::changes::MODELS;
use super::{proverif, verifpal};
use crate::Failure;
use crate::run::root;

/// Labels of which nothing in the models depends: the price of sending, what the desk derives from its own key for
/// its own records, the receipt for a parcel, which is evidence and opens nothing, the application for a
/// directory, which people compare by telephone and officers sign, and the desk's request for what waits at its intake:
/// whoever forged one would get what is sealed to the desk's key, which is public to whoever takes the intake's machine.
const NOT_IN_A_MODEL: [&str; 8] = [
    "sealed-report v1 pull",
    "sealed-report v1 parcel receipt",
    "sealed-report v1 directory entry",
    "sealed-report v1 puzzle",
    "sealed-report v1 puzzle seed",
    "sealed-report v1 desk digest",
    "sealed-report v1 desk log",
    "sealed-report v1 desk record",
];

/// The texts that a label follows.
const BEFORE_A_LABEL: [&str; 3] = ["\"sealed-report v1 ", "\"sealed-report v2 ", "Export(\""];

/// Fails if a label is in no model, or a promise names a query that is in none.
pub(super) fn check() -> Result<(), Failure> {
    labels_are_modelled()?;
    promises_are_queries()
}

fn labels_are_modelled() -> Result<(), Failure> {
    let protocol = labels(&fs::read_to_string(root().join("shared/PROTOCOL.md"))?);
    let mut all = protocol.clone();
    let follow_up = labels(&fs::read_to_string(root().join("shared/FOLLOW-UP.md"))?);
    present(&follow_up, &["follow_up.vp"])?;
    all.extend(follow_up);
    for folder in ["shared/src", "receiver/src"] {
        code(&root().join(folder), &mut all)?;
    }
    if let Some(gone) = NOT_IN_A_MODEL.iter().find(|label| !all.contains(**label)) {
        return Err(format!("no code has the label \"{gone}\" any more\n  fix: take it out of xtask/src/model/documents.rs").into());
    }
    let models = MODELS.iter().map(|model| model.file).collect::<Vec<_>>();
    present(&all, &models)?;
    present(&protocol, &["report.vp"])?;
    present(&protocol, &[proverif::MODEL])
}

/// Fails if a label is in none of these models.
fn present(labels: &BTreeSet<String>, models: &[&str]) -> Result<(), Failure> {
    let mut words = BTreeSet::new();
    for model in models {
        words.extend(constants(&fs::read_to_string(
            root().join("shared/model").join(model),
        )?));
    }
    let mut labels = labels
        .iter()
        .filter(|label| !NOT_IN_A_MODEL.contains(&label.as_str()));
    match labels.find(|label| !words.contains(&constant(label))) {
        Some(label) => Err(format!(
            "the label \"{label}\" is not in {}\n  fix: add {} to the model, or say in \
             xtask/src/model/documents.rs why it is not there",
            models.join(", "),
            constant(label)
        )
        .into()),
        None => Ok(()),
    }
}

/// The names in the steps of a model: not those that it declares, nor those in its comments.
fn constants(text: &str) -> BTreeSet<String> {
    let is_step = |line: &&str| {
        !["knows ", "const "]
            .iter()
            .any(|word| line.trim_start().starts_with(word))
    };
    let steps = text
        .lines()
        .filter(is_step)
        .map(|line| line.split("//").next().unwrap_or_default());
    let names = steps
        .flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric() && letter != '_'));
    names.map(str::to_owned).collect()
}

/// A label as a name in a model.
fn constant(label: &str) -> String {
    label.replace(|letter: char| !letter.is_alphanumeric(), "_")
}

/// The labels in a text, as they stand in quotes.
fn labels(text: &str) -> BTreeSet<String> {
    let found = BEFORE_A_LABEL.iter().flat_map(|before| {
        let begins = before.find("\"").map_or(0, |quote| quote + 1);
        text.match_indices(before)
            .filter_map(move |(at, _)| text[at + begins..].split('"').next())
    });
    found
        .map(|label| label.trim_end_matches("\\n").to_owned())
        .collect()
}

/// Adds the labels of all code in a folder.
fn code(folder: &Path, labels_of: &mut BTreeSet<String>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            code(&path, labels_of)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            labels_of.extend(labels(&fs::read_to_string(path)?));
        }
    }
    Ok(())
}

fn promises_are_queries() -> Result<(), Failure> {
    let security = fs::read_to_string(root().join(".github/SECURITY.md"))?;
    let mut queries = Vec::new();
    for model in &MODELS {
        queries.extend(verifpal::queries(model.file)?);
    }
    let named: Vec<_> = security
        .split('`')
        .filter_map(|word| word.strip_prefix("model: "))
        .collect();
    if named.is_empty() {
        return Err(".github/SECURITY.md names no query of the model".into());
    }
    match named
        .iter()
        .find(|name| !queries.iter().any(|query| query == **name))
    {
        Some(name) => Err(format!(".github/SECURITY.md: no model has the query \"{name}\"").into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_in_text_and_code() {
        let text = r#"`"sealed-report v1 key config\n" ‖ text`, context.Export("ack", 32), b"sealed-report v1 wrap";"#;
        let expected = [
            "ack",
            "sealed-report v1 key config",
            "sealed-report v1 wrap",
        ];
        assert_eq!(labels(text), expected.map(str::to_owned).into());
    }

    #[test]
    fn a_label_counts_where_a_step_uses_it() {
        let label = constant("sealed-report v1 epoch");
        for text in [
            "\tknows public sealed_report_v1_epoch",
            "const sealed_report_v1_epoch: bitstring.",
            "\tx = HASH(y) // sealed_report_v1_epoch",
            "\tx = HASH(sealed_report_v1_epoch_key)",
        ] {
            assert!(!constants(text).contains(&label), "{text}");
        }
        assert!(constants("\tx = HASH(y, sealed_report_v1_epoch)").contains(&label));
    }
}
