//! Clues: texts that a reporter pastes, such as an address, an account or a magnet link. The form
//! guesses the kind of location from the characters of the clue, and the reporter can correct it.

#[cfg(test)]
mod tests;

use shared::cut;
use shared::paste::{is_domain, is_file, is_local, is_newsgroup};

use super::kind::Kind;

/// The domains of social networks, each with the name behind it. As a list of pairs it would be 0.2 KB more to
/// load.
const NETWORKS: &str = "\
    bsky.app Bluesky discord.com Discord discord.gg Discord discordapp.com Discord \
    discordapp.net Discord facebook.com Facebook fb.com Facebook fb.watch Facebook \
    instagram.com Instagram linkedin.com LinkedIn m.me Messenger messenger.com Messenger ok.ru OK \
    pin.it Pinterest pinterest.com Pinterest redd.it Reddit reddit.com Reddit roblox.com Roblox \
    snapchat.com Snapchat steamcommunity.com Steam t.me Telegram telegram.me Telegram \
    threads.com Threads threads.net Threads tiktok.com TikTok tumblr.com Tumblr twitch.tv Twitch \
    twitter.com X vk.com VK wa.me WhatsApp whatsapp.com WhatsApp x.com X youtu.be YouTube \
    youtube.com YouTube";

/// A clue that the form recognises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clue {
    /// A web address.
    Address,
    /// A web address of the social network with this name.
    Network(&'static str),
    /// The address of a hidden service.
    Onion,
    /// The name of an account, and its network if the clue names it.
    Handle(Option<&'static str>),
    /// A telephone number, which leads to somebody in a messenger.
    Phone,
    Email,
    /// A hash or a magnet link.
    Magnet,
    /// The name of a file.
    File,
    /// The name of a newsgroup.
    Newsgroup,
    /// A place on the reporter's own device.
    Local,
}

impl Clue {
    /// Recognises a clue; none if the text is ambiguous.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let words = text.trim();
        let text = words.as_bytes();
        if text.iter().any(u8::is_ascii_control) {
            None
        } else if is_local(words) {
            Some(Self::Local)
        } else if is_magnet(text) {
            Some(Self::Magnet)
        } else if is_email(text) {
            Some(Self::Email)
        } else if is_file(words) {
            Some(Self::File)
        } else if is_phone(text) {
            Some(Self::Phone)
        } else if is_tag(text) {
            Some(Self::Handle(named_network(text)))
        } else if has(text, b" ") {
            None
        } else if is_newsgroup(words) {
            Some(Self::Newsgroup)
        } else if text.len() > 1 && text[0] == b'@' && !has(text, b"/") {
            Some(Self::Handle(None))
        } else {
            Self::of_address(text)
        }
    }

    /// Whether the clue is an address on the web or of a hidden service.
    pub(crate) fn is_address(self) -> bool {
        matches!(self, Self::Address | Self::Network(_) | Self::Onion)
    }

    /// The kind of location that such a clue leads to.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Address => Kind::Web,
            Self::Network(_) | Self::Handle(_) => Kind::Social,
            Self::Phone => Kind::Chat,
            Self::Onion => Kind::Onion,
            Self::Email => Kind::Email,
            Self::Magnet | Self::File => Kind::FileSharing,
            Self::Newsgroup => Kind::Newsgroup,
            Self::Local => Kind::Other,
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
            let network = networks().find(|(domain, _)| ends_in(host, domain.as_bytes()));
            Some(network.map_or(Self::Address, |(_, name)| Self::Network(name)))
        }
    }
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

fn is_magnet(text: &[u8]) -> bool {
    let is_hash = matches!(text.len(), 32 | 40 | 64) && text.iter().all(u8::is_ascii_hexdigit);
    is_hash || starts_with(text, b"magnet:") || starts_with(text, b"ed2k:")
}

/// Whether a text is a telephone number: 9 to 15 digits, or 7 with the plus of a country code (ITU-T
/// E.164). A date has 8.
fn is_phone(text: &[u8]) -> bool {
    let (text, least) = match text {
        [b'+', rest @ ..] => (rest, 7),
        _ => (text, 9),
    };
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    let fits = |byte: &u8| byte.is_ascii_digit() || b" -()".contains(byte);
    (least..=15).contains(&digits) && text.iter().all(fits)
}

/// Whether a text ends in an account with a number of four digits, as games and chats give them:
/// `name#1234`.
fn is_tag(text: &[u8]) -> bool {
    let number = after_last(text, b'#');
    let is_number = number.len() == 4 && number.iter().all(u8::is_ascii_digit);
    is_number && text.len() > 5 && !has(text, b"/.")
}

/// The network that is a word of the text.
fn named_network(text: &[u8]) -> Option<&'static str> {
    let names = |name: &str| {
        let mut words = text.split(|byte| b" :".contains(byte));
        words.any(|word| word.eq_ignore_ascii_case(name.as_bytes()))
    };
    networks().map(|(_, name)| name).find(|name| names(name))
}

/// The domains of social networks, with their names.
fn networks() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut words = cut::words(NETWORKS);
    std::iter::from_fn(move || Some((words.next()?, words.next()?)))
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
