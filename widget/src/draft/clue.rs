//! Clues: texts that a reporter pastes, such as an address, an account or a magnet link. The form
//! guesses the kind of location from the characters of the clue, and the reporter can correct it.

use super::kind::Kind;

/// The domains of social networks, with their names.
const NETWORKS: &[(&str, &str)] = &[
    ("bsky.app", "Bluesky"),
    ("discord.com", "Discord"),
    ("discord.gg", "Discord"),
    ("facebook.com", "Facebook"),
    ("fb.com", "Facebook"),
    ("fb.watch", "Facebook"),
    ("instagram.com", "Instagram"),
    ("linkedin.com", "LinkedIn"),
    ("ok.ru", "OK"),
    ("pinterest.com", "Pinterest"),
    ("redd.it", "Reddit"),
    ("reddit.com", "Reddit"),
    ("snapchat.com", "Snapchat"),
    ("t.me", "Telegram"),
    ("telegram.me", "Telegram"),
    ("threads.com", "Threads"),
    ("threads.net", "Threads"),
    ("tiktok.com", "TikTok"),
    ("tumblr.com", "Tumblr"),
    ("twitch.tv", "Twitch"),
    ("twitter.com", "X"),
    ("vk.com", "VK"),
    ("wa.me", "WhatsApp"),
    ("whatsapp.com", "WhatsApp"),
    ("x.com", "X"),
    ("youtu.be", "YouTube"),
    ("youtube.com", "YouTube"),
];

/// The endings by which the form recognises the name of a shared file.
const FILE_ENDINGS: &[&str] = &[
    "7z", "avi", "gif", "jpeg", "jpg", "mkv", "mov", "mp4", "mpg", "pdf", "png", "rar", "torrent",
    "webm", "wmv", "zip",
];

/// A clue that the form recognises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clue {
    /// A web address.
    Address,
    /// A web address of the social network with this name.
    Network(&'static str),
    /// The address of a hidden service.
    Onion,
    /// The name of an account.
    Handle,
    Email,
    /// A hash or a magnet link.
    Magnet,
    /// The name of a file.
    File,
    /// The name of a newsgroup.
    Newsgroup,
}

impl Clue {
    /// Recognises a clue; none if the text is ambiguous.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let text = text.trim().as_bytes();
        if text.iter().any(u8::is_ascii_control) {
            None
        } else if is_email(text) {
            Some(Self::Email)
        } else if is_file(text) {
            Some(Self::File)
        } else if has(text, b" ") {
            None
        } else if is_magnet(text) {
            Some(Self::Magnet)
        } else if is_newsgroup(text) {
            Some(Self::Newsgroup)
        } else if text.len() > 1 && text[0] == b'@' && !has(text, b"/") {
            Some(Self::Handle)
        } else {
            Self::of_address(text)
        }
    }

    /// The kind of location that such a clue leads to.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Address => Kind::Web,
            Self::Network(_) | Self::Handle => Kind::Social,
            Self::Onion => Kind::Onion,
            Self::Email => Kind::Email,
            Self::Magnet | Self::File => Kind::FileSharing,
            Self::Newsgroup => Kind::Newsgroup,
        }
    }

    fn of_address(text: &[u8]) -> Option<Self> {
        let scheme = before(text, b":/?#");
        let with_scheme = text[scheme.len()..].strip_prefix(b"://");
        let is_web = [&b"http"[..], b"https"]
            .iter()
            .any(|web| scheme.eq_ignore_ascii_case(web));
        if with_scheme.is_some() && !is_web {
            return None;
        }
        let rest = with_scheme.unwrap_or(text.strip_prefix(b"//").unwrap_or(text));
        let mut host = before(rest, b"/?#\\");
        if with_scheme.is_some() {
            host = after_last(host, b'@');
            if host.first() == Some(&b'[') {
                return Some(Self::Address);
            }
        }
        let host = before(host, b":");
        let host = host.strip_suffix(b".").unwrap_or(host);
        if host.is_empty() || (with_scheme.is_none() && !is_domain(host)) {
            None
        } else if ends_in(host, b"onion") {
            Some(Self::Onion)
        } else {
            let mut networks = NETWORKS.iter();
            let network = networks.find(|(domain, _)| ends_in(host, domain.as_bytes()));
            Some(network.map_or(Self::Address, |(_, name)| Self::Network(name)))
        }
    }
}

