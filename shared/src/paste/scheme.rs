//! The beginning of an address: `https://`, and what people write instead of it.

use super::signs::{is_one_of, starts};

/// The beginning of an address on the web.
pub(super) struct Scheme {
    /// The beginning as it should be.
    pub(super) start: &'static str,
    /// The first character behind it.
    pub(super) end: usize,
    /// Whether it was written so: then it begins an address wherever it stands.
    pub(super) is_exact: bool,
}

/// The beginning of an address at this place: `https://`; `hxxps://`, `h**p://`; with missing, wrong
/// or too many signs: `https:/`, `https//`, `htps://`, `ttps://`, `https:\\`, `https:// `; or several
/// of them, one behind the other.
pub(super) fn at(chars: &[char], at: usize) -> Option<Scheme> {
    let mut scheme = one(chars, at)?;
    while let Some(next) = one(chars, scheme.end) {
        scheme = Scheme {
            is_exact: scheme.is_exact && next.is_exact,
            ..next
        };
    }
    Some(scheme)
}

fn one(chars: &[char], at: usize) -> Option<Scheme> {
    for (text, start) in [("https://", "https://"), ("http://", "http://")] {
        if starts(chars, at, text) && chars.get(at + text.len()) != Some(&' ') {
            let end = at + text.len();
            return Some(Scheme {
                start,
                end,
                is_exact: true,
            });
        }
    }
    let rest = &chars[at..];
    let is_sign = |char: &&char| is_one_of(char.to_ascii_lowercase(), "htxps*_");
    let length = rest.iter().take_while(is_sign).count();
    let word = &rest[..length];
    let has = |wanted: char| word.iter().any(|char| char.eq_ignore_ascii_case(&wanted));
    let begins = starts(rest, 0, "h") || starts(rest, 0, "tt");
    if !(3..=7).contains(&length) || !begins || !has('p') {
        return None;
    }
    let count = |end: usize, signs: &str, most: usize| {
        let rest = chars.get(end..).unwrap_or_default().iter();
        rest.take(most)
            .take_while(|char| is_one_of(**char, signs))
            .count()
    };
    let mut end = at + length;
    let colon = count(end, ":;", 1);
    end += colon;
    if colon > 0 && starts(chars, end, " /") {
        end += 1;
    }
    let slashes = count(end, "/\\", 4);
    end += slashes;
    end += count(end, " ", 1);
    if colon > 0 || slashes > 1 {
        let start = if has('s') { "https://" } else { "http://" };
        return Some(Scheme {
            start,
            end,
            is_exact: false,
        });
    }
    None
}

/// The place where an address begins that a browser shows the source of.
pub(super) fn with_source(chars: &[char], at: usize) -> usize {
    const SOURCE: &str = "view-source:";
    let from = at.checked_sub(SOURCE.len());
    from.filter(|from| starts(chars, *from, SOURCE))
        .unwrap_or(at)
}
