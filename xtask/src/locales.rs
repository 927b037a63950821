//! The form's languages: checks that all locales have the same keys, and that the form uses each
//! key.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::Failure;
use crate::run::root;

/// Prefixes of keys; the form adds a name at run time.
const PREFIXES: &[&str] = &[
    "age.",
    "category.",
    "content_type.",
    "error.",
    "field.",
    "kind.",
    "paid.",
    "payment.",
    "status.",
];

/// The key of the language's direction, which is not a text that the form looks up.
const DIRECTION: &str = "dir";

/// The keys of what the receiver alone reads, to make its pages. The form does not load it.
pub(crate) const PAGE_TEXTS: &[&str] = &["_review", "no_script"];

/// The locale that all others are compared to.
const REFERENCE: &str = "en";

/// The signs that end a phrase in Khmer, or repeat its last word.
const KHMER_SIGNS: &[char] = &['។', '៖', 'ៗ'];

/// A character without width that belongs to the one before it.
const JOINER: char = '\u{200c}';

/// The texts of a locale, by key.
pub(crate) type Locale = BTreeMap<String, String>;

/// All locales, by language tag.
pub(crate) type Locales = BTreeMap<String, Locale>;

/// Reads and checks all locales.
pub(crate) fn checked() -> Result<Locales, Failure> {
    let locales = read_all(&root().join("widget/locales"))?;
    let reference = locales
        .get(REFERENCE)
        .ok_or("widget/locales/en.json is missing")?;
    let expected = keys(reference);
    for (language, locale) in &locales {
        compare(language, &keys(locale), &expected)?;
    }
    let sources = sources(&root().join("widget"))?;
    let unused = |key: &&&String| **key != DIRECTION && !is_used(key, &sources);
    match expected.iter().find(unused) {
        Some(key) => Err(format!("widget/locales: no source uses the key \"{key}\"").into()),
        None => Ok(locales),
    }
}

fn read_all(folder: &Path) -> Result<Locales, Failure> {
    let mut locales = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let language = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mut locale: Locale = serde_json::from_str(&fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        locale.values_mut().for_each(keep_signs);
        locales.insert(language, locale);
    }
    Ok(locales)
}

/// Keeps each sign of Khmer on the line of its word: Firefox breaks the line before such a sign, unless
/// what stands there belongs to the word.
fn keep_signs(text: &mut String) {
    for sign in KHMER_SIGNS {
        *text = text.replace(*sign, &format!("{JOINER}{sign}"));
    }
}

/// The keys with texts for reporters. Keys that begin with `_` are notes for translators.
fn keys(locale: &Locale) -> BTreeSet<&String> {
    locale.keys().filter(|key| !key.starts_with('_')).collect()
}

fn compare(
    language: &str,
    keys: &BTreeSet<&String>,
    expected: &BTreeSet<&String>,
) -> Result<(), Failure> {
    if let Some(key) = expected.difference(keys).next() {
        return Err(format!("widget/locales/{language}.json lacks \"{key}\"").into());
    }
    if let Some(key) = keys.difference(expected).next() {
        return Err(
            format!("widget/locales/{language}.json has \"{key}\", en.json has not").into(),
        );
    }
    Ok(())
}

fn is_used(key: &str, sources: &str) -> bool {
    let prefix = PREFIXES.iter().find(|prefix| key.starts_with(**prefix));
    let quoted = |text: &str| sources.contains(&format!("\"{text}"));
    let filled_in = format!("{{{{text.{key}}}}}");
    sources.contains(&format!("\"{key}\""))
        || sources.contains(&filled_in)
        || prefix.is_some_and(|prefix| quoted(prefix))
}

/// All source files of the form, joined into one text.
fn sources(widget: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    for file in ["index.html", "boot.js"] {
        text += &fs::read_to_string(widget.join(file))?;
    }
    let mut folders = vec![widget.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text += &fs::read_to_string(path)?;
            }
        }
    }
    Ok(text)
}
