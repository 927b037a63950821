//! The written questions, the formats of their answers, and the answers.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use shared::cut;
use shared::limits::{
    DATE_CHARS, DESCRIPTION_CHARS, EMAIL_CHARS, MAGNET_CHARS, NAME_CHARS, OTHER_LOCATION_CHARS,
    URL_CHARS,
};
use shared::report::{
    DateText, Description, Email, Magnet, Name, OnionUrl, OtherLocation, TextError, WebUrl,
};

use crate::text::decimal;

/// Generates [`Field`]. Each question has one name for ids, locale keys and, if it belongs to a
/// location, JSON.
macro_rules! fields {
    ($($field:ident = $name:literal,)+) => {
        /// A question that is answered in writing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Field { $($field,)+ }

        impl Field {
            /// The name in ids and, after `field.`, in locales.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)+ }
            }
        }
    };
}

fields! {
    Found = "found",
    Url = "url",
    Referrer = "referrer",
    Platform = "platform",
    Handle = "handle",
    PostedOn = "posted_on",
    App = "app",
    Name = "name",
    Group = "group",
    Server = "server",
    Sender = "sender",
    Date = "date",
    Subject = "subject",
    FileName = "file_name",
    SearchTerms = "search_terms",
    Magnet = "magnet",
    Client = "client",
    Text = "text",
    Description = "description",
    ObservedOn = "observed_on",
    ObservedAt = "observed_at",
    SiteUser = "site_user",
    SitePassword = "site_password",
    Contact = "contact",
}

/// The id of the element of the question `field`, which belongs to the location of this index or to
/// the other questions.
pub(crate) fn field_id(location: Option<usize>, field: &str) -> String {
    match location {
        Some(at) => ["location-", &decimal(at), "-", field].concat(),
        None => field.to_owned(),
    }
}

/// The format of an answer, with the rules of [`shared::report`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// A web address.
    Web,
    /// The address of a hidden service.
    Onion,
    /// One line of text.
    Name,
    /// A hash or a magnet link.
    Magnet,
    Email,
    Date,
    Time,
    /// A location that is described in words.
    Place,
    /// The description in the details.
    Story,
}

impl Format {
    /// Checks an answer that is not empty, after completing it.
    pub(crate) fn check(self, answer: &str) -> Result<(), TextError> {
        let answer = &*self.completed(answer);
        match self {
            Self::Web => answer.parse::<WebUrl>().map(drop),
            Self::Onion => answer.parse::<OnionUrl>().map(drop),
            Self::Name => answer.parse::<Name>().map(drop),
            Self::Magnet => answer.parse::<Magnet>().map(drop),
            Self::Email => answer.parse::<Email>().map(drop),
            Self::Date | Self::Time => answer.parse::<DateText>().map(drop),
            Self::Place => answer.parse::<OtherLocation>().map(drop),
            Self::Story => answer.parse::<Description>().map(drop),
        }
    }

    /// The answer with the parts that reporters leave out: the scheme of an address, and the day
    /// before a time. The day is fixed and only makes the time readable as a `DateText`.
    pub(crate) fn completed(self, answer: &str) -> Cow<'_, str> {
        let answer = answer.trim();
        let start = match self {
            Self::Web if !has_scheme(answer) => "https://",
            Self::Onion if !has_scheme(answer) => "http://",
            Self::Time => "2000-01-01T",
            _ => return answer.into(),
        };
        [start, answer.trim_start_matches('/')].concat().into()
    }

    /// The answer as the report will contain it.
    pub(crate) fn shown(self, answer: &str) -> Cow<'_, str> {
        match self {
            Self::Time => answer.trim().into(),
            _ => self.completed(answer),
        }
    }

    /// The maximum number of characters in an answer.
    pub(crate) fn max_chars(self) -> usize {
        match self {
            Self::Web | Self::Onion => URL_CHARS,
            Self::Name => NAME_CHARS,
            Self::Magnet => MAGNET_CHARS,
            Self::Email => EMAIL_CHARS,
            Self::Date | Self::Time => DATE_CHARS,
            Self::Place => OTHER_LOCATION_CHARS,
            Self::Story => DESCRIPTION_CHARS,
        }
    }

    /// Whether an answer may have more than one line.
    pub(crate) fn is_long(self) -> bool {
        matches!(self, Self::Place | Self::Story)
    }
}

/// The written answers by question, in a list, because there are only a few. `Debug` prints their
/// number and no text.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers(Vec<(Field, String)>);

impl Answers {
    /// The answer exactly as the reporter wrote it.
    pub(crate) fn get(&self, field: Field) -> &str {
        let answer = self.0.iter().find(|(asked, _)| *asked == field);
        answer.map_or("", |(_, text)| text)
    }

    /// Whether the answer is empty or only white space.
    pub(crate) fn lacks(&self, field: Field) -> bool {
        self.get(field).trim().is_empty()
    }

    /// Whether all answers are empty or only white space.
    pub(crate) fn are_blank(&self) -> bool {
        self.0.iter().all(|(_, text)| text.trim().is_empty())
    }

    /// The completed answer as a checked type; none if it is missing or invalid.
    pub(crate) fn parsed<T: FromStr>(&self, field: Field, format: Format) -> Option<T> {
        if self.lacks(field) {
            return None;
        }
        format.completed(self.get(field)).parse().ok()
    }

    pub(super) fn write(&mut self, field: Field, answer: String) {
        self.0.retain(|(asked, _)| *asked != field);
        if !answer.is_empty() {
            self.0.push((field, answer));
        }
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({})", self.0.len())
    }
}

/// Whether an address begins with a scheme. A scheme further inside belongs to another address,
/// such as one in the query.
fn has_scheme(address: &str) -> bool {
    let (start, rest) = cut::first(address, ":").unwrap_or_default();
    rest.starts_with("//") && cut::first(start, "/?#").is_none()
}
