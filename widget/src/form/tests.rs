use shared::report::Category;

use super::*;
use crate::draft::{Field, Format, Kind};
use crate::problem::Error;

fn page(language: &str) -> Page {
    Page {
        language: language.parse().unwrap(),
        partner: None,
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

/// A form to which this happened.
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

/// The report of id 1 is being sent.
fn sending() -> Form {
    let mut form = at_review();
    form.reduce(Action::Send(id(1)));
    form
}

/// The report of id 1 could not be sent yet.
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

/// The report that is to be delivered, and what else is to be done.
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
    goes_to(&mut form, Action::Next, Step::Details);
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
    goes_to(&mut form, Action::Back, Step::Details);
    goes_to(&mut form, Action::Back, Step::What);
    goes_to(&mut form, Action::Back, Step::Where);
    ignores(&mut form, Action::Back);
    assert_eq!(form.draft, draft);
    ignores(&mut sending(), Action::Back);
    ignores(&mut waiting(), Action::Back);
}

#[test]
fn a_step_with_problems_is_not_left_forwards() {
    let mut form = Form::new(page("en"));
    let problem = ("location-0-found", Error::Required);
    is_kept_by(&mut form, Action::Next, &[problem]);
    assert_eq!(form.step, Step::Where);
    assert_eq!(form.problem(problem.0).unwrap().label, "found");
    assert_eq!(form.problem("location-0-referrer"), None);

    form.reduce(write_at(0, Field::Found, "https://bad.example/"));
    goes_to(&mut form, Action::Next, Step::What);
    is_kept_by(&mut form, Action::Next, &[("category", Error::Required)]);
    assert_eq!(form.step, Step::What);
    goes_to(&mut form, Action::Back, Step::Where);
}

#[test]
fn problems_show_only_after_the_reporter_wants_to_go_on() {
    let mut form = at_where();
    form.reduce(Action::Edit(Edit::Kind(0, Some(Kind::Web))));
    form.reduce(write_at(0, Field::Found, "ftp://bad.example"));
    shows(&form, &[]);
    form.reduce(write_at(0, Field::Found, ""));
    is_kept_by(
        &mut form,
        Action::Next,
        &[("location-0-found", Error::Required)],
    );
    form.reduce(write_at(0, Field::Found, "ftp://bad.example"));
    shows(&form, &[]);
    let url = ("location-0-found", Error::Form(Format::Web));
    is_kept_by(&mut form, Action::Next, &[url]);
    form.reduce(write_at(0, Field::Referrer, "ftp://bad.example"));
    shows(&form, &[url]);
}

#[test]
fn an_edit_takes_away_the_problem_that_it_mends_and_no_other() {
    let mut form = at_where();
    form.reduce(Action::Edit(Edit::Kind(0, Some(Kind::Social))));
    let platform = ("location-0-platform", Error::Required);
    let found = ("location-0-found", Error::Required);
    is_kept_by(&mut form, Action::Next, &[found, platform]);
    form.reduce(write_at(0, Field::PostedOn, "2027-02-09"));
    shows(&form, &[found, platform]);
    form.reduce(write_at(0, Field::Found, "h"));
    shows(&form, &[platform]);
    form.reduce(write_at(0, Field::Platform, "P"));
    shows(&form, &[]);
}

#[test]
fn a_report_stays_too_large_until_it_is_short_enough() {
    let mut form = at_where();
    for location in 0..5 {
        form.reduce(Action::Edit(Edit::AddLocation));
        let url = format!("https://bad.example/{}", "x".repeat(1900));
        form.reduce(write_at(location, Field::Found, &url));
    }
    form.reduce(Action::Edit(Edit::RemoveLocation(5)));
    form.reduce(Action::Next);
    let Error::TooLarge(over) = form.problems[0].error else {
        panic!("{:?}", form.problems)
    };
    let shorter = |by| format!("https://bad.example/{}", "x".repeat(1900 - by));
    form.reduce(write_at(0, Field::Found, &shorter(over - 1)));
    shows(&form, &[("location-4-found", Error::TooLarge(1))]);
    form.reduce(write_at(0, Field::Found, &shorter(over)));
    shows(&form, &[]);
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
    ] {
        assert_eq!(form.reduce(Action::Edit(edit)), focus(id));
    }
}

