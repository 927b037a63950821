//! Content items: known ones that reports name again, and addresses that an analyst corrects.

use axum::http::StatusCode;
use model::rights::Role;
use serde_json::{Value, json};
use tests::{CasePage, InProcess};

use crate::repeats::{
    DAY, URL, desk, enqueue, is_closed, item, known, last_act, naming, reaches_a_person, settle,
    web, with,
};
use crate::{act, ask, show, step, take, tell_police};

/// A case of `URL` that is looked after: the police have it.
async fn looked_after(desk: &InProcess) -> String {
    let case = known(desk).await;
    tell_police(desk, &case, 1).await;
    step(desk, &case, "look_after").await;
    case
}

#[tokio::test]
async fn seven_reports_of_one_address_are_one_item_that_is_viewed_once() {
    for closes_repeats in [false, true] {
        let desk = match closes_repeats {
            true => desk().await,
            false => InProcess::with_config("").await,
        };
        let first = known(&desk).await;
        for _ in 0..6 {
            let report = naming(&[web(URL)]);
            if closes_repeats {
                is_closed(&desk, &report).await;
                continue;
            }
            let case = reaches_a_person(&desk, &report, "the rule is off").await;
            assert_eq!(
                show(&desk, &case).await["items"],
                json!([]),
                "nothing to view"
            );
            let (status, _) = settle(&desk, &case, "nothing_new").await;
            assert_eq!(status, StatusCode::OK);
            let shown = show(&desk, &case).await;
            let end = (&shown["state"], &shown["outcome"]);
            assert_eq!(end, (&json!("closed"), &json!("repeat")));
        }
        let item = item(&desk, &first).await;
        assert_eq!(item["sightings"]["count"], 7);
        assert_eq!(item["state"], "illegal");
    }
}

#[tokio::test]
async fn content_that_is_back_online_is_worked_on_again() {
    let desk = desk().await;
    let first = known(&desk).await;
    let before = item(&desk, &first).await;
    step(&desk, &first, "removed").await;
    assert_eq!(show(&desk, &first).await["state"], "closed");
    let report = with(
        naming(&[web(URL)]),
        &json!({
            "description": "BACK ONLINE since this morning, with new pictures. I know the girl.",
            "contact": "reporter@mail.example",
            "feedback": true,
        }),
    );
    let case = reaches_a_person(&desk, &report, "back online").await;
    let shown = show(&desk, &case).await;
    assert_eq!(shown["items"], json!([]));
    assert_eq!(shown["known"][0]["end"], "removed");
    let (status, _) = settle(&desk, &case, "still_online").await;
    assert_eq!(status, StatusCode::CONFLICT, "it was removed");
    let (status, _) = settle(&desk, &case, "back_online").await;
    assert_eq!(status, StatusCode::OK);

    let back = item(&desk, &first).await;
    for field in ["state", "end", "finding", "assessed"] {
        assert_eq!(back[field], before[field], "{field}");
    }
    let shown = show(&desk, &first).await;
    assert_eq!(shown["state"], "illegal", "its hand-offs are due");
    assert_eq!(shown["closed"], Value::Null);
    assert_eq!(last_act(&desk, &first).await, ["token:config", "step"]);
    // The reporter still waits for an answer.
    assert_eq!(show(&desk, &case).await["state"], "feedback_owed");
    act(&desk, &case, "feedback", json!({ "state": "answered" })).await;
    assert_eq!(show(&desk, &case).await["state"], "closed");
}

#[tokio::test]
async fn content_that_has_changed_was_handed_to_nobody() {
    let desk = desk().await;
    let first = looked_after(&desk).await;
    step(&desk, &first, "removed").await;
    let words = json!({ "description": "Now there is something else, and worse." });
    let case = reaches_a_person(&desk, &with(naming(&[web(URL)]), &words), "changed").await;
    let (status, _) = settle(&desk, &case, "changed").await;
    assert_eq!(status, StatusCode::OK);
    step(&desk, &first, "illegal").await;
    for needs_hand_off in ["with_police", "look_after"] {
        let (status, refusal) = ask(&desk, &first, "step", json!({ "step": needs_hand_off })).await;
        assert_eq!(status, StatusCode::CONFLICT, "{needs_hand_off}: {refusal}");
    }
    tell_police(&desk, &first, 1).await;
    step(&desk, &first, "look_after").await;
}

