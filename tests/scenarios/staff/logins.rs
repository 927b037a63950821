//! Logins: what gets somebody in, and what an attempt tells or costs.

use model::rights::Role;
use receiver::web::routes;
use receiver::web::routes::Access;
use tests::{Member, PASSWORD, Stack};

use super::{HOUR, knock};

#[tokio::test]
async fn nobody_is_left_in_before_they_have_chosen_a_password() {
    let stack = Stack::start().await;
    let mut anna = stack.desk.invited("anna", Role::Lead).await;
    assert_eq!(anna.log_in().await.location(), Some("/welcome"));
    for route in routes::all()
        .iter()
        .filter(|route| route.access == Access::Page)
    {
        let reply = knock(&anna, route).await;
        match route.shown_on {
            None => assert_eq!(reply.location(), Some("/welcome"), "{}", route.path),
            Some(_) => assert_eq!(reply.status, 401, "{}", route.path),
        }
    }
    let short = [
        ("password", "short"),
        ("again", "short"),
        ("code", "123456"),
    ];
    assert_eq!(anna.form("/welcome", &short).await.status, 422);
    let no_code = [
        ("password", PASSWORD),
        ("again", PASSWORD),
        ("code", "000000"),
    ];
    assert_eq!(anna.form("/welcome", &no_code).await.status, 422);
    let one_time = anna.password.clone();
    anna.settle().await;
    assert_eq!(anna.get("/").await.status, 200);
    stack.clock.advance_seconds(30);
    let again = anna
        .elsewhere()
        .try_to_log_in(&one_time, &anna.code())
        .await;
    assert_eq!(again.status, 403, "a one-time password is good for once");
    let late = stack.desk.invited("late", Role::Analyst).await;
    stack.clock.advance_seconds(3 * 24 * HOUR);
    assert_eq!(late.log_in().await.status, 403);
}

#[tokio::test]
async fn a_code_works_once() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let stolen = anna.elsewhere();
    assert_eq!(
        stolen.log_in().await.status,
        403,
        "the code of the first login"
    );
    stack.clock.advance_seconds(30);
    let code = anna.code();
    assert_eq!(anna.try_to_log_in(PASSWORD, &code).await.status, 303);
    assert_eq!(stolen.try_to_log_in(PASSWORD, &code).await.status, 403);
    assert_eq!(stolen.try_to_log_in(PASSWORD, "").await.status, 403);
}

#[tokio::test]
async fn no_answer_tells_whether_an_account_is_there() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    stack.desk.member("gone", Role::Analyst).await;
    let staff = stack.folder.staff(stack.clock.clone()).await;
    staff
        .set_disabled("operator", &"gone".parse().unwrap(), true)
        .await
        .unwrap();
    let answer = async |name: &str, password: &str, code: &str| {
        let browser = Member::invited(&stack.desk.url, stack.clock.clone(), name, "");
        let reply = browser.try_to_log_in(password, code).await;
        // Each form has a token of its own.
        let (page, rest) = reply.body.split_once("name=\"once\" value=\"").unwrap();
        let (_, rest) = rest.split_once('"').unwrap();
        (reply.status, format!("{page}{rest}").replace(name, "NAME"))
    };
    stack.clock.advance_seconds(30);
    let unknown = answer("somebody", PASSWORD, &anna.code()).await;
    assert_eq!(unknown.0, 403);
    for (name, password, code) in [
        ("anna", "a wrong password", &anna.code()[..]),
        ("anna", PASSWORD, "000000"),
        ("gone", PASSWORD, "000000"),
        ("no name at all", PASSWORD, "000000"),
    ] {
        assert_eq!(answer(name, password, code).await, unknown, "{name}");
    }
}

#[tokio::test]
async fn guessing_slows_down_one_name_and_nobody_else() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let bob = stack.desk.member("bob", Role::Analyst).await;
    stack.clock.advance_seconds(30);
    let attacker = Member::invited(&stack.desk.url, stack.clock.clone(), "anna", "");
    let mut statuses = Vec::new();
    let mut last = attacker.try_to_log_in("wrong", "1").await;
    while last.status != 429 {
        statuses.push(last.status);
        last = attacker.try_to_log_in("wrong", "1").await;
    }
    assert_eq!(statuses, [403; 5]);
    assert_eq!(last.headers["retry-after"], "2");
    assert!(
        last.body.contains("please try again in 2 seconds"),
        "{}",
        last.body
    );
    let elsewhere = anna.elsewhere().log_in().await;
    assert_eq!(elsewhere.status, 429, "a browser that nobody knows waits");
    assert_eq!(anna.get("/").await.status, 200, "a session goes on");
    assert_eq!(bob.elsewhere().log_in().await.status, 303, "a colleague");
    stack.clock.advance_seconds(2);
    assert_eq!(
        anna.elsewhere().log_in().await.status,
        303,
        "after the wait"
    );

    stack.clock.advance_seconds(30);
    while attacker.try_to_log_in("wrong", "1").await.status != 429 {}
    let known = anna.log_in().await;
    assert_eq!(known.status, 303, "a browser that is known");
    anna.forget("device");
    stack.clock.advance_seconds(1);
    assert_eq!(
        anna.log_in().await.status,
        429,
        "but for what it was given then"
    );
}

#[tokio::test]
async fn a_password_is_hard_to_guess_and_has_one_form() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let change = async |new: &str| {
        stack.clock.advance_seconds(30);
        let fields = [
            ("old", PASSWORD),
            ("password", new),
            ("again", new),
            ("code", &anna.code()),
        ];
        anna.form("/account/password", &fields).await
    };
    for common in ["PassWord1234", "annaannaanna", "123456789012"] {
        let refused = change(common).await;
        assert_eq!(refused.status, 422, "{common}");
        assert!(refused.body.contains("easy to guess"), "{}", refused.body);
    }
    // One keyboard writes a letter and its dots in one character, the other in two.
    assert_eq!(change("Ka\u{308}sekuchen mit Sahne").await.status, 200);
    for form in ["K\u{e4}sekuchen mit Sahne", "Ka\u{308}sekuchen mit Sahne"] {
        stack.clock.advance_seconds(30);
        let login = anna.try_to_log_in(form, &anna.code()).await;
        assert_eq!(login.status, 303, "{form}");
    }
}
