//! The identity of a location: two locations are the same one only if their details really lead to
//! one place.
//!
//! An app, a game or a group alone, a file's name and free words identify nothing: thousands of
//! reports may share them. Such a location has no digest, is linked to nothing and is never a repeat.
//!
//! The digests that a report was adopted with never change in the store, so reports that were adopted
//! under earlier rules keep theirs. They still count as sightings of an item whose spelling has not
//! changed. They do not count for addresses with a fragment that counts now or a parameter that does
//! not count any more, for newsgroups and for magnet links; no location has the digests any more that
//! earlier rules made of an app alone or of words. A repeat is found by the digests of items, which
//! were all made under the present rules, so an old digest never makes one.

use model::tracking::is_tracking;
use shared::report::{Location, Magnet, Text};
use store::LocationDigest;
use url::Url;

use crate::crypto::vault::Vault;

pub(super) mod terms;

/// Fragments that pages use for their own parts.
const SCROLLING: [&str; 7] = [
    "top", "bottom", "main", "content", "header", "footer", "comments",
];

/// The kind of a location, and the text that tells it from others of its kind.
pub(super) type Identity = (&'static str, String);

/// The digests of all locations that have an identity, each once.
pub(super) fn digests(vault: &Vault, locations: &[Location]) -> Vec<LocationDigest> {
    once(locations.iter().filter_map(|at| digest(vault, at)))
}

/// The digests of all locations that have an identity, and of what else a case is found by, each once.
pub(super) fn all_named(vault: &Vault, locations: &[Location]) -> Vec<LocationDigest> {
    let terms = locations.iter().flat_map(terms::of);
    let terms = terms.map(|term| term.digest(vault));
    once(terms.chain(digests(vault, locations)))
}

fn once(digests: impl Iterator<Item = LocationDigest>) -> Vec<LocationDigest> {
    let mut digests: Vec<_> = digests.collect();
    digests.sort_unstable();
    digests.dedup();
    digests
}

/// The digest of a location; `None` if its details identify nothing.
pub(super) fn digest(vault: &Vault, location: &Location) -> Option<LocationDigest> {
    let (kind, name) = identity(location)?;
    Some(LocationDigest(vault.digest(kind, &name)))
}

/// The identity of a location; `None` if its details identify nothing.
pub(super) fn identity(location: &Location) -> Option<Identity> {
    match location {
        Location::Web { url, .. } => Some(("web", address(url.as_str()))),
        Location::Onion { url } => Some(("web", address(url.as_str()))),
        Location::Social { url: Some(url), .. } => Some(("web", address(url.as_str()))),
        Location::Social {
            platform, handle, ..
        } => Some(("social", names([platform, handle.as_ref()?]))),
        Location::Chat { app, handle } => Some(("chat", names([app, handle.as_ref()?]))),
        Location::Game { name, handle } => Some(("game", names([name, handle.as_ref()?]))),
        Location::Newsgroup {
            group,
            subject,
            sender,
            ..
        } => {
            let parts = [group, subject.as_ref()?, sender.as_ref()?];
            Some(("newsgroup", names(parts)))
        }
        Location::FileSharing { magnet, .. } => Some(("magnet", hash(magnet.as_ref()?)?)),
        Location::Email {
            sender, subject, ..
        } => {
            let subject = subject.as_ref()?.as_str();
            Some(("email", folded(&format!("{}\n{subject}", sender.as_str()))))
        }
        Location::Other { .. } => None,
    }
}

/// Whether a location tells more than its identity: an account beside an address, the page that led
/// to it, a date.
pub(super) fn tells_more(location: &Location) -> bool {
    match location {
        Location::Web { referrer, .. } => referrer.is_some(),
        Location::Social {
            url,
            handle,
            posted_on,
            ..
        } => posted_on.is_some() || (url.is_some() && handle.is_some()),
        Location::Newsgroup { server, date, .. } => server.is_some() || date.is_some(),
        Location::FileSharing {
            file_name,
            search_terms,
            client,
            ..
        } => file_name.is_some() || search_terms.is_some() || client.is_some(),
        Location::Email { date, .. } => date.is_some(),
        Location::Chat { .. }
        | Location::Game { .. }
        | Location::Onion { .. }
        | Location::Other { .. } => false,
    }
}

/// An address as a browser reads it, without what does not change the page: the default port, a
/// fragment that only scrolls, and known tracking parameters.
fn address(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        return text.to_owned();
    };
    if url.fragment().is_some_and(only_scrolls) {
        url.set_fragment(None);
    }
    let query = url.query().unwrap_or_default();
    let host = url.host_str().unwrap_or_default();
    let all: Vec<&str> = query.split('&').collect();
    let counted: Vec<&str> = all
        .iter()
        .copied()
        .filter(|parameter| !is_tracking(host, parameter))
        .collect();
    // An address without such parameters keeps its spelling, and so the digest that it always had.
    if counted.len() < all.len() {
        let query = counted.join("&");
        url.set_query((!query.is_empty()).then_some(&query));
    }
    url.to_string()
}

/// Whether a fragment only scrolls the page. Every other one can be read by the page's own script, which
/// shows other content for each: a group, a file, a route.
fn only_scrolls(fragment: &str) -> bool {
    fragment.is_empty() || fragment.starts_with(":~:") || SCROLLING.contains(&fragment)
}

/// The hash of a magnet link, a bare hash, or an eD2k link with its hash; `None` for other words.
fn hash(magnet: &Magnet) -> Option<String> {
    let text = folded(magnet.as_str());
    let is_hash = |text: &str| text.len() >= 32 && text.chars().all(|c| c.is_ascii_alphanumeric());
    if is_hash(&text) || text.starts_with("ed2k://|file|") {
        return Some(text);
    }
    let url = Url::parse(&text)
        .ok()
        .filter(|url| url.scheme() == "magnet")?;
    let pairs = url.query_pairs();
    let topics: Vec<_> = pairs.filter(|(name, _)| name == "xt").collect();
    // A torrent of both versions has a hash of each.
    let named = |kind: &str| topics.iter().find_map(|(_, urn)| urn.strip_prefix(kind));
    match named("urn:btih:").or_else(|| named("urn:btmh:")) {
        Some(hash) => Some(hash.to_owned()).filter(|hash| is_hash(hash)),
        None => (!topics.is_empty()).then_some(text),
    }
}

fn names<R, const N: usize>(parts: [&Text<R>; N]) -> String {
    parts.map(|part| folded(part.as_str())).join("\n")
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests;
