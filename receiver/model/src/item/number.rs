//! The number of an item that people can say.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The number of an item that people can say: the number of its case and its own, `1042-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ItemNumber {
    /// The number of the case.
    pub case: u64,
    /// The number of the item within the case, from 1.
    pub place: u32,
}

/// The text is not the number of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the number of an item, such as 1042-3")]
pub struct NotANumber;

impl fmt::Display for ItemNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.case, self.place)
    }
}

impl FromStr for ItemNumber {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (case, place) = text.split_once('-').ok_or(NotANumber)?;
        Ok(Self {
            case: case.parse().map_err(|_| NotANumber)?,
            place: place.parse().map_err(|_| NotANumber)?,
        })
    }
}

impl From<ItemNumber> for String {
    fn from(number: ItemNumber) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for ItemNumber {
    type Error = NotANumber;

    fn try_from(text: String) -> Result<Self, NotANumber> {
        text.parse()
    }
}
