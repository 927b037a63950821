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
        ("https://pin.it/x", "Pinterest"),
        (
            "https://cdn.discordapp.com/attachments/1/2/a.png",
            "Discord",
        ),
        ("https://steamcommunity.com/id/x", "Steam"),
        ("https://www.roblox.com/users/1/profile", "Roblox"),
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
        Some(Clue::Handle(None)),
        &[
            "@name",
            "@name@social.example",
            "@имя",
            "name#1234",
            "user some name#0001",
        ],
    );
    is(
        Some(Clue::Handle(Some("Discord"))),
        &["discord user X#1234", "on Discord: X#1234"],
    );
    is(
        Some(Clue::Phone),
        &[
            "+37255555555",
            "+372 5555 5555",
            "0176 1234567",
            "(030) 123 456-78",
            "123456789",
        ],
    );
    is(
        Some(Clue::Local),
        &[
            "C:\\Users\\me\\a.jpg",
            "file:///a.html",
            "blob:https://bad.example/0",
            "data:image/png;base64,AA",
        ],
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
    let magnet = "MAGNET:?xt=urn:btih:x&dn=holiday.mp4";
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
        "2026-11-28",
        "02.11.2026",
        "12345678",
        "+1",
        "name#12345",
        "#1234",
        "page.example#1234 is it",
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
