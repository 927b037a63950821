//! A login that the hotline's own identity provider looks after.

mod provider;

use std::path::Path;
use std::sync::Arc;

use model::rights::Role;
use store::StoreUrl;
use tests::{Folder, Member, Process, Reply, Stack, TestClock};
use tokio::process::Command;

use self::provider::Provider;

async fn stack_with(provider: &mut Provider, edits: &[(&str, &str)]) -> Stack {
    let folder = Folder::today();
    provider.write_into(&folder);
    for (from, to) in edits {
        folder.edit_config(from, to);
    }
    // The provider goes by the system's clock.
    let stack = Stack::start_in(folder, Arc::new(TestClock::running())).await;
    provider.know(&stack.desk.url).await;
    stack
}

/// A browser in which nobody is logged in.
fn browser(stack: &Stack) -> Member {
    Member::invited(&stack.desk.url, stack.clock.clone(), "", "")
}

/// Begins at the desk, and logs in at the provider; gives the path that leads back to the desk.
async fn vouched_for(provider: &Provider, stack: &Stack, browser: &Member, name: &str) -> String {
    from(provider, stack, browser, "/openid?to=%2Fcases", name).await
}

/// Goes from this path of the desk to the provider, and logs in there; gives the path that leads back.
async fn from(
    provider: &Provider,
    stack: &Stack,
    browser: &Member,
    path: &str,
    name: &str,
) -> String {
    let begun = browser.get(path).await;
    let to = begun.location().expect(&begun.body);
    assert!(to.starts_with(&provider.issuer), "{to}");
    let back = provider.log_in(to, name).await;
    back.strip_prefix(&stack.desk.url).unwrap().to_owned()
}

async fn assert_refused(browser: &Member, reply: &Reply, words: &str) {
    assert_eq!(reply.status, 403, "{reply:?}");
    assert!(reply.body.contains(words), "{}", reply.body);
    let home = browser.get("/").await;
    assert_eq!(home.location(), Some("/login?to=%2F"), "{home:?}");
}

/// What the log says of the last login that failed, or that did not.
async fn logged(stack: &Stack, words: &str) -> bool {
    let log = stack.desk.page("/audit").await;
    log.contains(words)
}

const NOBODY: &str = "there is no account for you here";
const STRAY: &str = "took too long, or began elsewhere";

#[tokio::test]
async fn whom_the_provider_vouches_for_comes_in_by_an_account_that_is_there() {
    let mut provider = Provider::start().await;
    let stack = stack_with(&mut provider, &[]).await;
    stack.desk.invited("anna", Role::Analyst).await;
    let browser = browser(&stack);
    let login = browser.get("/login?to=%2Fcases").await.body;
    assert!(login.contains("href=\"/openid?to=%2Fcases\""), "{login}");
    let back = vouched_for(&provider, &stack, &browser, "anna").await;
    let arrived = browser.get(&back).await;
    assert_eq!(arrived.status, 200, "{arrived:?}");
    assert_eq!(arrived.headers["refresh"], "0; url=/cases");
    let cases = browser.get("/cases").await;
    assert_eq!(cases.status, 200);
    assert!(cases.body.contains("anna"), "{}", cases.body);
    // The role comes from the account, not from the provider.
    assert_eq!(browser.get("/staff").await.status, 403);
    assert!(logged(&stack, "openid").await);
}

#[tokio::test]
async fn no_account_is_made_and_none_that_is_disabled_opens() {
    let mut provider = Provider::start().await;
    let stack = stack_with(&mut provider, &[]).await;
    let stranger = browser(&stack);
    let back = vouched_for(&provider, &stack, &stranger, "stranger").await;
    assert_refused(&stranger, &stranger.get(&back).await, NOBODY).await;
    stack.desk.invited("bob", Role::Admin).await;
    let staff = stack.folder.staff(stack.clock.clone()).await;
    let name = "bob".parse().unwrap();
    staff.set_disabled("operator", &name, true).await.unwrap();
    let bob = browser(&stack);
    let back = vouched_for(&provider, &stack, &bob, "bob").await;
    assert_refused(&bob, &bob.get(&back).await, NOBODY).await;
    let accounts = staff.accounts().await.unwrap();
    assert!(
        accounts
            .iter()
            .all(|account| account.name.as_str() != "stranger")
    );
}

