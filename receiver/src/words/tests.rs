use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use html5gum::{Token, Tokenizer};
use model::assessment::{AgeGroup, Classification, Commerciality, Gender, SiteType};
use model::audit::ActName;
use model::case::Waited;
use model::life::{End, ItemState, STEPS};
use model::outcome::Became;
use model::priority::Priority;
use model::workflow::Outcome;
use model::worksheet::{Answer, FeedbackState, HandOffState, HandoffKind};
use shared::report::{AgeHint, Category, ContentType, PaidAccess, PaymentMethod};

use super::*;

#[test]
fn a_browser_gets_the_language_that_it_likes_best() {
    for (header, language) in [
        ("de", Some(Language::De)),
        ("DE-ch", Some(Language::De)),
        ("pt, fr;q=0.5, es;q=0.8", Some(Language::Es)),
        ("es, fr", Some(Language::Es)),
        ("fr;q=0, en;q=0.1", Some(Language::En)),
        ("pt;q=0.9, *", None),
        ("", None),
        ("de;q=x", None),
    ] {
        assert_eq!(Language::accepted(header), language, "{header}");
    }
}

#[test]
fn numbers_choose_the_form_of_a_text() {
    for (language, unit, number, end) in [
        (Language::En, "seconds", 1, "in a second."),
        (Language::En, "minutes", 3, "in 3 minutes."),
        (Language::Es, "seconds", 1, "dentro de un segundo."),
        (Language::Fr, "seconds", 2, "dans 2 secondes."),
        (Language::De, "seconds", 1, "in einer Sekunde noch einmal."),
    ] {
        let text = Words(language).login_wait(number, unit);
        assert!(text.ends_with(end), "{text}");
    }
}

#[test]
fn lists_are_written_as_each_language_writes_them() {
    for (language, two, three) in [
        (Language::En, "Anna and Ines", "Ben, Anna and Ines"),
        (Language::Es, "Anna e Ines", "Ben, Anna e Ines"),
        (Language::Fr, "Anna et Ines", "Ben, Anna et Ines"),
        (Language::De, "Anna und Ines", "Ben, Anna und Ines"),
    ] {
        let words = Words(language);
        assert_eq!(words.list(&["Ben", "Anna", "Ines"]), three);
        assert_eq!(words.list(&["Anna", "Ines"]), two);
        assert_eq!(words.list(&["Anna"]), "Anna");
        assert_eq!(words.list(&[""; 0]), "");
    }
}

