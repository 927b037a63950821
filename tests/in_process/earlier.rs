//! A desk goes on with the store of an earlier receiver: logins, cases and the log.

use std::collections::BTreeSet;

use axum::http::Method;
use model::chain::Chain;
use receiver::crypto::vault::Vault;
use reqwest::header::{AUTHORIZATION, COOKIE};
use serde_json::{Value, json};
use shared::report::ReportId;
use tests::earlier::{self, EarlierAccount, EarlierCase, EarlierDesk, EarlierHandOff};
use tests::{Desk, InProcess, Member};

use crate::show;

async fn desk() -> (InProcess, Desk) {
    let desk = InProcess::in_folder(earlier::folder()).await;
    let listening = desk.listen().await;
    (desk, listening)
}

/// The owner of an account of the earlier desk.
fn member(desk: &InProcess, listening: &Desk, account: &EarlierAccount) -> Member {
    Member::settled(
        &listening.url,
        desk.clock.clone(),
        account.name.as_str(),
        &account.password,
        &account.totp,
    )
}

/// The lead of the earlier desk.
fn lead(desk: &InProcess, listening: &Desk) -> Member {
    let accounts = earlier::facts::<EarlierDesk>("desk.json").accounts;
    let lead = accounts.iter().find(|account| account.role == "lead");
    member(desk, listening, lead.unwrap())
}

fn address(id: ReportId) -> String {
    format!("/v1/cases/{id}")
}

#[tokio::test]
async fn every_case_has_all_that_it_had() {
    let (desk, listening) = desk().await;
    let lead = lead(&desk, &listening);
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    for case in &cases {
        let shown = show(&desk, &address(case.id)).await;
        has_its_card(case, &shown);
        has_its_items(case, &shown);
        has_its_hand_offs(case, &shown);
        let notes = shown["notes"].as_array().unwrap();
        assert_eq!(notes.len(), case.notes, "{}", case.about);
        let repeat_of = case.repeat_of.map(|id| id.to_string());
        assert_eq!(shown["repeat_of"], json!(repeat_of), "{}", case.about);
        let page = lead.page(&format!("/cases/{}", case.id)).await;
        assert!(page.contains(&case.id.to_string()), "{}", case.about);
    }
    let open = cases.iter().filter(|case| is_open(case)).count();
    assert!(open > 15, "{open}");
}

fn is_open(case: &EarlierCase) -> bool {
    !["closed", "anonymised"].contains(&case.state_now())
}

/// Checks the state, the outcome and the person of a case.
fn has_its_card(case: &EarlierCase, shown: &Value) {
    let about = &case.about;
    assert_eq!(shown["state"], case.state_now(), "{about}");
    // Content that has moved is assessed again.
    let outcome = case.outcome.as_ref().filter(|_| case.state != "moved");
    assert_eq!(shown["outcome"], json!(outcome), "{about}");
    let assignee = case.assignee.as_ref().filter(|_| is_open(case));
    assert_eq!(shown["assignee"], json!(assignee), "{about}");
    assert_eq!(shown["closed"].is_null(), is_open(case), "{about}");
    let feedback = &shown["feedback"]["state"];
    if case.feedback && case.contact {
        let expected = if case.is_open() { "owed" } else { "given_up" };
        assert_eq!(feedback, expected, "{about}");
    } else {
        assert!(feedback.is_null(), "{about}");
    }
}

/// Checks that each location is an item with its finding, in the state of its case as far as the
/// finding fits it.
fn has_its_items(case: &EarlierCase, shown: &Value) {
    let about = &case.about;
    let items = shown["items"].as_array().unwrap();
    assert_eq!(items.len(), case.locations.unwrap_or(0), "{about}");
    for (at, item) in items.iter().enumerate() {
        assert_eq!(item["reported"], at, "{about}");
        assert_eq!(item["location"], shown["report"]["locations"][at]);
        let found = case.findings.as_ref().map(|findings| &findings[at][..]);
        assert_eq!(item["finding"]["classification"], json!(found), "{about}");
        assert_eq!(item["assessed"].is_null(), found.is_none(), "{about}");
        let is_illegal = matches!(found, Some("baseline" | "national"));
        let last = if case.about.contains("unavailable") {
            "unavailable"
        } else {
            "removed"
        };
        let (state, end) = match (&case.state[..], case.outcome.as_deref()) {
            ("assessed_illegal" | "monitoring", _) if !is_illegal => ("ended", "not_illegal"),
            ("removed" | "unavailable", _) => ("ended", &case.state[..]),
            ("closed", Some("assessed_illegal")) if is_illegal => ("ended", last),
            ("closed", Some("assessed_illegal" | "not_illegal")) => ("ended", "not_illegal"),
            ("closed", Some("needs_more")) => ("ended", "never_found"),
            ("closed", Some("repeat")) => ("ended", "same"),
            ("closed" | "out_of_remit" | "not_illegal" | "not_found", outcome) => {
                ("ended", outcome.unwrap())
            }
            _ => (case.state_now(), ""),
        };
        assert_eq!(item["state"], state, "{about}");
        assert_eq!(item["end"].as_str().unwrap_or_default(), end, "{about}");
        assert_eq!(item["held_until"].is_null(), state != "held", "{about}");
        let again = &item["look_again"];
        assert_eq!(again.is_null(), state != "looked_after", "{about}");
        let asked_by = json!(case.second_review_asked_by);
        assert_eq!(item["review"]["asked_by"], asked_by, "{about}");
    }
}

