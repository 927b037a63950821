//! What stands on the page of a case beside the button that was pressed is not lost.

use model::rights::Role;
use serde_json::json;
use tests::{CasePage, InProcess};

use crate::{act, finding, report, show, step, take, tell_police};

#[tokio::test]
async fn a_field_of_another_button_is_refused_before_anything_is_recorded() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let request = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
    act(&desk, &case, "step", request).await;
    tell_police(&desk, &case, 1).await;
    step(&desk, &case, "look_after").await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    listening.member("ben", Role::Analyst).await;
    let id = case.strip_prefix("/v1/cases/").unwrap().parse().unwrap();
    let page = CasePage::of(&anna, id);
    let assigned = page.act("assign", &[("assign", "me")]).await;
    assert_eq!(assigned.status, 303, "{}", assigned.body);

    let to = ("to", "https://moved.example/");
    let until = ("until", "2027-03-01");
    let colleague = ("colleague", "ben");
    let all = [to, until, colleague];
    let hold = [("step", "hold"), ("items", "1")];
    let moved = [("step", "moved"), ("items", "1")];
    let hand_over = [("assign", "colleague")];
    let before = show(&desk, &case).await;
    for (form, button, own) in [
        ("work", &[("act", "record")][..], None),
        ("work", &[("act", "copy"), ("from", "1")], None),
        ("work", &[("step", "removed"), ("items", "1")], None),
        ("work", &hold, Some(until)),
        ("work", &moved, Some(to)),
        ("locations", &[("addresses", "https://b.example/")], None),
        ("heard", &[], None),
        ("known", &[("known", "1-1 nothing_new")], None),
        ("feedback", &[("feedback", "answered")], None),
        ("note", &[("text", "a note")], None),
        ("assign", &[("assign", "me")], None),
        ("assign", &[("assign", "nobody")], None),
        ("assign", &hand_over, Some(colleague)),
        ("hand-off/settle", &[("settle", "3 arrived")], None),
    ] {
        for field in all.iter().filter(|field| own != Some(**field)) {
            let at = format!("{form} {button:?} {field:?}");
            let beside = [("shown", "1"), ("explanation-1", "New."), *field];
            let own = own.as_slice();
            let reply = page.act(form, &[button, own, &beside].concat()).await;
            assert_eq!(reply.status, 422, "{at}: {}", reply.body);
            // The case has no news to hear of and no known item, so these two buttons are not shown.
            let is_shown = form != "heard" && form != "known";
            let wrong = format!("id=\"wrong-{}\">", field.0);
            let words = "Use this first, or clear the field.";
            let reason = if is_shown {
                wrong + words
            } else {
                words.to_owned()
            };
            assert!(reply.body.contains(&reason), "{at}: {}", reply.body);
            let kept = match field.0 {
                "colleague" if is_shown => "<option selected>ben</option>".to_owned(),
                _ if is_shown => format!("value=\"{}\"", field.1),
                _ => field.1.to_owned(),
            };
            assert!(reply.body.contains(&kept), "{at}: {}", reply.body);
            let mut after = show(&desk, &case).await;
            // That the test itself reads the case is in the log.
            after["history"] = before["history"].clone();
            assert_eq!(after, before, "{at}");
        }
    }
    let release = [("step", "release"), ("items", "1")];
    let look_after = [("step", "look_after"), ("items", "1")];
    for (form, fields) in [
        ("work", &[&hold[..], &[until]].concat()[..]),
        ("work", &release),
        ("work", &look_after),
        ("work", &[&moved[..], &[to]].concat()),
        ("assign", &[&hand_over[..], &[colleague]].concat()),
    ] {
        let reply = page.act(form, fields).await;
        assert_eq!(reply.status, 303, "{fields:?}: {}", reply.body);
    }
    let after = show(&desk, &case).await;
    assert_eq!(after["items"][0]["end"], "moved");
    assert_eq!(after["items"][1]["location"]["url"], to.1);
    assert_eq!(after["assignee"], "ben");
}
