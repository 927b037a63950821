//! JSON that people and programs can read.

use model::defang::escape_hidden;
use serde::Serialize;

/// Pretty JSON of a value. Invisible and bidirectional characters are escaped, so that nothing is
/// lost and nothing misleads a reader.
pub(super) fn write(value: &impl Serialize) -> Vec<u8> {
    // The values written here have string keys only, and so always a JSON form.
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut shown = escape_hidden(&json);
    shown.push('\n');
    shown.into_bytes()
}

#[cfg(test)]
mod tests {
    use model::defang::is_hidden;

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
