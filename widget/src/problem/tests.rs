mod answers;
mod category;
mod kinds;
mod locations;

use shared::padding::pad;

use super::*;
use crate::draft::sample::{page, report};

const FORMATS: [Format; 9] = [
    Format::Web,
    Format::Onion,
    Format::Name,
    Format::Magnet,
    Format::Email,
    Format::Date,
    Format::Time,
    Format::Place,
    Format::Story,
];

fn found(step: Step, draft: &Draft) -> Vec<(String, Error)> {
    let problems = problems(step, draft, &page()).into_iter();
    problems.map(|found| (found.id(), found.error)).collect()
}

fn has_problems(step: Step, draft: &Draft, expected: &[(&str, Error)]) {
    let expected = expected
        .iter()
        .map(|(id, error)| ((*id).to_owned(), *error));
    assert_eq!(found(step, draft), expected.collect::<Vec<_>>());
}

fn may_be_sent(draft: &Draft) {
    for step in Step::QUESTIONS {
        assert_eq!(found(*step, draft), [], "{step:?}");
    }
    pad(&report(draft).unwrap().to_json(), PLAINTEXT_BYTES).unwrap();
}
