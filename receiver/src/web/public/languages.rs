//! Each language's name in that language. Browsers know such names too, but not all of them.

use shared::report::LanguageTag;

const NAMES: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("bg", "Български"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("he", "עברית"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("lb", "Lëtzebuergesch"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mt", "Malti"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
];

/// A language's own name, or its tag if the list lacks it.
pub(super) fn name(language: &LanguageTag) -> &str {
    let tag = language.as_str();
    let known = NAMES.iter().find(|(known, _)| *known == tag);
    known.map_or(tag, |(_, name)| name)
}

/// The HTML options for a choice of languages.
pub(super) fn options(languages: &[LanguageTag]) -> String {
    let option = |language| {
        let (tag, name) = (LanguageTag::as_str(language), name(language));
        format!("<option lang=\"{tag}\" value=\"{tag}\">{name}</option>")
    };
    languages.iter().map(option).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_form_has_its_name() {
        let locales = concat!(env!("CARGO_MANIFEST_DIR"), "/../widget/locales");
        for locale in std::fs::read_dir(locales).unwrap() {
            let path = locale.unwrap().path();
            let tag = path.file_stem().unwrap().to_str().unwrap();
            assert_ne!(name(&tag.parse().unwrap()), tag);
        }
    }
}