/// Checks that each hand-off is there, of the illegal items if there are any.
fn has_its_hand_offs(case: &EarlierCase, shown: &Value) {
    let hand_offs = shown["hand_offs"].as_array().unwrap();
    let read = |it: &Value| serde_json::from_value::<EarlierHandOff>(it.clone()).unwrap();
    let read: Vec<_> = hand_offs.iter().map(read).collect();
    assert_eq!(read, case.hand_offs, "{}", case.about);
    let is_illegal = |item: &&Value| {
        let end = item["end"].as_str().unwrap_or_default();
        let states = ["illegal", "held", "looked_after"];
        states.contains(&item["state"].as_str().unwrap())
            || ["removed", "unavailable"].contains(&end)
    };
    let items = shown["items"].as_array().unwrap();
    let mut handed_off: Vec<&Value> = items.iter().filter(is_illegal).collect();
    if handed_off.is_empty() {
        handed_off = items.iter().collect();
    }
    let places: Vec<&Value> = handed_off.iter().map(|item| &item["place"]).collect();
    for hand_off in hand_offs {
        assert_eq!(hand_off["items"], json!(places), "{}", case.about);
    }
}

#[tokio::test]
async fn an_address_of_several_cases_is_the_item_of_one() {
    let (desk, _) = desk().await;
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    let shared = cases.iter().filter(|case| !case.linked.is_empty());
    let mut groups = 0;
    for case in shared {
        groups += 1;
        let mut group = [&[case.id][..], &case.linked].concat();
        group.sort_unstable();
        let mut owners = Vec::new();
        for id in &group {
            let seen = seen(&desk, *id).await;
            if seen.len() > 1 {
                assert_eq!(seen, group, "{}", case.about);
                owners.push(*id);
            }
        }
        let [owner] = owners[..] else {
            panic!("{}: {owners:?}", case.about)
        };
        let owner = cases.iter().find(|case| case.id == owner).unwrap();
        assert!(is_open(owner), "{}", case.about);
    }
    assert!(groups > 4, "{groups}");
}

/// The cases whose reports name an item of this case, in the order of their ids.
async fn seen(desk: &InProcess, id: ReportId) -> Vec<ReportId> {
    let shown = show(desk, &address(id)).await;
    let items = shown["items"].as_array().unwrap();
    let cases = items.iter().map(|item| item["sightings"]["cases"].clone());
    let cases = cases.map(|ids| serde_json::from_value::<Vec<ReportId>>(ids).unwrap());
    let cases: BTreeSet<ReportId> = cases.flatten().collect();
    cases.into_iter().collect()
}

#[tokio::test]
async fn cases_are_converted_once_and_logged() {
    let (desk, _) = desk().await;
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    let before = earlier::facts::<EarlierDesk>("desk.json").entries;
    let converted = cases.iter().filter(|case| case.state != "anonymised");
    let entries = crate::logged(&desk, before).await;
    let entries: Vec<_> = entries
        .iter()
        .map(|entry| (&entry.who[..], &entry.what[..], entry.new.clone()))
        .collect();
    let new = format!("cases: {}", converted.count());
    let (entered, converted) = entries.split_at(entries.len() - 1);
    assert!(
        entered
            .iter()
            .all(|entry| (entry.0, entry.1) == ("desk", "enter"))
    );
    assert_eq!(converted, [("desk", "convert", new)]);

    let first = show(&desk, &address(cases[2].id)).await;
    assert_eq!(desk.services().casework.convert().await.unwrap(), 0);
    let second = show(&desk, &address(cases[2].id)).await;
    assert_eq!(second, first);
    let key = Vault::new(&desk.settings().private_key).log_key();
    let mut chain = Chain::BEGIN;
    for act in desk.store.acts(0, 100_000).await.unwrap() {
        chain.follow(&act, &key).unwrap();
    }
    // And the entry of the read.
    assert_eq!(chain.head.seq, before + entries.len() as u64 + 1);
    let verified = desk.ledger.verify().await.unwrap();
    assert_eq!(verified.findings, []);
}

