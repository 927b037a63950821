//! Cuts texts at characters of ASCII. The searches of the standard library would do the same, for any
//! pattern, and are more for each reporter to load.

/// The text before the first of these characters of ASCII, and the text behind it; none if there is none.
pub fn first<'a>(text: &'a str, any: &str) -> Option<(&'a str, &'a str)> {
    let at = text.bytes().position(|byte| is_one_of(byte, any))?;
    Some((&text[..at], &text[at + 1..]))
}

/// The text before the last of these characters of ASCII, and the text behind it; none if there is none.
pub fn last<'a>(text: &'a str, any: &str) -> Option<(&'a str, &'a str)> {
    let at = text.bytes().rposition(|byte| is_one_of(byte, any))?;
    Some((&text[..at], &text[at + 1..]))
}

/// The text before the first of these characters of ASCII; all of it if there is none.
pub fn before<'a>(text: &'a str, any: &str) -> &'a str {
    first(text, any).map_or(text, |(before, _)| before)
}

/// The text behind the last of these characters of ASCII; all of it if there is none.
pub fn behind<'a>(text: &'a str, any: &str) -> &'a str {
    last(text, any).map_or(text, |(_, behind)| behind)
}

/// The words of a text, with one blank between two of them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (word, behind) = match first(rest?, " ") {
            Some((word, behind)) => (word, Some(behind)),
            None => (rest?, None),
        };
        rest = behind;
        Some(word)
    })
}

/// Whether the byte is one of these characters of ASCII. No part of another character is.
fn is_one_of(byte: u8, any: &str) -> bool {
    any.bytes().any(|one| one == byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_where_the_standard_library_cuts_them() {
        for text in ["", "/", "a", "a/b", "ä/b?ö/ü", "?/", "ß?", "東京/大阪"] {
            let any = ['/', '?'];
            assert_eq!(first(text, "/"), text.split_once('/'), "{text}");
            assert_eq!(last(text, "/"), text.rsplit_once('/'), "{text}");
            assert_eq!(Some(before(text, "/?")), text.split(any).next(), "{text}");
            assert_eq!(Some(behind(text, "/?")), text.rsplit(any).next(), "{text}");
        }
        for text in ["", " ", "a", "a bc d", "a  b "] {
            assert!(words(text).eq(text.split(' ')), "{text}");
        }
    }
}
