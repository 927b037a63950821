//! API tokens: what they open, and when they end.

use model::rights::{Right, Role};
use receiver::web::routes;
use receiver::web::routes::Access;
use reqwest::Method;
use strum::VariantArray;
use tests::Stack;

use super::{HOUR, path};

#[tokio::test]
async fn the_api_takes_no_session_and_a_token_for_its_scopes_only() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    for right in Right::VARIANTS {
        let fields = [("name", "export"), ("days", "1"), (right.name(), "yes")];
        let made = admin.form("/tokens", &fields).await;
        let token = format!("Bearer {}", made.text_of("secret"));
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
    let make = async || {
        let fields = [("name", "export"), ("days", "1"), ("claim", "yes")];
        let made = admin.form("/tokens", &fields).await;
        format!("Bearer {}", made.text_of("secret"))
    };
    let status = async |token: &str| {
        let claim = stack
            .desk
            .knock(Method::POST, "/v1/claims", Some(token))
            .await;
        claim.status
    };
    let (revoked, kept) = (make().await, make().await);
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
