//! Makes untrusted text safe to display: addresses that nothing turns into a link, control and
//! bidirectional characters made visible.

mod hidden;

use serde::Serialize;

pub use self::hidden::{is_hidden, spelled_out, visible};

/// Writes JSON on one line, with hidden characters escaped ([`is_hidden`]).
pub fn json_line(value: &impl Serialize) -> serde_json::Result<String> {
    Ok(escape_hidden(&serde_json::to_string(value)?))
}

/// Escapes the hidden characters of a JSON text; its meaning stays the same. Outside strings, the
/// only hidden characters of JSON are line ends, which stay.
pub fn escape_hidden(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + 1);
    for char in json.chars() {
        if char == '\n' || !is_hidden(char) {
            escaped.push(char);
            continue;
        }
        // JSON escapes UTF-16 code units (RFC 8259, section 7).
        for unit in char.encode_utf16(&mut [0; 2]) {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
    }
    escaped
}

/// Writes an address so that it cannot be followed by accident: `hXXps://bad[.]example/a`. Every
/// hidden character shows as its code, also those that a script needs.
pub fn defang(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let other = other_spelling(host);
    let host = unlinked(host);
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "" => String::new(),
        "http" => "hXXp://".to_owned(),
        "https" => "hXXps://".to_owned(),
        other => format!("{other}[:]//"),
    };
    let path = path.replace("://", "[:]//");
    let other = other.map_or_else(String::new, |other| format!(" (host {})", unlinked(&other)));
    spelled_out(&format!("{scheme}{host}{path}{other}"))
}

fn unlinked(host: &str) -> String {
    host.replace('.', "[.]").replace('@', "[at]")
}

/// The Punycode form of a Unicode host, or the Unicode form of a Punycode host: letters that look
/// alike differ in one of the two. None if both forms are equal.
fn other_spelling(host: &str) -> Option<String> {
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let (unicode, _) = idna::domain_to_unicode(host);
    let other = if host.is_ascii() {
        unicode
    } else {
        idna::domain_to_ascii(host).ok()?
    };
    (!other.eq_ignore_ascii_case(host)).then_some(other)
}

/// Writes free text so that no address in it can be followed by accident.
pub fn defang_prose(text: &str) -> String {
    visible(text).replace("://", "[:]//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_cannot_be_followed() {
        for (from, to) in [
            (
                "https://bad.example/a.b?c=d.e",
                "hXXps://bad[.]example/a.b?c=d.e",
            ),
            ("HTTP://1.2.3.4:80", "hXXp://1[.]2[.]3[.]4:80"),
            ("https://me@bad.example", "hXXps://me[at]bad[.]example"),
            ("a@bad.example", "a[at]bad[.]example"),
            ("ftp://bad.example", "ftp[:]//bad[.]example"),
            (
                "https://a.b/?u=https://c.d",
                "hXXps://a[.]b/?u=https[:]//c.d",
            ),
            ("plain words", "plain words"),
            (
                "https://bücher.example/a",
                "hXXps://bücher[.]example/a (host xn--bcher-kva[.]example)",
            ),
            (
                "https://xn--80ak6aa92e.com/",
                "hXXps://xn--80ak6aa92e[.]com/ (host аррӏе[.]com)",
            ),
        ] {
            assert_eq!(defang(from), to);
        }
    }

    #[test]
    fn an_address_hides_nothing() {
        for text in [
            "می\u{200c}خواهم.example",
            "https://a.example/👨\u{200d}👧❤\u{fe0f}",
        ] {
            assert!(!defang(text).chars().any(is_hidden), "{text:?}");
        }
        assert_eq!(
            defang_prose("می\u{200c}خواهم https://b.example/\u{200c}"),
            "می\u{200c}خواهم https[:]//b.example/⟨U+200C⟩"
        );
    }

    #[test]
    fn hidden_characters_show() {
        assert_eq!(
            visible("a\u{202e}b\u{0}c\u{1b}[1m\nd"),
            "a⟨U+202E⟩b⟨U+0000⟩c⟨U+001B⟩[1m\nd"
        );
        assert_eq!(visible("שלום é 😀"), "שלום é 😀");
    }
    #[test]
    fn a_line_of_json_moves_nothing_and_means_the_same() {
        let hostile = "a\u{1b}[2J\u{9b}1m\u{7f}\u{202e}\u{2066}\u{e0041}\u{200b}\n\"\\ שלום 😀";
        let line = json_line(&hostile).unwrap();
        assert!(!line.chars().any(is_hidden), "{line}");
        assert!(
            line.contains("\\u009b") && line.contains("\\udb40\\udc41"),
            "{line}"
        );
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), hostile);
    }
}
