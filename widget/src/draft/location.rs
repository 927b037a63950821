//! One location while it is being written: what was found, which kind that is, and what else that
//! kind asks for.

#[cfg(test)]
mod tests;

use shared::report::{Location, Name};

use super::clue::Clue;
use super::field::{Answers, Field, Format};

/// Writes the kinds of locations and what each asks for: the one table that rendering, checking
/// and the review follow. The first question of a kind is answered by what the reporter found; if
/// it does not look like that, the second, where one of the two is enough.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal: $([$field:ident $format:ident $need:ident])+,)+) => {
        /// A kind of location, named as the `type` of a [`Location`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind { $($(#[$doc])* $kind,)+ }

        impl Kind {
            /// Every kind, in the order in which the form offers them.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// The name in JSON and, after `kind.`, in locales.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            /// The kind of this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }

            /// What this kind asks for.
            pub fn asks(self) -> &'static [Ask] {
                match self {
                    $(Self::$kind => const { &[$(Ask {
                        field: Field::$field,
                        fills: Field::$field,
                        label: Field::$field.name(),
                        format: Format::$format,
                        need: Need::$need,
                    },)+] },)+
                }
            }
        }
    };
}

kinds! {
    /// A page on the web.
    Web = "web": [Url Web Required] [Referrer Web Optional],
    /// A profile or post on a social platform.
    Social = "social": [Url Web OneOf] [Handle Name OneOf] [Platform Name Required]
        [PostedOn Date Optional],
    /// A chat or messenger.
    Chat = "chat": [Handle Name Optional] [App Name Required],
    /// A game or another app.
    Game = "game": [Name Name Required] [Handle Name Optional],
    /// File sharing.
    FileSharing = "file_sharing": [Magnet Magnet OneOf] [FileName Name OneOf]
        [SearchTerms Name OneOf] [Client Name Optional],
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
    /// What the answer is in the report.
    pub fills: Field,
    /// What it is called in locales, after `field.`.
    pub label: &'static str,
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
    /// The kind that the reporter chose; none: whatever it looks like.
    pub chosen: Option<Kind>,
    /// What was written, as it was written. Answers to other kinds' questions stay, unsent, until
    /// it is sent.
    pub answers: Answers,
}

impl DraftLocation {
    /// What the thing that was found looks like.
    pub fn clue(&self) -> Option<Clue> {
        Clue::of(self.answers.get(Field::Found))
    }

    /// Its kind: as chosen, else as recognised, else words that an analyst has to read.
    pub fn kind(&self) -> Kind {
        let recognised = || self.clue().map(Clue::kind);
        self.chosen.or_else(recognised).unwrap_or(Kind::Other)
    }

    /// What is asked: what was found, then what its kind still needs.
    pub fn asks(&self) -> Vec<Ask> {
        let found = self.found();
        let mut asks = vec![found];
        for ask in &self.kind().asks()[1..] {
            let known = ask.field == Field::Platform && self.network().is_some();
            if ask.field != found.fills && !known {
                asks.push(*ask);
            }
        }
        // Once something was found, or where nothing else would do, it is no choice any more.
        let choices = asks.iter().filter(|ask| ask.need == Need::OneOf).count();
        if choices == 1 || !self.answers.lacks(Field::Found) {
            for ask in asks.iter_mut().filter(|ask| ask.need == Need::OneOf) {
                ask.need = match ask.field {
                    Field::Found => Need::Required,
                    _ => Need::Optional,
                };
            }
        }
        asks
    }

    /// The question that is answered by what was found.
    fn found(&self) -> Ask {
        let asks = self.kind().asks();
        let fits = match self.kind() {
            Kind::Social => matches!(
                self.clue(),
                Some(Clue::Address | Clue::Network(_) | Clue::Onion)
            ),
            Kind::FileSharing => self.clue() == Some(Clue::Magnet),
            _ => true,
        };
        // Nothing is asked twice: an answer that stands below is not asked for above.
        let at = usize::from(!fits && self.answers.lacks(asks[1].field));
        let either = matches!(self.kind(), Kind::Social | Kind::FileSharing);
        let label = if either || self.chosen.is_none() {
            Field::Found.name()
        } else {
            asks[at].label
        };
        Ask {
            field: Field::Found,
            label,
            ..asks[at]
        }
    }

    /// The social network, if its address says which.
    pub fn network(&self) -> Option<&'static str> {
        match (self.kind(), self.clue()) {
            (Kind::Social, Some(Clue::Network(name))) => Some(name),
            _ => None,
        }
    }

    /// The location, if everything that it cannot do without is there. Optional answers that do
    /// not keep their rule are left out.
    pub fn build(&self) -> Option<Location> {
        let found = self.found().fills;
        let source = |field| if field == found { Field::Found } else { field };
        let name = |field| self.answers.parsed(source(field), Format::Name);
        let day = |field| self.answers.parsed(field, Format::Date);
        let url = |field| self.answers.parsed(source(field), Format::Web);
        Some(match self.kind() {
            Kind::Web => Location::Web {
                url: url(Field::Url)?,
                referrer: url(Field::Referrer),
            },
            Kind::Social => Location::Social {
                platform: self.platform()?,
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
                magnet: self.answers.parsed(source(Field::Magnet), Format::Magnet),
                client: name(Field::Client),
            },
            Kind::Onion => Location::Onion {
                url: self.answers.parsed(Field::Found, Format::Onion)?,
            },
            Kind::Email => Location::Email {
                sender: self.answers.parsed(Field::Found, Format::Email)?,
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
                text: self.answers.parsed(Field::Found, Format::Place)?,
            },
        })
    }

    fn platform(&self) -> Option<Name> {
        let written = || self.answers.parsed(Field::Platform, Format::Name);
        match self.network() {
            Some(name) => name.parse().ok(),
            None => written(),
        }
    }
}
