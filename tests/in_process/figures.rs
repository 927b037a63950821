//! Figures of content items for those who lead: as lines, and counted from the same lines.

pub(crate) mod apart;
mod asked;
mod trends;

use axum::http::Method;
use model::rights::Role;
use receiver::crypto::vault::Vault;
use serde_json::{Value, json};
use tests::InProcess;

use crate::repeats::{DAY, assessed, enqueue, naming, web, with};
use crate::{act, finding, last_place, logged, show, step, take, tell_police};

const HOUR: u64 = 3600;

/// Hands items to a host, and says that the file has left.
async fn notice(desk: &InProcess, case: &str, items: &[u32], to: &str) -> String {
    let request = json!({ "kind": "notice", "items": items, "to": to });
    let hand_off = act(desk, case, "hand-offs", request).await;
    let hand_off = format!("{case}/hand-offs/{hand_off}");
    let (status, _) = desk.post(&hand_off, json!({ "state": "sent" })).await;
    assert_eq!(status, 204);
    hand_off
}

/// A report about an address of its own, assessed as illegal, with an explanation. Returns the case's address.
async fn illegal(desk: &InProcess, url: &str) -> String {
    enqueue(desk, &naming(&[web(url)])).await;
    let case = take(desk).await;
    let mut finding = finding(1, "baseline");
    finding["explanation"] = "It shows abuse.".into();
    let request = json!({ "step": "illegal", "findings": [finding] });
    act(desk, &case, "step", request).await;
    case
}

async fn take_step(desk: &InProcess, case: &str, item: u32, name: &str) {
    act(desk, case, "step", json!({ "step": name, "items": [item] })).await;
}

/// A desk with three reports of 2027-01-15, 08:00 UTC: two items assessed as illegal, of which one is
/// removed after two days and one cannot be reached after ten; one that is not illegal; spam.
async fn filled() -> InProcess {
    let desk = InProcess::with_config("").await;
    let bad = naming(&[
        web("https://www.bad.example/a"),
        web("https://www.bad.example/b"),
    ]);
    enqueue(&desk, &bad).await;
    desk.clock.advance_seconds(2 * HOUR);
    let case = take(&desk).await;
    desk.clock.advance_seconds(HOUR);
    let mut findings = [finding(1, "baseline"), finding(2, "national")];
    findings[0]["address"] = "193.0.6.139".into();
    findings[1]["gender"] = "female".into();
    for finding in &mut findings {
        finding["explanation"] = "It shows abuse.".into();
    }
    let request = json!({ "step": "illegal", "items": [1, 2], "findings": findings });
    act(&desk, &case, "step", request).await;
    desk.clock.advance_seconds(2 * HOUR);
    tell_police(&desk, &case, 1).await;
    desk.clock.advance_seconds(20 * HOUR);
    notice(&desk, &case, &[1, 2], "Host").await;
    take_step(&desk, &case, 1, "look_after").await;
    take_step(&desk, &case, 2, "look_after").await;
    desk.clock.advance_seconds(25 * HOUR);
    take_step(&desk, &case, 1, "removed").await;
    desk.clock.advance_seconds(8 * DAY);
    notice(&desk, &case, &[2], "Other host").await;
    take_step(&desk, &case, 2, "unavailable").await;
    desk
}

/// Two further reports of the present day.
async fn filled_later(desk: &InProcess) {
    let grooming = json!({ "category": "grooming", "description": "seen" });
    let grooming = with(naming(&[web("https://good.example/c")]), &grooming);
    assessed(desk, &grooming, &["ignore"]).await;
    enqueue(desk, &naming(&[web("https://ads.example/")])).await;
    let spam = take(desk).await;
    step(desk, &spam, "spam").await;
}

