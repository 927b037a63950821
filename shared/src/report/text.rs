//! Texts that keep a rule: a maximum length and a form.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::cut;
use crate::limits::{
    DATE_CHARS, DESCRIPTION_CHARS, EMAIL_CHARS, LANGUAGE_CHARS, MAGNET_CHARS, NAME_CHARS,
    OTHER_LOCATION_CHARS, SLUG_CHARS, URL_CHARS,
};

/// The rule of a kind of text.
pub trait Rule {
    /// The kind's name in the JSON Schema.
    const NAME: &'static str;
    /// The maximum number of characters.
    const MAX_CHARS: usize;
    /// Whether a trimmed text of allowed length has the right form; its meaning is not checked.
    fn keeps(text: &str) -> bool;
}

/// Text that keeps the rule `R`: trimmed, not empty, at most [`Rule::MAX_CHARS`] characters.
///
/// Its `Debug` shows the length only: what a reporter wrote reaches no log.
pub struct Text<R> {
    text: String,
    rule: PhantomData<R>,
}

/// The reason why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The text has nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// The text has too many characters.
    #[error("the text has more than {max_chars} characters")]
    TooLong {
        /// The maximum number of characters.
        max_chars: usize,
    },
    /// The text does not have the form of its kind.
    #[error("the text does not have the form that is asked for")]
    Form,
}

impl<R> Text<R> {
    /// The trimmed text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<R: Rule> FromStr for Text<R> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        Ok(Self {
            text: checked(text, R::MAX_CHARS, R::keeps)?,
            rule: PhantomData,
        })
    }
}

/// The trimmed text, if it keeps the rule. One function for all rules: a generic one would be
/// compiled once for each rule.
fn checked(text: &str, max_chars: usize, keeps: fn(&str) -> bool) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max_chars {
        return Err(TextError::TooLong { max_chars });
    }
    if !keeps(text) {
        return Err(TextError::Form);
    }
    Ok(text.to_owned())
}

impl<R> Clone for Text<R> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            rule: PhantomData,
        }
    }
}

impl<R> PartialEq for Text<R> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<R> Eq for Text<R> {}

impl<R> fmt::Debug for Text<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.text.len())
    }
}

impl<R> Serialize for Text<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Accepts only text that is trimmed already. Typed text is trimmed by `from_str`.
impl<'de, R: Rule> Deserialize<'de> for Text<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let read: Self = text.parse().map_err(de::Error::custom)?;
        if read.text.len() == text.len() {
            Ok(read)
        } else {
            Err(de::Error::custom(TextError::Form))
        }
    }
}

#[cfg(feature = "schema")]
impl<R: Rule> schemars::JsonSchema for Text<R> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        R::NAME.into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": R::MAX_CHARS })
    }
}

/// Defines a kind of text: its rule, and the name of its type.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $rule:ident, $max_chars:expr, $keeps:expr) => {
        #[doc = concat!("The rule of [`", stringify!($name), "`].")]
        pub enum $rule {}

        impl Rule for $rule {
            const NAME: &'static str = stringify!($name);
            const MAX_CHARS: usize = $max_chars;

            fn keeps(text: &str) -> bool {
                let keeps: fn(&str) -> bool = $keeps;
                keeps(text)
            }
        }

        $(#[$doc])*
        pub type $name = Text<$rule>;
    };
}

text! {
    /// The reporter's description of what was seen.
    Description, DescriptionRule, DESCRIPTION_CHARS, |_| true
}
text! {
    /// A location in words.
    OtherLocation, OtherLocationRule, OTHER_LOCATION_CHARS, |_| true
}
text! {
    /// A name on one line: an app, an account, a room, a file.
    Name, NameRule, NAME_CHARS, is_one_line
}
text! {
    /// A hash or magnet link.
    Magnet, MagnetRule, MAGNET_CHARS, is_one_line
}
text! {
    /// An `http` or `https` URL with a host.
    WebUrl, WebUrlRule, URL_CHARS, |text| url_host(text).is_some()
}
text! {
    /// The URL of a hidden service: a host under `.onion` of version 3 (56 characters) or the
    /// retired version 2 (16 characters).
    OnionUrl, OnionUrlRule, URL_CHARS, |text| url_host(text).is_some_and(is_onion_host)
}
text! {
    /// An email address: one `@` with something around it.
    Email, EmailRule, EMAIL_CHARS, is_email
}
text! {
    /// A date, perhaps with a time, perhaps with its offset from UTC: `2027-02-09`,
    /// `2027-02-09T23:59`, `2027-02-09T23:59+01:00` (RFC 3339 without seconds).
    DateText, DateRule, DATE_CHARS, is_date
}
text! {
    /// A language tag such as `en`, `pt-BR`, `zh-Hant` (RFC 5646).
    LanguageTag, LanguageRule, LANGUAGE_CHARS, is_language
}
text! {
    /// The name of a partner in a snippet: lower-case letters, digits and hyphens.
    PartnerSlug, PartnerRule, SLUG_CHARS, is_slug
}
text! {
    /// The name of a hotline in key configs: lower-case letters, digits and hyphens.
    HotlineId, HotlineRule, SLUG_CHARS, is_slug
}

