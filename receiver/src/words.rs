//! The texts of the desk in the languages of its staff. Each text is a method of [`Words`], which the
//! build makes of the files in `receiver/words`.

pub(crate) mod wished;

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale::{Locale, locale};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use self::wished::{closest, wishes};

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A language of the desk.
#[derive(
    Debug,
    Default,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Language {
    /// English, in which each text is written first.
    #[default]
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// German.
    De,
}

impl Language {
    /// The language's tag (RFC 5646).
    pub(crate) fn tag(self) -> &'static str {
        self.into()
    }

    /// The language's name in the language itself.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
            Self::Fr => "Français",
            Self::De => "Deutsch",
        }
    }

    /// The language as lists are written in it: "a, b and c" in English.
    fn of_lists(self) -> Locale {
        match self {
            Self::En => locale!("en-GB"),
            Self::Es => locale!("es"),
            Self::Fr => locale!("fr"),
            Self::De => locale!("de"),
        }
    }

    /// The language that a header `Accept-Language` (RFC 9110, section 12.5.4) likes best of those of
    /// the desk; `None` if it names none of them.
    pub(crate) fn accepted(header: &str) -> Option<Self> {
        let offered: Vec<_> = Self::VARIANTS
            .iter()
            .map(|language| language.tag())
            .collect();
        closest(&wishes(header), &offered)?.parse().ok()
    }
}

/// A text without values, in the language of whoever reads it.
pub(crate) type Text = fn(Words) -> Cow<'static, str>;

/// The texts in one language.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// Whether nobody has reviewed the translation yet: every language but English.
    pub(crate) fn is_unreviewed(self) -> bool {
        self.0 != Language::En
    }

    /// The parts as one text, such as "a, b and c"; empty without any.
    #[expect(
        clippy::expect_used,
        reason = "the crate has the lists of every language within it"
    )]
    pub(crate) fn list(self, parts: &[impl AsRef<str>]) -> String {
        let lists =
            ListFormatter::try_new_and(self.0.of_lists().into(), ListFormatterOptions::default());
        let parts = parts.iter().map(AsRef::as_ref);
        lists.expect("built in").format(parts).to_string()
    }

    fn text(self, name: &'static str, arguments: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = &BUNDLES[self.0 as usize];
        let pattern = bundle.get_message(name).and_then(|text| text.value());
        // The build has checked that every language has every text.
        let Some(pattern) = pattern else {
            return Cow::Borrowed(name);
        };
        bundle.format_pattern(pattern, arguments, &mut Vec::new())
    }
}

/// The texts of each language, in the order of [`Language`].
static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> = LazyLock::new(|| {
    let bundles = Language::VARIANTS.iter().zip(SOURCES);
    bundles
        .map(|(language, source)| bundle(*language, source))
        .collect()
});

fn bundle(language: Language, source: &str) -> FluentBundle<FluentResource> {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Pages mark the direction of a value with `dir`, not with characters in the text.
    bundle.set_use_isolating(false);
    // The build has parsed the same texts without an error.
    let (Ok(texts) | Err((texts, _))) = FluentResource::try_new(source.to_owned());
    bundle.add_resource_overriding(texts);
    bundle
}

#[cfg(test)]
mod tests;
