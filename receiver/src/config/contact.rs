//! The contact for people who found a weakness.

use lettre::Address;
use serde::Deserialize;
use shared::report::WebUrl;

/// A contact for weaknesses as a URI: `mailto:` or `https:` (RFC 9116, section 2.5.3). The config has
/// a mail address or the address of a page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct SecurityContact(String);

impl SecurityContact {
    /// The URI.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SecurityContact {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.starts_with("https://") && text.parse::<WebUrl>().is_ok() {
            return Ok(Self(text));
        }
        // Other characters would have to be encoded in a URI (RFC 6068, section 2).
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "@.-_+".contains(char);
        if text.parse::<Address>().is_ok() && text.chars().all(is_plain) {
            return Ok(Self(format!("mailto:{text}")));
        }
        Err("neither a mail address nor a page with https")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_a_mailbox_or_a_page_with_tls() {
        for (text, uri) in [
            ("a.b+c@hotline.example", "mailto:a.b+c@hotline.example"),
            ("https://hotline.example/x?y", "https://hotline.example/x?y"),
        ] {
            let contact = SecurityContact::try_from(text.to_owned()).unwrap();
            assert_eq!(contact.as_str(), uri);
        }
        for text in [
            "",
            "hotline.example",
            "http://hotline.example/",
            "https://",
            "https://hotline.example/\nContact: https://evil.example/",
            "a@hotline.example\nContact: https://evil.example/",
            "\"a b\"@hotline.example",
            "mailto:a@hotline.example",
        ] {
            assert!(
                SecurityContact::try_from(text.to_owned()).is_err(),
                "{text}"
            );
        }
    }
}
