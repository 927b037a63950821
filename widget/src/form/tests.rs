mod problems;
mod sending;

use shared::report::Category;

use super::*;
use crate::draft::{Field, Format, Kind};
use crate::problem::Error;

fn page(language: &str) -> Page {
    Page {
        language: language.parse().unwrap(),
        partner: None,
        is_test: false,
    }
}

fn id(number: u8) -> ReportId {
    ReportId::new([number; ReportId::BYTES])
}

fn category(category: Category) -> Action {
    Action::Edit(Edit::Category(category))
}

fn write(field: Field, answer: &str) -> Action {
    Action::Edit(Edit::Write(None, field, answer.to_owned()))
}

fn write_at(location: usize, field: Field, answer: &str) -> Action {
    Action::Edit(Edit::Write(Some(location), field, answer.to_owned()))
}

/// A form after these actions.
fn form(actions: impl IntoIterator<Item = Action>) -> Form {
    let mut form = Form::new(page("en"));
    for action in actions {
        form.reduce(action);
    }
    form
}

fn at_where() -> Form {
    form([category(Category::Csam)])
}

fn at_review() -> Form {
    form([
        write_at(0, Field::Found, "https://bad.example/"),
        Action::Next,
        category(Category::Csam),
        Action::Next,
        Action::Next,
    ])
}

/// A form that is sending the report of id 1.
fn sending() -> Form {
    let mut form = at_review();
    form.reduce(Action::Send(id(1)));
    form
}

/// A form that could not send the report of id 1 yet.
fn waiting() -> Form {
    let mut form = sending();
    form.reduce(tried(1, Outcome::Unreachable));
    form
}

fn tried(number: u8, outcome: Outcome) -> Action {
    Action::Tried(id(number), outcome, 0.0)
}

fn goes_to(form: &mut Form, action: Action, step: Step) {
    assert_eq!(
        form.reduce(action),
        focus(HEADING),
        "on the way to {step:?}"
    );
    assert_eq!(form.step, step);
    assert_eq!(form.problems, []);
}

fn is_kept_by(form: &mut Form, action: Action, problems: &[(&str, Error)]) {
    assert_eq!(form.reduce(action), focus(PROBLEMS));
    shows(form, problems);
}

fn shows(form: &Form, problems: &[(&str, Error)]) {
    let shown = form.problems.iter();
    let shown: Vec<_> = shown.map(|one| (one.id(), one.error)).collect();
    let expected = problems
        .iter()
        .map(|(id, error)| ((*id).to_owned(), *error));
    assert_eq!(shown, expected.collect::<Vec<_>>());
}

fn ignores(form: &mut Form, action: Action) {
    let (step, draft) = (form.step, form.draft.clone());
    assert_eq!(form.reduce(action), [], "at {step:?}");
    assert_eq!((form.step, &form.draft), (step, &draft));
}

