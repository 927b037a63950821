//! Hidden characters: they show nothing themselves, or move the characters around them.

use icu_properties::props::{
    BidiClass, BinaryProperty, CanonicalCombiningClass, DefaultIgnorableCodePoint, EmojiModifier,
    EnumeratedProperty, ExtendedPictographic, Script,
};

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
const EMOJI_STYLE: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';
const BLACK_FLAG: char = '\u{1f3f4}';

/// The flags that are written as a black flag with a region in tag characters: England, Scotland,
/// Wales. Devices draw no others, so the tags of any other region would be hidden text.
const FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];

/// Scripts in which a joiner or a non-joiner chooses between shapes of the letters beside it.
const JOINED: [Script; 18] = [
    Script::Adlam,
    Script::Arabic,
    Script::Bengali,
    Script::Devanagari,
    Script::Gujarati,
    Script::Gurmukhi,
    Script::HanifiRohingya,
    Script::Kannada,
    Script::Khmer,
    Script::Malayalam,
    Script::Mandaic,
    Script::Myanmar,
    Script::Nko,
    Script::Oriya,
    Script::Sinhala,
    Script::Syriac,
    Script::Tamil,
    Script::Telugu,
];

/// Scripts without spaces between words, in which a zero-width space says where a line may break.
const UNSPACED: [Script; 4] = [Script::Khmer, Script::Lao, Script::Myanmar, Script::Thai];

/// Controls (C0, C1), separators of lines and paragraphs, and every character that Unicode calls
/// ignorable: joiners, directions, variation selectors, fillers, tags, the soft hyphen.
pub fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{2028}' | '\u{2029}')
        || DefaultIgnorableCodePoint::for_char(char)
}

/// Shows every hidden character, apart from line ends, as its code: `⟨U+202E⟩`.
pub fn spelled_out(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|char| push(&mut shown, char, false));
    shown
}

/// Shows the hidden characters of prose as their codes, apart from line ends and those that a
/// script needs: joiners between its letters, a zero-width space between words, the parts of emoji.
///
/// Marks of direction (U+200E, U+200F, U+061C) stay only if the nearest letter on one side of them is
/// of a right-to-left script: in such prose they put punctuation in order, and they move nothing
/// else. In a word that may be an address, and in a row of hidden characters, all are codes.
pub fn visible(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let is_address = is_address(word);
        for char in word.chars() {
            let needed = !is_address && is_needed(&chars[..at], char, &chars[at + 1..]);
            push(&mut shown, char, needed);
            at += 1;
        }
    }
    shown
}

fn push(shown: &mut String, char: char, needed: bool) {
    if needed || char == '\n' || !is_hidden(char) {
        shown.push(char);
    } else {
        shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(char)));
    }
}

/// Whether a word may be an address: it has `://`, an `@`, or a dot inside it.
fn is_address(word: &str) -> bool {
    let shown: Vec<char> = word.chars().filter(|char| !is_hidden(*char)).collect();
    let is_dot = |char| matches!(char, '.' | '\u{ff0e}' | '\u{ff61}');
    let has_dot = shown
        .windows(3)
        .any(|three| !is_dot(three[0]) && is_dot(three[1]) && three[2].is_alphanumeric());
    has_dot || word.contains("://") || word.contains('@')
}

/// Whether the script needs this hidden character between these texts.
fn is_needed(before: &[char], char: char, after: &[char]) -> bool {
    match char {
        NON_JOINER => joins_letters(before, after),
        JOINER => joins_letters(before, after) || joins_emoji(before, after),
        '\u{200b}' => {
            let script = script(before.last());
            script == self::script(after.first()) && script.is_some_and(|it| UNSPACED.contains(&it))
        }
        '\u{200e}' | '\u{200f}' | '\u{061c}' => {
            let mut beside = before.last().into_iter().chain(after.first());
            let is_alone = beside.all(|char| *char == '\n' || !is_hidden(*char));
            is_alone && (is_right_to_left(before.iter().rev()) || is_right_to_left(after.iter()))
        }
        '\u{fe0e}' | EMOJI_STYLE => match before.last() {
            Some('0'..='9' | '#' | '*') => after.first() == Some(&KEYCAP),
            base => base.is_some_and(|base| ExtendedPictographic::for_char(*base)),
        },
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => {
            script(before.last()) == Some(Script::Han)
        }
        '\u{180b}'..='\u{180f}' => script(before.last()) == Some(Script::Mongolian),
        '\u{e0020}'..='\u{e007f}' => is_in_flag(before, char, after),
        _ => false,
    }
}

/// The script of a character; none for a hidden one.
fn script(char: Option<&char>) -> Option<Script> {
    let char = char.filter(|char| !is_hidden(**char))?;
    Some(Script::for_char(*char))
}

/// Whether a joiner stands between two letters of one script that has joiners, or after a virama of
/// such a script, where it gives the letter before another shape.
fn joins_letters(before: &[char], after: &[char]) -> bool {
    let is_mark = |char: &&char| script(Some(char)) == Some(Script::Inherited);
    let letter = script(before.iter().rev().find(|char| !is_mark(char)));
    if !letter.is_some_and(|letter| JOINED.contains(&letter)) {
        return false;
    }
    let is_virama =
        |char: &char| CanonicalCombiningClass::for_char(*char) == CanonicalCombiningClass::Virama;
    let ends_in_virama = before.last().is_some_and(is_virama);
    let is_hidden_after = after.first().is_some_and(|char| is_hidden(*char));
    script(after.first()) == letter || (ends_in_virama && !is_hidden_after)
}

/// Whether a joiner stands between two emoji (Unicode Standard Annex 29, rule GB11).
fn joins_emoji(before: &[char], after: &[char]) -> bool {
    let base = match before {
        [base, style] | [.., base, style]
            if *style == EMOJI_STYLE || EmojiModifier::for_char(*style) =>
        {
            Some(base)
        }
        before => before.last(),
    };
    let is_emoji = |char: Option<&char>| char.is_some_and(|it| ExtendedPictographic::for_char(*it));
    is_emoji(base) && is_emoji(after.first())
}

/// Whether the first letter, before any hidden character, is of a right-to-left script.
fn is_right_to_left<'a>(chars: impl Iterator<Item = &'a char>) -> bool {
    let rtl = [BidiClass::RightToLeft, BidiClass::ArabicLetter];
    chars
        .take_while(|char| !is_hidden(**char))
        .map(|char| BidiClass::for_char(*char))
        .find(|class| rtl.contains(class) || *class == BidiClass::LeftToRight)
        .is_some_and(|class| rtl.contains(&class))
}

/// Whether a tag character belongs to one of the [`FLAGS`].
fn is_in_flag(before: &[char], char: char, after: &[char]) -> bool {
    let is_tag = |char: &&char| matches!(char, '\u{e0020}'..='\u{e007f}');
    let tags_before = before.iter().rev().take(7).take_while(is_tag).count();
    let (base, first) = before.split_at(before.len() - tags_before);
    let rest = after.iter().take(7).take_while(is_tag);
    let tags: Vec<char> = first.iter().chain([&char]).chain(rest).copied().collect();
    let is_it = |region: &&str| {
        let tag = |byte| char::from_u32(0xe0000 + u32::from(byte));
        let written = region.bytes().filter_map(tag).chain(['\u{e007f}']);
        written.eq(tags.iter().copied())
    };
    base.last() == Some(&BLACK_FLAG) && FLAGS.iter().any(is_it)
}

#[cfg(test)]
mod tests;
