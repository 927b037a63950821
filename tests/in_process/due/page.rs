//! The page that lists what is due.

use axum::http::Method;
use model::rights::Role;
use serde_json::{Value, json};
use tests::{InProcess, Member};

use super::{desk_with, notice};
use crate::repeats::{DAY, assessed, enqueue, item, known, naming, web, with};
use crate::{act, ask, show, step, take, tell_police};

/// The rows of a list on the page, by the number of the item or the case, with their text.
fn rows(page: &str, list: &str) -> Vec<(String, String)> {
    let (_, section) = page.split_once(&format!("<h2 id=\"{list}\">")).unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    let rows = section.split("<tr ").skip(1).map(|row| {
        let number = row
            .split_once("\">")
            .unwrap()
            .1
            .split_once("\">")
            .unwrap()
            .1;
        let (number, _) = number.split_once("</a>").unwrap();
        let (_, number) = number.rsplit_once('>').unwrap_or(("", number));
        (number.to_owned(), row.to_owned())
    });
    rows.collect()
}

fn numbers(page: &str, list: &str) -> Vec<String> {
    rows(page, list)
        .into_iter()
        .map(|(number, _)| number)
        .collect()
}

/// The fields of the form in a row, without the token.
fn form(row: &str) -> Vec<(String, String)> {
    let inputs = row.split("type=\"hidden\" name=\"").skip(1).map(|input| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        let (value, _) = rest.split_once('"').unwrap();
        (name.to_owned(), value.to_owned())
    });
    inputs.filter(|(name, _)| name != "once").collect()
}

/// Presses a button in a row.
async fn press(member: &Member, row: &str, button: (&str, &str)) -> u16 {
    let fields = form(row);
    let mut fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (&name[..], &value[..]))
        .collect();
    fields.push(button);
    member.form("/due", &fields).await.status
}

/// Assigns a case to a member, who takes it.
async fn assign(desk: &InProcess, case: &str, to: &Member) {
    let path = format!("{}/assign", case.strip_prefix("/v1").unwrap());
    let version = show(desk, case).await["version"].to_string();
    let fields = [("version", &version[..]), ("assign", "me")];
    assert_eq!(to.form(&path, &fields).await.status, 303);
}

#[tokio::test]
async fn the_page_lists_ones_own_first_and_overdue_first() {
    let desk = desk_with(&[]).await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let ben = listening.member("ben", Role::Analyst).await;
    let mut cases = Vec::new();
    for (at, who) in [(1, &anna), (2, &ben), (3, &anna), (4, &ben)] {
        let url = format!("https://host{at}.example/a");
        let case = assessed(&desk, &naming(&[web(&url)]), &["baseline"]).await;
        tell_police(&desk, &case, 1).await;
        let look_again = format!("2027-01-{}", 30 - at);
        let request = json!({ "step": "look_after", "look_again": look_again });
        act(&desk, &case, "step", request).await;
        assign(&desk, &case, who).await;
        cases.push(case);
    }
    let page = anna.page("/due").await;
    assert_eq!(page.matches("Nothing is due.").count(), 2, "{page}");
    assert!(!page.contains("Due <strong>"), "{page}");
    desk.clock.advance_seconds(13 * DAY);
    let page = anna.page("/due").await;
    assert_eq!(
        (numbers(&page, "own"), numbers(&page, "others")),
        (vec!["3-1".into()], vec!["4-1".into(), "2-1".into()])
    );
    desk.clock.advance_seconds(DAY);
    let page = anna.page("/due").await;
    assert_eq!(numbers(&page, "own"), ["3-1", "1-1"]);
    let own = rows(&page, "own");
    for text in ["host3[.]example", "anna", "2 days", "2027-01-27"] {
        assert!(own[0].1.contains(text), "{text}: {}", own[0].1);
    }
    assert!(page.contains("Due <strong>4</strong>"), "{page}");
    let (_, listed) = desk.api(Method::GET, "/v1/due", &Value::Null).await;
    let listed: Vec<_> = listed["due"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["items"][0].clone())
        .collect();
    assert_eq!(listed, ["4-1", "3-1", "2-1", "1-1"]);

    // Still online: it goes from the list until the next working day, and counts.
    assert_eq!(press(&anna, &own[0].1, ("step", "still_online")).await, 303);
    let stale = press(&anna, &own[0].1, ("step", "removed")).await;
    assert_eq!(stale, 409, "somebody may have changed it");
    assert_eq!(press(&anna, &own[1].1, ("step", "removed")).await, 303);
    assert_eq!(item(&desk, &cases[0]).await["end"], "removed");
    let page = anna.page("/due").await;
    assert_eq!(numbers(&page, "own"), [] as [&str; 0]);
    assert_eq!(item(&desk, &cases[2]).await["look_again"], "2027-02-01");
    desk.clock.advance_seconds(3 * DAY);
    let page = anna.page("/due").await;
    let (number, row) = &rows(&page, "own")[0];
    assert_eq!(number, "3-1");
    assert!(
        row.contains("Still online once, last on 29 January 2027"),
        "{row}"
    );
}