/// Whether a text without a scheme is a host: it has two or more labels, and the last one has no
/// digits unless it is Punycode. An IPv4 address is a host, too.
fn is_domain(host: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | 128..);
    let (mut labels, mut numbers, mut last) = (0, 0, host);
    for label in host.split(|byte| *byte == b'.') {
        if label.is_empty() || !label.iter().all(fits) {
            return false;
        }
        labels += 1;
        numbers += usize::from(label.iter().all(u8::is_ascii_digit));
        last = label;
    }
    let is_top = starts_with(last, b"xn--") || !last.iter().any(u8::is_ascii_digit);
    (labels > 1 && last.len() > 1 && is_top) || (labels == 4 && numbers == 4)
}

/// Whether a host is `domain` or a subdomain of it.
fn ends_in(host: &[u8], domain: &[u8]) -> bool {
    let Some(start) = host.len().checked_sub(domain.len()) else {
        return false;
    };
    let (above, end) = host.split_at(start);
    end.eq_ignore_ascii_case(domain) && matches!(above.last(), None | Some(b'.'))
}

fn is_email(text: &[u8]) -> bool {
    let domain = after_last(text, b'@');
    let at = text.len() - domain.len();
    at > 1 && !has(&text[..at - 1], b" /@") && is_domain(domain)
}

fn is_file(text: &[u8]) -> bool {
    let ending = after_last(text, b'.');
    let mut endings = FILE_ENDINGS.iter();
    text.len() - ending.len() > 1
        && !has(text, b"/")
        && endings.any(|known| ending.eq_ignore_ascii_case(known.as_bytes()))
}

fn is_magnet(text: &[u8]) -> bool {
    let is_hash = matches!(text.len(), 32 | 40 | 64) && text.iter().all(u8::is_ascii_hexdigit);
    is_hash || starts_with(text, b"magnet:") || starts_with(text, b"ed2k:")
}

/// Without the scheme `news:`, only the hierarchy `alt` tells a newsgroup from a host.
fn is_newsgroup(text: &[u8]) -> bool {
    starts_with(text, b"news:")
        || (starts_with(text, b"alt.") && text.len() > 4 && !has(text, b"/"))
}

fn starts_with(text: &[u8], start: &[u8]) -> bool {
    let found = text.get(..start.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(start))
}

fn has(text: &[u8], any: &[u8]) -> bool {
    before(text, any).len() < text.len()
}

/// The part of `text` before the first of these bytes; all of it if there is none.
fn before<'a>(text: &'a [u8], any: &[u8]) -> &'a [u8] {
    let end = text.iter().position(|byte| any.contains(byte));
    &text[..end.unwrap_or(text.len())]
}

/// The part of `text` after the last such byte; all of it if there is none.
fn after_last(text: &[u8], byte: u8) -> &[u8] {
    let end = text.iter().rposition(|one| *one == byte);
    &text[end.map_or(0, |at| at + 1)..]
}

#[cfg(test)]
mod tests {
    use shared::report::{Email, WebUrl};

    use super::super::field::Format;
    use super::*;

    fn is(clue: Option<Clue>, texts: &[&str]) {
        for text in texts {
            assert_eq!(Clue::of(text), clue, "{text:?}");
            assert_eq!(Clue::of(&[" ", text, "\n"].concat()), clue, "{text:?}");
        }
    }

