//! What is due: to look again, to end a police hold, to answer; by the hotline's calendar.

mod page;

use axum::http::StatusCode;
use serde_json::{Value, json};
use tests::{Folder, InProcess, TestClock};

use crate::repeats::{DAY, item, known};
use crate::{act, ask, show, step, tell_police};

/// A desk with this instead of the calendar that `receiver init` writes.
async fn desk_with(lines: &[(&str, &str)]) -> InProcess {
    let folder = Folder::init(TestClock::BEGIN);
    for (from, to) in lines {
        folder.edit_config(from, to);
    }
    InProcess::in_folder(folder).await
}

/// A case whose only item is looked after. It is Friday, 2027-01-15.
async fn looked_after(desk: &InProcess) -> String {
    let case = known(desk).await;
    tell_police(desk, &case, 1).await;
    step(desk, &case, "look_after").await;
    case
}

async fn look_again(desk: &InProcess, case: &str) -> Value {
    item(desk, case).await["look_again"].take()
}

#[tokio::test]
async fn the_next_working_day_is_that_of_the_hotline() {
    for (lines, expected) in [
        (&[][..], "2027-01-18"),
        (&[("holidays = []", "holidays = [\"01-18\"]")], "2027-01-19"),
        (&[("[\"monday\", ", "[\"sunday\", ")], "2027-01-17"),
        // At 08:00 UTC on Friday, it is Friday evening there, and Saturday two hours later.
        (
            &[
                ("time_zone = \"UTC\"", "time_zone = \"Pacific/Kiritimati\""),
                ("\"friday\"]", "\"friday\", \"saturday\"]"),
            ],
            "2027-01-16",
        ),
    ] {
        let desk = desk_with(lines).await;
        let case = looked_after(&desk).await;
        assert_eq!(look_again(&desk, &case).await, expected, "{lines:?}");
    }
}

#[tokio::test]
async fn a_person_chooses_the_day_and_each_check_counts() {
    let desk = desk_with(&[]).await;
    let case = looked_after(&desk).await;
    desk.clock.advance_seconds(3 * DAY);
    step(&desk, &case, "still_online").await;
    assert_eq!(look_again(&desk, &case).await, "2027-01-19");
    let request = json!({ "step": "still_online", "look_again": "2027-01-25" });
    act(&desk, &case, "step", request).await;
    assert_eq!(look_again(&desk, &case).await, "2027-01-25");
    let request = json!({ "step": "look_again", "look_again": "2027-02-01" });
    act(&desk, &case, "step", request).await;
    let after = item(&desk, &case).await;
    assert_eq!(after["look_again"], "2027-02-01");
    assert_eq!(after["still_online"].as_array().unwrap().len(), 2);
    for wrong in [
        json!({ "step": "look_again" }),
        json!({ "step": "look_again", "look_again": "2027-01-17" }),
        json!({ "step": "still_online", "look_again": "2027-01-17" }),
    ] {
        let (status, _) = ask(&desk, &case, "step", wrong.clone()).await;
        assert!(status.is_client_error(), "{wrong}");
    }
    assert_eq!(item(&desk, &case).await, after, "nothing was written");
}

/// The hand-off of an item to its host, which has left.
async fn notice(desk: &InProcess, case: &str) -> String {
    let request = json!({ "kind": "xarf", "items": [1], "to": "Host" });
    let hand_off = act(desk, case, "hand-offs", request).await;
    let hand_off = format!("{case}/hand-offs/{hand_off}");
    let (status, _) = desk.post(&hand_off, json!({ "state": "sent" })).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    hand_off
}

#[tokio::test]
async fn an_answer_says_what_it_is_or_that_there_is_none() {
    let desk = desk_with(&[("answer_days = 7", "answer_days = 3")]).await;
    let case = known(&desk).await;
    let hand_off = notice(&desk, &case).await;
    let hand_offs = async || show(&desk, &case).await["hand_offs"].take();
    assert_eq!(hand_offs().await[0]["answer_by"], "2027-01-18");
    for (request, expected, answer) in [
        (
            json!({ "state": "arrived", "answer": "refused" }),
            204,
            Value::Null,
        ),
        (json!({ "state": "no_answer" }), 204, Value::Null),
        (json!({ "state": "arrived" }), 409, Value::Null),
        (
            json!({ "state": "answered", "answer": "refused" }),
            204,
            json!("refused"),
        ),
    ] {
        let (status, _) = desk.post(&hand_off, request.clone()).await;
        assert_eq!(status, expected, "{request}");
        assert_eq!(hand_offs().await[0]["answer"], answer, "{request}");
    }
    let acts = &show(&desk, &case).await["history"];
    let acts = acts.as_array().unwrap().iter().map(|it| it["what"].clone());
    let acts: Vec<Value> = acts
        .filter(|it| it.as_str().unwrap().starts_with("hand_off"))
        .collect();
    let expected = [
        "hand_off",
        "hand_off_sent",
        "hand_off_arrived",
        "hand_off_no_answer",
        "hand_off_answered",
    ];
    assert_eq!(acts, expected);
    tell_police(&desk, &case, 1).await;
    assert_eq!(
        hand_offs().await[1]["answer_by"],
        Value::Null,
        "nobody waits for the police"
    );
}
