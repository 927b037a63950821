//! The locations of a report.

use serde::{Deserialize, Serialize};

use super::text::{DateText, Email, Magnet, Name, OnionUrl, OtherLocation, WebUrl};

/// One location, with the details that an analyst needs to find it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Location {
    /// A page on the web.
    Web {
        /// The page's address.
        url: WebUrl,
        /// The page that led to this page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        referrer: Option<WebUrl>,
    },
    /// A profile or post on a social platform: `url` or `handle`, or both.
    Social {
        /// The platform's name.
        platform: Name,
        /// The address of the profile or post.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<WebUrl>,
        /// The account's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handle: Option<Name>,
        /// When the post was published.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        posted_on: Option<DateText>,
    },
    /// A chat or messenger.
    Chat {
        /// The app's name.
        app: Name,
        /// The room, group or account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handle: Option<Name>,
    },
    /// A game or another app.
    Game {
        /// The game's or app's name.
        name: Name,
        /// The account in the game or app.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handle: Option<Name>,
    },
    /// A newsgroup.
    Newsgroup {
        /// The group's name.
        group: Name,
        /// The news server.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        server: Option<Name>,
        /// The name or address of the post's sender.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sender: Option<Name>,
        /// The date of the post.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<DateText>,
        /// The subject of the post.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<Name>,
    },
    /// File sharing: at least one of `file_name`, `search_terms` and `magnet`.
    FileSharing {
        /// The file's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_name: Option<Name>,
        /// The search terms that found the file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        search_terms: Option<Name>,
        /// A hash or magnet link.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        magnet: Option<Magnet>,
        /// The program that found the file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client: Option<Name>,
    },
    /// A hidden service (Tor).
    Onion {
        /// The address of the hidden service.
        url: OnionUrl,
    },
    /// An email: never its body.
    Email {
        /// The address of the email's sender.
        sender: Email,
        /// The subject of the email.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<Name>,
        /// The date of the email.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<DateText>,
    },
    /// Any other location, in words.
    Other {
        /// A description of how to find the location.
        text: OtherLocation,
    },
}

impl Location {
    /// Whether the details are enough to look for the location, where its type offers several ways.
    pub fn leads_somewhere(&self) -> bool {
        match self {
            Self::Social { url, handle, .. } => url.is_some() || handle.is_some(),
            Self::FileSharing {
                file_name,
                search_terms,
                magnet,
                ..
            } => file_name.is_some() || search_terms.is_some() || magnet.is_some(),
            _ => true,
        }
    }
}