fn is_one_line(text: &str) -> bool {
    !text
        .chars()
        .any(|char| matches!(char, '\n' | '\r' | '\u{2028}' | '\u{2029}'))
}

/// The host of an `http` or `https` URL, without user, port and path.
fn url_host(text: &str) -> Option<&str> {
    if has_gaps(text) {
        return None;
    }
    let (scheme, rest) = cut::first(text, ":")?;
    let rest = rest.strip_prefix("//")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let host = cut::behind(cut::before(rest, "/?#\\"), "@");
    let host = if host.starts_with('[') {
        host
    } else {
        cut::before(host, ":")
    };
    host.bytes().any(|byte| byte != b'.').then_some(host)
}

fn is_onion_host(host: &str) -> bool {
    let mut host = host;
    while let Some(shorter) = host.strip_suffix('.') {
        host = shorter;
    }
    let (above, top) = cut::last(host, ".").unwrap_or_default();
    let label = cut::behind(above, ".");
    let base32 = |byte: u8| matches!(byte.to_ascii_lowercase(), b'a'..=b'z' | b'2'..=b'7');
    top.eq_ignore_ascii_case("onion") && matches!(label.len(), 16 | 56) && label.bytes().all(base32)
}

fn is_email(text: &str) -> bool {
    let (local, domain) = cut::last(text, "@").unwrap_or_default();
    !has_gaps(text) && !local.is_empty() && !domain.is_empty()
}

fn has_gaps(text: &str) -> bool {
    text.chars()
        .any(|char| char.is_whitespace() || char.is_control())
}

fn is_language(text: &str) -> bool {
    let mut subtags = text.as_bytes().split(|byte| *byte == b'-');
    let alphanumeric = |tag: &[u8]| tag.iter().all(u8::is_ascii_alphanumeric);
    subtags
        .next()
        .is_some_and(|tag| matches!(tag.len(), 2..=3) && tag.iter().all(u8::is_ascii_alphabetic))
        && subtags.all(|tag| matches!(tag.len(), 1..=8) && alphanumeric(tag))
}

fn is_slug(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn is_date(text: &str) -> bool {
    let (date, time) = match cut::first(text, "T") {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    is_day(date) && time.is_none_or(is_time_with_offset)
}

fn is_day(text: &str) -> bool {
    let Some([year, month, day]) = numbers(text, b'-', [4, 2, 2]) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn is_time_with_offset(text: &str) -> bool {
    match text
        .bytes()
        .position(|byte| matches!(byte, b'+' | b'-' | b'Z'))
    {
        None => is_time(text),
        Some(at) => {
            let (time, offset) = text.split_at(at);
            let hours = offset.strip_prefix(['+', '-']);
            is_time(time) && (offset == "Z" || hours.is_some_and(is_time))
        }
    }
}

fn is_time(text: &str) -> bool {
    numbers(text, b':', [2, 2]).is_some_and(|[hour, minute]| hour < 24 && minute < 60)
}

/// Reads numbers of fixed width between separators, and nothing else.
fn numbers<const N: usize>(text: &str, separator: u8, widths: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.as_bytes().split(|byte| *byte == separator);
    let mut values = [0; N];
    for (value, width) in values.iter_mut().zip(widths) {
        let part = parts.next().filter(|part| part.len() == width)?;
        for digit in part {
            *value = *value * 10 + char::from(*digit).to_digit(10)?;
        }
    }
    parts.next().is_none().then_some(values)
}

#[cfg(test)]
mod tests;