#[test]
fn the_problems_of_the_other_locations_stay_when_one_goes() {
    let mut form = at_where();
    form.reduce(write_at(0, Field::Found, "https://bad.example/"));
    for at in 1..=3 {
        form.reduce(Action::Edit(Edit::AddLocation));
        form.reduce(Action::Edit(Edit::Kind(at, Some(Kind::Email))));
        form.reduce(write_at(at, Field::Found, "nobody"));
    }
    let wrong = Error::Form(Format::Email);
    let all = ["location-1-found", "location-2-found", "location-3-found"].map(|id| (id, wrong));
    is_kept_by(&mut form, Action::Next, &all);
    form.reduce(Action::Edit(Edit::RemoveLocation(1)));
    shows(&form, &all[..2]);
    form.reduce(Action::Edit(Edit::RemoveLocation(0)));
    shows(&form, &[("location-0-found", wrong), all[0]]);
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
    goes_to(&mut form, Action::Next, Step::Details);
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
fn nothing_with_problems_is_sent() {
    let day = ("observed_on", Error::Form(Format::Date));
    let url = ("location-0-found", Error::Required);
    for (edit, step, problem) in [
        (write(Field::ObservedOn, "yesterday"), Step::Details, day),
        (write_at(0, Field::Found, ""), Step::Where, url),
    ] {
        let mut form = at_review();
        form.reduce(edit);
        is_kept_by(&mut form, Action::Send(id(1)), &[problem]);
        assert_eq!(form.step, step);
    }
}

#[test]
fn only_a_reviewed_report_is_sent_and_only_once_at_a_time() {
    let mut form = at_where();
    ignores(&mut form, Action::Send(id(1)));
    ignores(&mut form, Action::Retry(id(1)));
    ignores(&mut form, Action::Change(Step::Review));
    ignores(&mut at_review(), Action::Retry(id(1)));

    let mut form = waiting();
    ignores(&mut form, Action::Send(id(2)));
    form.reduce(Action::Retry(id(2)));
    for mut trying in [sending(), form] {
        ignores(&mut trying, Action::Send(id(3)));
        ignores(&mut trying, Action::Retry(id(3)));
        ignores(&mut trying, Action::Change(Step::Review));
    }
}

#[test]
fn a_received_report_is_forgotten() {
    let mut form = sending();
    form.reduce(tried(1, Outcome::Received));
    assert_eq!(form.draft, Draft::default());
    assert!(form.sealed.is_none() && !form.is_written());
    ignores(&mut form, tried(1, Outcome::Unreachable));

    let mut form = waiting();
    form.reduce(Action::Retry(id(2)));
    goes_to(&mut form, tried(1, Outcome::Received), Step::Sent);
    assert!(!form.is_written());
}

#[test]
fn what_cannot_be_sent_is_kept_and_can_be_changed() {
    for (outcome, failure) in [
        (Outcome::Unverified, Failure::Unverified),
        (Outcome::Clock, Failure::Clock),
        (Outcome::Refused, Failure::Refused),
        (Outcome::Stale, Failure::Refused),
    ] {
        let mut form = sending();
        let draft = form.draft.clone();
        goes_to(&mut form, tried(1, outcome), Step::Failed(failure));
        assert_eq!(form.draft, draft);
        ignores(&mut form, Action::Retry(id(2)));
        goes_to(&mut form, Action::Change(Step::Review), Step::Review);
    }
}

#[test]
fn an_unreachable_hotline_is_tried_again_after_longer_and_longer() {
    let mut form = sending();
    let draft = form.draft.clone();
    let mut effects = form.reduce(tried(1, Outcome::Unreachable));
    assert_eq!(effects.remove(0), Effect::RetryIn(2000));
    assert_eq!(effects, focus(HEADING));
    for wait in [4000, 8000, 16_000, 30_000, 30_000] {
        assert_eq!(form.step, Step::Waiting { trying: false });
        let (_, others) = delivered(form.reduce(Action::Retry(id(2))));
        assert_eq!(others, [], "the focus stays where it is");
        assert_eq!(form.step, Step::Waiting { trying: true });
        let effects = form.reduce(tried(1, Outcome::Unreachable));
        assert_eq!(effects, [Effect::RetryIn(wait)]);
    }
    assert_eq!(form.draft, draft);

    form.reduce(Action::Change(Step::Review));
    form.reduce(Action::Send(id(3)));
    let effects = form.reduce(tried(1, Outcome::Unreachable));
    assert_eq!(effects[0], Effect::RetryIn(2000), "begins anew");
}

#[test]
fn a_busy_hotline_is_tried_again_when_it_asks_for_it() {
    for (asked, random, wait) in [
        (None, 0.0, 2000),
        (Some(7), 0.0, 7000),
        (Some(7), 1.0, 14_000),
        (Some(86_400), 0.0, 120_000),
    ] {
        let busy = Outcome::Busy { retry_after: asked };
        let mut form = sending();
        let effects = form.reduce(Action::Tried(id(1), busy, random));
        assert_eq!(effects[0], Effect::RetryIn(wait), "{asked:?}");
        assert_eq!(form.step, Step::Waiting { trying: false });
    }
}

#[test]
fn a_retry_of_the_same_report_keeps_its_id() {
    let mut form = at_review();
    let (first, _) = delivered(form.reduce(Action::Send(id(1))));
    form.reduce(tried(1, Outcome::Unreachable));
    let (again, _) = delivered(form.reduce(Action::Retry(id(2))));
    assert_eq!(again, first);

    form.reduce(tried(1, Outcome::Unverified));
    form.reduce(Action::Change(Step::Review));
    form.reduce(Action::Change(Step::Details));
    form.reduce(write(Field::Description, "words"));
    form.reduce(write(Field::Description, ""));
    form.reduce(Action::Next);
    let (again, _) = delivered(form.reduce(Action::Send(id(3))));
    assert_eq!(again, first);
}

#[test]
fn another_language_does_not_make_another_report() {
    let mut form = sending();
    let sealed = form.sealed.as_ref().unwrap().text.clone();
    form.reduce(tried(1, Outcome::Unreachable));
    form.reduce(Action::Language("de".parse().unwrap()));
    let (again, _) = delivered(form.reduce(Action::Retry(id(2))));
    assert_eq!(again.to_json(), sealed);
    form.reduce(tried(1, Outcome::Unreachable));

    form.reduce(Action::Change(Step::Details));
    form.reduce(write(Field::Description, "words"));
    form.reduce(Action::Next);
    let (changed, _) = delivered(form.reduce(Action::Send(id(3))));
    assert_eq!((changed.id(), changed.language.as_str()), (id(3), "de"));
}

#[test]
fn a_changed_report_gets_an_id_of_its_own() {
    let mut form = waiting();
    goes_to(&mut form, Action::Change(Step::Review), Step::Review);
    form.reduce(Action::Change(Step::Details));
    form.reduce(write(Field::Description, "words"));
    form.reduce(Action::Next);
    let (changed, _) = delivered(form.reduce(Action::Send(id(2))));
    assert_eq!(changed.id(), id(2));
    assert_eq!(changed.description.as_ref().unwrap().as_str(), "words");

    form.reduce(tried(2, Outcome::Unreachable));
    let (again, _) = delivered(form.reduce(Action::Retry(id(3))));
    assert_eq!(again, changed);
}

#[test]
fn a_late_answer_to_another_try_is_ignored() {
    let mut form = waiting();
    form.reduce(Action::Change(Step::Details));
    ignores(&mut form, tried(1, Outcome::Received));
    form.reduce(write(Field::Description, "words"));
    form.reduce(Action::Next);
    form.reduce(Action::Send(id(2)));
    for outcome in [Outcome::Received, Outcome::Refused, Outcome::Unreachable] {
        ignores(&mut form, tried(1, outcome));
    }
    goes_to(&mut form, tried(2, Outcome::Received), Step::Sent);
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
    goes_to(&mut form, Action::Next, Step::Details);
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
