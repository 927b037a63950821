//! Hostile reports do no harm: not on a page, not in a file that leaves the desk.

use shared::report::Report;
use tests::hostile_reports::{MARK, all};
use tests::{CasePage, Desk, Reply, Stack, finding, harmless};

#[tokio::test]
async fn two_hundred_hostile_reports_do_no_harm() {
    let stack = Stack::start().await;
    let reports = all();
    assert!(reports.len() >= 200, "{} are left", reports.len());
    for report in &reports {
        stack.reporter.send(report).await;
    }
    let desk = &stack.desk;
    let mut shown = 0;
    for report in &reports {
        let page = format!("/reports/{}", report.id());
        shown += usize::from(read(desk, &page).await.contains(MARK));
    }
    assert!(shown > reports.len() / 2, "{shown} came through");
    read(desk, "/").await;
    for report in &reports {
        take(desk, report).await;
        leave(desk, report).await;
    }
    read(desk, "/cases").await;
}

/// Takes a report, and looks at it in every way.
async fn take(desk: &Desk, report: &Report) {
    let case = CasePage::take(desk.lead().await, report).await;
    let page = read(desk, &format!("/cases/{}", case.id)).await;
    for what in [
        ("location", "1"),
        ("what", "contact"),
        ("what", "credentials"),
    ] {
        // The location of a known item is revealed where the item is.
        let is_here = what.0 == "what" || page.contains(" id=\"item-1\"");
        let revealed = case.act("reveal", &[what]).await;
        assert_eq!(revealed.status, if is_here { 200 } else { 404 });
        if is_here {
            harmless::exact_page(&revealed.body);
        }
    }
}

/// Assesses a case, and hands it off in every way that is open to it.
async fn leave(desk: &Desk, report: &Report) {
    let path = format!("/cases/{}", report.id());
    let case = CasePage::of(desk.lead().await, report.id());
    let page = read(desk, &path).await;
    if !page.contains(" id=\"item-1\"") {
        let (_, known) = page.split_once("name=\"known\" value=\"").unwrap();
        let known = known.split_once(' ').unwrap().0;
        let nothing_new = format!("{known} nothing_new");
        let nothing_new = [("known", &nothing_new[..])];
        assert_eq!(case.act("known", &nothing_new).await.status, 303);
        read(desk, &path).await;
        return;
    }
    let illegal = [("step", "illegal")];
    assert_eq!(case.work(&[finding(1, "baseline")], &illegal).await, 303);
    read(desk, &path).await;
    for kind in ["scart_csv", "xarf", "notice", "police"] {
        match case.hand_off(kind, &[1], MARK).await {
            303 => check(kind, &case.last_file().await),
            // Some reports have no address on the web, and these formats need one.
            status => assert!(status == 409 && kind != "police", "{kind}: {status}"),
        }
    }
    read(desk, &path).await;
}

fn check(kind: &str, left: &Reply) {
    let disposition = left.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; "), "{disposition}");
    for secret in ["secret user", "secret password", "secret@contact.example"] {
        assert!(!left.body.contains(secret), "{secret} left by {kind}");
    }
    match kind {
        "scart_csv" => {
            harmless::text(&left.body);
            harmless::table(&left.body, ';');
            for line in left.body.lines() {
                assert_eq!(line.split(';').count(), 6, "{line:?}");
            }
        }
        // What makes an archive of its files is binary; the files are read where they are made.
        "police" | "notice" | "xarf" => {
            let media_type = left.headers["content-type"].to_str().unwrap();
            assert!(!media_type.contains("html"), "{media_type}");
        }
        other => panic!("{other}"),
    }
}

async fn read(desk: &Desk, path: &str) -> String {
    let page = desk.page(path).await;
    harmless::page(&page);
    page
}
