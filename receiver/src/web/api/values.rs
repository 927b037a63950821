//! The values in the API's requests, checked exactly as the description states.

use model::item::ItemNumber;
use serde::{Deserialize, Deserializer, de};
use shared::limits::{MAX_LOCATIONS, URL_CHARS};
use utoipa::ToSchema;

/// The highest number that every JSON reader keeps exactly (RFC 8259, section 6).
pub(super) const MAX_NUMBER: u64 = (1 << 53) - 1;

/// Maximum number of entries of a list: the highest number of items of a case.
const MAX_ENTRIES: usize = 5 * MAX_LOCATIONS;

/// A name or another short text: 1 to 200 characters, without control characters.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
pub(super) struct Word(String);

impl Word {
    /// Maximum number of characters.
    const CHARS: usize = 200;

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

impl TryFrom<String> for Word {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=Self::CHARS).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text))
        } else {
            Err("not 1 to 200 characters without control characters")
        }
    }
}

/// An address, or the words of a location: 1 to 2048 characters, without control characters.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 1, max_length = 2048, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
pub(super) struct Address(String);

impl Address {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Address {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=URL_CHARS).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text))
        } else {
            Err("not 1 to 2048 characters without control characters")
        }
    }
}

/// A day (RFC 3339).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = Date)]
pub(super) struct Day(String);

impl Day {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Day {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_day = text.len() == "2027-01-15".len() && text.parse::<jiff::civil::Date>().is_ok();
        is_day.then_some(Self(text)).ok_or("not a day")
    }
}

/// The version of a case that the author of the request saw.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "u64")]
#[schema(value_type = u64, minimum = 1, maximum = 9007199254740991_u64)]
pub(super) struct Version(u64);

impl Version {
    pub(super) fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for Version {
    type Error = &'static str;

    fn try_from(version: u64) -> Result<Self, Self::Error> {
        if (1..=MAX_NUMBER).contains(&version) {
            Ok(Self(version))
        } else {
            Err("no version of a case")
        }
    }
}

/// The number of a content item within its case, from 1.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "u32")]
#[schema(value_type = u32, minimum = 1, maximum = 4294967295_u64)]
pub(super) struct Place(u32);

impl Place {
    pub(super) fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Place {
    type Error = &'static str;

    fn try_from(place: u32) -> Result<Self, Self::Error> {
        (place > 0).then_some(Self(place)).ok_or("no item")
    }
}

/// The number of a content item, such as `1042-3`: of its case, and within its case.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, pattern = "^[1-9][0-9]{0,14}-[1-9][0-9]{0,8}$")]
pub(super) struct Number(ItemNumber);

impl Number {
    pub(super) fn get(self) -> ItemNumber {
        self.0
    }
}

impl TryFrom<String> for Number {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let number: ItemNumber = text.parse().map_err(|_| "not the number of an item")?;
        let is_low = number.case < 1_000_000_000_000_000 && number.place < 1_000_000_000;
        // Neither a sign nor a zero in front.
        let is_plain = number.to_string() == text && number.case > 0 && number.place > 0;
        (is_low && is_plain)
            .then_some(Self(number))
            .ok_or("not the number of an item")
    }
}

/// The place of a case in a list.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, pattern = "^[0-9]{1,19}-[0-9a-f]{32}$")]
pub(super) struct CasePlace(store::Place);

impl CasePlace {
    pub(super) fn get(self) -> store::Place {
        self.0
    }
}

impl TryFrom<String> for CasePlace {
    type Error = store::NotAPlace;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

/// Reads a list of at most 100 entries.
pub(super) fn few<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let list = Vec::deserialize(deserializer)?;
    let fits = list.len() <= MAX_ENTRIES;
    fits.then_some(list)
        .ok_or_else(|| de::Error::custom("too many entries"))
}

/// Reads a list of 1 to 100 entries.
pub(super) fn one_or_more<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let list = few(deserializer)?;
    let fits = !list.is_empty();
    fits.then_some(list)
        .ok_or_else(|| de::Error::custom("an empty list"))
}
