//! Locations and categories in words, for texts that people read.

use model::assessment::{Classification, Finding};
use model::defang::{defang, defang_prose, visible};
use shared::report::{Category, Location};

use super::address;

/// How a text shows what a reporter wrote.
#[derive(Clone, Copy)]
pub(super) struct Show {
    address: fn(&str) -> String,
    words: fn(&str) -> String,
}

/// Addresses as they are.
pub(super) const EXACT: Show = Show {
    address: exact,
    words: visible,
};

/// Nothing that can be followed by accident.
pub(super) const DEFANGED: Show = Show {
    address: defang,
    words: defang_prose,
};

/// An address as a URI; in words, if no browser would go there.
fn exact(url: &str) -> String {
    address::uri(url).unwrap_or_else(|| visible(url))
}

/// A location, line by line: what it is, then what leads to it.
pub(super) fn location(location: &Location, show: Show) -> Vec<String> {
    let (kind, addresses, names) = parts(location);
    let addresses = addresses
        .into_iter()
        .filter_map(|(label, url)| Some((label, (show.address)(url?))));
    let names = names
        .into_iter()
        .filter_map(|(label, text)| Some((label, (show.words)(text?))));
    let lines = addresses
        .chain(names)
        .map(|(label, text)| format!("{label}: {text}"));
    std::iter::once(kind.to_owned()).chain(lines).collect()
}

type Labelled<'a> = Vec<(&'static str, Option<&'a str>)>;

/// Its kind, its addresses and its names.
fn parts(location: &Location) -> (&'static str, Labelled<'_>, Labelled<'_>) {
    /// The text of something that may not be there.
    macro_rules! text {
        ($field:expr) => {
            $field.as_ref().map(|text| text.as_str())
        };
    }
    match location {
        Location::Web { url, referrer } => {
            let referrer = ("Led there from", text!(referrer));
            (
                "Web page",
                vec![("Address", Some(url.as_str())), referrer],
                vec![],
            )
        }
        Location::Social {
            platform,
            url,
            handle,
            posted_on,
        } => (
            "Social platform",
            vec![("Address", text!(url))],
            vec![
                ("Platform", Some(platform.as_str())),
                ("Account", text!(handle)),
                ("Posted on", text!(posted_on)),
            ],
        ),
        Location::Chat { app, handle } => (
            "Chat or messenger",
            vec![],
            vec![
                ("App", Some(app.as_str())),
                ("Room, group or account", text!(handle)),
            ],
        ),
        Location::Game { name, handle } => (
            "Game or other app",
            vec![],
            vec![("Name", Some(name.as_str())), ("Account", text!(handle))],
        ),
        Location::Newsgroup {
            group,
            server,
            sender,
            date,
            subject,
        } => (
            "Newsgroup",
            vec![],
            vec![
                ("Group", Some(group.as_str())),
                ("Server", text!(server)),
                ("Sender", text!(sender)),
                ("Date", text!(date)),
                ("Subject", text!(subject)),
            ],
        ),
        Location::FileSharing {
            file_name,
            search_terms,
            magnet,
            client,
        } => (
            "File sharing",
            vec![],
            vec![
                ("File", text!(file_name)),
                ("Found by", text!(search_terms)),
                ("Hash or magnet link", text!(magnet)),
                ("Program", text!(client)),
            ],
        ),
        Location::Onion { url } => (
            "Hidden service",
            vec![("Address", Some(url.as_str()))],
            vec![],
        ),
        Location::Email {
            sender,
            subject,
            date,
        } => (
            "Email",
            vec![],
            vec![
                ("Sender", Some(sender.as_str())),
                ("Subject", text!(subject)),
                ("Date", text!(date)),
            ],
        ),
        Location::Other { text } => ("Other", vec![], vec![("In words", Some(text.as_str()))]),
    }
}

/// What a reporter takes it for, in words.
pub(super) fn category(category: Category) -> &'static str {
    match category {
        Category::Csam => "child sexual abuse material",
        Category::Grooming => "solicitation of a child for sexual purposes",
        Category::Sextortion => "sexual extortion",
        Category::HateSpeech => "incitement to hatred or violence",
        Category::Other => "other content",
    }
}

/// What content was assessed as. Whatever the reporter took it for, baseline is abuse material.
pub(super) fn assessed_as(reported: Category, finding: &Finding) -> Category {
    match finding.classification {
        Classification::Baseline => Category::Csam,
        _ => reported,
    }
}

/// Lines, each further in by so many spaces: what is quoted cannot pass for what is around it.
pub(super) fn indented(text: &str, spaces: usize) -> String {
    let margin = " ".repeat(spaces);
    text.lines()
        .map(|line| format!("{margin}{line}\n"))
        .collect()
}
