//! One location in a draft: the clue that the reporter found, the kind of the location, and the
//! answers to the questions of that kind.

#[cfg(test)]
mod tests;

use shared::report::{Location, Name};

use super::ask::{Ask, Need};
use super::clue::Clue;
use super::field::{Answers, Field, Format};
use super::kind::Kind;

/// A location with the answers that the reporter has given so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DraftLocation {
    /// The kind that the reporter chose; none if the form shall recognise it.
    pub(crate) chosen: Option<Kind>,
    /// The written answers. Answers to questions of another kind stay here and are not sent.
    pub(crate) answers: Answers,
    /// Whether the reporter wants the clue as it was written, whatever addresses are in it.
    pub(super) is_as_written: bool,
    /// The indices of those addresses in the clue that the reporter took out.
    pub(super) taken_out: Vec<usize>,
}

impl DraftLocation {
    /// Writes an answer. What the reporter decided about the addresses in a clue was about that clue.
    pub(super) fn write(&mut self, field: Field, answer: String) {
        if field == Field::Found {
            self.taken_out.clear();
            self.is_as_written &= !answer.trim().is_empty();
        }
        self.answers.write(field, answer);
    }

    /// The recognised clue; none if there is no clue or if it is ambiguous.
    pub(crate) fn clue(&self) -> Option<Clue> {
        Clue::of(self.answers.get(Field::Found))
    }

    /// The kind that the reporter chose, otherwise the recognised kind, otherwise [`Kind::Other`]:
    /// words for an analyst to read. An address is no file sharing: many choose that for files that
    /// a website keeps.
    pub(crate) fn kind(&self) -> Kind {
        let clue = self.clue();
        let is_address = clue.is_some_and(Clue::is_address);
        let chosen = self.chosen;
        let chosen = chosen.filter(|kind| !is_address || *kind != Kind::FileSharing);
        chosen.or(clue.map(Clue::kind)).unwrap_or(Kind::Other)
    }

    /// The clue, if it is no name of something but a story of three words at least; else nothing. Some
    /// scripts have no blanks between words: eight letters beyond ASCII are a story as well.
    pub(super) fn story(&self) -> &str {
        let clue = self.answers.get(Field::Found).trim();
        let letters = clue.chars().filter(|letter| !letter.is_ascii()).count();
        let is_story = clue.split_whitespace().count() > 2 || letters > 7;
        if is_story && self.kind() == Kind::Other {
            clue
        } else {
            ""
        }
    }

    /// Whether the reporter has left the location empty.
    pub(crate) fn is_blank(&self) -> bool {
        self.chosen.is_none() && self.answers.are_blank()
    }

    /// The questions: first for the clue, then the remaining questions of the location's kind.
    pub(crate) fn asks(&self) -> Vec<Ask> {
        let found = self.found();
        let mut asks = vec![found];
        for ask in &self.kind().asks()[1..] {
            let known = ask.field == Field::Platform && self.network().is_some();
            if ask.field != found.fills && !known {
                asks.push(*ask);
            }
        }
        // With a clue, or with one question left, "one of these" is no choice any more.
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

    /// The question for the clue.
    fn found(&self) -> Ask {
        let asks = self.kind().asks();
        let fits = match self.kind() {
            Kind::Social => self.clue().is_some_and(Clue::is_address),
            Kind::FileSharing => self.clue() == Some(Clue::Magnet),
            _ => true,
        };
        // If the second question is answered in its own input, the clue cannot answer it as well.
        let at = usize::from(!fits && self.answers.lacks(asks[1].field));
        let either = matches!(self.kind(), Kind::Social | Kind::FileSharing);
        let label = if either || self.chosen.is_none() {
            Field::Found
        } else {
            asks[at].label
        };
        Ask {
            field: Field::Found,
            label,
            ..asks[at]
        }
    }

    /// The social network, if the clue is an address of a known one or names it.
    pub(crate) fn network(&self) -> Option<&'static str> {
        match (self.kind(), self.clue()) {
            (Kind::Social, Some(Clue::Network(name) | Clue::Handle(Some(name)))) => Some(name),
            _ => None,
        }
    }

    /// The location for the report; none if a required answer is missing or invalid. Optional answers
    /// that are invalid are left out.
    pub(crate) fn build(&self) -> Option<Location> {
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