#[tokio::test]
async fn a_report_that_content_is_still_online_counts() {
    let desk = InProcess::with_config("").await;
    let first = looked_after(&desk).await;
    let before = item(&desk, &first).await;
    desk.clock.advance_seconds(7 * DAY);
    let case = reaches_a_person(&desk, &naming(&[web(URL)]), "the rule is off").await;
    for never in ["back_online", "changed"] {
        let (status, _) = settle(&desk, &case, never).await;
        assert_eq!(status, StatusCode::CONFLICT, "{never}");
    }
    assert_eq!(settle(&desk, &case, "still_online").await.0, StatusCode::OK);
    let after = item(&desk, &first).await;
    assert_eq!(after["state"], "looked_after");
    assert_eq!(
        after["still_online"],
        json!([{ "by": "token:config", "on": "2027-01-22" }])
    );
    assert!(after["look_again"].as_str() > before["look_again"].as_str());
    assert_eq!(show(&desk, &case).await["state"], "closed");
}

#[tokio::test]
async fn the_page_shows_what_a_report_says_of_a_known_address() {
    let desk = desk().await;
    known(&desk).await;
    let led = json!({ "type": "web", "url": URL, "referrer": "https://list.example/" });
    let case = reaches_a_person(&desk, &naming(&[led]), "the page that led there").await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = anna.page(case.strip_prefix("/v1").unwrap()).await;
    assert_eq!(page.matches("list[.]example").count(), 1, "{page}");
}

#[tokio::test]
async fn an_address_corrected_to_a_known_one_is_the_same_item() {
    let desk = desk().await;
    let first = known(&desk).await;
    let number = item(&desk, &first).await["number"].take();
    enqueue(&desk, &naming(&[web("https://bad.exampl/a")])).await;
    let case = take(&desk).await;
    let request = json!({ "item": 1, "addresses": [URL] });
    act(&desk, &case, "locations", request).await;
    let same = item(&desk, &case).await;
    assert_eq!((&same["end"], &same["other"]), (&json!("same"), &number));
    assert_eq!(
        same["corrections"][0]["from"]["url"],
        "https://bad.exampl/a"
    );
    let shown = show(&desk, &case).await;
    assert_eq!(
        shown["state"], "to_assess",
        "somebody looks at the known item"
    );
    assert_eq!(shown["known"][0]["number"], number);
    assert_eq!(settle(&desk, &case, "nothing_new").await.0, StatusCode::OK);
    let shown = show(&desk, &case).await;
    let end = (&shown["state"], &shown["outcome"]);
    assert_eq!(end, (&json!("closed"), &json!("repeat")));
    assert_eq!(item(&desk, &first).await["state"], "illegal");
}

#[tokio::test]
async fn an_address_is_split_and_others_are_added() {
    let desk = desk().await;
    let pasted = json!({ "type": "other", "text": "three links, see the description" });
    enqueue(&desk, &naming(std::slice::from_ref(&pasted))).await;
    let case = take(&desk).await;
    let three = [
        "https://a.example/1",
        "https://a.example/2",
        "https://a.example/1#top",
    ];
    let request = json!({ "item": 1, "addresses": three });
    act(&desk, &case, "locations", request).await;
    let request = json!({ "addresses": ["https://a.example/4"] });
    act(&desk, &case, "locations", request).await;
    let shown = show(&desk, &case).await;
    let number = |place| format!("{}-{place}", shown["number"]);
    let items = shown["items"].as_array().unwrap().iter();
    let items = items.map(|item| {
        let url = item["location"]["url"].as_str().unwrap();
        (url, &item["reported"], &item["state"], &item["other"])
    });
    let (none, open) = (&Value::Null, &json!("to_assess"));
    let expected = [
        (three[0], &json!(0), open, none),
        (three[1], none, open, none),
        // Two of them are the same page.
        (three[2], none, &json!("ended"), &json!(number(1))),
        ("https://a.example/4", none, open, none),
    ];
    assert_eq!(items.collect::<Vec<_>>(), expected);
    assert_eq!(shown["items"][0]["corrections"][0]["from"], pasted);
    assert_eq!(shown["report"]["locations"], json!([pasted]));
    // Each of them is found by later reports.
    for url in [
        "https://a.example/1",
        "https://a.example/2",
        "https://a.example/4",
    ] {
        let later = reaches_a_person(&desk, &naming(&[web(url)]), url).await;
        let known = &show(&desk, &later).await["known"];
        assert_eq!(known.as_array().unwrap().len(), 1, "{url}");
    }
}

