//! Every page is in the reader's language: a text that is the same in all languages is a name, a code or
//! a number, or it stands in a list.

use std::collections::BTreeSet;

use axum::http::Method;
use model::rights::Role;
use receiver::web::routes::{self, Access};
use tests::InProcess;

use crate::logged;
use crate::logs::Preparation;

const LANGUAGES: [&str; 4] = ["en", "es", "fr", "de"];

/// What all languages share: names, what the reports of the test say, and the tags of languages.
const SHARED: [&str; 9] = [
    "Example Hotline",
    "token:config",
    "what was seen",
    "bad[.]example",
    "spam",
    "en",
    "es",
    "fr",
    "de",
];

/// The languages by their own names; the scopes of tokens, which are names of the API; a hotline's id.
const OF_PAGE: [(&str, &[&str]); 5] = [
    ("/recipients", &["us"]),
    ("/referrals", &["us"]),
    ("/hotlines", &["us"]),
    ("/account", &["English", "Español", "Français", "Deutsch"]),
    (
        "/tokens",
        &["audit", "look", "retention", "staff", "statistics"],
    ),
];

/// The elements whose text somebody else has written, or no person has.
const WRITTEN: [&str; 4] = ["code", "textarea", "svg", "pre"];

#[tokio::test]
async fn no_page_has_a_text_in_one_language_only() {
    let (desk, other) = InProcess::with_everything().await;
    let listening = desk.listen().await;
    let lead = listening.member("lena", Role::Lead).await;
    let admin = listening.member("ada", Role::Admin).await;
    let (mut pages, mut untranslated) = (0, BTreeSet::new());
    for (number, route) in (1..).zip(routes::all()) {
        if route.method != Method::GET || route.access != Access::Page {
            continue;
        }
        let preparation = Preparation {
            other: &other,
            desk: &desk,
            lead: &lead,
            admin: &admin,
            number,
        };
        let member = preparation.member(&route);
        let path = preparation.fitting(&route).await.path;
        let mut in_all: Option<BTreeSet<String>> = None;
        for language in LANGUAGES {
            member
                .form("/account/language", &[("language", language)])
                .await;
            let reply = member.get(&path).await;
            let kind = reply.headers.get("content-type");
            if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
                break;
            }
            assert!(
                reply.body.contains(&format!("<html lang=\"{language}\"")),
                "{path}"
            );
            // Whoever comes by keyboard begins with the link to the content.
            let (_, body) = reply.body.split_once("<body>").unwrap();
            assert!(
                body.trim_start()
                    .starts_with("<a class=\"skip\" href=\"#content\">"),
                "{path}"
            );
            assert_eq!(body.matches("id=\"content\"").count(), 1, "{path}");
            let texts = texts(&reply.body);
            in_all = Some(match in_all {
                Some(before) => before.intersection(&texts).cloned().collect(),
                None => texts,
            });
        }
        pages += usize::from(in_all.is_some());
        let logged: Vec<_> = match route.path {
            "/audit" => logged(&desk, 0).await,
            _ => Vec::new(),
        };
        let is_logged = |text: &String| {
            let mut entries = logged.iter();
            entries.any(|it| {
                let case = it.case.map(|id| id.to_string());
                [&it.old, &it.new, &it.who].contains(&text) || case.as_ref() == Some(text)
            })
        };
        let of_page = OF_PAGE.iter().find(|(path, _)| *path == route.path);
        let of_page = of_page.map_or(&[][..], |(_, texts)| *texts);
        let same = in_all.into_iter().flatten();
        let same = same.filter(|text| !of_page.contains(&&text[..]) && !is_logged(text));
        untranslated.extend(same.map(|text| format!("{}: {text}", route.path)));
    }
    assert!(pages > 12, "{pages}");
    assert_eq!(untranslated, BTreeSet::new());
}

/// The texts and labels of a page, apart from names, numbers and codes.
fn texts(page: &str) -> BTreeSet<String> {
    let (mut texts, mut inside): (_, Vec<&str>) = (BTreeSet::new(), Vec::new());
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.split_whitespace().next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(name) if inside.last() == Some(&name) => {
                inside.pop();
            }
            None if WRITTEN.contains(&name) => inside.push(name),
            _ => {}
        }
        if inside.is_empty() {
            texts.insert(text.trim().to_owned());
        }
        for label in ["aria-label=\"", "placeholder=\"", "title=\""] {
            let value = tag
                .split_once(label)
                .map(|(_, rest)| rest.split('"').next());
            texts.extend(value.flatten().map(str::to_owned));
        }
    }
    let is_word = |text: &String| {
        let is_name = ["lena", "ada", "name-"]
            .iter()
            .any(|name| text.starts_with(name));
        text.chars().filter(|it| it.is_alphabetic()).count() > 1 && !is_name
    };
    texts.retain(|text| is_word(text) && !SHARED.contains(&&text[..]));
    texts
}
