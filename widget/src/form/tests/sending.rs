use super::*;

#[test]
fn nothing_with_problems_is_sent() {
    let day = ("observed_on", Error::Form(Format::Date));
    let url = ("location-0-found", Error::Required);
    for (edit, step, problem) in [
        (write(Field::ObservedOn, "yesterday"), Step::What, day),
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
    form.reduce(Action::Change(Step::What));
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

    form.reduce(Action::Change(Step::What));
    form.reduce(write(Field::Description, "words"));
    form.reduce(Action::Next);
    let (changed, _) = delivered(form.reduce(Action::Send(id(3))));
    assert_eq!((changed.id(), changed.language.as_str()), (id(3), "de"));
}

#[test]
fn a_changed_report_gets_an_id_of_its_own() {
    let mut form = waiting();
    goes_to(&mut form, Action::Change(Step::Review), Step::Review);
    form.reduce(Action::Change(Step::What));
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
    form.reduce(Action::Change(Step::What));
    ignores(&mut form, tried(1, Outcome::Received));
    form.reduce(write(Field::Description, "words"));
    form.reduce(Action::Next);
    form.reduce(Action::Send(id(2)));
    for outcome in [Outcome::Received, Outcome::Refused, Outcome::Unreachable] {
        ignores(&mut form, tried(1, outcome));
    }
    goes_to(&mut form, tried(2, Outcome::Received), Step::Sent);
}
