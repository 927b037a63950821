//! Objects that are no report. Each is written in the one form of reports, but for what is wrong
//! with it.

/// The members of a report, in their order.
const ORDER: [&str; 16] = [
    "id",
    "category",
    "locations",
    "observed_on",
    "description",
    "content_types",
    "age_hint",
    "child_in_danger",
    "paid_access",
    "payment_methods",
    "site_credentials",
    "contact",
    "feedback",
    "good_faith",
    "language",
    "partner",
];

/// The members that every report has.
const LEAST: [(&str, &str); 4] = [
    ("id", r#""00112233445566778899aabbccddeeff""#),
    ("category", r#""csam""#),
    (
        "locations",
        r#"[{"type":"web","url":"https://bad.example/page"}]"#,
    ),
    ("language", r#""en""#),
];

/// Fields that cannot hold what they are given.
pub(super) fn unread() -> Vec<(&'static str, String)> {
    let one = |member: &str, value: &str| with(&[(member, value)]);
    let id = |id: &str| one("id", &format!(r#""{id}""#));
    let seen = |date: &str| one("observed_on", &format!(r#""{date}""#));
    let described = |text: &str| one("description", &format!(r#""{text}""#));
    let url = |url: &str| at(&format!(r#"{{"type":"web","url":"{url}"}}"#));
    let onion = |url: &str| at(&format!(r#"{{"type":"onion","url":"{url}"}}"#));
    let app = |name: &str| at(&format!(r#"{{"type":"chat","app":"{name}"}}"#));
    let sender = |email: &str| at(&format!(r#"{{"type":"email","sender":"{email}"}}"#));
    let hidden = "a2".repeat(28) + ".onion";
    vec![
        ("an unknown field", one("user_agent", r#""x""#)),
        (
            "no id",
            with(&[]).replacen(&format!(r#""id":{},"#, LEAST[0].1), "", 1),
        ),
        ("an id that is too short", id("0011")),
        (
            "an id in upper case",
            id("00112233445566778899AABBCCDDEEFF"),
        ),
        ("an unknown category", one("category", r#""spam""#)),
        (
            "an unknown kind of material",
            one("content_types", r#"["taste"]"#),
        ),
        ("a number for true", one("child_in_danger", "1")),
        ("an empty text", described("")),
        ("a text of white space", described(" ")),
        ("a text with white space before it", described("\u{2003}x")),
        ("a text with white space behind it", described(r"x\n")),
        ("a text that is too long", described(&"\u{e4}".repeat(2001))),
        ("half of a surrogate pair", described(r"\ud83d")),
        ("a line break that is not escaped", described("a\nb")),
        ("a date that is none", seen("2027-02-29")),
        ("a time with seconds", seen("2027-02-09T10:00:00Z")),
        ("an hour 24", seen("2027-02-09T24:00")),
        ("an offset of a day", seen("2027-02-09T10:00+24:00")),
        ("an offset behind a Z", seen("2027-02-09T10:00Z01:00")),
        ("a time in small letters", seen("2027-02-09t10:00z")),
        ("a language that is none", one("language", r#""en_GB""#)),
        ("a language of one letter", one("language", r#""e""#)),
        (
            "a part of a language that is too long",
            one("language", r#""en-abcdefghi""#),
        ),
        ("a language of 36 characters", {
            one("language", r#""en-abcd1234-abcd1234-abcd1234-abcdef""#)
        }),
        ("a partner that is none", one("partner", r#""SID""#)),
        (
            "a partner of 41 characters",
            one("partner", &format!(r#""{}""#, "a".repeat(41))),
        ),
        (
            "half the credentials",
            one("site_credentials", r#"{"user":"u"}"#),
        ),
        (
            "an unknown type of location",
            at(r#"{"type":"letter","text":"x"}"#),
        ),
        (
            "a location with an unknown field",
            at(r#"{"type":"chat","app":"C","body":"x"}"#),
        ),
        ("a location without its address", at(r#"{"type":"web"}"#)),
        (
            "a location's field twice",
            at(r#"{"type":"chat","app":"C","app":"C"}"#),
        ),
        ("an address of another scheme", url("ftp://bad.example/")),
        ("an address without slashes", url("https:bad.example")),
        ("an address with a space", url("https://bad.example/a b")),
        (
            "an address with a control character",
            url("https://bad.example/\u{9f}"),
        ),
        (
            "an address without a host behind the @",
            url("https://bad.example@/"),
        ),
        (
            "an address with nothing before the port",
            url("https://:443/"),
        ),
        ("a host of dots", url("https://..")),
        (
            "an address that is too long",
            url(&format!("{:a<2049}", "https://bad.example/")),
        ),
        (
            "a hidden service that is none",
            onion("http://short.onion/"),
        ),
        (
            "a hidden service before the @",
            onion(&format!("http://{hidden}@bad.example/")),
        ),
        (
            "a hidden service that is only a label",
            onion(&format!("http://{hidden}.example/")),
        ),
        ("a name on two lines", app(r"a\nb")),
        ("a name on two lines of another sort", app("a\u{2028}b")),
        ("a name that is too long", app(&"\u{1f6d1}".repeat(201))),
        ("an email address that is none", sender("a b@c")),
        ("an email address that ends with an @", sender("a@b@")),
        ("an email address that begins with its only @", sender("@b")),
        ("an email address that is too long", {
            sender(&format!("{}@b.example", "a".repeat(245)))
        }),
    ]
}

/// Rules that span several fields.
pub(super) fn broken() -> Vec<(&'static str, &'static str, String)> {
    let many = vec![r#"{"type":"chat","app":"C"}"#; 21].join(",");
    let category = |category: &str, more: &[(&str, &str)]| {
        let name = format!(r#""{category}""#);
        with(&[&[("category", &name[..])], more].concat())
    };
    vec![
        ("Locations", "no location", with(&[("locations", "[]")])),
        ("Locations", "21 locations", at(&many)),
        (
            "Location",
            "a profile without address and name",
            at(r#"{"type":"social","platform":"P"}"#),
        ),
        (
            "Location",
            "a shared file without name, words and hash",
            at(r#"{"type":"file_sharing","client":"c"}"#),
        ),
        (
            "Description",
            "grooming without words",
            category("grooming", &[]),
        ),
        (
            "Description",
            "hate speech without words",
            category("hate_speech", &[("good_faith", "true")]),
        ),
        (
            "GoodFaith",
            "hate speech without good faith",
            category("hate_speech", &[("description", r#""what was said""#)]),
        ),
        (
            "Contact",
            "a contact without feedback",
            with(&[("contact", r#""a@b.example""#)]),
        ),
    ]
}

/// The least report with these members, each in its place; one without a place stands last.
pub(super) fn with(members: &[(&str, &str)]) -> String {
    let all = || members.iter().chain(&LEAST);
    let unknown = members.iter().map(|(name, _)| *name);
    let unknown = unknown.filter(|name| !ORDER.contains(name));
    let written: Vec<_> = ORDER
        .into_iter()
        .chain(unknown)
        .filter_map(|name| all().find(|(member, _)| *member == name))
        .map(|(name, value)| format!(r#""{name}":{value}"#))
        .collect();
    format!("{{{}}}", written.join(","))
}

/// The least report with these locations.
pub(super) fn at(locations: &str) -> String {
    with(&[("locations", &format!("[{locations}]"))])
}
