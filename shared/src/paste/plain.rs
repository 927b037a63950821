//! A text without the characters that nobody sees, and without the brackets that professionals put
//! around the signs of an address, so that it cannot be followed by accident.

use std::ops::Range;

use super::signs::starts;
use crate::cut;

/// What stands in brackets instead of a sign of an address: the sign, or a word for the full stop.
const BRACKETED: &str = ". dot punkt : :// / //";

/// The characters of a text as a reader means them.
pub(super) struct Plain {
    pub(super) chars: Vec<char>,
    /// For each character its first byte in the text; at last the length of the text.
    from: Vec<usize>,
    /// The full stops that stood in brackets.
    stops: Vec<usize>,
}

impl Plain {
    pub(super) fn of(text: &str) -> Self {
        let mut plain = Self {
            chars: Vec::new(),
            from: Vec::new(),
            stops: Vec::new(),
        };
        let mut skips_blank = false;
        for (at, char) in text.char_indices() {
            if is_unseen(char) || (skips_blank && char == ' ') {
                continue;
            }
            plain.push(narrow(char), at);
            skips_blank = plain.free();
        }
        plain.from.push(text.len());
        plain
    }

    /// Whether a full stop between these characters stood in brackets.
    pub(super) fn was_bracketed(&self, range: Range<usize>) -> bool {
        self.stops.iter().any(|at| range.contains(at))
    }

    /// The bytes in the text of these characters.
    pub(super) fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        self.from[from]..self.from[to]
    }

    /// Replaces brackets that end the text so far by the sign in them. A full stop in square brackets
    /// takes the place of the blank before it; then the blank behind it is to be skipped.
    fn free(&mut self) -> bool {
        let open = match self.chars.last() {
            Some(']') => '[',
            Some(')') => '(',
            Some('}') => '{',
            _ => return false,
        };
        for word in cut::words(BRACKETED) {
            let Some(mut from) = self.chars.len().checked_sub(word.len() + 2) else {
                continue;
            };
            if self.chars[from] != open || !starts(&self.chars, from + 1, word) {
                continue;
            }
            let is_word = word.len() > 1 && !word.ends_with('/');
            let sign = if is_word { "." } else { word };
            let is_blank = open == '[' && from > 0 && self.chars[from - 1] == ' ';
            let takes_blank = is_blank && sign == ".";
            from -= usize::from(takes_blank);
            let at = self.from[from];
            self.chars.truncate(from);
            self.from.truncate(from);
            if sign == "." {
                self.stops.push(from);
            }
            sign.chars().for_each(|char| self.push(char, at));
            return takes_blank;
        }
        false
    }

    fn push(&mut self, char: char, at: usize) {
        self.chars.push(char);
        self.from.push(at);
    }
}

/// Whether the character has no width. Messengers copy such characters along. The joiners U+200C and
/// U+200D are none of them: some scripts need them.
pub(super) fn is_unseen(char: char) -> bool {
    matches!(
        char,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
    ) || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The ASCII character of a wide letter, digit, or sign of an address (U+FF01 to U+FF5E).
fn narrow(char: char) -> char {
    match char {
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '．' | '／' | '：' => {
            char::from((char as u32 - 0xfee0) as u8)
        }
        _ => char,
    }
}
