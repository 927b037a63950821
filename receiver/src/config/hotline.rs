//! `[hotline]`: the hotline's details for reporters.

use serde::Deserialize;
use shared::api::Hotline;
use shared::report::{Category, HotlineId, LanguageTag, WebUrl};

/// `[hotline]`: the hotline's details for reporters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HotlineConfig {
    /// The id in keys and certificates.
    id: HotlineId,
    /// The name shown to reporters.
    name: String,
    /// The languages of the form; the first is the default.
    languages: NotEmpty<LanguageTag>,
    /// The categories that the form offers, in order.
    categories: NotEmpty<Category>,
    /// The number to call if a child is in danger now.
    emergency_number: String,
    /// The page that the button "leave this page" opens.
    leave_url: WebAddress,
    /// A page with other ways to reach the hotline.
    contact_url: Option<WebAddress>,
}

impl From<HotlineConfig> for Hotline {
    fn from(config: HotlineConfig) -> Self {
        Self {
            id: config.id,
            name: config.name,
            languages: config.languages.0,
            categories: config.categories.0,
            emergency_number: config.emergency_number,
            leave_url: config.leave_url.0,
            contact_url: config.contact_url.map(|url| url.0),
        }
    }
}

/// A list with at least one item.
#[derive(Debug, Deserialize)]
#[serde(
    try_from = "Vec<T>",
    bound(deserialize = "T: serde::de::DeserializeOwned")
)]
struct NotEmpty<T>(Vec<T>);

impl<T> TryFrom<Vec<T>> for NotEmpty<T> {
    type Error = &'static str;

    fn try_from(items: Vec<T>) -> Result<Self, Self::Error> {
        if items.is_empty() {
            return Err("there is none");
        }
        Ok(Self(items))
    }
}

/// The address of a web page, as written in the config.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct WebAddress(String);

impl TryFrom<String> for WebAddress {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.parse::<WebUrl>() {
            Ok(_) => Ok(Self(text)),
            Err(_) => Err("not a web address"),
        }
    }
}
