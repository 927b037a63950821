//! A desk goes on with the store of an earlier receiver: logins, cases and the log.

use model::audit::Chain;
use reqwest::header::{AUTHORIZATION, COOKIE};
use serde_json::json;
use tests::earlier::{self, EarlierAccount, EarlierCase, EarlierDesk};
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

#[tokio::test]
async fn every_open_case_is_shown_with_all_that_it_had() {
    let (desk, listening) = desk().await;
    let accounts = earlier::facts::<EarlierDesk>("desk.json").accounts;
    let lead = accounts.iter().find(|account| account.role == "lead");
    let lead = member(&desk, &listening, lead.unwrap());
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    for case in &cases {
        let shown = show(&desk, &format!("/v1/cases/{}", case.id)).await;
        let of = |list: &str| shown[list].as_array().map(Vec::len);
        let about = &case.about;
        assert_eq!(of("referrals"), Some(case.hand_offs.len()), "{about}");
        assert_eq!(of("notes"), Some(case.notes), "{about}");
        let linked: Vec<String> = case.linked.iter().map(ToString::to_string).collect();
        assert_eq!(shown["linked"], json!(linked), "{about}");
        if case.is_open() {
            let page = lead.page(&format!("/cases/{}", case.id)).await;
            assert!(page.contains(&case.id.to_string()), "{about}");
        }
    }
    let open = cases.iter().filter(|case| case.is_open()).count();
    assert!(open > 20, "{open}");
    let mut chain = Chain::BEGIN;
    for act in desk.store.acts(0, 100_000).await.unwrap() {
        chain.follow(&act).unwrap();
    }
    let desk: EarlierDesk = earlier::facts("desk.json");
    assert!(chain.seq > desk.entries, "the log has gone on");
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
async fn a_waiting_report_is_taken_and_linked_to_an_earlier_case() {
    let (desk, _) = desk().await;
    // Where a child may be in danger: the most urgent one. It shares an address with three cases.
    let case = crate::take(&desk).await;
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    let shared = cases.iter().find(|case| !case.linked.is_empty()).unwrap();
    let linked = &show(&desk, &case).await["linked"];
    assert_eq!(linked.as_array().unwrap().len(), shared.linked.len() + 1);
    assert_eq!(linked[0], shared.id.to_string());
    crate::step(&desk, &case, "begin").await;
}
