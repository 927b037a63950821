//! Accounts: how they come to be and change, on pages and on the command line.

use std::sync::Arc;

use model::rights::Role;
use receiver::clock::SystemClock;
use tests::{Folder, Member, Process, Stack};

#[tokio::test]
async fn a_role_changes_at_once_and_never_by_oneself() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    assert_eq!(anna.get("/audit").await.status, 403);
    admin.form("/staff/anna/role", &[("role", "lead")]).await;
    assert_eq!(anna.get("/audit").await.status, 200);
    let own = admin.form("/staff/admin/role", &[("role", "lead")]).await;
    assert_eq!(own.status, 403);
    let own = admin
        .form("/staff/admin/disabled", &[("disabled", "true")])
        .await;
    assert_eq!(own.status, 403);
    let page = admin
        .form("/staff", &[("name", "anna"), ("role", "analyst")])
        .await;
    assert_eq!(page.status, 422, "the name is taken");
    let page = admin
        .form("/staff", &[("name", "<b>"), ("role", "analyst")])
        .await;
    assert_eq!(page.status, 422, "no name");
    let made = admin
        .form("/staff", &[("name", "new"), ("role", "analyst")])
        .await;
    let (url, clock) = (&stack.desk.url, stack.clock.clone());
    let mut new = Member::invited(url, clock, "new", made.text_of("secret"));
    new.settle().await;
    assert_eq!(new.get("/").await.status, 200);
}

#[tokio::test]
async fn an_empty_desk_says_what_to_run() {
    let stack = Stack::start().await;
    let nobody = Member::invited(&stack.desk.url, stack.clock.clone(), "nobody", "");
    assert!(
        nobody
            .get("/login")
            .await
            .body
            .contains("receiver staff add")
    );
    stack.desk.invited("anna", Role::Admin).await;
    assert!(
        !nobody
            .get("/login")
            .await
            .body
            .contains("receiver staff add")
    );
}

#[tokio::test]
async fn the_command_line_looks_after_accounts() {
    let process = Process::start(Folder::today()).await;
    let config = process.folder.config();
    let staff = async |arguments: &[&str]| {
        let config = ["--config", config.to_str().unwrap()];
        let output = Process::run(&[&["staff"], arguments, &config].concat()).await;
        let (out, error) = (output.stdout, output.stderr);
        (
            String::from_utf8(out).unwrap(),
            String::from_utf8(error).unwrap(),
        )
    };
    let (one_time, _) = staff(&["add", "anna", "--role", "analyst"]).await;
    let url = &process.desk.url;
    let clock = Arc::new(SystemClock);
    let mut anna = Member::invited(url, clock, "anna", one_time.trim());
    anna.settle().await;
    assert_eq!(staff(&["list"]).await.0, "anna analyst active\n");
    let (_, error) = staff(&["add", "anna", "--role", "lead"]).await;
    assert!(error.contains("fix: "), "{error}");
    staff(&["disable", "anna"]).await;
    assert_eq!(anna.get("/account").await.status, 303);
    assert_eq!(staff(&["list"]).await.0, "anna analyst disabled\n");
    staff(&["enable", "anna"]).await;
    let (one_time, _) = staff(&["reset", "anna", "--second-factor"]).await;
    anna.password = one_time.trim().to_owned();
    let mut anew = anna.elsewhere();
    anew.settle().await;
    assert_eq!(anew.get("/account").await.status, 200);
}
