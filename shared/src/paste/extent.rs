//! The end of an address in a text.

use super::signs::{ends, ends_behind_letter, is_one_of, starts};
use crate::cut;

/// What messengers and browsers copy along at the end, written as an address writes it: blanks and
/// characters that nobody sees.
const UNSEEN: &str = "%20 %0A %0D %E2%80%8B %E2%80%8E %E2%80%8F %EF%BB%BF";

/// The first character behind the address. Its text, behind the scheme, begins at `from`; the address
/// with its scheme begins at `at`. Brackets belong to the address if both of a pair stand in it.
pub(super) fn extent(chars: &[char], from: usize, at: usize) -> usize {
    let (mut round, mut square) = (0, 0);
    let mut end = from;
    while let Some(char) = chars.get(end).copied() {
        match char {
            '(' => round += 1,
            ')' if round == 0 => break,
            ')' => round -= 1,
            '[' => square += 1,
            ']' if square == 0 => break,
            ']' => square -= 1,
            _ => {}
        }
        let before = chars[..end].last().copied();
        if ends(char) || (ends_behind_letter(char) && !before.is_some_and(joins)) {
            break;
        }
        if end > from && begins_another(chars, end, before) {
            break;
        }
        end += 1;
    }
    trimmed(chars, from, end, at)
}

/// The first character behind a magnet link or an eD2k link, whose text begins at `from`.
pub(super) fn link_extent(chars: &[char], at: usize, from: usize) -> usize {
    let rest = chars[from..].iter();
    let is_part = |char: &&char| **char == '|' || !ends(**char);
    let end = from + rest.take_while(is_part).count();
    trimmed(chars, from, end, at)
}

/// Whether an address goes on behind this character, whatever follows it.
fn joins(before: char) -> bool {
    !before.is_ascii() || is_one_of(before, "/=-_%&#.~+@")
}

/// Whether another address begins here. Behind a slash or an equals sign it belongs to the first one:
/// archives keep addresses so.
fn begins_another(chars: &[char], at: usize, before: Option<char>) -> bool {
    let is_apart = before.is_some_and(|char| char.is_ascii_alphanumeric() || is_one_of(char, ",;"));
    is_apart && (starts(chars, at, "http://") || starts(chars, at, "https://"))
}

/// The end without the marks of the sentence around the address.
pub(super) fn trimmed(chars: &[char], from: usize, end: usize, at: usize) -> usize {
    let before = at.checked_sub(1).map(|before| chars[before]);
    let mut end = end;
    while end > from {
        let last = chars[end - 1];
        let fits = |text: &&str| {
            let start = end.checked_sub(text.len());
            start.is_some_and(|start| start >= from && starts(chars, start, text))
        };
        if let Some(text) = cut::words(UNSEEN).find(fits) {
            end -= text.len();
        } else if is_mark(last) || (is_one_of(last, "_~") && before == Some(last)) {
            end -= 1;
        } else {
            break;
        }
    }
    end
}

/// Whether an address at the end of a sentence does not end in this character.
pub(super) fn is_mark(char: char) -> bool {
    is_one_of(char, ".,;:!?'*\\([") || matches!(char, '\u{200c}' | '\u{200d}' | '\u{fe0f}')
}
