//! The identity of locations: two reports of the same location get the same digest.

use shared::report::{Location, Text};
use store::LocationDigest;
use url::Url;

use crate::crypto::vault::Vault;

/// The digests of all locations, sorted, each once.
pub(super) fn digests(vault: &Vault, locations: &[Location]) -> Vec<LocationDigest> {
    let named = locations.iter().map(|location| {
        let (kind, name) = identity(location);
        LocationDigest(vault.digest(kind, &name))
    });
    let mut digests: Vec<_> = named.collect();
    digests.sort_unstable();
    digests.dedup();
    digests
}

/// The kind of a location, and the text that distinguishes it from others of that kind.
fn identity(location: &Location) -> (&'static str, String) {
    match location {
        Location::Web { url, .. } => ("web", address(url.as_str())),
        Location::Onion { url } => ("web", address(url.as_str())),
        Location::Social { url: Some(url), .. } => ("web", address(url.as_str())),
        Location::Social {
            platform, handle, ..
        } => ("social", name(Some(platform), handle.as_ref())),
        Location::Chat { app, handle } => ("chat", name(Some(app), handle.as_ref())),
        Location::Game { name: game, handle } => ("game", name(Some(game), handle.as_ref())),
        Location::Newsgroup { group, subject, .. } => {
            ("newsgroup", name(Some(group), subject.as_ref()))
        }
        Location::FileSharing {
            magnet: Some(magnet),
            ..
        } => ("magnet", folded(magnet.as_str())),
        Location::FileSharing {
            file_name,
            search_terms,
            ..
        } => ("file", name(file_name.as_ref(), search_terms.as_ref())),
        Location::Email {
            sender, subject, ..
        } => {
            let subject = subject.as_ref().map_or("", Text::as_str);
            ("email", folded(&format!("{}\n{subject}", sender.as_str())))
        }
        Location::Other { text } => ("other", folded(text.as_str())),
    }
}

/// An address as a server sees it: host in lower case, without default port and fragment.
fn address(text: &str) -> String {
    match Url::parse(text) {
        Ok(mut url) => {
            url.set_fragment(None);
            url.to_string()
        }
        Err(_) => text.to_owned(),
    }
}

fn name<R>(place: Option<&Text<R>>, within: Option<&Text<R>>) -> String {
    let text = |text: Option<&Text<R>>| folded(text.map_or("", Text::as_str));
    format!("{}\n{}", text(place), text(within))
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web(url: &str) -> (&'static str, String) {
        identity(&Location::Web {
            url: url.parse().unwrap(),
            referrer: None,
        })
    }

    #[test]
    fn spelling_makes_no_difference() {
        assert_eq!(
            web("HTTPS://Bad.Example:443/a#top"),
            web("https://bad.example/a")
        );
        assert_ne!(web("https://bad.example/A"), web("https://bad.example/a"));
        assert_ne!(web("https://bad.example/?a"), web("https://bad.example/"));
        let on = |handle: &str| {
            identity(&Location::Chat {
                app: "Some Chat".parse().unwrap(),
                handle: Some(handle.parse().unwrap()),
            })
        };
        assert_eq!(on("Room"), on("room"));
        assert_ne!(on("room"), on("other room"));
    }
}
