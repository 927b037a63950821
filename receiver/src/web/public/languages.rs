//! Each language's name in that language. Browsers know such names too, but not all of them.

use shared::report::LanguageTag;

const NAMES: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("bg", "Български"),
    ("bs", "Bosanski"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("es-419", "Español (Latinoamérica)"),
    ("et", "Eesti"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("he", "עברית"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("km", "ខ្មែរ"),
    ("ko", "한국어"),
    ("lb", "Lëtzebuergesch"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mt", "Malti"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sr-Latn", "Srpski (latinica)"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("zh-Hant", "繁體中文"),
];

/// A language's own name, or its tag if the list lacks it.
pub(super) fn name(tag: &str) -> &str {
    let known = NAMES.iter().find(|(known, _)| *known == tag);
    known.map_or(tag, |(_, name)| name)
}

/// The HTML options for a choice of languages.
pub(crate) fn options(languages: &[LanguageTag]) -> String {
    let option = |language| {
        let (tag, name) = (LanguageTag::as_str(language), name(language.as_str()));
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
            assert_ne!(name(tag), tag);
        }
    }
}
