//! Who has how much work, and who has which case open.

use axum::http::Method;
use model::rights::Role;
use serde_json::{Value, json};
use tests::{InProcess, Member};

use crate::repeats::{DAY, assessed, enqueue, naming, web};
use crate::{act, take};

/// The cells of a person's row: open, due, oldest, decided, and each day that is not empty.
async fn row(lead: &Member, name: &str) -> Vec<String> {
    let page = lead.page("/workload").await;
    let (_, row) = page.split_once(&format!(">{name}</a></th>")).unwrap();
    let (row, _) = row.split_once("</tr>").unwrap();
    let cells = row.split("<td>").skip(1);
    let mut cells: Vec<String> = cells.map(|cell| cell.replace("</td>", "")).collect();
    let days = cells.split_off(4);
    assert_eq!(days.len(), 30);
    cells.extend(days.into_iter().filter(|day| !day.is_empty()));
    cells
}

#[tokio::test]
async fn a_lead_sees_open_cases_what_is_due_and_verdicts_of_each_day() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let lead = listening.member("lena", Role::Lead).await;
    assert!(lead.page("/workload").await.contains("There is none."));
    for item in 0..2 {
        let url = format!("https://bad.example/{item}");
        assessed(&desk, &naming(&[web(&url)]), &["baseline"]).await;
    }
    desk.clock.advance_seconds(40 * DAY);
    let url = web("https://bad.example/later");
    let case = assessed(&desk, &naming(&[url]), &["baseline"]).await;
    let hold = json!({ "step": "hold", "until": "2027-02-24" });
    act(&desk, &case, "step", hold).await;
    enqueue(&desk, &naming(&[web("https://bad.example/open")])).await;
    take(&desk).await;
    let expected = ["4", "1", "15 January 2027", "1", "1"];
    assert_eq!(
        row(&lead, "token:config").await,
        expected,
        "two verdicts are long ago"
    );
    desk.clock.advance_seconds(DAY);
    let url = web("https://bad.example/ignored");
    assessed(&desk, &naming(&[url]), &["ignore"]).await;
    assert_eq!(
        row(&lead, "token:config").await,
        ["4", "1", "15 January 2027", "2", "1", "1"]
    );

    let analyst = listening.member("anna", Role::Analyst).await;
    assert_eq!(analyst.get("/workload").await.status, 403);
}

#[tokio::test]
async fn a_case_says_who_else_has_it_open() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let ben = listening.member("ben", Role::Analyst).await;
    let mut cases = Vec::new();
    for item in 0..2 {
        enqueue(
            &desk,
            &naming(&[web(&format!("https://bad.example/{item}"))]),
        )
        .await;
        cases.push(take(&desk).await.replace("/v1", ""));
    }
    let also_open = async |member: &Member, case: usize| {
        let page = member.page(&cases[case]).await;
        let (_, names) = page.split_once("Also open by ")?;
        Some(names.split_once(':').unwrap().0.to_owned())
    };
    assert_eq!(also_open(&anna, 0).await, None);
    assert_eq!(also_open(&ben, 0).await.unwrap(), "anna");
    assert_eq!(also_open(&anna, 0).await.unwrap(), "ben");
    assert_eq!(also_open(&anna, 1).await, None);
    assert_eq!(
        also_open(&ben, 0).await,
        None,
        "anna has left for another case"
    );
    // A system that asks the API has no page open.
    let path = format!("/v1{}", cases[0]);
    assert_eq!(desk.api(Method::GET, &path, &Value::Null).await.0, 200);
    assert_eq!(also_open(&anna, 0).await.unwrap(), "ben");
    desk.clock.advance_seconds(15 * 60);
    assert_eq!(
        also_open(&anna, 0).await,
        None,
        "a quarter of an hour later"
    );
}