#[tokio::test]
async fn what_was_closed_unread_is_still_taken_back() {
    let (desk, listening) = desk().await;
    let lead = lead(&desk, &listening);
    lead.page("/").await;
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    let closed = cases.iter().filter(|case| case.state == "closed");
    let mut taken_back = 0;
    for case in closed {
        let is_unread = ["closed unread", "closed by the desk"]
            .iter()
            .any(|about| case.about.starts_with(about));
        let id = case.id.to_string();
        let reply = lead.form("/undo", &[("report", &id)]).await;
        assert_eq!(reply.status == 303, is_unread, "{}", case.about);
        let shown = show(&desk, &address(case.id)).await;
        let expected = if is_unread { "to_assess" } else { "closed" };
        assert_eq!(shown["state"], expected, "{}", case.about);
        if is_unread {
            taken_back += 1;
            crate::step(&desk, &address(case.id), "not_found").await;
        }
    }
    assert_eq!(taken_back, 3);
}

#[tokio::test]
async fn every_account_session_and_token_is_still_good() {
    let (desk, listening) = desk().await;
    let facts: EarlierDesk = earlier::facts("desk.json");
    for account in &facts.accounts {
        let page = member(&desk, &listening, account).page("/account").await;
        assert!(page.contains(account.name.as_str()));
    }
    let http = reqwest::Client::new();
    for (path, header, value) in [
        ("/account", COOKIE, format!("session={}", facts.session)),
        (
            "/v1/cases",
            AUTHORIZATION,
            format!("Bearer {}", facts.token),
        ),
    ] {
        let request = http.get(format!("{}{path}", listening.url));
        let answer = request.header(header, value).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.url().path(), path);
    }
}

#[tokio::test]
async fn a_waiting_report_finds_the_item_of_an_earlier_case() {
    let (desk, _) = desk().await;
    // Where a child may be in danger: the most urgent one. It shares an address with three cases.
    let case = crate::take(&desk).await;
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    let shared = cases.iter().find(|case| !case.linked.is_empty()).unwrap();
    let shown = show(&desk, &case).await;
    let known = shown["known"].as_array().unwrap();
    assert_eq!(known.len(), 1);
    let owner: ReportId = serde_json::from_value(known[0]["case"].clone()).unwrap();
    assert!(shared.linked.contains(&owner), "an open one");
    assert_eq!(seen(&desk, owner).await.len(), shared.linked.len() + 2);
    let request = json!({ "item": known[0]["number"], "sighted": "nothing_new" });
    crate::act(&desk, &case, "known", request).await;
    assert!(!show(&desk, &case).await["known"][0]["settled"].is_null());
}

#[tokio::test]
async fn what_is_due_in_the_open_cases_is_found_out_once() {
    let folder = earlier::folder_without_store();
    std::fs::copy(earlier::path("sqlite-8.db"), folder.database()).unwrap();
    let desk = InProcess::in_folder(folder).await;
    let open = |case: &EarlierCase| case.is_open() && case.state_now() != "closed";
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    let cases: Vec<_> = cases.into_iter().filter(open).collect();
    let found = async || {
        let entries = crate::logged(&desk, 0).await.into_iter();
        let found = entries.filter(|entry| (&entry.what[..], &entry.new[..]) == ("convert", "due"));
        found.count()
    };
    assert_eq!(found().await, cases.len());
    assert_eq!(desk.ledger.verify().await.unwrap().findings, []);
    desk.clock.advance_seconds(4 * 24 * 3600);
    let (_, list) = desk.api(Method::GET, "/v1/due", &Value::Null).await;
    let due = list["due"].as_array().unwrap().iter();
    let due: Vec<_> = due.map(|due| [&due["case"], &due["kind"]]).collect();
    for case in &cases {
        let kind = match case.state_now() {
            "held" => "hold",
            "looked_after" => "look_again",
            "feedback_owed" => "feedback",
            _ => continue,
        };
        let expected = [&json!(case.id), &json!(kind)];
        assert!(due.contains(&expected), "{}: {due:?}", case.about);
    }
    desk.again().await.tick().await;
    assert_eq!(found().await, cases.len(), "once");
}
