//! The questions that are answered in writing, and what an answer may look like.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use shared::limits::{
    DATE_CHARS, DESCRIPTION_CHARS, EMAIL_CHARS, MAGNET_CHARS, NAME_CHARS, OTHER_LOCATION_CHARS,
    URL_CHARS,
};
use shared::report::{
    DateText, Description, Email, Magnet, Name, OnionUrl, OtherLocation, TextError, WebUrl,
};

use crate::text::decimal;

/// Writes the questions: each with the one name it has in ids, in locale keys and, for a
/// location, in JSON.
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

/// What an answer has to look like: the rules of [`shared::report`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// An address on the web.
    Web,
    /// The address of a hidden service.
    Onion,
    /// A name on one line.
    Name,
    /// A hash or magnet link.
    Magnet,
    Email,
    Date,
    Time,
    /// A location in words.
    Place,
    /// A description.
    Story,
}

impl Format {
    /// Checks an answer that is not empty.
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

    /// The answer with what people leave out: an address's scheme, and the day of a time.
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

    /// The answer as it will be sent.
    pub(crate) fn shown(self, answer: &str) -> Cow<'_, str> {
        match self {
            Self::Time => answer.trim().into(),
            _ => self.completed(answer),
        }
    }

    /// Characters that an answer may have.
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

    /// Whether an answer may have several lines.
    pub(crate) fn is_long(self) -> bool {
        matches!(self, Self::Place | Self::Story)
    }
}

/// Written answers by question: a handful, so a list. Their `Debug` tells how many only.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers(Vec<(Field, String)>);

impl Answers {
    /// What was written, as it was written.
    pub(crate) fn get(&self, field: Field) -> &str {
        let answer = self.0.iter().find(|(asked, _)| *asked == field);
        answer.map_or("", |(_, text)| text)
    }

    /// Whether there is no answer, or only white space.
    pub(crate) fn lacks(&self, field: Field) -> bool {
        self.get(field).trim().is_empty()
    }

    /// The answer as a text that keeps its rule, if it does.
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

/// Whether an address begins with a scheme, rather than having another address in it.
fn has_scheme(address: &str) -> bool {
    let (start, rest) = address.split_once(':').unwrap_or_default();
    rest.starts_with("//") && !start.contains(['/', '?', '#'])
}