#[tokio::test]
async fn an_answer_opens_the_browser_that_asked_once_and_soon() {
    let mut provider = Provider::start().await;
    let stack = stack_with(&mut provider, &[]).await;
    stack.desk.invited("anna", Role::Analyst).await;
    let anna = browser(&stack);
    let back = vouched_for(&provider, &stack, &anna, "anna").await;
    // Somebody is led to the answer for another browser.
    let victim = browser(&stack);
    assert_refused(&victim, &victim.get(&back).await, STRAY).await;
    victim.get("/openid").await;
    assert_refused(&victim, &victim.get(&back).await, STRAY).await;
    // Another browser's code under one's own state: the provider asks for the verifier.
    let other = browser(&stack);
    let others = vouched_for(&provider, &stack, &other, "anna").await;
    let part = |path: &str, name: &str| {
        let query = path.split_once('?').unwrap().1.to_owned();
        let part = query.split('&').find(|part| part.starts_with(name));
        part.unwrap().to_owned()
    };
    let mixed = format!(
        "/openid/return?{}&{}",
        part(&back, "code="),
        part(&others, "state=")
    );
    let reply = other.get(&mixed).await;
    assert_refused(&other, &reply, "cannot be reached").await;
    // The right answer works once.
    assert_eq!(anna.get(&back).await.status, 200);
    let again = anna.get(&back).await;
    assert_eq!(again.status, 403);
    // The answer comes too late.
    let late = browser(&stack);
    let back = vouched_for(&provider, &stack, &late, "anna").await;
    stack.clock.advance_seconds(600);
    assert_refused(&late, &late.get(&back).await, STRAY).await;
    // The provider says no.
    let declined = browser(&stack);
    let begun = declined.get("/openid").await;
    let state = part(begun.location().unwrap(), "state=");
    let path = format!("/openid/return?error=access_denied&{state}");
    let reply = declined.get(&path).await;
    assert_refused(&declined, &reply, "was not completed").await;
    // Failures at no account are in the log at the end of the minute, or when the desk stops. Those
    // that anybody can cause by a link are not there.
    let folder = stack.stop().await;
    let url = format!("sqlite:{}", folder.database().display());
    let url = StoreUrl::parse(&url, &folder.path()).unwrap();
    let store = store::open(&url).await.unwrap();
    let acts = store.acts(0, 1000).await.unwrap();
    for outcome in ["let nobody in", "as it should"] {
        let mut outcomes = acts.iter().map(|act| act.entry().unwrap().new);
        assert!(
            outcomes.any(|new| new.contains(outcome) && new.contains("attempts: ")),
            "{outcome}"
        );
    }
    assert!(acts.iter().all(|act| !act.json.contains("has begun here")));
}

#[tokio::test]
async fn an_address_of_mail_counts_if_it_is_verified_and_of_the_domain() {
    let claim = ("# claim = \"preferred_username\"", "claim = \"email\"");
    let domain = "# mail_domain = \"hotline.example\"";
    for (of, name, comes_in) in [
        ("hotline.example", "anna", true),
        ("hotline.example", "text-anna", true),
        ("hotline.example", "new-anna", false),
        ("other.example", "anna", false),
    ] {
        let mut provider = Provider::start().await;
        let edit = format!("mail_domain = \"{of}\"");
        let stack = stack_with(&mut provider, &[claim, (domain, &edit)]).await;
        stack.desk.invited(name, Role::Analyst).await;
        let browser = browser(&stack);
        let back = vouched_for(&provider, &stack, &browser, name).await;
        let reply = browser.get(&back).await;
        if comes_in {
            assert_eq!(reply.status, 200, "{reply:?}");
        } else {
            assert_refused(&browser, &reply, NOBODY).await;
        }
    }
}

#[tokio::test]
async fn the_cookie_of_a_login_that_has_begun_says_nothing_and_goes_soon() {
    let mut provider = Provider::start().await;
    let stack = stack_with(&mut provider, &[]).await;
    let begun = browser(&stack).get("/openid").await;
    let cookie = begun.headers["set-cookie"].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let to = begun.location().unwrap();
    for secret in ["state=", "nonce="] {
        let (_, value) = to.split_once(secret).unwrap();
        let value = value.split('&').next().unwrap();
        assert!(!cookie.contains(value), "{cookie}");
    }
}

#[tokio::test]
async fn another_site_begins_no_login() {
    let mut provider = Provider::start().await;
    let stack = stack_with(&mut provider, &[]).await;
    let http = reqwest::Client::builder();
    let http = http.redirect(reqwest::redirect::Policy::none());
    let http = http.build().unwrap();
    for (site, status) in [
        ("cross-site", 403),
        ("same-site", 403),
        ("none", 303),
        ("same-origin", 303),
    ] {
        let request = http.get(format!("{}/openid", stack.desk.url));
        let answer = request.header("sec-fetch-site", site).send().await.unwrap();
        assert_eq!(answer.status(), status, "{site}");
    }
}

#[tokio::test]
async fn a_name_in_other_letters_is_nobody_s() {
    let mut provider = Provider::start().await;
    let stack = stack_with(&mut provider, &[]).await;
    stack.desk.invited("kim", Role::Lead).await;
    let browser = browser(&stack);
    let back = vouched_for(&provider, &stack, &browser, "\u{212a}im").await;
    assert_refused(&browser, &browser.get(&back).await, NOBODY).await;
    let back = vouched_for(&provider, &stack, &browser, "Kim").await;
    assert_eq!(browser.get(&back).await.status, 200);
}

