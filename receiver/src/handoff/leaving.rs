//! What of an address stays at the desk: the login (`https://name:password@host/`), and parameters
//! that only tell who shared it (`igsh`, `utm_…`: [`model::tracking`]). Every hand-off is made from
//! a dossier that [`dossier`] has cleaned, so no format can forget it.
//!
//! Addresses are found in every text of every location, also inside of other addresses. Everything
//! around them leaves byte for byte as reported, and so does an address without such parts. Prose
//! leaves as it was written, with the addresses in it: the reporter's description and the analyst's
//! explanation.
//!
//! The page that led to an address is at another host as a rule. A host learns only of what it hosts,
//! and another hotline only of what was handed to it, so that page leaves for the police and SCART
//! alone.

mod cleaning;

use model::case::Dossier;
use model::worksheet::HandoffKind;
use shared::report::{Location, Rule, Text};

use self::cleaning::{server, word};

/// The dossier as it may leave the desk by this kind of hand-off.
pub(super) fn dossier(kind: HandoffKind, dossier: &Dossier) -> Dossier {
    let mut leaving = dossier.clone();
    for location in &mut leaving.report.locations {
        clean(location);
        if !names_referrer(kind) {
            drop_referrer(location);
        }
    }
    leaving
}

/// Whether the recipient learns of the page that led to an address.
fn names_referrer(kind: HandoffKind) -> bool {
    match kind {
        HandoffKind::ScartCsv | HandoffKind::ScartMail | HandoffKind::Police => true,
        HandoffKind::Xarf | HandoffKind::Notice | HandoffKind::Hotline => false,
    }
}

fn drop_referrer(location: &mut Location) {
    if let Location::Web { referrer, .. } = location {
        *referrer = None;
    }
}

fn clean(location: &mut Location) {
    match location {
        Location::Web { url, referrer } => {
            text(url);
            optional(referrer);
        }
        Location::Social {
            platform,
            url,
            handle,
            posted_on: _,
        } => {
            text(platform);
            optional(url);
            optional(handle);
        }
        Location::Chat { app: name, handle } | Location::Game { name, handle } => {
            text(name);
            optional(handle);
        }
        Location::Newsgroup {
            group,
            server,
            sender,
            date: _,
            subject,
        } => {
            text(group);
            server.iter_mut().for_each(host);
            optional(sender);
            optional(subject);
        }
        Location::FileSharing {
            file_name,
            search_terms,
            magnet,
            client,
        } => {
            optional(file_name);
            optional(search_terms);
            optional(magnet);
            optional(client);
        }
        Location::Onion { url } => text(url),
        Location::Email {
            sender,
            subject,
            date: _,
        } => {
            text(sender);
            optional(subject);
        }
        Location::Other { text: words } => text(words),
    }
}

fn optional<R: Rule>(field: &mut Option<Text<R>>) {
    field.iter_mut().for_each(text);
}

/// Cleans the addresses in a field.
fn text<R: Rule>(field: &mut Text<R>) {
    replace(field, by_word(field.as_str(), word));
}

/// Cleans the name of a server, which may have a login without a scheme.
fn host<R: Rule>(field: &mut Text<R>) {
    replace(field, by_word(field.as_str(), server));
}

/// Cleans each word, and keeps the white space between them.
fn by_word(text: &str, clean: impl Fn(&str) -> String) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    let cleaned = words.map(|part| {
        let word = part.trim_end();
        clean(word) + &part[word.len()..]
    });
    cleaned.collect()
}

/// Writes a cleaned text into a field. A cleaned text keeps the rule of its field, unless it was
/// nothing but a login or parameters: then a sign says that something was left out.
fn replace<R: Rule>(field: &mut Text<R>, cleaned: String) {
    if cleaned == field.as_str() {
        return;
    }
    let candidates = [cleaned.clone(), format!("-@-{cleaned}"), "-@-".to_owned()];
    if let Some(kept) = candidates.iter().find_map(|text| text.parse().ok()) {
        *field = kept;
    }
}

#[cfg(test)]
mod tests;
