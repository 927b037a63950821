//! Reveals hidden parts of a case: contact, credentials, exact locations.
//!
//! Each text can be copied exactly as it was reported. Its hidden characters stand in the page as
//! numeric references, and are spelled out beside it. No page can carry U+0000: U+FFFD stands for
//! it, and forms and the clipboard write every line end in their own way. What is spelled out has
//! both.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::State;
use axum::response::Response;
use model::audit::ActName;
use model::defang::{is_hidden, spelled_out};
use model::rights::Right;
use shared::report::ReportId;

use crate::casework::{Revealed, Secret};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, PageId};
use crate::web::layout::{Layout, render};
use crate::web::present::{self, ExactField, short};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

#[derive(Template)]
#[template(path = "revealed.html")]
struct RevealedPage<'a> {
    layout: Layout<'a>,
    id: ReportId,
    what: Cow<'static, str>,
    texts: Vec<Revelation<'a>>,
}

impl RevealedPage<'_> {
    fn title(&self) -> Cow<'static, str> {
        let words = self.layout.words;
        words.revealed_title(short(self.id), self.what.clone())
    }
}

/// A text, and what it hides.
struct Revelation<'a> {
    name: Cow<'static, str>,
    exact: Exact<'a>,
    /// The text with its hidden characters as codes, if it has any.
    spelled_out: Option<String>,
}

/// A text that HTML gives back exactly, as content of an element.
struct Exact<'a>(&'a str);

impl HtmlSafe for Exact<'_> {}

impl fmt::Display for Exact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| match char {
            '\0' => f.write_str("\u{fffd}"),
            // References to these controls mean other characters (HTML, section 13.2.5.80).
            '\n' | '\u{80}'..='\u{9f}' => write!(f, "{char}"),
            '&' | '<' | '>' | '"' | '\'' => write!(f, "&#{};", u32::from(char)),
            char if is_hidden(char) => write!(f, "&#{};", u32::from(char)),
            char => write!(f, "{char}"),
        })
    }
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/cases/{id}/reveal",
            "/cases/{id}",
            Right::Work,
            Logs::Read(ActName::Reveal),
            reveal,
        )
        .confirmed(),
    ]
}

/// `POST /cases/{id}/reveal`: shows a hidden part of a case, and logs it.
async fn reveal(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    PageId(id): PageId,
    form: Fields,
) -> Result<Response, Problem> {
    let secret = match form.get("what").unwrap_or_default() {
        "contact" => Secret::Contact,
        "credentials" => Secret::Credentials,
        _ => Secret::Location(form.parse("location")?),
    };
    let revealed = desk.casework.reveal(&actor, id, secret).await?;
    render(&RevealedPage {
        layout: desk.layout(&actor).await?.in_words(words),
        id,
        what: words.revealed_what(secret.name()),
        texts: texts(words, &revealed),
    })
}

fn texts(words: Words, revealed: &Revealed) -> Vec<Revelation<'_>> {
    let exact: Vec<ExactField> = match revealed {
        Revealed::Contact(contact) => vec![("email", contact.as_str())],
        Revealed::Credentials(credentials) => vec![
            ("user", credentials.user.as_str()),
            ("password", credentials.password.as_str()),
        ],
        Revealed::Location(location) => present::exact(location).1,
    };
    let reveal = |(name, text)| Revelation {
        name: words.location_field(name),
        exact: Exact(text),
        spelled_out: Some(spelled_out(text)).filter(|codes| codes != text),
    };
    exact.into_iter().map(reveal).collect()
}

#[cfg(test)]
mod tests {
    use html5gum::emitters::default::DefaultEmitter;
    use html5gum::{Token, Tokenizer};

    use super::*;

    /// What a browser reads of this content of a `textarea`.
    fn read(content: &str) -> String {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let page = format!("<textarea>{content}</textarea>");
        let tokens = Tokenizer::new_with_emitter(&page, emitter).flatten();
        let text = tokens.filter_map(|token| match token {
            Token::String(text) => Some(text.value.0),
            _ => None,
        });
        String::from_utf8(text.collect::<Vec<_>>().concat()).unwrap()
    }

    #[test]
    fn every_character_comes_back() {
        let all = (1..=0x10ffff).filter_map(char::from_u32);
        let exact: String = all.collect();
        assert!(read(&Exact(&exact).to_string()) == exact);
        for text in ["</textarea><b>&amp;&#60;", "\n\na\r\nb\rc", "&lt;\u{a0}"] {
            assert_eq!(read(&Exact(text).to_string()), text);
        }
        assert_eq!(Exact("a\0b").to_string(), "a\u{fffd}b");
    }

    #[test]
    fn markup_and_what_is_hidden_are_references() {
        let written = Exact("</textarea>'\"\u{202e}\r\u{200d}").to_string();
        assert!(!written.contains(['<', '>', '\'', '"', '\r']), "{written}");
        assert!(!written.chars().any(is_hidden), "{written}");
    }
}