/// The report of the first effect, and the other effects.
fn delivered(mut effects: Vec<Effect>) -> (Report, Vec<Effect>) {
    match effects.remove(0) {
        Effect::Deliver(report) => (report, effects),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_way_to_a_sent_report() {
    let mut form = Form::new(page("en"));
    assert_eq!(form.step, Step::Where);
    let url = write_at(0, Field::Found, "https://bad.example/");
    assert_eq!(form.reduce(url), []);
    goes_to(&mut form, Action::Next, Step::What);
    assert_eq!(form.reduce(category(Category::Csam)), []);
    assert_eq!(form.reduce(write(Field::Description, "words")), []);
    goes_to(&mut form, Action::Next, Step::Review);

    let (report, others) = delivered(form.reduce(Action::Send(id(1))));
    assert_eq!((form.step, others), (Step::Sending, focus(HEADING)));
    let expected = form.draft.build(id(1), &page("en")).unwrap();
    assert_eq!(report, Report::try_from(expected).unwrap());
    goes_to(&mut form, tried(1, Outcome::Received), Step::Sent);
}

#[test]
fn the_way_back_keeps_the_answers() {
    let mut form = at_review();
    let draft = form.draft.clone();
    goes_to(&mut form, Action::Back, Step::What);
    goes_to(&mut form, Action::Back, Step::Where);
    ignores(&mut form, Action::Back);
    assert_eq!(form.draft, draft);
    ignores(&mut sending(), Action::Back);
    ignores(&mut waiting(), Action::Back);
}

#[test]
fn the_focus_follows_locations_that_come_and_go() {
    let mut form = at_where();
    for (edit, id) in [
        (Edit::AddLocation, "location-1-found"),
        (Edit::AddLocation, "location-2-found"),
        (Edit::RemoveLocation(1), "location-1-found"),
        (Edit::RemoveLocation(1), "location-0-found"),
        (Edit::RemoveLocation(0), "location-0-found"),
        (Edit::TakeOut(0, 1), "location-0-undo"),
    ] {
        assert_eq!(form.reduce(Action::Edit(edit)), focus(id));
    }
}

#[test]
fn a_change_from_the_review_leads_back_to_it() {
    for step in Step::QUESTIONS {
        let mut form = at_review();
        goes_to(&mut form, Action::Change(*step), *step);
        goes_to(&mut form, Action::Next, Step::Review);
    }
}

#[test]
fn a_change_that_calls_for_more_leads_to_where_it_is_asked_for() {
    let mut form = at_review();
    form.reduce(Action::Change(Step::What));
    form.reduce(category(Category::Grooming));
    let description = ("description", Error::Required);
    is_kept_by(&mut form, Action::Next, &[description]);
    form.reduce(write(Field::Description, "words"));
    goes_to(&mut form, Action::Next, Step::Review);

    form.reduce(Action::Change(Step::Where));
    form.reduce(write_at(0, Field::Found, ""));
    form.reduce(Action::Change(Step::Where));
    assert_eq!(form.step, Step::Where);
}

#[test]
fn a_restart_forgets_all_but_the_page() {
    let mut form = sending();
    form.reduce(Action::Language("de".parse().unwrap()));
    goes_to(&mut form, Action::Restart, Step::Where);
    assert_eq!(form.draft, Draft::default());
    ignores(&mut form, tried(1, Outcome::Received));

    form.reduce(write_at(0, Field::Found, "https://bad.example/"));
    goes_to(&mut form, Action::Next, Step::What);
    form.reduce(category(Category::Csam));
    goes_to(&mut form, Action::Next, Step::Review);
    let (report, _) = delivered(form.reduce(Action::Send(id(2))));
    assert_eq!((report.id(), report.language.as_str()), (id(2), "de"));
}

#[test]
fn another_language_keeps_everything_else() {
    let mut form = at_where();
    form.reduce(Action::Next);
    let problems = form.problems.clone();
    ignores(&mut form, Action::Language("de".parse().unwrap()));
    assert_eq!(form.problems, problems);

    let mut form = at_review();
    ignores(&mut form, Action::Language("de".parse().unwrap()));
    let (report, _) = delivered(form.reduce(Action::Send(id(1))));
    assert_eq!(report.language.as_str(), "de");
}

#[test]
fn written_is_what_would_be_lost() {
    let mut form = Form::new(page("en"));
    form.reduce(Action::Next);
    form.reduce(Action::Language("de".parse().unwrap()));
    assert!(!form.is_written());
    form.reduce(write_at(0, Field::Found, "x"));
    assert!(form.is_written());
    form.reduce(write_at(0, Field::Found, ""));
    assert!(!form.is_written());
    form.reduce(category(Category::Csam));
    assert!(form.is_written());
    form.reduce(Action::Restart);
    assert!(!form.is_written());
    assert!(waiting().is_written());
}

#[test]
fn a_test_sends_nothing_before_somebody_wants_it_sent() {
    let mut form = at_review();
    form.page.is_test = true;
    goes_to(&mut form, Action::Send(id(1)), Step::Tested);
    goes_to(&mut form, Action::Change(Step::Review), Step::Review);
    goes_to(&mut form, Action::Send(id(1)), Step::Tested);
    let (report, _) = delivered(form.reduce(Action::Send(id(1))));
    assert_eq!((form.step, report.id()), (Step::Sending, id(1)));
}
