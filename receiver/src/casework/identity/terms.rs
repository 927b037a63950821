//! What a case is found by beside the identity of its locations: a host, the domain that somebody registered
//! for it, and an account. Many cases share one.

use shared::report::Location;
use store::LocationDigest;

use super::folded;
use crate::crypto::vault::Vault;
use crate::handoff::{domain_of, host_of};

/// Something that a case is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::casework) enum Term {
    /// A host in the spelling of the DNS, an IP address, or a hidden service; none that is a domain itself.
    Host(String),
    /// The registrable domain of a host: one label below a public suffix.
    Domain(String),
    /// The name of an account, a room or a sender, without a leading `@`.
    Account(String),
}

impl Term {
    /// The digest by which the store is asked.
    pub(in crate::casework) fn digest(&self, vault: &Vault) -> LocationDigest {
        LocationDigest(match self {
            Self::Host(host) => vault.digest("host", host),
            Self::Domain(domain) => vault.digest("domain", domain),
            Self::Account(name) => vault.digest("account", name),
        })
    }

    /// An account of this name; `None` for a name without a letter or digit.
    pub(in crate::casework) fn account(name: &str) -> Option<Self> {
        let name = folded(name);
        let name = name.trim_start_matches('@');
        name.contains(char::is_alphanumeric)
            .then(|| Self::Account(name.to_owned()))
    }
}

/// What a case with this location is found by.
pub(in crate::casework) fn of(location: &Location) -> Vec<Term> {
    let account = match location {
        Location::Social { handle, .. }
        | Location::Chat { handle, .. }
        | Location::Game { handle, .. } => handle.as_ref().map(|name| name.as_str()),
        Location::Newsgroup { sender, .. } => sender.as_ref().map(|name| name.as_str()),
        Location::Email { sender, .. } => Some(sender.as_str()),
        Location::Web { .. }
        | Location::Onion { .. }
        | Location::FileSharing { .. }
        | Location::Other { .. } => None,
    };
    let mut terms = host_of(location).map_or_else(Vec::new, of_host);
    terms.extend(account.and_then(Term::account));
    terms
}

/// The host, if it is no domain itself, and its domain.
fn of_host(host: String) -> Vec<Term> {
    let domain = domain_of(&host);
    let is_domain = domain.as_ref() == Some(&host);
    let host = (!is_domain).then_some(Term::Host(host));
    host.into_iter().chain(domain.map(Term::Domain)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_host_and_its_registrable_domain() {
        let host = |name: &str| Term::Host(name.to_owned());
        let domain = |name: &str| Term::Domain(name.to_owned());
        for (address, terms) in [
            (
                "https://a.b.bad.example/x",
                vec![host("a.b.bad.example"), domain("bad.example")],
            ),
            ("https://BAD.example:8080/", vec![domain("bad.example")]),
            (
                "https://www.bad.co.uk/",
                vec![host("www.bad.co.uk"), domain("bad.co.uk")],
            ),
            // A public suffix under which everybody has a site of their own.
            (
                "https://somebody.github.io/",
                vec![domain("somebody.github.io")],
            ),
            (
                "https://bücher.example/",
                vec![domain("xn--bcher-kva.example")],
            ),
            ("https://192.0.2.1/", vec![host("192.0.2.1")]),
            ("https://[2001:db8::1]/", vec![host("[2001:db8::1]")]),
            (
                "https://www.bad.example./",
                vec![host("www.bad.example"), domain("bad.example")],
            ),
        ] {
            let url = address.parse().unwrap();
            let referrer = None;
            assert_eq!(of(&Location::Web { url, referrer }), terms, "{address}");
        }
        let words = serde_json::from_str(r#"{"type":"other","text":"no address"}"#);
        assert_eq!(of(&words.unwrap()), []);
    }

    #[test]
    fn an_account_is_one_in_every_spelling() {
        let account = Some(Term::Account("bad_guy99".to_owned()));
        for name in ["Bad_Guy99", " @bad_guy99 ", "@@BAD_GUY99"] {
            assert_eq!(Term::account(name), account, "{name}");
        }
        assert_eq!(Term::account(" @ "), None);
    }
}
