//! Confirmations: which acts ask for a fresh password and code, and that nothing is lost by it.

use model::audit::ActName;
use model::rights::Role;
use receiver::web::routes::{self, Access, Logs, Route};
use reqwest::Method;
use tests::{CasePage, Member, PASSWORD, Reply, Stack, finding, report};

use super::{knock, path};

/// More than the seconds for which a confirmation counts.
const LATER: u64 = 16 * 60;

/// Whether a route gives out what only few may see, or changes what somebody may do.
fn is_grave(route: &Route) -> bool {
    let acts = match &route.logs {
        Logs::Act(names) => names,
        Logs::Read(name) => std::slice::from_ref(name),
        Logs::Nothing(_) => &[],
    };
    acts.iter().any(|act| {
        matches!(
            act,
            ActName::AccountAdded
                | ActName::AccountDisabled
                | ActName::AccountEnabled
                | ActName::AccountReset
                | ActName::Confirmed
                | ActName::Download
                | ActName::HotlineDistrusted
                | ActName::HotlineResumed
                | ActName::HandOff
                | ActName::PasswordReset
                | ActName::Reveal
                | ActName::RoleChanged
                | ActName::TokenApproved
                | ActName::TokenMade
                | ActName::TokenRevoked
        )
    })
}

/// Whether the answer asks for a confirmation, or leads to the page that does.
fn asks(reply: &Reply) -> bool {
    let leads = reply
        .location()
        .is_some_and(|to| to.starts_with("/confirm?"));
    leads || reply.asks_for_a_confirmation()
}

#[tokio::test]
async fn every_route_asks_as_it_declares_and_none_of_the_grave_ones_forgets_to() {
    let stack = Stack::start().await;
    let lead = stack.desk.member("lead", Role::Lead).await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    stack.clock.advance_seconds(LATER);
    let mut asked = 0;
    let mut routes = routes::all();
    // Nothing works after a logout.
    routes.sort_by_key(|route| route.path == "/logout");
    for route in routes.iter().filter(|route| route.access == Access::Page) {
        let at = format!("{} {}", route.method, route.path);
        assert_eq!(route.needs_confirmation, is_grave(route), "{at}");
        let member = if Role::Lead.may(route.right) {
            &lead
        } else {
            &admin
        };
        let reply = if route.method == Method::GET {
            knock(member, route).await
        } else {
            member.unconfirmed(&path(route), &[]).await
        };
        if at != "GET /confirm" {
            assert_eq!(asks(&reply), route.needs_confirmation, "{at}: {reply:?}");
        }
        asked += usize::from(route.needs_confirmation);
    }
    assert!(asked > 9, "{asked}");
}

/// A lead with a case about one item that is assessed as illegal, long after the login.
async fn case_of(stack: &Stack) -> (Member, String) {
    let lead = stack.desk.member("lead", Role::Lead).await;
    let sent = report("https://bad.example/1", "x");
    stack.reporter.send(&sent).await;
    let page = CasePage::take(&lead, &sent).await;
    let illegal = [("step", "illegal"), ("items", "1")];
    assert_eq!(page.work(&[finding(1, "baseline")], &illegal).await, 303);
    let case = format!("/cases/{}", page.id);
    stack.clock.advance_seconds(LATER);
    (lead, case)
}

#[tokio::test]
async fn a_form_that_asks_is_kept_and_acts_once_it_is_confirmed() {
    let stack = Stack::start().await;
    let (lead, case) = case_of(&stack).await;
    let hand_off = format!("{case}/hand-off");
    let fields = [
        ("version", "2"),
        ("kind", "police"),
        ("items", "1"),
        ("to", "Police <of> \"A\""),
    ];
    let asked = lead.unconfirmed(&hand_off, &fields).await;
    assert_eq!(asked.status, 403);
    let kept = format!("<form class=\"fields\" method=\"post\" action=\"{hand_off}\">");
    assert!(asked.body.contains(&kept), "{}", asked.body);
    for (name, value) in fields {
        let value = value.replace('<', "&#60;").replace('>', "&#62;");
        let value = value.replace('"', "&#34;");
        let field = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        assert!(asked.body.contains(&field), "{field}: {}", asked.body);
    }
    for (password, code) in [("wrong", &lead.code()[..]), (PASSWORD, "000000"), ("", "")] {
        let again = lead.confirmed(&hand_off, &fields, password, code).await;
        assert!(again.asks_for_a_confirmation(), "{again:?}");
        assert!(again.body.contains("was not right"), "{}", again.body);
        assert!(again.body.contains(&kept), "{}", again.body);
        assert!(!again.body.contains(PASSWORD), "{}", again.body);
    }
    let page = lead.page(&case).await;
    assert!(!page.contains("Police &#60;of&#62;"), "nothing was done");
    // The form comes twice, as after a double click: it acts once.
    let code = lead.code();
    let sends = || lead.confirmed(&hand_off, &fields, PASSWORD, &code);
    let (one, two) = tokio::join!(sends(), sends());
    assert!([one.status, two.status].contains(&303), "{one:?} {two:?}");
    assert!(!asks(&one) && !asks(&two), "{one:?} {two:?}");
    let log = lead.page("/audit").await;
    assert_eq!(log.matches("<code>hand_off</code>").count(), 1, "{log}");
    assert_eq!(log.matches("<code>confirmed</code>").count(), 1, "{log}");
}

