//! Characters by their role beside addresses.

/// Whether the text at this place begins with these characters; letters of ASCII in any case.
pub(super) fn starts(chars: &[char], at: usize, start: &str) -> bool {
    let mut rest = chars.get(at..).unwrap_or_default().iter();
    start.chars().all(|char| {
        rest.next()
            .is_some_and(|other| other.eq_ignore_ascii_case(&char))
    })
}

/// Whether the character is one of these characters of ASCII. A search in a text is made for more, and
/// is more to load.
pub(super) fn is_one_of(char: char, all: &str) -> bool {
    all.bytes().any(|byte| char::from(byte) == char)
}

/// Whether an address can begin at this place: no character that may belong to it precedes it, except
/// for two slashes at the beginning of the text. A word of a script without blanks is no part of it.
pub(super) fn is_boundary(chars: &[char], at: usize) -> bool {
    let start = at
        .checked_sub(2)
        .filter(|start| starts(chars, *start, "//"));
    if start.is_some_and(|start| chars[..start].iter().all(|char| char.is_whitespace())) {
        return true;
    }
    at.checked_sub(1).is_none_or(|before| match chars[before] {
        char if char.is_ascii() => {
            !char.is_ascii_alphanumeric() && !is_one_of(char, "./\\@-_+=&%#~")
        }
        char => ends(char) || ends_behind_letter(char),
    })
}

/// Whether no address goes on with this character.
pub(super) fn ends(char: char) -> bool {
    char.is_whitespace()
        || char.is_control()
        || matches!(char, '<' | '>' | '"' | '`' | '^' | '|' | '{' | '}')
        || matches!(char, '«' | '»' | '¡' | '¿' | '\u{37e}' | '\u{589}' | '\u{5be}')
        // Arabic, Indian and Ethiopic marks.
        || matches!(char, '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{6d4}')
        || matches!(char, '\u{964}' | '\u{965}' | '\u{1362}')
        // Dashes, quotes, bullets; the brackets and the full stop of East Asia; the wide forms.
        || matches!(char, '\u{2010}'..='\u{205f}' | '\u{3000}'..='\u{3003}')
        || matches!(char, '\u{3008}'..='\u{301f}' | '\u{ff01}'..='\u{ff20}')
        || matches!(char, '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// Whether an address does not go on with this character directly behind a letter or digit of ASCII:
/// arrows, pictures, and letters of scripts that put no blanks between words.
pub(super) fn ends_behind_letter(char: char) -> bool {
    // Thai and Lao, Burmese, Khmer.
    matches!(char, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        || matches!(char, '\u{2190}'..='\u{2bff}')
        // Chinese, Japanese, Korean.
        || matches!(char, '\u{3004}'..='\u{3007}' | '\u{3020}'..='\u{d7ff}')
        || matches!(char, '\u{f900}'..='\u{faff}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(char, '\u{ff66}'..='\u{ffdc}' | '\u{1f000}'..='\u{3ffff}')
}

/// Whether the character is a letter of any script, or part of one.
pub(super) fn is_letter(char: char) -> bool {
    let is_picture = matches!(char, '\u{2190}'..='\u{2bff}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{1f000}'..='\u{1faff}' | '\u{feff}');
    char.is_ascii_alphabetic() || (char >= '\u{c0}' && !is_picture && !ends(char))
}
