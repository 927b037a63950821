//! JSON that looks like what it is.

use serde::Serialize;

use crate::desk::defang::is_hidden;

/// A value as JSON for people and programs: characters that hide, or move others about, stand
/// escaped, so that nothing is lost and nothing deceives.
pub(super) fn write(value: &impl Serialize) -> Vec<u8> {
    // What is written here has string keys only, and so always a JSON form.
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut shown = String::with_capacity(json.len() + 1);
    for char in json.chars() {
        // Outside of strings, the only such character is the end of a line; inside, it is escaped.
        if char != '\n' && is_hidden(char) {
            for unit in char.encode_utf16(&mut [0; 2]) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(char);
        }
    }
    shown.push('\n');
    shown.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_come_back() {
        let text = "a\u{202e}b\u{9b}c\u{0}d\n\u{e0041}ש";
        let json = write(&[text]);
        let shown = std::str::from_utf8(&json).unwrap();
        assert!(!shown.chars().any(|char| char != '\n' && is_hidden(char)));
        assert!(shown.contains("\\u202e") && shown.contains('ש'), "{shown}");
        assert_eq!(
            serde_json::from_slice::<[String; 1]>(&json).unwrap(),
            [text]
        );
    }
}
