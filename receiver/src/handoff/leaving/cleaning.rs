//! Cleans an address of its login and of the parameters that tell who shared it.

use model::tracking::is_tracking;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use url::Url;

/// The addresses inside of one another that are read: whatever is further inside is left out.
const DEPTH: u8 = 8;

/// Characters that are escaped in an address that is a part of another address.
const INNER: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'/')
    .add(b':')
    .add(b'=')
    .add(b'?')
    .add(b'@');

/// Cleans a word: an address with or without a scheme, or any other word, which stays as it is.
pub(super) fn word(word: &str) -> String {
    nested(DEPTH, word)
}

/// Cleans the name or address of a server, which may have a login without a scheme.
pub(super) fn server(word: &str) -> String {
    match word.contains("://") {
        true => self::word(word),
        false => after_scheme(DEPTH, word),
    }
}

fn nested(depth: u8, word: &str) -> String {
    if !word.contains("://") && !word.contains(['?', '#', '%']) {
        return word.to_owned();
    }
    let Some(depth) = depth.checked_sub(1) else {
        return String::new();
    };
    match before_parameters(word).split_once("://") {
        Some((scheme, _)) => {
            let (scheme, rest) = word.split_at(scheme.len() + "://".len());
            format!("{scheme}{}", after_scheme(depth, rest))
        }
        None => with_parameters(depth, "", word),
    }
}

/// Cleans an address after its scheme: its login, its parameters, and an address in its path, to
/// which the parameters belong then.
fn after_scheme(depth: u8, rest: &str) -> String {
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match before_parameters(path).contains("://") {
        true => format!("{host}{}", nested(depth, path)),
        false => with_parameters(depth, host, path),
    }
}

fn before_parameters(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// Cleans path, query and fragment of an address. Without a scheme, `host` is empty and `rest`
/// begins with the host.
fn with_parameters(depth: u8, host: &str, rest: &str) -> String {
    let (rest, fragment) = parted(rest, '#');
    let (path, query) = parted(rest, '?');
    let site = site(if host.is_empty() { path } else { host });
    let segments: Vec<_> = path
        .split('/')
        .map(|it| inner(depth, it).unwrap_or_default())
        .collect();
    let mut cleaned = format!("{host}{}", segments.join("/"));
    if let Some(query) = query {
        push(&mut cleaned, "?", &parameters(depth, &site, query), query);
    }
    if let Some(fragment) = fragment {
        push(
            &mut cleaned,
            "#",
            &self::fragment(depth, &site, fragment),
            fragment,
        );
    }
    cleaned
}

/// Cleans a fragment: a page's own script may read it as a path with parameters.
fn fragment(depth: u8, site: &str, fragment: &str) -> String {
    match parted(fragment, '?') {
        (path, _) if path.contains("://") => nested(depth, fragment),
        (path, Some(query)) => {
            let mut kept = path.to_owned();
            push(&mut kept, "?", &parameters(depth, site, query), query);
            kept
        }
        (path, None) => parameters(depth, site, path),
    }
}

fn parted(text: &str, sign: char) -> (&str, Option<&str>) {
    match text.split_once(sign) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Adds a part of an address; not its sign, if nothing of the part is left.
fn push(cleaned: &mut String, sign: &str, kept: &str, before: &str) {
    if !kept.is_empty() || before.is_empty() {
        cleaned.push_str(sign);
        cleaned.push_str(kept);
    }
}

/// The host of an address without scheme and login, as a browser writes it; empty if it has none.
fn site(address: &str) -> String {
    let begin = address.find(char::is_alphanumeric).unwrap_or_default();
    let url = Url::parse(&format!("https://{}", &address[begin..])).ok();
    let host = url.as_ref().and_then(Url::host_str);
    host.unwrap_or_default().to_owned()
}

fn parameters(depth: u8, site: &str, query: &str) -> String {
    let kept = query.split('&').filter(|it| !is_tracking(site, it));
    let cleaned: Vec<_> = kept.filter_map(|it| parameter(depth, it)).collect();
    cleaned.join("&")
}

/// Cleans a parameter, whose value may be an address. None if nothing of it can be kept.
fn parameter(depth: u8, parameter: &str) -> Option<String> {
    match parameter.split_once('=') {
        Some((name, value)) if !name.contains("://") => {
            Some(format!("{name}={}", inner(depth, value)?))
        }
        _ => inner(depth, parameter),
    }
}

/// Cleans a part of an address that may be an address itself, as it is or escaped. None if there is
/// no room for the cleaned one.
fn inner(depth: u8, part: &str) -> Option<String> {
    let decoded = percent_decode_str(part).decode_utf8_lossy();
    if decoded == part {
        return Some(match part.contains("://") || part.contains('?') {
            true => nested(depth, part),
            false => part.to_owned(),
        });
    }
    let cleaned = nested(depth, &decoded);
    if cleaned == decoded {
        return Some(part.to_owned());
    }
    let cleaned = utf8_percent_encode(&cleaned, &INNER).to_string();
    (cleaned.len() <= part.chars().count()).then_some(cleaned)
}
