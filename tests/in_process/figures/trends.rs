//! Hosts and domains by month.

use model::rights::Role;
use tests::InProcess;

use super::{HOUR, illegal};
use crate::repeats::DAY;
use crate::{last_place, logged, step};

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
    let row = |list: &str, name: &str| {
        let (_, row) = list.split_once(&format!(">{name}</th>")).unwrap();
        let (row, _) = row.split_once("</tr>").unwrap();
        let cells = row
            .split("</td>")
            .map(|cell| cell.split_once("<td>").map_or("", |it| it.1));
        let cells: Vec<_> = cells.map(|cell| cell.replace("<strong>", "")).collect();
        cells
    };
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
