//! The practice desk: what a newcomer finds.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::workflow::State;
use receiver::clock::SystemClock;
use serde_json::Value;
use strum::VariantArray;
use tests::{Desk, Folder, Member, Process};

/// The logins that `receiver practice` prints: name, role, password and code.
async fn logins(folder: &Folder) -> Vec<[String; 4]> {
    let path = folder.path();
    let printed = Process::succeeds(&["practice", path.to_str().unwrap()]).await;
    let words = printed
        .lines()
        .map(|line| line.split_whitespace().map(str::to_owned));
    words
        .map(|words| words.collect::<Vec<_>>().try_into().unwrap())
        .collect()
}

#[tokio::test]
async fn nobody_takes_a_practice_desk_for_a_hotline() {
    let folder = tempfile::tempdir().unwrap();
    let [named, other] = ["practice-nl", "meldpunt"].map(|name| folder.path().join(name));
    let [named, other] = [&named, &other].map(|path| path.to_str().unwrap());
    Process::succeeds(&["init", named, "--practice", "--hotline", "practice-nl"]).await;
    let config = std::fs::read_to_string(format!("{named}/receiver.toml")).unwrap();
    assert!(config.contains("id = \"practice-nl\""));
    let refused = Process::refuses(&["init", other, "--practice", "--hotline", "meldpunt"]).await;
    assert!(refused.contains("begins with \"practice\""), "{refused}");
    assert!(!std::fs::exists(other).unwrap());
}

#[tokio::test]
async fn a_newcomer_finds_a_filled_desk_and_can_log_in_as_everybody() {
    let folder = Folder::practice().await;
    let config = folder.config();
    let verify = ["audit", "verify", "--config", config.to_str().unwrap()];
    Process::succeeds(&verify).await;
    let process = Process::start_quietly(folder).await;
    let logins = logins(&process.folder).await;
    let roles: BTreeSet<_> = logins.iter().map(|[_, role, ..]| &role[..]).collect();
    assert_eq!(
        roles,
        BTreeSet::from(["admin", "analyst", "lead", "read_only"])
    );
    for [name, role, password, code] in &logins {
        let member = Member::invited(&process.desk.url, Arc::new(SystemClock), name, password);
        let reply = member.try_to_log_in(password, code).await;
        assert_eq!(reply.location(), Some("/"), "{name}");
        let page = member.get("/").await.body;
        assert!(page.contains("everything here is invented"), "{name}");
        shows_work_lists(&process.desk, name, role, &page).await;
    }
    has_cases_in_every_state(&process.desk).await;
    let waiting = process.desk.claim(50, 60).await;
    let has_danger = |report: &&Value| report["report"]["child_in_danger"] == true;
    assert!(waiting.iter().filter(has_danger).count() > 1, "{waiting:?}");
    assert!(waiting.len() > 20, "{}", waiting.len());
}

async fn has_cases_in_every_state(desk: &Desk) {
    let cases = desk.get("/v1/cases").await;
    let cases = cases["cases"].as_array().unwrap();
    let text = |case: &Value, field: &str| case[field].as_str().unwrap().to_owned();
    let states: BTreeSet<_> = cases.iter().map(|case| text(case, "state")).collect();
    let all = State::VARIANTS.iter().map(|state| state.name());
    let missing: Vec<_> = all.filter(|state| !states.contains(*state)).collect();
    assert_eq!(missing, ["anonymised"]);
    let months: BTreeSet<_> = cases
        .iter()
        .map(|case| text(case, "received")[..7].to_owned())
        .collect();
    assert!(months.len() > 1, "{months:?}");
}

/// Checks the numbers on the first page of somebody who works on cases.
async fn shows_work_lists(desk: &Desk, name: &str, role: &str, page: &str) {
    let number = |words: &str| -> Option<usize> {
        let (_, after) = page.split_once(&format!("{words}</a> <strong>"))?;
        after.split_once('<')?.0.parse().ok()
    };
    if !["analyst", "lead"].contains(&role) {
        assert_eq!(number("Your cases"), None, "{name}");
        return;
    }
    let cases = desk.get("/v1/cases").await;
    let cases = cases["cases"].as_array().unwrap();
    let open = cases.iter().filter(|case| case["state"] != "closed");
    let count =
        |belongs: &dyn Fn(&Value) -> bool| Some(open.clone().filter(|it| belongs(it)).count());
    assert_eq!(
        number("Your cases"),
        count(&|case| case["assignee"] == name)
    );
    let is_review = |case: &Value| case["state"] == "second_review" && case["assignee"] != name;
    assert_eq!(number("Second reviews of others"), count(&is_review));
    assert_eq!(
        number("Assigned to nobody"),
        count(&|case| case["assignee"].is_null())
    );
    let decided = count(&|case| case["state"] == "reviewed" && case["assignee"] == name);
    assert_eq!(
        number("Your second reviews, decided"),
        decided.filter(|it| *it > 0)
    );
}
