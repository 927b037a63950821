//! The kinds of locations.

use super::ask::{Ask, Need};
use super::field::{Field, Format};

/// Generates [`Kind`] and the questions of each kind. The view, the checks and the review all follow
/// this one table.
///
/// The first question of a kind has no input of its own: the clue, which the form asks for first,
/// answers it. Where the first two questions are `OneOf` and the clue does not fit the first, it
/// answers the second.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal: $([$field:ident $format:ident $need:ident])+,)+) => {
        /// A kind of location. Each has the name of a `type` of [`shared::report::Location`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Kind { $($(#[$doc])* $kind,)+ }

        impl Kind {
            /// All kinds in the order of the form's menu.
            pub(crate) const ALL: &[Self] = &[$(Self::$kind,)+];

            /// The kind's name in JSON and, after `kind.`, in locales.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            pub(crate) fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }

            /// The questions about a location of this kind.
            pub(crate) fn asks(self) -> &'static [Ask] {
                match self {
                    $(Self::$kind => const { &[$(Ask {
                        field: Field::$field,
                        fills: Field::$field,
                        label: Field::$field,
                        format: Format::$format,
                        need: Need::$need,
                    },)+] },)+
                }
            }
        }
    };
}

kinds! {
    /// A web page.
    Web = "web": [Url Web Required] [Referrer Web Optional],
    /// A profile or a post on a social network.
    Social = "social": [Url Web OneOf] [Handle Name OneOf] [Platform Name Required]
        [PostedOn Date Optional],
    /// A chat or a messenger.
    Chat = "chat": [Handle Name Optional] [App Name Required],
    /// A game or another app.
    Game = "game": [Handle Name Optional] [Name Name Required],
    /// A file in a file-sharing network.
    FileSharing = "file_sharing": [Magnet Magnet OneOf] [FileName Name OneOf]
        [SearchTerms Name OneOf] [Client Name Optional],
    /// A hidden service of the Tor network.
    Onion = "onion": [Url Onion Required],
    Email = "email": [Sender Email Required] [Subject Name Optional] [Date Date Optional],
    Newsgroup = "newsgroup": [Group Name Required] [Server Name Optional] [Sender Name Optional]
        [Date Date Optional] [Subject Name Optional],
    /// A location that is described in words.
    Other = "other": [Text Place Required],
}
