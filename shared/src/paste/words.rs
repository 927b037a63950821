//! The words around the addresses of a text.

use super::Found;
use super::plain::is_unseen;
use super::signs::{ends, is_letter};

/// The text with `…` for each address. Lines that hold nothing but addresses, bullets and numbers of a
/// list are left out; empty if no words are left.
pub fn words(text: &str, found: &[Found]) -> String {
    let (mut words, mut line) = (String::new(), String::new());
    let mut next = found.iter();
    let mut one = next.next();
    for (at, char) in text.char_indices() {
        if let Some(Found { range, .. }) = one
            && at >= range.start
        {
            if at + char.len_utf8() >= range.end {
                line.push('…');
                one = next.next();
            }
        } else if char == '\n' {
            add(&mut words, &line);
            line.clear();
        } else {
            line.push(char);
        }
    }
    add(&mut words, &line);
    words
}

/// Adds a line without the bullets and addresses at its ends, if it has a letter, or more digits than
/// the number of a list has.
fn add(words: &mut String, line: &str) {
    let line = line.trim_matches(is_between);
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    if digits > 2 || line.chars().any(is_letter) {
        if !words.is_empty() {
            words.push('\n');
        }
        words.push_str(line);
    }
}

/// Whether the character may stand between an address and the words beside it: blanks, dashes,
/// bullets, and `…` for another address.
fn is_between(char: char) -> bool {
    let is_bracket = matches!(char, '"' | '«' | '»' | '\u{2018}'..='\u{201f}' | '‹' | '›');
    (ends(char) && !is_bracket) || is_unseen(char) || matches!(char, ',' | ';' | '·' | '*' | '-')
}
