//! Addresses that are longer than a report allows.

use std::ops::Range;

use super::signs::starts;
use crate::cut;
use crate::limits::{MAGNET_CHARS, URL_CHARS};

/// The length of the beginning of a link to a file in a file-sharing network at this place; none if
/// there is none.
pub(super) fn link(chars: &[char], at: usize) -> Option<usize> {
    let begins = starts(chars, at, "magnet:?") || starts(chars, at, "ed2k://");
    begins.then_some("ed2k://".len())
}

/// The address within the limit of its kind. What is too long loses its parameters, the longest first:
/// those that follow a visitor are long, those that name a page are short. Trackers of a magnet go
/// before its name, and its hash (`xt`) stays. Then an address on the web loses its end: the first
/// part leads an analyst to the site.
pub(super) fn within_limit(mut address: String) -> String {
    let is_magnet = address.starts_with('m');
    let most = if is_magnet { MAGNET_CHARS } else { URL_CHARS };
    while address.chars().count() > most {
        match longest(&address, is_magnet) {
            Some(range) => address = [&address[..range.start], &address[range.end..]].concat(),
            None => return first_part(&address, most),
        }
    }
    address
}

/// The place of the longest parameter that may go, with one of its separators. A fragment counts as
/// one. None if there is no parameter.
fn longest(address: &str, is_magnet: bool) -> Option<Range<usize>> {
    let (mut longest, mut weight, mut start) = (None, 0, 0);
    for (at, byte) in address.bytes().chain([b'&']).enumerate() {
        let is_separator = byte == b'&' || byte == b'#' || (byte == b'?' && start == 0);
        if !is_separator {
            continue;
        }
        let name = address
            .as_bytes()
            .get(start + 1..start + 3)
            .unwrap_or_default();
        let is_first = start == 0 || (is_magnet && name == b"xt");
        let bonus = if is_magnet && name == b"tr" {
            address.len()
        } else {
            0
        };
        if !is_first && at - start + bonus > weight {
            weight = at - start + bonus;
            // The question mark stays for the parameters behind it.
            let keeps_mark = address.as_bytes()[start] == b'?' && at < address.len();
            let shift = usize::from(keeps_mark && byte == b'&');
            longest = Some(start + shift..at + shift);
        }
        start = at;
    }
    longest
}

/// As many characters as are allowed, without half a code and without marks at the end.
fn first_part(address: &str, most: usize) -> String {
    let mut part: String = address.chars().take(most).collect();
    let cut = cut::last(&part, "%").filter(|(_, code)| code.len() < 2);
    if let Some(length) = cut.map(|(before, _)| before.len()) {
        part.truncate(length);
    }
    while part.ends_with(super::extent::is_mark) {
        part.pop();
    }
    part
}