#[tokio::test]
async fn holds_answers_second_notices_and_feedback_are_due_on_their_day() {
    let desk = desk_with(&[]).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let case = known(&desk).await;
    notice(&desk, &case).await;
    step(&desk, &case, "look_after").await;
    act(
        &desk,
        &case,
        "step",
        json!({ "step": "hold", "until": "2027-01-20" }),
    )
    .await;
    let others = async || {
        let page = anna.page("/due").await;
        rows(&page, "others")
            .into_iter()
            .map(|(_, row)| row)
            .collect::<Vec<_>>()
    };
    let is_about = |rows: &[String], texts: &[&str]| {
        assert_eq!(rows.len(), texts.len(), "{rows:?}");
        for (row, text) in rows.iter().zip(texts) {
            assert!(row.contains(text), "{text}: {row}");
        }
    };
    desk.clock.advance_seconds(4 * DAY);
    is_about(&others().await, &[]);
    desk.clock.advance_seconds(DAY);
    let held = others().await;
    is_about(&held, &["The police’s day has come"]);
    assert_eq!(press(&anna, &held[0], ("step", "release")).await, 303);
    let released = item(&desk, &case).await["released"].take();
    assert_eq!(released, json!({ "by": "anna", "on": "2027-01-20" }));
    step(&desk, &case, "look_after").await;
    step(&desk, &case, "still_online").await;
    is_about(&others().await, &["Second notice to the host"]);
    let second = notice(&desk, &case).await;
    is_about(&others().await, &[]);
    // The first notice is without an answer, then the second.
    desk.clock.advance_seconds(2 * DAY);
    let due = others().await;
    is_about(&due, &["Look again", "No answer yet: Host"]);
    assert_eq!(
        press(&anna, &due[1], ("hand_off_state", "no_answer")).await,
        303
    );
    desk.clock.advance_seconds(5 * DAY);
    let due = others().await;
    is_about(&due, &["Look again", "No answer yet: Host"]);
    let mut fields = form(&due[1]);
    fields.extend(
        [("answer", "refused"), ("hand_off_state", "answered")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (&name[..], &value[..]))
        .collect();
    assert_eq!(anna.form("/due", &fields).await.status, 303);
    let hand_offs = show(&desk, &case).await["hand_offs"].take();
    let last = hand_offs.as_array().unwrap().last().unwrap().clone();
    assert!(second.ends_with(&last["version"].to_string()));
    assert_eq!(
        (&last["state"], &last["answer"]),
        (&json!("answered"), &json!("refused"))
    );

    let report = with(
        naming(&[web("https://gone.example/")]),
        &json!({ "contact": "reporter@mail.example", "feedback": true }),
    );
    enqueue(&desk, &report).await;
    let case = take(&desk).await;
    step(&desk, &case, "not_found").await;
    let due = others().await;
    is_about(&due, &["Look again", "An answer to the reporter"]);
    assert_eq!(press(&anna, &due[1], ("feedback", "answered")).await, 303);
    assert_eq!(show(&desk, &case).await["state"], "closed");
}

#[tokio::test]
async fn the_list_goes_on_from_a_place_and_shows_whoever_works_on_cases() {
    let desk = desk_with(&[]).await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let reader = listening.member("olga", Role::ReadOnly).await;
    for at in 0..52 {
        let url = format!("https://host{at}.example/a");
        let case = assessed(&desk, &naming(&[web(&url)]), &["baseline"]).await;
        act(
            &desk,
            &case,
            "step",
            json!({ "step": "hold", "until": "2027-01-15" }),
        )
        .await;
    }
    let page = anna.page("/due").await;
    let first = numbers(&page, "others");
    assert_eq!(first.len(), 50);
    let (_, next) = page
        .split_once("<a href=\"/due?whose=others&amp;after=")
        .unwrap();
    let (next, _) = next.split_once('"').unwrap();
    let page = anna.page(&format!("/due?whose=others&after={next}")).await;
    assert_eq!(numbers(&page, "others"), ["51-1", "52-1"]);
    assert!(!page.contains("id=\"own\""), "{page}");
    for wrong in ["whose=ben", "whose=others&after=x"] {
        let status = anna.get(&format!("/due?{wrong}")).await.status;
        assert!([400, 422].contains(&status), "{wrong}: {status}");
    }
    assert_eq!(reader.get("/due").await.status, 403);
    assert!(!reader.page("/").await.contains("/due"));
}

#[tokio::test]
async fn an_owed_answer_has_a_text_and_is_given_up_with_a_reason() {
    let desk = desk_with(&[]).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let report = json!({ "contact": "reporter@mail.example", "feedback": true, "language": "de" });
    let report = with(naming(&[web("https://gone.example/")]), &report);
    enqueue(&desk, &report).await;
    let case = take(&desk).await;
    let path = case.strip_prefix("/v1").unwrap();
    let page = anna.page(path).await;
    assert!(
        !page.contains("text for the answer"),
        "no outcome is known yet"
    );
    step(&desk, &case, "not_found").await;
    let page = anna.page(path).await;
    assert!(page.contains("the reporter waits for an answer"), "{page}");
    assert!(
        page.contains("lang=\"de\" dir=\"auto\">Vielen Dank für Ihre Meldung"),
        "{page}"
    );
    let request = json!({ "state": "given_up" });
    assert_eq!(ask(&desk, &case, "feedback", request).await.0, 422);
    let row = rows(&anna.page("/due").await, "others")[0].1.clone();
    assert_eq!(press(&anna, &row, ("feedback", "given_up")).await, 422);
    let before = show(&desk, &case).await;
    assert_eq!(
        (&before["state"], &before["notes"]),
        (&json!("feedback_owed"), &json!([]))
    );
    let fields = form(&row);
    let mut fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (&name[..], &value[..]))
        .collect();
    fields.extend([("reason", "The mail came back."), ("feedback", "given_up")]);
    assert_eq!(anna.form("/due", &fields).await.status, 303);
    let after = show(&desk, &case).await;
    assert_eq!(after["state"], "closed");
    assert_eq!(after["notes"][0]["text"], "The mail came back.");
    assert!(
        !anna.page(path).await.contains("Vielen Dank"),
        "it is settled"
    );
}

