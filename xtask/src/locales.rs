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
const PAGE_TEXTS: &[&str] = &["_review", "no_script"];

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

/// The key of the language in which the texts of questions are, if the page's language lacks them.
const OTHER_LANGUAGE: &str = "asked_language";

/// The texts of each language with those of questions to reporters. A language that lacks these has them in the language of
/// which it is a variant, or in English, and says so.
pub(crate) fn of_questions(locales: &Locales) -> Result<Locales, Failure> {
    let folder = root().join("widget/follow-up");
    let questions = read_all(&folder.join("locales"))?;
    let reference = questions
        .get(REFERENCE)
        .ok_or("widget/follow-up/locales/en.json is missing")?;
    let expected = keys(reference);
    for (language, locale) in &questions {
        compare(&format!("follow-up {language}"), &keys(locale), &expected)?;
    }
    let mut scripts = String::new();
    for script in ["asked.js", "form.js"] {
        scripts += &fs::read_to_string(folder.join(script))?;
    }
    if let Some(key) = expected.iter().find(|key| !is_used(key, &scripts)) {
        return Err(format!("widget/follow-up: no script uses the key \"{key}\"").into());
    }
    let merged = locales.iter().map(|(language, locale)| {
        let mut locale = locale.clone();
        let (other, texts) = closest(language, &questions).unwrap_or((REFERENCE, reference));
        let texts = texts.iter().filter(|(key, _)| !key.starts_with('_'));
        locale.extend(texts.map(|(key, text)| (key.clone(), text.clone())));
        if other != language {
            locale.insert(OTHER_LANGUAGE.to_owned(), other.to_owned());
        }
        (language.clone(), locale)
    });
    Ok(merged.collect())
}

/// The texts of a locale that the receiver serves.
pub(crate) fn served(locale: &Locale) -> BTreeMap<&String, &String> {
    let served = locale.iter().filter(|(key, _)| !is_page_text(key));
    served.collect()
}

/// The texts of each language that the receiver does not serve, but reads.
pub(crate) fn of_page(locales: &Locales) -> BTreeMap<&String, BTreeMap<&String, &String>> {
    let of_page = locales.iter().map(|(language, locale)| {
        let texts = locale.iter().filter(|(key, _)| is_page_text(key));
        (language, texts.collect())
    });
    of_page.collect()
}

fn is_page_text(key: &str) -> bool {
    PAGE_TEXTS.contains(&key)
}

/// The locale of a language, or of the language of which it is a variant in the same script.
fn closest<'a>(language: &'a str, locales: &'a Locales) -> Option<(&'a str, &'a Locale)> {
    let known = |tag: &'a str| locales.get(tag).map(|locale| (tag, locale));
    let without_region = language.rsplit_once('-').map(|(language, _)| language);
    known(language).or_else(|| known(without_region?))
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
