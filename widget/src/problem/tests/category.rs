use serde_json::Value;

use super::*;
use crate::draft::sample::{draft, page, sent, write};
use crate::draft::{Edit, Field};

#[test]
fn a_report_needs_a_category() {
    let draft = Draft::default();
    has_problems(Step::What, &draft, &[("category", Error::Required)]);
    assert_eq!(
        draft.build(ReportId::new([7; ReportId::BYTES]), &page()),
        None
    );
    for category in Category::ALL {
        let draft = self::draft([Edit::Category(*category)]);
        let problems = problems(Step::What, &draft, &page());
        assert!(problems.iter().all(|problem| problem.field != "category"));
    }
}

#[test]
fn grooming_and_hate_speech_need_words() {
    for category in Category::ALL {
        let mut draft = draft([Edit::Category(*category), Edit::GoodFaith(true)]);
        if matches!(category, Category::Grooming | Category::HateSpeech) {
            has_problems(Step::What, &draft, &[("description", Error::Required)]);
            draft.apply(write(Field::Description, "what was said"));
        }
        may_be_sent(&draft);
    }
}

#[test]
fn hate_speech_needs_good_faith_and_nothing_else_sends_it() {
    let mut draft = draft([
        Edit::Category(Category::HateSpeech),
        write(Field::Description, "what was said"),
    ]);
    has_problems(Step::What, &draft, &[("good_faith", Error::Required)]);
    draft.apply(Edit::GoodFaith(true));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["good_faith"], true);
    draft.apply(Edit::Category(Category::Csam));
    assert_eq!(sent(&draft)["good_faith"], Value::Null);
}
