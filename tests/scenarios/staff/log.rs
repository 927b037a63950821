//! The log of acts: what is in it, and what a change to it looks like.

use model::rights::Role;
use serde_json::Value;
use tests::{Member, Process, Stack, until};

#[tokio::test]
async fn the_log_has_every_act_and_shows_who_touched_it() {
    let stack = Stack::start().await;
    let lead = stack.desk.member("lead", Role::Lead).await;
    let stranger = Member::invited(&stack.desk.url, stack.clock.clone(), "stranger", "");
    stranger.try_to_log_in("a wrong password", "1").await;
    lead.elsewhere()
        .try_to_log_in("a wrong password", "1")
        .await;
    // No answer to a login waits for its entry.
    let is_logged = async || {
        let page = lead.get("/audit").await;
        page.body
            .contains("<code>login_failed</code>")
            .then_some(())
    };
    until("the failed login is in the log", is_logged).await;
    lead.form("/account/sessions", &[]).await;
    let page = lead.get("/audit").await;
    for cell in [
        "account_added",
        "login",
        "password_set",
        "second_factor_set",
        "login_failed",
        "other_sessions_ended",
    ] {
        assert!(
            page.body.contains(&format!("<code>{cell}</code>")),
            "{cell} is not in {}",
            page.body
        );
    }
    assert!(!page.body.contains("stranger"));
    lead.form("/logout", &[]).await;

    let folder = stack.stop().await;
    let config = folder.config();
    let audit = async |arguments: &[&str]| {
        let config = ["--config", config.to_str().unwrap()];
        let output = Process::run(&[&["audit"], arguments, &config].concat()).await;
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).unwrap())
    };
    let (is_good, verified) = audit(&["verify"]).await;
    assert!(
        is_good && verified.starts_with("8 entries hold"),
        "{verified}"
    );
    let mut lines = verified.lines();
    let hash = lines
        .find_map(|line| line.strip_prefix("last hash "))
        .unwrap();
    assert!(audit(&["verify", "--expect", hash]).await.0);
    let (is_good, cut) = audit(&["verify", "--expect", &hash.replace(|_: char| true, "0")]).await;
    assert!(!is_good && cut.contains("cut off"), "{cut}");
    let (_, exported) = audit(&["export"]).await;
    // Standard error says that this machine's clock is not that of the test.
    let lines = exported.lines().filter(|line| line.starts_with('{'));
    let entries: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let has = |who: &str, what: &str, new: &str| {
        let mut entries = entries.iter();
        entries.any(|entry| entry["who"] == who && entry["what"] == what && entry["new"] == new)
    };
    assert!(has("lead", "logout", "") && has("lead", "login_failed", ""));
    assert!(has("nobody", "login_failed", "attempts: 1"), "{exported}");
    assert!(!exported.contains("stranger"));

    let database = rusqlite::Connection::open(folder.database()).unwrap();
    let edit = "UPDATE act SET entry = replace(entry, 'login_failed', 'login') WHERE seq = 5";
    assert_eq!(database.execute(edit, []).unwrap(), 1);
    let (is_good, broken) = audit(&["verify"]).await;
    assert!(!is_good && broken.contains("do not hold: 5..5"), "{broken}");
    database
        .execute("DELETE FROM act WHERE seq > 4", [])
        .unwrap();
    let (is_good, cut) = audit(&["verify"]).await;
    assert!(!is_good && cut.contains("cut off"), "{cut}");
    let noted = folder.path().join("keys/desk.head");
    assert_eq!(
        std::fs::read_to_string(&noted).unwrap(),
        format!("8 {hash}\n")
    );
    let list = Process::run(&["staff", "list", "--config", config.to_str().unwrap()]).await;
    let refused = String::from_utf8_lossy(&list.stderr);
    assert!(
        !list.status.success() && refused.contains("receiver audit accept"),
        "{refused}"
    );
    std::fs::remove_file(noted).unwrap();
    let (_, untrue) = audit(&["verify"]).await;
    assert!(
        untrue.contains("session: missing"),
        "the session ended after the rest of the log: {untrue}"
    );
    let (is_good, accepted) = audit(&["accept"]).await;
    assert!(is_good && accepted.contains("entry 5"), "{accepted}");
    let (is_good, again) = audit(&["verify"]).await;
    assert!(is_good && again.contains("5 entries hold"), "{again}");
    let (_, head) = audit(&["head"]).await;
    assert!(head.starts_with("5 "), "{head}");
}