#[tokio::test]
async fn a_confirmation_counts_for_a_quarter_of_an_hour_after_the_last_act_in_its_session_alone() {
    let stack = Stack::start().await;
    let (lead, case) = case_of(&stack).await;
    let elsewhere = lead.elsewhere();
    elsewhere.log_in().await;
    let reveal = format!("{case}/reveal");
    let fields = [("what", "location"), ("location", "1")];
    let shown = async |member: &Member| {
        let reply = member.unconfirmed(&reveal, &fields).await;
        reply.status == 200
    };
    lead.page(&case).await;
    stack.clock.advance_seconds(LATER);
    assert!(!shown(&lead).await && !shown(&elsewhere).await);
    let revealed = lead.form(&reveal, &fields).await;
    assert_eq!(revealed.status, 200, "{}", revealed.body);
    assert!(!shown(&elsewhere).await, "another session");
    for _ in 0..4 {
        stack.clock.advance_seconds(14 * 60);
        assert!(shown(&lead).await, "in use");
    }
    stack.clock.advance_seconds(15 * 60);
    assert!(!shown(&lead).await, "not used for a quarter of an hour");
}

#[tokio::test]
async fn a_download_asks_first_and_then_comes() {
    let stack = Stack::start().await;
    let (lead, case) = case_of(&stack).await;
    let fields = [
        ("version", "2"),
        ("kind", "police"),
        ("items", "1"),
        ("to", "Police"),
    ];
    let made = lead.form(&format!("{case}/hand-off"), &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    stack.clock.advance_seconds(LATER);
    let file = format!("{case}/hand-off/3");
    let asked = lead.get(&file).await;
    let to = asked.location().unwrap().to_owned();
    let page = lead.get(&to).await;
    assert!(page.asks_for_a_confirmation(), "{}", page.body);
    let field = format!("<input type=\"hidden\" name=\"to\" value=\"{file}\">");
    assert!(page.body.contains(&field), "{}", page.body);
    let confirmed = lead.form("/confirm", &[("to", &file)]).await;
    assert_eq!(confirmed.location(), Some(&file[..]), "{confirmed:?}");
    assert_eq!(lead.get(&file).await.status, 200);
    let page = lead.get("/confirm").await.body;
    assert!(page.contains("You have confirmed"), "{page}");
}

#[tokio::test]
async fn a_stolen_session_is_not_enough_to_stay() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    stack.desk.member("anna", Role::Analyst).await;
    let own = admin.form("/staff/admin/reset", &[]).await;
    assert_eq!(own.status, 403, "nobody resets their own account");
    assert!(!own.asks_for_a_confirmation(), "{}", own.body);
    stack.clock.advance_seconds(LATER);
    let token = [("name", "export"), ("days", "366"), ("look", "yes")];
    let account = [("name", "thief"), ("role", "admin")];
    for (path, fields) in [
        ("/tokens", &token[..]),
        ("/staff", &account),
        ("/staff/anna/reset", &[]),
        ("/staff/anna/role", &[("role", "lead")]),
    ] {
        let reply = admin.confirmed(path, fields, "guessed", "123456").await;
        assert!(reply.asks_for_a_confirmation(), "{path}: {reply:?}");
    }
    // Guesses are slowed down as those at the login are.
    let early = admin
        .confirmed("/tokens", &token, "guessed", "123456")
        .await;
    assert!(early.body.contains("was not right"), "{}", early.body);
    let early = admin
        .confirmed("/tokens", &token, "guessed", "123456")
        .await;
    assert!(early.body.contains("try again in"), "{}", early.body);
}