/// The one list with commas is the content of a field, as people type it.
#[test]
fn no_page_writes_a_list_of_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut with_commas = Vec::new();
    for file in ["src/web", "templates"].map(|name| root.join(name)) {
        let read = |file: &PathBuf| std::fs::read_to_string(file).unwrap();
        let mut all = files(&file);
        all.retain(|file| read(file).contains(r#".join(", ")"#));
        with_commas.extend(all);
    }
    assert_eq!(with_commas, [root.join("src/web/pages/findings.rs")]);
}

/// The names of a choice, and the text that has words for them.
type Choice = (Vec<&'static str>, fn(Words, String) -> Cow<'static, str>);

#[test]
fn every_choice_has_words_in_every_language() {
    let choices: &[Choice] = &[
        (names(Category::ALL, Category::name), |words, name| {
            words.choice_category(name)
        }),
        (names(Outcome::VARIANTS, Outcome::name), |words, name| {
            words.choice_outcome(name)
        }),
        (names(SiteType::VARIANTS, SiteType::name), |words, name| {
            words.choice_site_type(name)
        }),
        (names(Waited::VARIANTS, Waited::name), |words, name| {
            words.choice_waited(name)
        }),
        (names(ActName::VARIANTS, ActName::name), |words, name| {
            words.choice_act(name)
        }),
        (names(&Priority::ALL, Priority::name), |words, name| {
            words.choice_priority(name)
        }),
        (
            names(Classification::VARIANTS, Classification::name),
            |words, name| words.choice_classification(name),
        ),
        (names(Gender::VARIANTS, Gender::name), |words, name| {
            words.choice_gender(name)
        }),
        (names(AgeGroup::VARIANTS, AgeGroup::name), |words, name| {
            words.choice_age_group(name)
        }),
        (
            names(Commerciality::VARIANTS, Commerciality::name),
            |words, name| words.choice_commerciality(name),
        ),
        (names(AgeHint::ALL, AgeHint::name), |words, name| {
            words.choice_age_hint(name)
        }),
        (names(ContentType::ALL, ContentType::name), |words, name| {
            words.choice_content_type(name)
        }),
        (names(PaidAccess::ALL, PaidAccess::name), |words, name| {
            words.choice_paid_access(name)
        }),
        (
            names(PaymentMethod::ALL, PaymentMethod::name),
            |words, name| words.choice_payment_method(name),
        ),
        (
            names(ItemState::VARIANTS, ItemState::name),
            |words, name| words.item_state(name),
        ),
        (names(End::VARIANTS, End::name), |words, name| {
            words.item_end(name)
        }),
        (
            names(FeedbackState::VARIANTS, FeedbackState::name),
            |words, name| words.case_feedback_state(name),
        ),
        (
            names(HandoffKind::VARIANTS, HandoffKind::name),
            |words, name| words.hand_off_kind(name),
        ),
        (
            names(HandOffState::VARIANTS, HandOffState::name),
            |words, name| words.hand_off_state(name),
        ),
        (names(Answer::VARIANTS, Answer::name), |words, name| {
            words.hand_off_answer(name)
        }),
        (names(Became::VARIANTS, Became::name), |words, name| {
            words.hand_off_outcome(name)
        }),
        (names(Answer::VARIANTS, Answer::name), |words, name| {
            words.hand_off_record_answer(name)
        }),
    ];
    for (names, text) in choices {
        for language in Language::VARIANTS {
            let said = |name: &str| text(Words(*language), name.to_owned());
            let all: BTreeSet<_> = names.iter().map(|name| said(name)).collect();
            assert_eq!(all.len(), names.len(), "{language:?}: {all:?}");
            assert!(all.iter().all(|words| !words.contains('_')), "{all:?}");
            // A name without words is shown as it is.
            let unknown = names.concat();
            assert_eq!(said(&unknown), unknown);
        }
    }
}

#[test]
fn every_step_and_record_has_words_of_its_own() {
    let records = HandOffState::VARIANTS.iter().flat_map(|state| state.next());
    let records = records.filter(|state| **state != HandOffState::Answered);
    let records: Vec<_> = records.map(|state| state.name()).collect();
    for words in Language::VARIANTS.iter().map(|language| Words(*language)) {
        for step in STEPS {
            assert_ne!(words.item_step(step.name), step.name);
        }
        for record in &records {
            assert_ne!(words.hand_off_record(*record), *record);
        }
    }
}

fn names<T: Copy>(choices: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
    choices.iter().map(|choice| name(*choice)).collect()
}

/// What a template shows beside its values: texts, and the attributes that people see or hear.
#[test]
fn a_template_has_no_words_of_its_own() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let mut with_words = Vec::new();
    for file in files(folder.as_ref()) {
        let name = file
            .strip_prefix(folder)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if has_words(&std::fs::read_to_string(&file).unwrap()) {
            with_words.push(name);
        }
    }
    assert!(with_words.is_empty(), "{with_words:?}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.extension().and_then(|end| end.to_str()) {
            None => files(&path),
            Some("html" | "rs") => vec![path],
            Some(_) => Vec::new(),
        })
        .collect()
}

fn has_words(template: &str) -> bool {
    let html = without(template, "{#", "#}");
    let html = without(&html, "{{", "}}");
    let html = without(&html, "{%", "%}");
    let html = without(&html, "<code>", "</code>");
    let is_text = |text: &[u8]| String::from_utf8_lossy(text).contains(char::is_alphabetic);
    let mut tokens = Tokenizer::new(&html).map(|Ok(token)| token);
    tokens.any(|token| match token {
        Token::String(text) => is_text(&text),
        Token::StartTag(tag) => {
            let mut seen = ["alt", "aria-label", "placeholder", "title"].into_iter();
            seen.any(|name| {
                let value = tag.attributes.get(name.as_bytes());
                value.is_some_and(|value| is_text(value))
            })
        }
        _ => false,
    })
}

fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |all, part| all + part.split_once(to).unwrap().1)
}
