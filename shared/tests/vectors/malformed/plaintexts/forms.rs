//! Reports that keep every rule, but are not written in their one form.

use super::reports::{at, with};

pub(super) fn other() -> Vec<(&'static str, String)> {
    let least = with(&[]);
    let changed = |from: &str, to: &str| least.replacen(from, to, 1);
    let described = |text: &str| with(&[("description", text)]);
    let kinds = |list: &str| with(&[("content_types", list)]);
    vec![
        (
            "members in another order",
            changed(r#""language":"en"}"#, r#""observed_on":"2027-02-09"}"#).replacen(
                '{',
                r#"{"language":"en","#,
                1,
            ),
        ),
        (
            "a location whose type stands last",
            at(r#"{"app":"C","type":"chat"}"#),
        ),
        (
            "a location's members in another order",
            at(r#"{"type":"chat","handle":"h","app":"C"}"#),
        ),
        (
            "credentials in another order",
            with(&[("site_credentials", r#"{"password":"p","user":"u"}"#)]),
        ),
        ("a space behind a colon", changed(":", ": ")),
        ("a line break at the end", least.clone() + "\n"),
        ("a member that is null", with(&[("observed_on", "null")])),
        (
            "a location's member that is null",
            at(r#"{"type":"chat","app":"C","handle":null}"#),
        ),
        ("an empty list", kinds("[]")),
        ("feedback that is false", with(&[("feedback", "false")])),
        ("good faith that is false", with(&[("good_faith", "false")])),
        ("a set in another order", kinds(r#"["video","image"]"#)),
        ("a value of a set twice", kinds(r#"["image","image"]"#)),
        ("an escape for a slash", described(r#""a\/b""#)),
        ("an escape for a letter", described(r#""\u00e4""#)),
        (
            "an escape for a surrogate pair",
            described(r#""\ud83d\uded1""#),
        ),
        ("an escape in upper case", described(r#""a\u001Fb""#)),
        ("a long escape for a line break", described(r#""a\u000ab""#)),
        (
            "a name with an escape",
            changed("language", r"langu\u0061ge"),
        ),
        ("a list for an object", at(r#"["chat","C"]"#)),
    ]
}
