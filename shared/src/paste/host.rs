//! The host of an address, and what looks like a host and is none.

use super::extent::trimmed;
use super::plain::Plain;
use super::signs::{ends_behind_letter, is_one_of, starts};
use crate::cut;

/// The endings by which the name of a shared file is recognised.
const FILE_ENDINGS: &str = "7z avi gif jpeg jpg mkv mov mp4 mpg pdf png rar torrent webm wmv zip";

/// Top-level domains that no word of a sentence ends in behind a full stop without a blank. In a
/// sentence, a host with another top-level domain needs a path behind it.
const SURE_TOPS: &str = "app biz cc ch club cn com cz de dev ee eu fr icu info io jp live net nl \
    onion online org pl ru site top tv ua uk vip xyz рф";

/// The host of an address.
pub(super) struct Host {
    /// The host without user, port and path.
    name: String,
    /// The first character behind the address.
    end: usize,
    /// Whether a path follows: more than the slash.
    has_path: bool,
    /// Whether a user precedes the host, as in an email address.
    has_user: bool,
}

impl Host {
    /// The host of an address, and the first character behind the address. Its text, behind the
    /// scheme, begins at `from`, and ends at `end` or where its host is glued to a word; the address
    /// with its scheme begins at `at`.
    pub(super) fn of(chars: &[char], from: usize, end: usize, at: usize) -> Option<(Self, usize)> {
        let mut end = end;
        loop {
            let text = &chars[from..end];
            let path = text.iter().position(|char| is_one_of(*char, "/?#\\"));
            let path = from + path.unwrap_or(text.len());
            let user = chars[from..path].iter().rposition(|char| *char == '@');
            let host = user.map_or(from, |user| from + user + 1);
            let to = host + length(&chars[host..path]);
            let cut = suffix(&chars[host..to]).map(|cut| host + cut);
            // Only a port may stand between the host and the path.
            let cut = cut.or((to < path && !is_port(&chars[to..path])).then_some(to));
            if let Some(cut) = cut {
                end = trimmed(chars, from, cut, at);
                continue;
            }
            let name: String = chars[host..to].iter().collect();
            let is_part = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
            let is_name = name.bytes().any(is_part);
            let host = Self {
                name,
                has_path: end > path + 1,
                has_user: user.is_some(),
                end,
            };
            return is_name.then_some((host, end));
        }
    }

    pub(super) fn is_domain(&self) -> bool {
        is_domain(self.name.as_bytes())
    }

    pub(super) fn is_onion(&self) -> bool {
        self.top().eq_ignore_ascii_case("onion")
    }

    /// Whether the host, without a scheme before it, can be meant as an address.
    pub(super) fn may_be_meant(&self) -> bool {
        let is_glued = self.name.starts_with(ends_behind_letter);
        let is_name = self.has_path || !is_file(&self.name);
        !self.has_user && !is_glued && is_name && self.is_domain()
    }

    /// Whether the host, without a scheme before it, at this place of a sentence, looks like an
    /// address and like nothing else.
    pub(super) fn is_meant(&self, plain: &Plain, at: usize) -> bool {
        let top = self.top();
        let is_sure = is_word_of(top, SURE_TOPS);
        let first = top.bytes().next().unwrap_or_default();
        let is_number = first.is_ascii_digit();
        // The second word of `word.Word` begins a sentence.
        let is_small = self.name.bytes().any(|byte| byte.is_ascii_lowercase());
        let is_sentence = first.is_ascii_uppercase() && is_small;
        let looks_so = starts(&plain.chars, at, "www.")
            || plain.was_bracketed(at..self.end)
            || (!is_sentence && (is_sure || self.has_path));
        self.may_be_meant() && looks_so && (!is_number || self.has_path)
    }

    /// The top-level domain.
    fn top(&self) -> &str {
        cut::behind(&self.name, ".")
    }
}