#[tokio::test]
async fn an_issuer_may_have_a_slash_at_its_end_or_none() {
    let mut provider = Provider::start().await;
    let issuer = format!("issuer = \"{}", provider.issuer);
    let edit = format!("{issuer}/");
    let stack = stack_with(&mut provider, &[(&issuer, &edit)]).await;
    stack.desk.invited("anna", Role::Analyst).await;
    let browser = browser(&stack);
    let back = vouched_for(&provider, &stack, &browser, "anna").await;
    assert_eq!(browser.get(&back).await.status, 200);
}

#[tokio::test]
async fn the_clocks_may_differ_by_half_a_minute() {
    for (ahead, comes_in) in [(25, true), (3600 + 60, false)] {
        let mut provider = Provider::start().await;
        let stack = stack_with(&mut provider, &[]).await;
        stack.desk.invited("anna", Role::Analyst).await;
        let browser = browser(&stack);
        stack.clock.advance_seconds(ahead);
        let back = vouched_for(&provider, &stack, &browser, "anna").await;
        let reply = browser.get(&back).await;
        if comes_in {
            assert_eq!(reply.status, 200, "{reply:?}");
        } else {
            let words = "could not be checked. Tell whoever runs this desk";
            assert_refused(&browser, &reply, words).await;
        }
    }
}

#[tokio::test]
async fn who_came_by_the_provider_confirms_by_it() {
    let mut provider = Provider::start().await;
    let stack = stack_with(&mut provider, &[]).await;
    for (name, role) in [("anna", Role::Admin), ("bob", Role::Analyst)] {
        stack.desk.invited(name, role).await;
    }
    let anna = browser(&stack);
    let back = vouched_for(&provider, &stack, &anna, "anna").await;
    assert_eq!(anna.get(&back).await.status, 200);
    let make = async || {
        let fields = [("name", "export"), ("days", "1"), ("look", "yes")];
        anna.unconfirmed("/tokens", &fields).await
    };
    let asked = make().await;
    assert_eq!(asked.status, 403);
    assert!(!asked.asks_for_a_confirmation(), "there is no password");
    let (_, rest) = asked.body.split_once("href=\"/openid?").unwrap();
    let query = rest.split_once('"').unwrap().0.replace("&#38;", "&");
    let link = format!("/openid?{query}");
    // The provider asks again, although it knows the browser.
    let to = anna.get(&link).await;
    for part in ["prompt=login", "max_age=0"] {
        assert!(to.location().unwrap().contains(part), "{to:?}");
    }
    let back = from(&provider, &stack, &anna, &link, "bob").await;
    let other = anna.get(&back).await;
    assert_eq!(other.status, 403);
    assert!(other.body.contains("Somebody else"), "{}", other.body);
    assert_eq!(make().await.status, 403);
    let back = from(&provider, &stack, &anna, &link, "anna").await;
    let confirmed = anna.get(&back).await;
    assert_eq!(confirmed.headers["refresh"], "0; url=/confirm");
    assert!(
        anna.get("/confirm")
            .await
            .body
            .contains("You have confirmed")
    );
    assert_eq!(make().await.status, 200);
    assert!(logged(&stack, "confirmed").await);
    // Without a session there is nothing to confirm.
    assert_eq!(browser(&stack).get(&link).await.status, 401);
}

/// The whole way in a real browser, which decides by itself what a cookie goes along with.
async fn in_browser(browser: &str) {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    assert!(
        scripts.join("node_modules").is_dir(),
        "the browser scenarios are not set up: run `cargo xtask test`"
    );
    let mut provider = Provider::start().await;
    let stack = stack_with(&mut provider, &[]).await;
    stack.desk.invited("anna", Role::Analyst).await;
    let node = Command::new("node")
        .arg(scripts.join("openid.mjs"))
        .env("BROWSER", browser)
        .env("DESK", &stack.desk.url)
        .kill_on_drop(true)
        .status();
    assert!(node.await.unwrap().success(), "it failed in {browser}");
}

#[tokio::test]
async fn chromium_goes_the_whole_way() {
    in_browser("chromium").await;
}

#[tokio::test]
async fn firefox_goes_the_whole_way() {
    in_browser("firefox").await;
}

#[tokio::test]
async fn a_provider_is_told_where_to_send_people_back_to() {
    let provider = Provider::start().await;
    let folder = Folder::today();
    provider.write_into(&folder);
    folder.edit_config(
        "public_url = \"https://desk",
        "# public_url = \"https://desk",
    );
    let config = folder.config();
    let output = Process::run(&["serve", "--config", config.to_str().unwrap()]).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("desk.public_url"), "{error}");
}
