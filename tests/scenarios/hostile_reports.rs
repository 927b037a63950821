//! Hostile reports do no harm: not on a page, not in a file that leaves the desk.

use shared::report::Report;
use tests::hostile_reports::{MARK, all};
use tests::{Desk, Reply, Stack, harmless};

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
    let id = report.id().to_string();
    let taken = desk.form("/take", &[("report", &id)]).await;
    assert_eq!(taken.status, 303);
    let case = format!("/cases/{id}");
    read(desk, &case).await;
    for what in [
        ("location", "0"),
        ("what", "contact"),
        ("what", "credentials"),
    ] {
        let revealed = desk.form(&format!("{case}/reveal"), &[what]).await;
        assert_eq!(revealed.status, 200);
        harmless::page(&revealed.body);
    }
    let step = [("version", "1"), ("step", "begin")];
    assert_eq!(desk.form(&format!("{case}/step"), &step).await.status, 303);
    let findings = [
        ("version", "2"),
        ("classification", "baseline"),
        ("gender", "female"),
        ("age_group", "infant"),
        ("commerciality", "commercial"),
        ("site_type", "forum"),
        ("explanation", "It shows abuse."),
    ];
    let found = desk.form(&format!("{case}/findings"), &findings).await;
    assert_eq!(found.status, 303);
    let step = [("version", "3"), ("step", "illegal")];
    assert_eq!(desk.form(&format!("{case}/step"), &step).await.status, 303);
    read(desk, &case).await;
}

/// Hands a case off in every way that is open to it.
async fn leave(desk: &Desk, report: &Report) {
    for kind in ["scart_csv", "xarf", "notice", "police"] {
        let path = format!("/cases/{}/hand-off", report.id());
        // Hand-offs leave the version of the page valid.
        let left = desk.form(&path, &[("version", "4"), ("kind", kind)]).await;
        match left.status {
            200 => check(kind, &left),
            // Some reports have no address on the web, and these formats need one.
            status => assert!(status == 409 && kind != "police", "{kind}: {}", left.body),
        }
    }
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
