//! API tokens: what they open, and when they end.

use model::rights::{Right, Role};
use receiver::web::routes;
use receiver::web::routes::Access;
use reqwest::Method;
use strum::VariantArray;
use tests::{Member, Stack};

use super::{HOUR, path};

#[tokio::test]
async fn the_api_takes_no_session_and_a_token_for_its_scopes_only() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    let lead = stack.desk.member("lead", Role::Lead).await;
    for right in Right::VARIANTS {
        let token = admin.make_token(&lead, right.name(), right.name()).await;
        let token = format!("Bearer {token}");
        for route in routes::all() {
            let answer = stack
                .desk
                .knock(route.method.clone(), &path(&route), Some(&token))
                .await;
            let at = format!("{} {} by {right:?}", route.method, route.path);
            match route.access {
                Access::Page if route.method == Method::GET => {
                    assert!(answer.body.contains("name=\"code\""), "{at}")
                }
                Access::Page => assert_eq!(answer.status, 403, "{at}"),
                Access::Api if route.right == *right => {
                    assert!(![401, 403].contains(&answer.status), "{at}")
                }
                Access::Api => assert_eq!(answer.problem().as_deref(), Some("forbidden"), "{at}"),
            }
        }
    }
}

#[tokio::test]
async fn a_token_ends_when_it_is_revoked_and_when_its_time_is_over() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    let lead = stack.desk.member("lead", Role::Lead).await;
    let make = async |name: &str| {
        let token = admin.make_token(&lead, name, "claim").await;
        format!("Bearer {token}")
    };
    let status = async |token: &str| {
        let claim = stack
            .desk
            .knock(Method::POST, "/v1/claims", Some(token))
            .await;
        claim.status
    };
    let (revoked, kept) = (make("export").await, make("other").await);
    assert_ne!(status(&revoked).await, 401);
    for (_, bytes) in stack.folder.files() {
        let secret = revoked.strip_prefix("Bearer ").unwrap().as_bytes();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
    let page = admin.get("/tokens").await.body;
    let (_, action) = page.split_once("/tokens/").unwrap();
    let key = action.split_once("/revoke").unwrap().0;
    admin.form(&format!("/tokens/{key}/revoke"), &[]).await;
    let left = [status(&revoked).await, status(&kept).await];
    assert!(left.contains(&401) && left != [401, 401], "{left:?}");
    stack.clock.advance_seconds(24 * HOUR);
    assert_eq!([status(&revoked).await, status(&kept).await], [401, 401]);
}

#[tokio::test]
async fn a_token_that_reads_content_works_once_a_lead_has_approved_it() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    let lead = stack.desk.member("lead", Role::Lead).await;
    let make = async |name: &str, scope: &str| {
        let fields = [("name", name), ("days", "1"), (scope, "yes")];
        admin.form("/tokens", &fields).await
    };
    let status = async |token: &str| {
        let token = format!("Bearer {token}");
        let claim = stack
            .desk
            .knock(Method::POST, "/v1/claims", Some(&token))
            .await;
        claim.status
    };
    let key = async || {
        let page = lead.page("/approvals").await;
        let (_, rest) = page.split_once("/approvals/").expect(&page);
        rest.split_once('"').unwrap().0.to_owned()
    };
    let decide = async |by: &Member, key: &str, approve: &str| {
        let path = format!("/approvals/{key}");
        by.form(&path, &[("approve", approve)]).await.status
    };
    for right in Right::VARIANTS {
        let made = make(right.name(), right.name()).await;
        assert_eq!(made.status, 200, "{right:?}");
        let waits = admin.page("/tokens").await.contains("waits for a lead");
        assert_eq!(waits, right.reads_content(), "{right:?}");
        if waits {
            assert_eq!(decide(&lead, &key().await, "false").await, 303);
        }
    }
    let token = make("export", "claim").await.text_of("secret").to_owned();
    assert_eq!(status(&token).await, 401, "it waits");
    let waiting = key().await;
    assert_eq!(decide(&admin, &waiting, "true").await, 403);
    // Nobody approves a token that they made, with whatever role they have by then.
    let change = [("role", "lead")];
    let other = stack.desk.member("other", Role::Admin).await;
    assert_eq!(other.form("/staff/admin/role", &change).await.status, 303);
    assert_eq!(decide(&admin, &waiting, "true").await, 403);
    assert_eq!(status(&token).await, 401, "it waits");
    assert_eq!(decide(&lead, &waiting, "true").await, 303);
    assert_eq!(status(&token).await, 400, "it works");
    let page = other.page("/tokens").await;
    assert!(page.contains("<td>admin</td><td>lead</td>"), "{page}");
    // An approved token is not refused any more: an admin revokes it.
    assert_eq!(decide(&lead, &waiting, "false").await, 404);
    let log = lead.page("/audit").await;
    assert!(log.contains("token_approved"), "{log}");
}

#[tokio::test]
async fn the_name_of_a_token_is_its_own() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    let make = async |name: &str| {
        let fields = [("name", name), ("days", "1"), ("look", "yes")];
        admin.form("/tokens", &fields).await
    };
    for name in ["config", "desk", "nobody", "operator", "Export"] {
        let refused = make(name).await;
        assert_eq!(refused.status, 422, "{name}");
    }
    assert_eq!(make("export").await.status, 200);
    let taken = make("export").await;
    assert_eq!(taken.status, 422);
    assert!(taken.body.contains("with this name already"));
    stack.clock.advance_seconds(24 * HOUR);
    admin.log_in().await;
    assert_eq!(make("export").await.status, 200, "the first one has ended");
}