/// Whether a text without a scheme is a host: it has two or more labels, and the last one has no
/// digits unless it is Punycode. An IPv4 address is a host, too.
pub fn is_domain(host: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | 128..);
    let host = host.strip_suffix(b".").unwrap_or(host);
    let (mut labels, mut numbers, mut last) = (0, 0, host);
    for label in host.split(|byte| *byte == b'.') {
        if matches!(label, [] | [b'-', ..]) || !label.iter().all(fits) {
            return false;
        }
        labels += 1;
        numbers += usize::from(label.len() < 4 && label.iter().all(u8::is_ascii_digit));
        last = label;
    }
    let is_punycode = last.len() > 4 && last[..4].eq_ignore_ascii_case(b"xn--");
    let is_top = is_punycode || !last.iter().any(u8::is_ascii_digit);
    (labels > 1 && last.len() > 1 && is_top) || (labels == 4 && numbers == 4)
}

/// Whether a text is the name of a file that people share.
pub fn is_file(text: &str) -> bool {
    let (name, ending) = cut::last(text, ".").unwrap_or_default();
    !name.is_empty() && !text.bytes().any(|byte| byte == b'/') && is_word_of(ending, FILE_ENDINGS)
}

/// Whether a text is the name of a newsgroup. Without the scheme `news:`, only the hierarchy `alt`
/// tells a newsgroup from a host.
pub fn is_newsgroup(text: &str) -> bool {
    let begins = |start: &str| {
        let found = text.as_bytes().get(..start.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
    };
    let is_name = !text
        .bytes()
        .any(|byte| byte == b'/' || byte.is_ascii_whitespace());
    is_name && (begins("news:") || (begins("alt.") && text.len() > 4))
}

/// The first character behind an IPv6 address without brackets, one that is in use (RFC 4291, section
/// 2.4: `2000::/3`): eight groups, or fewer with `::`.
pub(super) fn bare_ipv6(chars: &[char], from: usize) -> Option<usize> {
    let rest = chars.get(from..)?;
    if !matches!(rest, ['2' | '3', ..]) {
        return None;
    }
    // The lengths of the groups so far, without the last; and the length of the last.
    let (mut groups, mut gaps, mut last, mut end) = (0, 0, 0, 0);
    while let Some(char) = rest.get(end) {
        match char {
            ':' if groups == 0 && last != 4 => return None,
            ':' if last == 0 && gaps > 0 => break,
            ':' => {
                groups += 1;
                gaps += usize::from(last == 0);
                last = 0;
            }
            char if char.is_ascii_hexdigit() => last += 1,
            _ => break,
        }
        if last > 4 {
            return None;
        }
        end += 1;
    }
    let goes_on = rest
        .get(end)
        .is_some_and(|char| char.is_ascii_alphanumeric() || *char == ':');
    let is_whole = if gaps == 0 { groups == 7 } else { groups < 7 };
    (is_whole && last > 0 && !goes_on).then_some(from + end)
}

/// Whether a word is one of these, in any case.
fn is_word_of(word: &str, all: &str) -> bool {
    cut::words(all).any(|one| one.eq_ignore_ascii_case(word))
}

/// Whether a host of two or more labels can stand at the beginning. This is soon known, also of a long
/// text that holds no host.
pub(super) fn begins_with_domain(text: &[char]) -> bool {
    !matches!(text, ['[', ..]) && text[..length(text)].contains(&'.')
}

/// The number of characters that a host is written with, with the brackets of an IPv6 address.
fn length(text: &[char]) -> usize {
    let is_part = |char: &char| {
        char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.') || !char.is_ascii()
    };
    match text {
        ['[', ..] => text
            .iter()
            .position(|char| *char == ']')
            .map_or(0, |at| at + 1),
        _ => text.iter().take_while(|char| is_part(char)).count(),
    }
}

fn is_port(text: &[char]) -> bool {
    matches!(text, [':', digits @ ..] if digits.iter().all(char::is_ascii_digit))
}

/// The place where a word is glued to a host by a hyphen, as languages with suffixes do:
/// `example.com-on`. No top-level domain has a hyphen, except in Punycode.
fn suffix(host: &[char]) -> Option<usize> {
    let top = host.iter().rposition(|char| *char == '.')? + 1;
    let is_punycode = starts(host, top, "xn--");
    let cut = host[top..].iter().position(|char| *char == '-')?;
    (!is_punycode).then_some(top + cut)
}
