//! The address book: hosts and police units that get hand-offs.

use serde::{Deserialize, Serialize};
use url::Host;
use utoipa::ToSchema;

use crate::choices::choices;
use crate::defang::is_hidden;

/// Maximum characters of a name.
const NAME_CHARS: usize = 100;

/// Maximum characters of an email address.
const MAIL_CHARS: usize = 254;

/// Maximum number of domains of one host.
const DOMAINS: usize = 50;

/// Maximum characters of a domain (RFC 1035, section 2.3.4, without the final dot).
const DOMAIN_CHARS: usize = 253;

/// Maximum characters of a note.
const NOTE_CHARS: usize = 1000;

/// A host or a police unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The name, on one line. Names that differ only in case or in the number of spaces are one
    /// name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The kind of recipient.
    pub kind: RecipientKind,
    /// The way in which the recipient takes hand-offs. No police unit gets any by mail.
    pub way: Way,
    /// The recipient's email address; required if hand-offs go by mail.
    #[serde(default)]
    #[schema(max_length = 254)]
    pub mail: Option<String>,
    /// The recipient's country (ISO 3166-1 alpha-2).
    #[serde(default)]
    #[schema(pattern = "^[A-Z]{2}$")]
    pub country: Option<String>,
    /// The domains that a host serves, with all domains below them, in ASCII and lower case. A
    /// police unit has none.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub domains: Vec<String>,
    /// Anything else to know, such as the address of a form or working hours.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub note: String,
}

choices! {
    /// The kind of a recipient.
    pub enum RecipientKind {
        /// A host: gets notices and XARF reports.
        Host,
        /// A police unit: gets packages with the reporter's own words.
        Police,
    }
}

choices! {
    /// The way in which a recipient takes hand-offs.
    pub enum Way {
        /// By mail, which the desk sends.
        Mail,
        /// As a file, which an analyst downloads and brings there.
        File,
        /// By the recipient's own form, which an analyst fills in.
        Form,
    }
}

/// A field of a recipient is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongRecipient {
    /// The name is empty, too long, or not one line.
    #[error("name: 1 to 100 characters on one line, without a space at either end")]
    Name,
    /// The text is not an email address, or mail has no address to go to.
    #[error("mail: an email address is needed, such as abuse@host.example")]
    Mail,
    /// The package for the police holds the reporter's own words in the clear.
    #[error("way: nothing goes to the police by mail, because it holds the reporter's own words")]
    PoliceMail,
    /// The text is not a country's code.
    #[error("country: two capital letters (ISO 3166-1), such as NL")]
    Country,
    /// A text is not a domain, or there are too many.
    #[error("domains: at most 50, each with a dot and nothing but a domain, such as host.example")]
    Domains,
    /// A police unit serves no domains.
    #[error("domains: only a host has any")]
    PoliceDomains,
    /// The note is too long.
    #[error("note: at most 1000 characters")]
    Note,
}

impl Recipient {
    /// The recipient with its domains in ASCII and lower case, each once, if no field is wrong.
    /// Only the form of the email address remains to be checked.
    pub fn checked(self) -> Result<Self, WrongRecipient> {
        let is_police = self.kind == RecipientKind::Police;
        let too_long = |text: &str, chars: usize| text.chars().count() > chars;
        let mail = self.mail.as_deref();
        for (is_wrong, wrong) in [
            (!is_name(&self.name), WrongRecipient::Name),
            (
                is_police && self.way == Way::Mail,
                WrongRecipient::PoliceMail,
            ),
            (
                self.way == Way::Mail && mail.is_none()
                    || mail.is_some_and(|mail| too_long(mail, MAIL_CHARS)),
                WrongRecipient::Mail,
            ),
            (
                self.country
                    .as_deref()
                    .is_some_and(|code| !is_country(code)),
                WrongRecipient::Country,
            ),
            (
                is_police && !self.domains.is_empty(),
                WrongRecipient::PoliceDomains,
            ),
            (self.domains.len() > DOMAINS, WrongRecipient::Domains),
            (too_long(&self.note, NOTE_CHARS), WrongRecipient::Note),
        ] {
            if is_wrong {
                return Err(wrong);
            }
        }
        let domains = self.domains.iter().map(|text| domain(text));
        let mut domains: Vec<_> = domains
            .collect::<Option<_>>()
            .ok_or(WrongRecipient::Domains)?;
        domains.sort_unstable();
        domains.dedup();
        Ok(Self { domains, ..self })
    }

    /// Whether a host of this name, in the form that a browser uses, is one of the domains or below
    /// one.
    pub fn serves(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        let mut rests = self
            .domains
            .iter()
            .map(|domain| host.strip_suffix(&domain[..]));
        rests.any(|rest| rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    }
}

/// The form of a name that is equal for all its spellings.
pub fn folded(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether a text looks like a country's code (ISO 3166-1 alpha-2).
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_name(name: &str) -> bool {
    (1..=NAME_CHARS).contains(&name.chars().count())
        && name.trim() == name
        && !name.chars().any(is_hidden)
}

/// A domain as a browser writes it, if the text is one. A top-level domain alone is refused: it
/// would serve every host below it.
fn domain(text: &str) -> Option<String> {
    let Ok(Host::Domain(domain)) = Host::parse(text) else {
        return None;
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_plain);
    let is_domain =
        domain.len() <= DOMAIN_CHARS && domain.contains('.') && domain.split('.').all(is_label);
    is_domain.then_some(domain)
}

#[cfg(test)]
mod tests;
