//! Addresses in what people paste: a message from a messenger, a list, an address that somebody
//! made harmless (`hxxps://bad[.]example`), an address with quotes around it or a full stop behind.
//!
//! [`find`] gives the addresses that a reader of the text would see, complete and mended, and
//! [`words()`] the text around them. Nothing is invented: the characters of an address stand in the
//! text in their order, except for the mendings that the modules below name. The form and the desk
//! use the same functions. The code needs no tables of Unicode and no search for patterns, because a
//! reporter waits for each byte of it.
//!
//! ```
//! use shared::paste;
//!
//! let text = "Look at this: hxxps://bad[.]example/a (and www.bad.example/b).";
//! let found = paste::find(text);
//! let addresses: Vec<_> = found.iter().map(|one| one.address.as_str()).collect();
//! assert_eq!(addresses, ["https://bad.example/a", "https://www.bad.example/b"]);
//! assert_eq!(paste::words(text, &found), "Look at this: … (and …).");
//! ```

mod extent;
mod host;
mod plain;
mod scheme;
mod shorten;
mod signs;
mod words;

use std::ops::Range;

use extent::{extent, link_extent};
use host::{Host, bare_ipv6, begins_with_domain};
use plain::Plain;
use signs::is_boundary;

use crate::limits::PLAINTEXT_BYTES;

pub use host::{is_domain, is_file, is_newsgroup};
pub use words::words;

/// An address that a text holds.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The address, complete and mended. It begins with `https://`, `http://`, `magnet:?` or
    /// `ed2k://`, and keeps the limits of a report.
    pub address: String,
    /// The bytes of the text that the address was read from.
    pub range: Range<usize>,
}

/// The addresses in a text, in their order; an address that stands there twice comes twice. Empty for
/// what lies on the reader's own device ([`is_local`]), for the name of a newsgroup, and for texts that
/// are longer than a whole report.
pub fn find(text: &str) -> Vec<Found> {
    let mut all = Vec::new();
    if text.len() > PLAINTEXT_BYTES || is_local(text) || is_newsgroup(text.trim()) {
        return all;
    }
    let plain = Plain::of(text);
    let is_alone = !text.trim().chars().any(char::is_whitespace);
    let (mut at, mut end) = (0, 0);
    while at < plain.chars.len() {
        let Some((from, to, address)) = address(&plain, at, is_alone) else {
            at += 1;
            continue;
        };
        let range = plain.bytes(from.max(end), to);
        all.push(Found { address, range });
        (at, end) = (to, to);
    }
    all
}

/// Those that were found, each address once.
pub fn different(mut found: Vec<Found>) -> Vec<Found> {
    let mut at = 0;
    while at < found.len() {
        if found[..at]
            .iter()
            .any(|one| one.address == found[at].address)
        {
            found.remove(at);
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a text is a place on a device (`C:\…`, `file:///…`, `blob:…`, `content:…`) or a file
/// itself (`data:…`), which nobody else can find.
pub fn is_local(text: &str) -> bool {
    let text = text.trim().as_bytes();
    let follows = |start: &str| {
        let rest = text.get(start.len()..).unwrap_or_default();
        let begins =
            text.len() > start.len() && text[..start.len()].eq_ignore_ascii_case(start.as_bytes());
        begins && !rest[0].is_ascii_whitespace()
    };
    let is_drive = matches!(text, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    // `x://` is no drive.
    let is_drive = is_drive && !matches!(text, [_, _, b'/', b'/', ..]);
    is_drive
        || ["file:", "blob:", "data:", "content:", "/storage/"]
            .into_iter()
            .any(follows)
}

/// The address that begins at this character: its first character, the first one behind it, and its
/// text. None if no address begins there.
fn address(plain: &Plain, at: usize, is_alone: bool) -> Option<(usize, usize, String)> {
    let chars = &plain.chars;
    let is_boundary = is_boundary(chars, at);
    if is_boundary && let Some(start) = shorten::link(chars, at) {
        let end = link_extent(chars, at, at + start);
        let text = chars[at..end].iter().collect();
        return (end > at + start).then(|| (at, end, shorten::within_limit(text)));
    }
    let scheme = scheme::at(chars, at).filter(|scheme| scheme.is_exact || is_boundary);
    let from = scheme.as_ref().map_or(at, |scheme| scheme.end);
    if scheme.is_none() && !is_boundary {
        return None;
    }
    let (begin, end, host) = match bare_ipv6(chars, from) {
        Some(to) => {
            let number: String = chars[from..to].iter().collect();
            let has_path = scheme.is_some() && matches!(chars.get(to), Some('/' | '?' | '#'));
            let end = if has_path { extent(chars, to, at) } else { to };
            let path: String = chars[to..end].iter().collect();
            (["[", &number, "]", &path].concat(), end, None)
        }
        None if scheme.is_none() && !begins_with_domain(&chars[from..]) => return None,
        None => {
            let (host, end) = Host::of(chars, from, extent(chars, from, at), at)?;
            let text = chars[from..end].iter().collect();
            (text, end, Some(host))
        }
    };
    let fits = match (&host, &scheme) {
        (None, _) => true,
        (Some(host), Some(scheme)) => scheme.is_exact || host.is_domain(),
        (Some(host), None) => is_alone && host.may_be_meant() || host.is_meant(plain, at),
    };
    let start = match (&scheme, &host) {
        (Some(scheme), _) => scheme.start,
        (None, Some(host)) if host.is_onion() => "http://",
        _ => "https://",
    };
    fits.then(|| {
        let from = scheme::with_source(chars, at);
        (from, end, shorten::within_limit([start, &begin].concat()))
    })
}