#[tokio::test]
async fn all_that_was_handed_over_is_counted_and_not_only_what_a_page_lists() {
    let desk = desk_with(&[]).await;
    let ben = desk.listen().await.member("ben", Role::Analyst).await;
    for number in 1..=51 {
        enqueue(
            &desk,
            &naming(&[web(&format!("https://{number}.example/"))]),
        )
        .await;
        let case = take(&desk).await;
        let (status, answer) = desk
            .post(
                &format!("{case}/assignee"),
                json!({ "version": 1, "to": "ben" }),
            )
            .await;
        assert!(status.is_success(), "{answer}");
    }
    let page = ben.page("/").await;
    assert!(page.contains("Handed to me <strong>51</strong>"), "{page}");
}

#[tokio::test]
async fn a_case_that_is_handed_over_is_due_until_its_new_owner_acts() {
    let desk = desk_with(&[]).await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let ben = listening.member("ben", Role::Analyst).await;
    for act_of_owner in ["pressed", "worked"] {
        let url = format!("https://{act_of_owner}.example/");
        let case = assessed(&desk, &naming(&[web(&url)]), &["baseline"]).await;
        assign(&desk, &case, &anna).await;
        assert_eq!(numbers(&anna.page("/due").await, "own"), [] as [&str; 0]);
        let path = case.strip_prefix("/v1").unwrap();
        let version = show(&desk, &case).await["version"].to_string();
        let fields = [
            ("version", &version[..]),
            ("assign", "colleague"),
            ("colleague", "ben"),
        ];
        assert_eq!(
            anna.form(&format!("{path}/assign"), &fields).await.status,
            303
        );
        let page = ben.page("/due").await;
        let row = rows(&page, "own")[0].1.clone();
        assert!(row.contains("Handed over by anna"), "{row}");
        assert!(page.contains("Due <strong>1</strong>"), "{page}");
        assert!(page.contains("Handed to me <strong>1</strong>"), "{page}");
        let first = ben.page("/").await;
        assert!(
            first.contains("Handed over to you</a> <strong>1</strong>"),
            "{first}"
        );
        assert!(!anna.page("/").await.contains("Handed to me"));
        assert!(
            !rows(&anna.page("/due").await, "others")[0]
                .1
                .contains("<button")
        );
        match act_of_owner {
            "pressed" => assert_eq!(press(&ben, &row, ("assign", "me")).await, 303),
            _ => {
                let version = show(&desk, &case).await["version"].to_string();
                let fields = [("version", &version[..]), ("step", "removed")];
                assert_eq!(ben.form(&format!("{path}/work"), &fields).await.status, 303);
            }
        }
        let page = ben.page("/due").await;
        assert_eq!(numbers(&page, "own"), [] as [&str; 0]);
        assert!(!page.contains("Handed to me"), "{page}");
    }
}
