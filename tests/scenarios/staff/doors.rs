//! Doors: which role and which page gets through which.

use model::rights::Role;
use receiver::web::routes;
use receiver::web::routes::Access;
use reqwest::Method;
use tests::{Member, PASSWORD, Stack};

use super::knock;

#[tokio::test]
async fn every_door_refuses_whoever_may_not() {
    let stack = Stack::start().await;
    let nobody = Member::invited(&stack.desk.url, stack.clock.clone(), "nobody", "");
    let mut members = Vec::new();
    for (name, role) in [
        ("reader", Role::ReadOnly),
        ("analyst", Role::Analyst),
        ("admin", Role::Admin),
    ] {
        members.push((role, stack.desk.member(name, role).await));
    }
    let mut refused = 0;
    for route in routes::all() {
        let at = format!("{} {}", route.method, route.path);
        let reply = knock(&nobody, &route).await;
        match (route.access, &route.method) {
            (Access::Page, &Method::GET) => {
                assert!(
                    reply.location().unwrap().starts_with("/login?to=%2F"),
                    "{at}"
                );
            }
            _ => assert_eq!(reply.status, 401, "{at}"),
        }
        for (role, member) in &members {
            if route.access == Access::Page && role.may(route.right) {
                continue;
            }
            let status = knock(member, &route).await.status;
            let expected = if route.access == Access::Page {
                403
            } else {
                401
            };
            assert_eq!(status, expected, "{at} {role:?}");
            refused += 1;
        }
    }
    assert!(refused > 10, "{refused}");
    // What the doors let through is not refused: the three have nothing but their role against them.
    for (_, member) in &members {
        assert_eq!(member.get("/account").await.status, 200);
    }
    assert_eq!(members[2].1.get("/staff").await.status, 200);
}

#[tokio::test]
async fn no_other_page_sends_a_form_for_somebody() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let own = &stack.desk.url[..];
    let login = [
        ("name", "anna"),
        ("password", PASSWORD),
        ("code", "1"),
        ("to", "/"),
    ];
    for (headers, is_own) in [
        (vec![], false),
        (vec![("origin", "null")], false),
        (vec![("origin", "https://evil.example")], false),
        (
            vec![("origin", own), ("sec-fetch-site", "cross-site")],
            false,
        ),
        (
            vec![("origin", own), ("sec-fetch-site", "same-site")],
            false,
        ),
        (vec![("origin", own), ("sec-fetch-site", "none")], false),
        (vec![("sec-fetch-site", "same-origin")], true),
        (vec![("origin", own)], true),
    ] {
        for path in ["/account/sessions", "/login", "/welcome"] {
            let fields = if path == "/login" { &login[..] } else { &[] };
            let reply = anna.form_from(path, fields, &headers).await;
            let is_refused = reply.status == 403 && reply.body.contains("are not allowed");
            assert_eq!(is_refused, !is_own, "{path} {headers:?}");
            // Nor does it fill in the desk's own form.
            assert!(is_own || !reply.body.contains("anna"), "{path} {headers:?}");
        }
    }
    let page = anna.get("/account").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("script-src"), "{policy}");
}
