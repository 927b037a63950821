//! Where it was seen.

use serde::{Deserialize, Serialize};

use super::text::{DateText, Email, Magnet, Name, OnionUrl, OtherLocation, WebUrl};

/// One place, with what its type asks for so that an analyst can find it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Location {
    /// A page on the web.
    Web {
        /// Its address.
        url: WebUrl,
        /// The page that led there.
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
        /// When it was posted.
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
        /// The account there.
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
        /// Who posted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sender: Option<Name>,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<DateText>,
        /// Under which subject.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<Name>,
    },
    /// File sharing: at least one of `file_name`, `search_terms` and `magnet`.
    FileSharing {
        /// The file's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_name: Option<Name>,
        /// The words it was found by.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        search_terms: Option<Name>,
        /// A hash or magnet link.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        magnet: Option<Magnet>,
        /// The program it was found with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client: Option<Name>,
    },
    /// A hidden service.
    Onion {
        /// Its address.
        url: OnionUrl,
    },
    /// An email: never its body.
    Email {
        /// Who sent it.
        sender: Email,
        /// Under which subject.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<Name>,
        /// When.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<DateText>,
    },
    /// Anything else, in words.
    Other {
        /// How to find it.
        text: OtherLocation,
    },
}

impl Location {
    /// Whether there is enough to look for it, where a type offers several ways.
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