#[tokio::test]
async fn addresses_found_in_a_location_become_items_once_an_analyst_accepts_them() {
    let desk = desk().await;
    let words = "look: hxxps://bad[.]example/1 and www.bad.example/2";
    let pasted = json!({ "type": "other", "text": words });
    let glued = web("https://bad.example/3,https://bad.example/4");
    let plain = web("https://bad.example/5");
    let locations = [pasted, glued, plain];
    enqueue(&desk, &naming(&locations)).await;
    let case = take(&desk).await;
    let before = show(&desk, &case).await;
    for (at, location) in locations.iter().enumerate() {
        assert_eq!(
            before["items"][at]["location"], *location,
            "never by itself"
        );
    }
    let suggested = [0, 1, 2].map(|at| before["items"][at]["suggested"].clone());
    let expected = [
        json!(["https://bad.example/1", "https://www.bad.example/2"]),
        json!(["https://bad.example/3", "https://bad.example/4"]),
        json!([]),
    ];
    assert_eq!(suggested, expected);
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let id = case.strip_prefix("/v1/cases/").unwrap().parse().unwrap();
    let page = CasePage::of(&anna, id);
    let shown = anna.page(case.strip_prefix("/v1").unwrap()).await;
    assert_eq!(shown.matches("name=\"accept\"").count(), 2, "{shown}");
    for found in ["hXXps://bad[.]example/1", "hXXps://www[.]bad[.]example/2"] {
        assert!(shown.contains(found), "{found}: {shown}");
    }

    for place in ["1", "2"] {
        let accepted = page.act("locations", &[("accept", place)]).await;
        assert_eq!(accepted.status, 303, "{}", accepted.body);
    }
    let after = show(&desk, &case).await;
    let items = after["items"].as_array().unwrap().iter();
    let urls: Vec<_> = items
        .map(|item| item["location"]["url"].as_str().unwrap())
        .collect();
    let expected = [
        "https://bad.example/1",
        "https://bad.example/3",
        "https://bad.example/5",
        "https://www.bad.example/2",
        "https://bad.example/4",
    ];
    assert_eq!(urls, expected);
    assert_eq!(after["items"][0]["corrections"][0]["from"], locations[0]);
    assert_eq!(after["report"], before["report"]);
    let refused = page.act("locations", &[("accept", "3")]).await;
    assert_eq!(
        refused.status, 422,
        "there is nothing to accept: {}",
        refused.body
    );
}

#[tokio::test]
async fn reports_closed_at_once_as_repeats_name_nothing_new() {
    let desk = InProcess::with_config("").await;
    let first = known(&desk).await;
    let repeat = naming(&[web(URL)]);
    let kept = [
        naming(&[web(URL), web("https://bad.example/new")]),
        naming(&[web("https://bad.example/new")]),
        naming(&[web(URL), json!({ "type": "chat", "app": "ExampleChat" })]),
        with(naming(&[web(URL)]), &json!({ "child_in_danger": true })),
    ];
    enqueue(&desk, &repeat).await;
    for report in &kept {
        enqueue(&desk, report).await;
    }
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let mut fields = vec![("as", "repeat"), ("report", repeat["id"].as_str().unwrap())];
    fields.extend(kept.iter().map(|it| ("report", it["id"].as_str().unwrap())));
    let reply = anna.form("/close", &fields).await;
    assert!(reply.location().unwrap().ends_with("&left=4"), "{reply:?}");
    let closed = format!("/v1/cases/{}", repeat["id"].as_str().unwrap());
    let shown = show(&desk, &closed).await;
    assert_eq!(shown["outcome"], "repeat");
    assert_eq!(shown["known"][0]["settled"]["by"], "anna");
    assert_eq!(last_act(&desk, &first).await, ["anna", "sighting"]);
    let mut taken: Vec<String> = Vec::new();
    for _ in &kept {
        taken.push(take(&desk).await);
    }
    for report in &kept {
        let case = format!("/v1/cases/{}", report["id"].as_str().unwrap());
        assert!(taken.contains(&case), "{report}");
    }
}
