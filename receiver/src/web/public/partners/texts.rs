//! The texts of the partners' page, one file for each language in `templates/partners`.

use std::sync::LazyLock;

use serde::Deserialize;
use shared::report::LanguageTag;

use crate::web::public::page::escaped;

/// The language for readers of none that is there.
const ENGLISH: &str = "en";

/// The texts in one language. In some of them, a name in braces stands for code.
#[derive(Debug, Deserialize)]
pub(super) struct Texts {
    pub(super) for_partners: String,
    pub(super) heading: String,
    pub(super) lead: String,
    pub(super) name: String,
    pub(super) name_hint: String,
    pub(super) name_wrong: String,
    pub(super) words: String,
    pub(super) default_words: String,
    pub(super) language: String,
    pub(super) language_of_page: String,
    pub(super) variant: String,
    pub(super) button: String,
    pub(super) button_hint: String,
    pub(super) frame: String,
    pub(super) frame_hint: String,
    pub(super) link: String,
    pub(super) link_hint: String,
    pub(super) form_look: String,
    pub(super) colour: String,
    pub(super) corners: String,
    pub(super) colour_hint: String,
    pub(super) button_look: String,
    pub(super) button_plain: String,
    pub(super) pin: String,
    pub(super) pin_hint: String,
    pub(super) policy: String,
    pub(super) policy_hint: String,
    pub(super) make: String,
    pub(super) snippet: String,
    pub(super) copy: String,
    pub(super) copied: String,
    pub(super) selected: String,
    pub(super) unchanged: String,
    pub(super) limited: String,
    pub(super) policy_heading: String,
    pub(super) policy_unneeded: String,
    pub(super) policy_needed: String,
    pub(super) policy_label: String,
    pub(super) no_policy: String,
    pub(super) passed: String,
    pub(super) passed_more: String,
    pub(super) obstacles: String,
    pub(super) obstacles_more: String,
    pub(super) says: String,
    pub(super) add: String,
    pub(super) write: String,
    pub(super) so: String,
    pub(super) strict_dynamic: String,
    pub(super) until_button: String,
    pub(super) until_frame: String,
    pub(super) preview: String,
    pub(super) preview_text: String,
    pub(super) preview_plain: String,
    pub(super) readable: String,
}

/// Languages with their files.
macro_rules! files {
    ($($tag:literal,)+) => {
        &[$(($tag, include_str!(concat!("../../../../templates/partners/", $tag, ".json"))),)+]
    };
}

const FILES: &[(&str, &str)] = files![
    "ar", "bg", "bs", "cs", "da", "de", "el", "en", "es", "es-419", "et", "fi", "fr", "ga", "he",
    "hr", "hu", "is", "it", "ja", "km", "ko", "lb", "lt", "lv", "mt", "nb", "nl", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sq", "sr", "sr-Latn", "sv", "th", "tr", "uk", "zh-Hant",
];

static TEXTS: LazyLock<Vec<(&str, Texts)>> = LazyLock::new(|| {
    let texts = FILES.iter();
    texts
        .filter_map(|(tag, json)| Some((*tag, serde_json::from_str(json).ok()?)))
        .collect()
});

/// The texts in a language, if they are there.
pub(super) fn texts(language: &str) -> Option<&'static Texts> {
    let found = TEXTS.iter().find(|(tag, _)| *tag == language);
    found.map(|(_, texts)| texts)
}

/// Whether a text is the button's default text in one of the languages.
pub(super) fn is_default(words: &str) -> bool {
    TEXTS.iter().any(|(_, texts)| texts.default_words == words)
}

/// The languages in which the page can be read: those of the form, and English.
pub(super) fn languages(offered: &[LanguageTag]) -> Vec<&str> {
    let offered = offered.iter().map(LanguageTag::as_str);
    let mut languages: Vec<_> = offered.filter(|tag| texts(tag).is_some()).collect();
    if !languages.contains(&ENGLISH) {
        languages.push(ENGLISH);
    }
    languages
}

/// A text as HTML, with code for each name in braces.
pub(super) fn with_code(text: &str, codes: &[(&str, &str)]) -> String {
    codes.iter().fold(escaped(text), |html, (name, code)| {
        let code = format!("<code>{}</code>", escaped(code));
        html.replace(&format!("{{{name}}}"), &code)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    type Raw = BTreeMap<String, String>;

    /// The names in braces in a text.
    fn names(text: &str) -> BTreeSet<&str> {
        let parts = text.split('{').skip(1);
        parts.map(|part| part.split_once('}').unwrap().0).collect()
    }

    #[test]
    fn every_language_has_every_text_and_says_who_reviewed_it() {
        let raw = |json: &str| serde_json::from_str::<Raw>(json).unwrap();
        let english = FILES.iter().find(|(tag, _)| *tag == ENGLISH).unwrap();
        let english = raw(english.1);
        for (tag, json) in FILES {
            assert!(texts(tag).is_some(), "{tag}");
            let mut translated = raw(json);
            assert_eq!(translated.remove("_review").is_none(), *tag == ENGLISH);
            assert!(translated.keys().eq(english.keys()), "{tag}");
            for (key, text) in &translated {
                assert!(!text.trim().is_empty(), "{tag}: {key}");
                assert_eq!(names(text), names(&english[key]), "{tag}: {key}");
            }
        }
    }

    #[test]
    fn every_file_is_in_the_list() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/partners");
        let files = std::fs::read_dir(folder).unwrap();
        assert_eq!(files.count(), FILES.len());
    }

    #[test]
    fn what_is_code_is_shown_as_code() {
        let html = with_code("Give <it> {a}", &[("a", "<script>")]);
        assert_eq!(html, "Give &#60;it&#62; <code>&#60;script&#62;</code>");
    }
}
