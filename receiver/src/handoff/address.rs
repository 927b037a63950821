//! Addresses in the forms that other programs accept.

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

/// The address as a URI (RFC 3986): byte for byte as reported, if it is a URI; otherwise as a
/// browser sends it, with other characters escaped. None if no browser would follow it.
pub(super) fn uri(address: &str) -> Option<String> {
    let sent = Url::parse(address).ok()?;
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte);
    let exact = address.bytes().all(plain) && escaped(address) == address;
    Some(match exact {
        true => address.to_owned(),
        false => escaped(sent.as_str()),
    })
}

/// The host of an address, in the form that a browser uses.
pub(super) fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    url.host_str().map(str::to_owned)
}

/// Escapes characters that are not allowed in path, query and fragment (RFC 3986, section 2).
fn escaped(address: &str) -> String {
    let host = address.find("://").map_or(0, |scheme| scheme + 3);
    let path = address[host..].find(['/', '?', '#', '\\']);
    let path = path.map_or(address.len(), |path| host + path);
    let mut escaped = address[..path].to_owned();
    let mut in_fragment = false;
    for (at, byte) in address.bytes().enumerate().skip(path) {
        let stands = match byte {
            b'%' => {
                let digits = address.as_bytes().get(at + 1..at + 3);
                digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            }
            b'#' => !std::mem::replace(&mut in_fragment, true),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        match stands {
            true => escaped.push(char::from(byte)),
            false => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
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
            ("https://<a>@bad.example/", "https://%3Ca%3E@bad.example/"),
            (
                "https://[2001:db8::1]/[a]|",
                "https://[2001:db8::1]/%5Ba%5D%7C",
            ),
            (
                "https://bad.example/%zz#a#b",
                "https://bad.example/%25zz#a%23b",
            ),
        ] {
            assert_eq!(uri(from).as_deref(), Some(to));
        }
        for nowhere in ["https://a b/", "https://bad|example/", "https://\u{202e}/"] {
            assert_eq!(uri(nowhere), None, "{nowhere:?}");
        }
    }
}
