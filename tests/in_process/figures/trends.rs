//! Hosts and domains by month.

use model::rights::Role;
use serde_json::json;
use tests::{Folder, InProcess, TestClock};

use super::{HOUR, illegal};
use crate::repeats::{DAY, enqueue, naming, web};
use crate::{act, finding, last_place, logged, step, take};

/// The cells of the row with this name in a table.
fn row(list: &str, name: &str) -> Vec<String> {
    let (_, row) = list.split_once(&format!(">{name}</th>")).unwrap();
    let (row, _) = row.split_once("</tr>").unwrap();
    let cells = row
        .split("</td>")
        .map(|cell| cell.split_once("<td>").map_or("", |it| it.1));
    cells.map(|cell| cell.replace("<strong>", "")).collect()
}

#[tokio::test]
async fn hosts_and_domains_stand_month_by_month_and_what_grows_is_told() {
    let desk = InProcess::with_config("").await;
    let lead = desk.listen().await.member("lena", Role::Lead).await;
    let empty = lead.page("/figures/trends").await;
    assert!(empty.contains("There is none."), "{empty}");
    // Three items a month in January and February 2027, and five in March: the mean before it is 2.
    for (month, items) in [3, 3, 5].into_iter().enumerate() {
        for item in 0..items {
            let url = format!("https://h{item}.bad.example/{month}");
            illegal(&desk, &url).await;
        }
        illegal(&desk, &format!("https://quiet.example/{month}")).await;
        desk.clock.advance_seconds(30 * DAY);
    }
    let case = illegal(&desk, "https://quiet.example/gone").await;
    desk.clock.advance_seconds(36 * HOUR);
    step(&desk, &case, "removed").await;

    let before = last_place(&desk).await;
    let page = lead.page("/figures/trends").await;
    // The session has ended meanwhile: whoever reads logs in first.
    let entries = logged(&desk, before).await;
    assert_eq!(entries.last().unwrap().what, "read_figures");
    let (_, lists) = page.split_once("<h2 id=\"domains\">").unwrap();
    let (domains, hosts) = lists.split_once("<h2 id=\"hosts\">").unwrap();
    let bad = row(domains, "bad[.]example");
    assert_eq!(bad[8..10], ["3", "3"], "{bad:?}");
    assert!(bad[10].starts_with("5 <abbr"), "{bad:?}");
    assert_eq!(bad[11..15], ["0", "11", "0", ""]);
    let quiet = row(domains, "quiet[.]example");
    assert_eq!(quiet[8..15], ["1", "1", "1", "1", "4", "1", "1.5"]);
    assert_eq!(
        row(hosts, "h4[.]bad[.]example")[8..13],
        ["0", "0", "1", "0", "1"]
    );
    let (_, growing) = page.split_once("<ul>").unwrap();
    let (growing, drawn) = growing.split_once("</ul>").unwrap();
    assert!(
        growing.contains("bad[.]example") && !growing.contains("quiet"),
        "{growing}"
    );
    assert_eq!(
        drawn
            .split("</svg>")
            .next()
            .unwrap()
            .matches("<rect x=")
            .count(),
        7 + 3
    );
    // Two months later it is over.
    desk.clock.advance_seconds(60 * DAY);
    let page = lead.page("/figures/trends").await;
    assert!(!page.contains("<ul>"), "{page}");
}

#[tokio::test]
async fn months_and_countries_keep_what_is_scrubbed_and_the_page_says_what_is_gone() {
    let desk = InProcess::in_folder({
        let folder = Folder::init(TestClock::BEGIN);
        folder.edit_config("rest_days = 365", "rest_days = 10");
        folder
    })
    .await;
    let lead = desk.listen().await.member("lena", Role::Lead).await;
    enqueue(&desk, &naming(&[web("https://gone.example/")])).await;
    let case = take(&desk).await;
    let mut finding = finding(1, "baseline");
    finding["explanation"] = "It shows abuse.".into();
    finding["address"] = "193.0.6.139".into();
    act(
        &desk,
        &case,
        "step",
        json!({ "step": "illegal", "findings": [finding] }),
    )
    .await;
    desk.clock.advance_seconds(36 * HOUR);
    step(&desk, &case, "removed").await;
    illegal(&desk, "https://there.example/").await;
    let shown = async || {
        let page = lead.page("/figures/trends").await;
        let (lists, countries) = page.split_once("<h2 id=\"countries\">").unwrap();
        (lists.to_owned(), countries.to_owned())
    };
    let (lists, before) = shown().await;
    assert!(lists.contains(">gone[.]example</th>"), "{lists}");
    assert!(!lists.contains("scrubbed"), "{lists}");
    desk.clock.advance_seconds(11 * DAY);
    assert_eq!(desk.services().casework.scrub_all().await.unwrap(), 1);

    let (lists, countries) = shown().await;
    assert!(!lists.contains("gone[.]example"), "{lists}");
    assert!(lists.contains(">there[.]example</th>"), "{lists}");
    assert!(lists.contains("One of these items is of a case that was scrubbed"));
    assert_eq!(countries, before);
    assert_eq!(row(&countries, "NL")[11..15], ["1", "1", "1", "1.5"]);
    assert_eq!(row(&countries, "(none)")[11..15], ["1", "1", "0", ""]);
    assert_eq!(row(&lists, "All")[10..13], ["0", "2", "2"]);
    for (language, month) in [
        ("en", "Jan 2027"),
        ("es", "ene 2027"),
        ("fr", "janv. 2027"),
        ("de", "Jan. 2027"),
    ] {
        lead.form("/account/language", &[("language", language)])
            .await;
        for path in ["/figures/trends", "/statistics"] {
            let page = lead.page(path).await;
            assert!(
                page.contains(&format!(">{month}</th>")),
                "{path} in {language}"
            );
            assert!(!page.contains("2027-01<"), "{path} in {language}");
        }
    }
}
