//! Locations and categories in words, for texts that people read.

use model::assessment::{Classification, Finding};
use model::defang::{defang, defang_prose, spelled_out, visible};
use shared::report::{Category, Location};

use super::address;

/// The way in which a text shows the reporter's addresses and words.
#[derive(Clone, Copy)]
pub(super) struct Show {
    address: fn(&str) -> String,
    words: fn(&str) -> String,
}

/// Shows exact addresses.
pub(super) const EXACT: Show = Show {
    address: exact,
    words: visible,
};

/// Shows nothing that can be followed by accident.
pub(super) const DEFANGED: Show = Show {
    address: defang,
    words: defang_prose,
};

/// The address as a URI; with every hidden character as a code, if no browser would follow it.
fn exact(url: &str) -> String {
    address::uri(url).unwrap_or_else(|| spelled_out(url))
}

/// A location, line by line: its kind, then its addresses and names.
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

/// The kind, the addresses and the names of a location.
fn parts(location: &Location) -> (&'static str, Labelled<'_>, Labelled<'_>) {
    /// The text of an optional field.
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

/// The reporter's category, in words.
pub(super) fn category(category: Category) -> &'static str {
    match category {
        Category::Csam => "child sexual abuse material",
        Category::Grooming => "solicitation of a child for sexual purposes",
        Category::Sextortion => "sexual extortion",
        Category::HateSpeech => "incitement to hatred or violence",
        Category::Other => "other content",
    }
}

/// The category of assessed content: baseline is abuse material, whatever the reporter chose.
pub(super) fn assessed_as(reported: Category, finding: &Finding) -> Category {
    match finding.classification {
        Classification::Baseline => Category::Csam,
        _ => reported,
    }
}

/// The lines, indented by so many spaces: quoted text cannot pass for the text around it.
pub(super) fn indented(text: &str, spaces: usize) -> String {
    let margin = " ".repeat(spaces);
    text.lines()
        .map(|line| format!("{margin}{line}\n"))
        .collect()
}
