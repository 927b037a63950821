//! One location while it is being written: its kind, and what that kind asks for.

use shared::report::Location;

use super::field::{Answers, Field, Format};

/// Writes the kinds of locations and what each asks for: the one table that rendering, checking
/// and the review follow.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal: $([$field:ident $format:ident $need:ident])+,)+) => {
        /// A kind of location, named as the `type` of a [`Location`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub enum Kind { $($(#[$doc])* $kind,)+ }

        impl Kind {
            /// Every kind, in the order in which the form offers them.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// The name in JSON and, after `kind.`, in locales.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            /// What this kind asks for.
            pub fn asks(self) -> &'static [Ask] {
                match self {
                    $(Self::$kind => &[$(Ask {
                        field: Field::$field,
                        format: Format::$format,
                        need: Need::$need,
                    },)+],)+
                }
            }
        }
    };
}

kinds! {
    /// A page on the web.
    #[default]
    Web = "web": [Url Web Required] [Referrer Web Optional],
    /// A profile or post on a social platform.
    Social = "social": [Platform Name Required] [Url Web OneOf] [Handle Name OneOf]
        [PostedOn Date Optional],
    /// A chat or messenger.
    Chat = "chat": [App Name Required] [Handle Name Optional],
    /// A game or another app.
    Game = "game": [Name Name Required] [Handle Name Optional],
    /// File sharing.
    FileSharing = "file_sharing": [FileName Name OneOf] [SearchTerms Name OneOf]
        [Magnet Magnet OneOf] [Client Name Optional],
    /// A hidden service.
    Onion = "onion": [Url Onion Required],
    /// An email.
    Email = "email": [Sender Email Required] [Subject Name Optional] [Date Date Optional],
    /// A newsgroup.
    Newsgroup = "newsgroup": [Group Name Required] [Server Name Optional] [Sender Name Optional]
        [Date Date Optional] [Subject Name Optional],
    /// Anything else.
    Other = "other": [Text Place Required],
}

/// A question of a form: what is asked, in which format, and whether it may stay empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// What is asked.
    pub field: Field,
    /// What the answer has to look like.
    pub format: Format,
    /// Whether it may stay empty.
    pub need: Need,
}

/// Whether an answer may stay empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It may.
    Optional,
    /// It may not.
    Required,
    /// At least one of those marked so is needed.
    OneOf,
}

/// A location as far as it has been written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftLocation {
    /// Its kind.
    pub kind: Kind,
    /// What was written. Answers to other kinds' questions stay, unsent, until it is sent.
    pub answers: Answers,
}

impl DraftLocation {
    /// The location, if everything that it cannot do without is there. Optional answers that do
    /// not keep their rule are left out.
    pub fn build(&self) -> Option<Location> {
        let answers = &self.answers;
        let name = |field| answers.parsed(field, Format::Name);
        let day = |field| answers.parsed(field, Format::Date);
        let url = |field| answers.parsed(field, Format::Web);
        Some(match self.kind {
            Kind::Web => Location::Web {
                url: url(Field::Url)?,
                referrer: url(Field::Referrer),
            },
            Kind::Social => Location::Social {
                platform: name(Field::Platform)?,
                url: url(Field::Url),
                handle: name(Field::Handle),
                posted_on: day(Field::PostedOn),
            },
            Kind::Chat => Location::Chat {
                app: name(Field::App)?,
                handle: name(Field::Handle),
            },
            Kind::Game => Location::Game {
                name: name(Field::Name)?,
                handle: name(Field::Handle),
            },
            Kind::FileSharing => Location::FileSharing {
                file_name: name(Field::FileName),
                search_terms: name(Field::SearchTerms),
                magnet: answers.parsed(Field::Magnet, Format::Magnet),
                client: name(Field::Client),
            },
            Kind::Onion => Location::Onion {
                url: answers.parsed(Field::Url, Format::Onion)?,
            },
            Kind::Email => Location::Email {
                sender: answers.parsed(Field::Sender, Format::Email)?,
                subject: name(Field::Subject),
                date: day(Field::Date),
            },
            Kind::Newsgroup => Location::Newsgroup {
                group: name(Field::Group)?,
                server: name(Field::Server),
                sender: name(Field::Sender),
                date: day(Field::Date),
                subject: name(Field::Subject),
            },
            Kind::Other => Location::Other {
                text: answers.parsed(Field::Text, Format::Place)?,
            },
        })
    }
}
