//! The language in which a page is shown: chosen from the reader's wishes by the same rule as in the form.

use icu_locale::subtags::language;
use icu_locale::{LanguageIdentifier, LocaleExpander};

/// Maximum wishes that are looked at; browsers send fewer.
const MAX_WISHES: usize = 16;

/// The languages that a header `Accept-Language` (RFC 9110, section 12.5.4) asks for, the dearest first.
pub(crate) fn wishes(header: &str) -> Vec<&str> {
    let ranges = header.split(',').take(MAX_WISHES);
    let mut weighted: Vec<_> = ranges.map(weighted).collect();
    weighted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let wished = weighted.into_iter().filter(|(_, weight)| *weight > 0.0);
    wished.map(|(tag, _)| tag).collect()
}

/// A language range and its weight, which is 1 without one.
fn weighted(range: &str) -> (&str, f32) {
    let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
    let weight = weight.trim().strip_prefix("q=");
    (
        tag.trim(),
        weight.map_or(1.0, |it| it.parse().unwrap_or(0.0)),
    )
}

/// The offered language that is closest to the first wish that can be fulfilled.
pub(crate) fn closest<'a>(wishes: &[&str], offered: &[&'a str]) -> Option<&'a str> {
    wishes.iter().find_map(|wish| {
        // Of those that are equally close, `max_by_key` takes the last.
        let offered = offered.iter().rev();
        let close = offered.map(|tag| (closeness(tag, wish), *tag));
        let (closeness, tag) = close.max_by_key(|(closeness, _)| *closeness)?;
        (closeness > 0).then_some(tag)
    })
}

/// 3: the very same; 2: the same language in the same script for the same region, where "419" is all of
/// Latin America; 1: the same language in the same script; 0: none of these.
fn closeness(tag: &str, wish: &str) -> u8 {
    if tag.eq_ignore_ascii_case(wish) {
        return 3;
    }
    let (Some(offered), Some(wished)) = (likely(tag), likely(wish)) else {
        return 0;
    };
    if (offered.language, offered.script) != (wished.language, wished.script) {
        return 0;
    }
    let region = |id: &LanguageIdentifier| id.region.map(|region| region.to_string());
    let (there, wished) = (region(&offered), region(&wished));
    let is_there =
        there == wished || (there.as_deref() == Some("419") && wished.as_deref() != Some("ES"));
    if is_there { 2 } else { 1 }
}

/// The language of a tag with its likely script and region (Unicode TR 35, likely subtags).
fn likely(tag: &str) -> Option<LanguageIdentifier> {
    let mut id: LanguageIdentifier = tag.parse().ok()?;
    // "no" and "nn" are read by those who read "nb".
    if ["no", "nn"].contains(&id.language.as_str()) {
        id.language = language!("nb");
    }
    LocaleExpander::new_common().maximize(&mut id);
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: &[&str] = &[
        "en", "es", "es-419", "nb", "pt", "pt-BR", "sr", "sr-Latn", "zh-Hant",
    ];

    #[test]
    fn a_wish_gets_the_language_that_is_closest() {
        for (wish, language) in [
            ("es-MX", Some("es-419")),
            ("es-ES", Some("es")),
            ("pt-PT", Some("pt")),
            ("pt-br", Some("pt-BR")),
            ("zh-TW", Some("zh-Hant")),
            ("zh-CN", None),
            ("nn-NO", Some("nb")),
            ("sr-Latn-RS", Some("sr-Latn")),
            ("en-GB", Some("en")),
            ("*", None),
            ("not a tag", None),
        ] {
            assert_eq!(closest(&[wish], OFFERED), language, "{wish}");
        }
        assert_eq!(closest(&["fi", "pt"], OFFERED), Some("pt"));
        assert_eq!(closest(&["en"], &[]), None);
    }

    #[test]
    fn wishes_are_read_by_their_weight() {
        let read = |header| wishes(header).join(" ");
        assert_eq!(read("de"), "de");
        assert_eq!(read("en;q=0.5, de-AT, fr;q=0.8,it;q=0"), "de-AT fr en");
        assert_eq!(read("en;q=x, de"), "de");
    }
}