async fn get(desk: &InProcess, path: &str) -> Value {
    let (status, answer) = desk.api(Method::GET, path, &Value::Null).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

const HEAD: &str = "item,case,received,origin,category,state,illegal,scrubbed,classification,age_group,gender,\
    commerciality,site_type,country,region,host,domain,providers,referrals,hours_to_first_action,\
    hours_to_decision,hours_to_police,hours_to_host,hours_to_removal,hours_to_referral,hours_to_outcome\r\n";

#[tokio::test]
async fn each_item_has_a_line_with_its_facts_and_hours() {
    let desk = filled().await;
    filled_later(&desk).await;
    let first = "1-1,1,2027-01-15,,csam,removed,yes,no,baseline,infant,undetermined,not_determined,forum,NL,europe_eu,\
        www[.]bad[.]example,bad[.]example,Host,,2,3,5,25,50,,\r\n";
    let second = "1-2,1,2027-01-15,,csam,unavailable,yes,no,national,infant,female,not_determined,forum,,,\
        www[.]bad[.]example,bad[.]example,\"Host\nOther host\",,2,3,,25,242,,\r\n";
    let third = "2-1,2,2027-01-25,,grooming,not_illegal,no,no,ignore,infant,undetermined,not_determined,forum,,,\
        good[.]example,good[.]example,,,0,0,,,,,\r\n";
    let fourth =
        "3-1,3,2027-01-25,,csam,spam,no,no,,,,,,,,ads[.]example,ads[.]example,,,0,0,,,,,\r\n";
    for (period, lines) in [
        ("", &[first, second, third, fourth][..]),
        ("?year=2027", &[first, second, third, fourth]),
        ("?from=2027-01-15&to=2027-01-24", &[first, second]),
        ("?from=2027-01-16", &[third, fourth]),
        ("?year=2026", &[]),
    ] {
        let file = desk.file(&format!("/v1/figures/items{period}")).await;
        assert_eq!(file, format!("{HEAD}{}", lines.concat()), "{period}");
    }
    for wrong in [
        "from=2027-02-01&to=2027-01-01",
        "from=2020-01-01&to=2027-01-01",
        "year=2027&to=2027-01-01",
        "year=1969",
        "year=9999",
        "from=x",
    ] {
        for path in ["figures", "figures/items", "figures/notices"] {
            let path = format!("/v1/{path}?{wrong}");
            let (status, _) = desk.api(Method::GET, &path, &Value::Null).await;
            assert_eq!(status, 400, "{path}");
        }
    }
}

#[tokio::test]
async fn the_counts_are_those_of_the_lines_as_others_count_them() {
    let desk = filled().await;
    filled_later(&desk).await;
    for period in ["?year=2027", "?to=2027-01-20", "?year=2026"] {
        apart::counted_alike(&desk, period).await;
    }
    let figures = get(&desk, "/v1/figures").await;
    let head = [
        "reports", "items", "decided", "illegal", "scrubbed", "damaged",
    ];
    assert_eq!(
        head.map(|name| figures[name].as_u64().unwrap()),
        [3, 4, 4, 2, 0, 0]
    );
    let removal = &figures["times"][4];
    let expected = json!({
        "to": "removal", "items": 2, "median_hours": 146,
        "within_1_day": 0, "within_3_days": 1, "within_7_days": 1,
    });
    assert_eq!(*removal, expected);
}

#[tokio::test]
async fn notices_are_counted_by_host_type_and_what_became_of_it() {
    let desk = filled().await;
    let row = |provider: &str, classification: &str, action: &str| {
        json!({
            "provider": provider, "category": "csam", "classification": classification,
            "action": action, "notices": 1, "items": 1,
        })
    };
    let notices = get(&desk, "/v1/figures/notices?year=2027").await;
    assert_eq!(
        (&notices["notices"], &notices["items"]),
        (&2.into(), &3.into())
    );
    let expected = [
        row("Host", "baseline", "removed"),
        row("Host", "national", "unavailable"),
        row("Other host", "national", "unavailable"),
    ];
    assert_eq!(notices["rows"], json!(expected));
    // The second notice left on another day than the report came.
    let later = get(&desk, "/v1/figures/notices?from=2027-01-20&to=2027-01-31").await;
    assert_eq!(later["rows"], json!([expected[2]]));

    let case = illegal(&desk, "https://slow.example/").await;
    let hand_off = notice(&desk, &case, &[1], "Slow").await;
    let of_slow = async || {
        let notices = get(&desk, "/v1/figures/notices?from=2027-01-25").await;
        let rows = notices["rows"].as_array().unwrap().clone();
        let row = rows.into_iter().find(|row| row["provider"] == "Slow");
        row.unwrap()["action"].take()
    };
    assert_eq!(of_slow().await, "not_yet");
    let answer = json!({ "state": "answered", "answer": "refused" });
    assert_eq!(desk.post(&hand_off, answer).await.0, 204);
    assert_eq!(of_slow().await, "refused");
}

#[tokio::test]
async fn a_name_is_no_formula_and_what_was_damaged_is_told() {
    let desk = filled().await;
    let case = illegal(&desk, "https://other.example/").await;
    notice(&desk, &case, &[1], "=HYPERLINK(1)").await;
    let file = desk.file("/v1/figures/items?from=2027-01-25").await;
    assert!(file.contains(",'=HYPERLINK(1),"), "{file}");
    let listening = desk.listen().await;
    let file = listening
        .lead()
        .await
        .get("/figures/notices.csv")
        .await
        .body;
    assert!(file.contains("\r\n'=HYPERLINK(1),csam,"), "{file}");

    // The first case is scrubbed a year after its end; the second one is open.
    desk.clock.advance_seconds(366 * DAY);
    desk.services().casework.scrub_all().await.unwrap();
    let file = desk
        .file("/v1/figures/items?from=2027-01-15&to=2027-01-15")
        .await;
    let lines = "1-1,1,2027-01-15,,csam,removed,yes,no,baseline,infant,undetermined,not_determined,forum,NL,europe_eu,\
        ,,Host,,2,3,5,25,50,,\r\n\
        1-2,1,2027-01-15,,csam,unavailable,yes,no,national,infant,female,not_determined,forum,,,\
        ,,\"Host\nOther host\",,2,3,,25,242,,\r\n";
    assert_eq!(file, format!("{HEAD}{lines}"), "host and domain are gone");

    let damage = "UPDATE case_file SET file = zeroblob(length(file)) WHERE number = 2";
    let database = rusqlite::Connection::open(desk.database()).unwrap();
    assert_eq!(database.execute(damage, []).unwrap(), 1);
    let figures = get(&desk, "/v1/figures?year=2027").await;
    assert_eq!(
        (&figures["items"], &figures["damaged"]),
        (&2.into(), &1.into())
    );
}

#[tokio::test]
async fn a_years_tables_are_the_same_once_its_cases_are_scrubbed() {
    let desk = filled().await;
    filled_later(&desk).await;
    let refused = illegal(&desk, "https://slow.example/").await;
    let hand_off = notice(&desk, &refused, &[1], "Slow").await;
    let answer = json!({ "state": "answered", "answer": "refused" });
    assert_eq!(desk.post(&hand_off, answer).await.0, 204);
    take_step(&desk, &refused, 1, "look_after").await;
    take_step(&desk, &refused, 1, "refused").await;
    let tables = async || {
        let figures = get(&desk, "/v1/figures?year=2027").await;
        [figures, get(&desk, "/v1/figures/notices?year=2027").await]
    };
    let before = tables().await;
    assert_eq!(before[1]["notices"], 3);
    desk.clock.advance_seconds(400 * DAY);
    assert_eq!(desk.services().casework.scrub_all().await.unwrap(), 4);
    let cases = get(&desk, "/v1/cases").await["cases"].take();
    let mut states = cases.as_array().unwrap().iter().map(|case| &case["state"]);
    assert!(states.all(|state| state == "anonymised"), "{cases}");
    assert_eq!(tables().await, before);

    let vault = Vault::new(&desk.settings().private_key);
    for (_, copy) in desk.store.cases_after(0, 9).await.unwrap() {
        let (id, file) = (copy.case.card.id, copy.case.file);
        let kept: Value = vault.open("figures", id.as_bytes(), &file).unwrap();
        let kept = kept.to_string();
        for scrubbed in ["example", "abuse", "lead", "importer"] {
            assert!(!kept.contains(scrubbed), "{scrubbed} is in {kept}");
        }
    }
}

#[tokio::test]
async fn an_item_that_is_open_again_has_no_verdict_and_no_end() {
    let desk = filled().await;
    let case = "/v1/cases?number=1";
    let id = get(&desk, case).await["cases"][0]["id"].take();
    let case = format!("/v1/cases/{}", id.as_str().unwrap());
    take_step(&desk, &case, 1, "back_online").await;
    let reopen = json!({ "step": "reopen", "items": [2], "reason": "wrong" });
    act(&desk, &case, "step", reopen).await;
    assert_eq!(show(&desk, &case).await["items"][1]["state"], "to_assess");
    let file = desk.file("/v1/figures/items").await;
    let ends: Vec<_> = file
        .lines()
        .skip(1)
        .map(|line| line.rsplitn(8, ',').collect::<Vec<_>>())
        .collect();
    // From the end: outcome, referral, removal, host, police, decision, first action. The address counts anew.
    assert_eq!(ends[0][..7], ["", "", "", "", "", "3", "2"]);
    let file = file.split("\r\n").nth(2).unwrap().to_owned();
    assert!(file.ends_with(",2,,,25,,,"), "{file}");
}

#[tokio::test]
async fn only_those_who_lead_see_figures_and_the_log_says_so() {
    let desk = filled().await;
    let listening = desk.listen().await;
    let lead = listening.member("lena", Role::Lead).await;
    let all = [
        "/figures",
        "/figures.csv",
        "/figures/items.csv",
        "/figures/notices",
        "/figures/notices.csv",
    ];
    for role in [Role::Analyst, Role::ReadOnly, Role::Admin] {
        let member = listening.member(&role.name().replace('_', "-"), role).await;
        for path in all {
            assert_eq!(member.get(path).await.status, 403, "{path} {role:?}");
        }
    }
    let before = last_place(&desk).await;
    for path in all {
        let reply = lead
            .get(&format!("{path}?from=2027-01-01&to=2027-01-31"))
            .await;
        assert_eq!(reply.status, 200, "{path}");
        assert!(
            !reply.body.contains("bad.example"),
            "nothing to follow: {path}"
        );
    }
    let entries = logged(&desk, before).await;
    let told: Vec<_> = entries
        .iter()
        .map(|it| (&it.who[..], &it.what[..], &it.new[..]))
        .collect();
    let expected = ["counts", "counts", "items", "notices", "notices"];
    let expected = expected.map(|what| format!("{what}, 2027-01-01 to 2027-01-31"));
    let expected: Vec<_> = expected
        .iter()
        .map(|what| ("lena", "read_figures", &what[..]))
        .collect();
    assert_eq!(told, expected);
    let page = lead.page("/figures?year=2027").await;
    for shown in [
        "146 hours",
        "1 (50 %)",
        "<th scope=\"row\" dir=\"auto\">NL</th><td>1</td><td>1</td>",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let counts = lead.get("/figures.csv?year=2027").await.body;
    for line in [
        "received,,2,1",
        "gender,female,1,1",
        "time,removal_within_3_days,1,",
    ] {
        assert!(
            counts.contains(&format!("\r\n{line}\r\n")),
            "{line}: {counts}"
        );
    }
}
