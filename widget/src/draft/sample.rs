//! Drafts and answers for tests.

use serde_json::Value;
use shared::report::{BrokenRule, Report};

use super::*;

pub(crate) fn page() -> Page {
    Page {
        language: "de".parse().unwrap(),
        partner: Some("sid-2027".parse().unwrap()),
        is_test: false,
    }
}

pub(crate) fn write(field: Field, answer: &str) -> Edit {
    Edit::Write(None, field, answer.to_owned())
}

pub(crate) fn write_at(location: usize, field: Field, answer: &str) -> Edit {
    Edit::Write(Some(location), field, answer.to_owned())
}

/// A draft that can be sent, with these edits applied.
pub(crate) fn draft(edits: impl IntoIterator<Item = Edit>) -> Draft {
    let mut draft = Draft::default();
    draft.apply(Edit::Category(Category::Csam));
    draft.apply(write_at(0, Field::Found, "https://bad.example/"));
    for edit in edits {
        draft.apply(edit);
    }
    draft
}

/// A draft with one location, for which the reporter chose this kind. It has an answer to each
/// question that `answered` selects.
pub(crate) fn located(kind: Kind, answered: impl Fn(&Ask) -> bool) -> Draft {
    let mut draft = draft([write_at(0, Field::Found, ""), Edit::Kind(0, Some(kind))]);
    for ask in kind.asks().iter().filter(|ask| answered(ask)) {
        // The clue answers the question that has no input of its own.
        let asks = draft.locations[0].asks();
        let below = asks.iter().any(|asked| asked.field == ask.field);
        let field = if below { ask.field } else { Field::Found };
        draft.apply(write_at(0, field, &answer(ask)));
    }
    draft
}

/// A valid answer that differs from the answers to the other questions of the location.
pub(crate) fn answer(ask: &Ask) -> String {
    let name = ask.field.name();
    match ask.format {
        Format::Web => format!("https://{name}.example/"),
        Format::Onion => format!("http://{}.onion/", "a".repeat(56)),
        Format::Email => format!("{name}@bad.example"),
        Format::Date => "2027-02-09".to_owned(),
        Format::Time => "23:59".to_owned(),
        Format::Magnet => format!("magnet:?xt={name}"),
        Format::Name | Format::Place | Format::Story => name.to_owned(),
    }
}

pub(crate) fn report(draft: &Draft) -> Result<Report, BrokenRule> {
    let id = ReportId::new([7; ReportId::BYTES]);
    Report::try_from(draft.build(id, &page()).unwrap())
}

pub(crate) fn sent(draft: &Draft) -> Value {
    serde_json::from_slice(&report(draft).unwrap().to_json()).unwrap()
}
