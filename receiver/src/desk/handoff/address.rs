//! Addresses as other programs take them.

use shared::report::Location;
use url::Url;

/// The address of a location, if it has one.
pub(super) fn of(location: &Location) -> Option<&str> {
    match location {
        Location::Web { url, .. } => Some(url.as_str()),
        Location::Social { url, .. } => url.as_ref().map(|url| url.as_str()),
        Location::Onion { url } => Some(url.as_str()),
        _ => None,
    }
}

/// The page that led to a location, if it is known.
pub(super) fn referrer(location: &Location) -> Option<&str> {
    match location {
        Location::Web { referrer, .. } => referrer.as_ref().map(|url| url.as_str()),
        _ => None,
    }
}

/// The address in the characters of a URI (RFC 3986, section 2): as it was reported, byte for
/// byte, if it has no others, else as a browser sends it. None if no browser would go there.
pub(super) fn uri(address: &str) -> Option<String> {
    let parsed = Url::parse(address).ok()?;
    let exact = address.bytes().all(is_uri_byte);
    Some(match exact {
        true => address.to_owned(),
        false => parsed.into(),
    })
}

/// The host of an address, as a browser asks for it.
pub(super) fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    url.host_str().map(str::to_owned)
}

fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_exact_or_what_a_browser_sends() {
        for (from, to) in [
            (
                "https://Bad.example/a;b?c=%3B",
                "https://Bad.example/a;b?c=%3B",
            ),
            (
                "https://bücher.example/ß",
                "https://xn--bcher-kva.example/%C3%9F",
            ),
            (
                "https://bad.example/<b>\"",
                "https://bad.example/%3Cb%3E%22",
            ),
            (
                "https://bad.example/\u{202e}",
                "https://bad.example/%E2%80%AE",
            ),
            ("https:\\\\bad.example\\a", "https://bad.example/a"),
        ] {
            assert_eq!(uri(from).as_deref(), Some(to));
        }
        for nowhere in ["https://a b/", "https://bad|example/", "https://\u{202e}/"] {
            assert_eq!(uri(nowhere), None, "{nowhere:?}");
        }
    }
}
