//! What a case is found by beside the identity of its locations: a host, the domain that somebody registered
//! for it, and an account. Many cases share one.

use shared::report::Location;
use store::LocationDigest;
use url::{Host, Url};

use super::folded;
use crate::crypto::vault::Vault;

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
    let (address, account) = match location {
        Location::Web { url, .. } => (Some(url.as_str()), None),
        Location::Onion { url } => (Some(url.as_str()), None),
        Location::Social { url, handle, .. } => {
            let url = url.as_ref().map(|url| url.as_str());
            (url, handle.as_ref().map(|name| name.as_str()))
        }
        Location::Chat { handle, .. } | Location::Game { handle, .. } => {
            (None, handle.as_ref().map(|name| name.as_str()))
        }
        Location::Newsgroup { sender, .. } => (None, sender.as_ref().map(|name| name.as_str())),
        Location::Email { sender, .. } => (None, Some(sender.as_str())),
        Location::FileSharing { .. } | Location::Other { .. } => (None, None),
    };
    let mut terms = address.map_or_else(Vec::new, of_address);
    terms.extend(account.and_then(Term::account));
    terms
}

/// The host and the domain of an address.
pub(in crate::casework) fn of_address(address: &str) -> Vec<Term> {
    let url = Url::parse(address).ok();
    let Some(host) = url.as_ref().and_then(Url::host) else {
        return Vec::new();
    };
    let name = host.to_string();
    let domain = match host {
        Host::Domain(name) => psl::domain_str(name.trim_end_matches('.')),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    };
    let domain = domain.map(str::to_owned);
    let is_domain = domain.as_ref() == Some(&name);
    let host = (!is_domain).then_some(Term::Host(name));
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
            ("no address", vec![]),
        ] {
            assert_eq!(of_address(address), terms, "{address}");
        }
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
