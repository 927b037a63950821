use model::time::Timestamp;
use shared::signing::SigningKey;

use super::*;
use crate::directory::{Entry, Status};

fn hotline(id: &str, countries: &[&str], form: &str) -> Application {
    Application {
        hotline: id.parse().unwrap(),
        name: format!("<Hotline {id}>"),
        countries: countries.iter().map(ToString::to_string).collect(),
        categories: vec!["csam".to_owned()],
        languages: vec![id.to_owned(), "en".to_owned()],
        root: SigningKey::generate(&mut getrandom::rand_core::UnwrapErr(getrandom::SysRng))
            .verifying_key(),
        exchange: "https://report.example.org".to_owned(),
        form: form.to_owned(),
        made: Timestamp(1_800_000_000).0,
    }
}

/// A network of hotlines in the Netherlands and Belgium, and in Sweden; of one that was revoked; and of one whose
/// form lies behind somebody's firewall.
fn directory() -> Directory {
    let members = [
        (
            hotline(
                "nl",
                &["NL", "BE"],
                "https://nl.example.org/p/network?a=1&b=2",
            ),
            Status::Active,
        ),
        (
            hotline("se", &["SE"], "https://se.example.org"),
            Status::Active,
        ),
        (
            hotline("fr", &["FR"], "https://fr.example.org"),
            Status::Revoked,
        ),
        (
            hotline("it", &["IT"], "https://192.168.0.1/"),
            Status::Active,
        ),
    ];
    let told = |text: &str| BTreeMap::from([("en".to_owned(), text.to_owned())]);
    Directory {
        name: "Network </script>".to_owned(),
        members: members
            .map(|(hotline, status)| Entry { hotline, status })
            .into(),
        elsewhere: BTreeMap::from([
            ("BR".to_owned(), told("Write to <SaferNet>.")),
            ("SE".to_owned(), told("There is a hotline.")),
        ]),
    }
}

fn page() -> AssociationPage {
    let leave = "https://example.org/".parse().unwrap();
    AssociationPage::new(&directory(), &Bundle::built_in().unwrap(), &leave).unwrap()
}

#[test]
fn each_country_leads_to_its_hotline_or_to_what_the_directory_tells() {
    let directory = directory();
    let places = places(&directory);
    let ways = places.iter().map(|place| {
        let to = match place.way {
            Way::Form(hotline) => hotline.form.as_str(),
            Way::Told(told) => &told["en"],
        };
        (place.country, place.name, to)
    });
    let nl = "https://nl.example.org/p/network?a=1&b=2";
    assert_eq!(
        ways.collect::<Vec<_>>(),
        [
            ("BE", "Belgium", nl),
            ("BR", "Brazil", "Write to <SaferNet>."),
            ("NL", "Netherlands", nl),
            ("SE", "Sweden", "https://se.example.org"),
        ]
    );
}

#[test]
fn a_page_shows_what_others_wrote_as_text() {
    let html = page().html;
    for written in ["<Hotline", "<SaferNet", "Network </script>"] {
        assert!(!html.contains(written), "{written}");
    }
    for shown in [
        "&#60;Hotline nl&#62;",
        "Write to &#60;SaferNet&#62;.",
        "?a=1&#38;b=2",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    assert_eq!(html.matches("<script").count(), 2);
    assert_eq!(html.matches("</script>").count(), 2);
}

#[test]
fn a_page_runs_its_own_script_and_frames_the_forms_of_hotlines_that_take_part_alone() {
    let (html, policy) = (page().html, policy(&directory()));
    let between =
        |tag: &str, end: &str| html.rsplit_once(tag).unwrap().1.split(end).next().unwrap();
    for (text, directive) in [
        (between("<script>", "</script>"), "script-src"),
        (between("<style>", "</style>"), "style-src"),
    ] {
        let hash = Base64::encode_string(&Sha256::digest(text));
        assert!(
            policy.contains(&format!("{directive} 'sha256-{hash}';")),
            "{directive}"
        );
    }
    assert!(policy.contains("frame-src https://nl.example.org https://se.example.org;"));
    for way_out in ["src=\"", "<link", "<img", "@import", "url(", "fetch("] {
        assert!(!html.contains(way_out), "{way_out}");
    }
}

#[test]
fn every_language_of_the_form_has_every_text_and_says_who_reviewed_it() {
    let own: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(TEXTS).unwrap();
    let texts = texts(&Bundle::built_in().unwrap()).unwrap();
    assert!(own.keys().eq(texts.keys()));
    for (tag, mut texts) in own.clone() {
        assert_eq!(texts.remove("_review").is_none(), tag == ENGLISH, "{tag}");
        assert!(texts.keys().eq(own[ENGLISH].keys()), "{tag}");
        assert!(texts.values().all(|text| !text.trim().is_empty()), "{tag}");
    }
}

#[test]
fn a_page_comes_with_the_loader_of_its_button() {
    let folder = tempfile::tempdir().unwrap();
    let page = page();
    for _ in 0..2 {
        page.write(folder.path()).unwrap();
    }
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("index.html").trim_end(), page.html.trim_end());
    assert!(read("embed/v1.js").contains("report-button"));
}
