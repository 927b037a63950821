use super::*;

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