    #[test]
    fn addresses() {
        let texts = [
            "https://bad.example/page",
            "http://a",
            "HTTPS://BAD.EXAMPLE:8443/?a=b#c",
            "bad.example",
            "www.bad.example/a/b.mp4?x@y",
            "//bad.example/a",
            "bad.example:8080",
            "192.0.2.7/x",
            "https://[2001:db8::1]/",
            "https://user:word@bad.example/",
            "bücher.example",
            "пример.рф",
            "bad.xn--p1ai",
            "bad.example/?to=ftp://b.example",
            "https://bad.example/@name",
            "netflix.com",
            "https://bad.example/t.me/x",
            "https://alt.example/",
        ];
        is(Some(Clue::Address), &texts);
    }

    #[test]
    fn networks() {
        for (text, name) in [
            ("https://www.instagram.com/p/x", "Instagram"),
            ("instagram.com/x", "Instagram"),
            ("HTTPS://WWW.TIKTOK.COM/@x/video/1", "TikTok"),
            ("https://x.com/x/status/1", "X"),
            ("twitter.com/x", "X"),
            ("m.facebook.com/x", "Facebook"),
            ("t.me/+abc", "Telegram"),
            ("https://discord.gg/abc", "Discord"),
            ("https://youtu.be/abc?t=1", "YouTube"),
            ("https://vk.com./id1", "VK"),
            ("https://old.reddit.com:443/r/x", "Reddit"),
            ("https://facebook.com@threads.net/@x", "Threads"),
        ] {
            is(Some(Clue::Network(name)), &[text]);
        }
    }

    #[test]
    fn the_rest() {
        let host = ["a2".repeat(28), ".onion".to_owned()].concat();
        let onion = ["http://", &host, "/x"].concat();
        is(Some(Clue::Onion), &[&host, &onion, "x.ONION/y"]);
        is(
            Some(Clue::Handle),
            &["@name", "@name@social.example", "@имя"],
        );
        is(
            Some(Clue::Email),
            &[
                "a@bad.example",
                "a.b+c@mail.bad.example",
                "mailto:a@b.example",
            ],
        );
        let (md5, sha1, sha256) = ("a1".repeat(16), "B2".repeat(20), "c3".repeat(32));
        let magnet = "MAGNET:?xt=urn:btih:x&dn=a.b";
        is(
            Some(Clue::Magnet),
            &[magnet, "ed2k://|file|a.avi|1|x|/", &md5, &sha1, &sha256],
        );
        is(
            Some(Clue::File),
            &["a.mp4", "some words and a name.JPG", "x.torrent"],
        );
        is(
            Some(Clue::Newsgroup),
            &["alt.some.group", "news:de.some.group", "ALT.x"],
        );
    }

    #[test]
    fn what_could_be_anything_is_nothing() {
        let texts = [
            "",
            "name",
            "name_1",
            "two words",
            "somewhere on bad.example",
            "see https://bad.example/",
            "https://bad.example/\nhttps://other.example/",
            "https://bad.example/a b",
            "https://",
            "https:///",
            "http:bad.example",
            "ftp://bad.example",
            "javascript:alert(1)",
            "1.5",
            "v1.2",
            "1.2.3",
            "e.g",
            "a..example",
            ".example",
            "@",
            "@/x",
            "a@b",
            "a@b@c.example",
            "mp4",
            ".mp4",
            "alt.",
            "12:30",
            "a\u{0}b.example",
            "...",
            "a1a1",
        ];
        is(None, &texts);
    }

    #[test]
    fn what_is_recognised_can_be_sent() {
        for text in [
            "bad.example",
            "192.0.2.7/x",
            "https://[2001:db8::1]/",
            "t.me/x",
            "пример.рф",
        ] {
            let url = Format::Web.completed(text).into_owned();
            assert!(url.parse::<WebUrl>().is_ok(), "{text}");
        }
        assert!("mailto:a@b.example".parse::<Email>().is_ok());
    }
}
