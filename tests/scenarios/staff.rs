//! Who comes in at the desk, by what, for how long, and what is written down of it.

use receiver::desk::doors::{self, Door, Kind};
use receiver::desk::role::{Right, Role};
use reqwest::Method;
use strum::VariantArray;
use tests::{Member, PASSWORD, Process, Reply, Stack};

const HOUR: u64 = 3600;

/// Opens a door as a browser with a session does.
async fn knock(member: &Member, door: &Door) -> Reply {
    let path = path(door);
    if door.method == Method::GET {
        member.get(&path).await
    } else {
        member.form(&path, &[]).await
    }
}

fn path(door: &Door) -> String {
    door.path
        .replace("{name}", "anna")
        .replace("{id}", "x")
        .replace("{key}", "eA")
}

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
    for door in doors::all() {
        let at = format!("{} {}", door.method, door.path);
        let reply = knock(&nobody, &door).await;
        match (door.kind, &door.method) {
            (Kind::Page, &Method::GET) => {
                assert!(
                    reply.location().unwrap().starts_with("/login?to=%2F"),
                    "{at}"
                );
            }
            _ => assert_eq!(reply.status, 401, "{at}"),
        }
        for (role, member) in &members {
            if door.kind == Kind::Page && role.may(door.right) {
                continue;
            }
            let status = knock(member, &door).await.status;
            let expected = if door.kind == Kind::Page { 403 } else { 401 };
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
async fn the_api_takes_no_session_and_a_token_for_its_scopes_only() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    for right in Right::VARIANTS {
        let fields = [("name", "export"), ("days", "1"), (right.name(), "yes")];
        let made = admin.form("/tokens", &fields).await;
        let token = format!("Bearer {}", made.text_of("secret"));
        for door in doors::all() {
            let answer = stack
                .desk
                .knock(door.method.clone(), &path(&door), Some(&token))
                .await;
            let at = format!("{} {} by {right:?}", door.method, door.path);
            match door.kind {
                Kind::Page if door.method == Method::GET => {
                    assert!(answer.body.contains("name=\"code\""), "{at}")
                }
                Kind::Page => assert_eq!(answer.status, 403, "{at}"),
                Kind::Api if door.right == *right => {
                    assert!(![401, 403].contains(&answer.status), "{at}")
                }
                Kind::Api => assert_eq!(answer.problem().as_deref(), Some("forbidden"), "{at}"),
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

#[tokio::test]
async fn nobody_is_left_in_before_they_have_chosen_a_password() {
    let stack = Stack::start().await;
    let mut anna = stack.desk.invited("anna", Role::Lead).await;
    assert_eq!(anna.log_in().await.location(), Some("/welcome"));
    for door in doors::all().iter().filter(|door| door.kind == Kind::Page) {
        let reply = knock(&anna, door).await;
        assert_eq!(reply.location(), Some("/welcome"), "{}", door.path);
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
        (reply.status, reply.body.replace(name, "NAME"))
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
async fn a_session_ends_by_itself() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let is_in = async || anna.get("/account").await.status == 200;
    for _ in 0..20 {
        stack.clock.advance_seconds(24 * 60);
        assert!(is_in().await, "in use");
    }
    stack.clock.advance_seconds(30 * 60);
    assert!(!is_in().await, "idle for half an hour");
    anna.log_in().await;
    for _ in 0..29 {
        stack.clock.advance_seconds(24 * 60);
        assert!(is_in().await, "in use");
    }
    stack.clock.advance_seconds(24 * 60);
    assert!(!is_in().await, "a working day is over");
}

#[tokio::test]
async fn a_session_ends_when_somebody_ends_it() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let phone = anna.elsewhere();
    let is_in = async |member: &Member| member.get("/account").await.status == 200;
    let come_in = async || {
        for browser in [&anna, &phone] {
            stack.clock.advance_seconds(30);
            assert_eq!(browser.log_in().await.status, 303);
        }
    };
    come_in().await;
    assert!(is_in(&anna).await && is_in(&phone).await);
    let session = phone.forget("session").unwrap();
    assert!(!is_in(&phone).await);
    stack.clock.advance_seconds(30);
    phone.log_in().await;
    anna.form("/account/sessions", &[]).await;
    assert!(
        is_in(&anna).await && !is_in(&phone).await,
        "the others are ended"
    );

    let wrong = [
        ("old", "wrong"),
        ("password", "another long one"),
        ("again", "another long one"),
    ];
    assert_eq!(anna.form("/account/password", &wrong).await.status, 422);
    come_in().await;
    let right = [
        ("old", PASSWORD),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    assert_eq!(anna.form("/account/password", &right).await.status, 200);
    assert!(
        is_in(&anna).await && !is_in(&phone).await,
        "the password was changed"
    );

    come_in().await;
    anna.form("/logout", &[]).await;
    assert!(!is_in(&anna).await && is_in(&phone).await, "logged out");
    admin
        .form("/staff/anna/disabled", &[("disabled", "true")])
        .await;
    assert!(!is_in(&phone).await, "disabled");
    stack.clock.advance_seconds(30);
    assert_eq!(anna.log_in().await.status, 403);
    admin
        .form("/staff/anna/disabled", &[("disabled", "false")])
        .await;
    assert_eq!(anna.log_in().await.status, 303);
    admin.form("/staff/anna/reset", &[]).await;
    assert!(!is_in(&anna).await, "the password was reset");
    for (_, bytes) in stack.folder.files() {
        let is_there = bytes
            .windows(session.len())
            .any(|window| window == session.as_bytes());
        assert!(!is_there, "a session's token is on the disk");
    }
}

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
            let is_refused = reply.status == 403 && reply.body.contains("you are not allowed");
            assert_eq!(is_refused, !is_own, "{path} {headers:?}");
        }
    }
    let page = anna.get("/account").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
}

#[tokio::test]
async fn a_cookie_is_out_of_reach() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    stack.clock.advance_seconds(30);
    let reply = anna.log_in().await;
    for line in reply.headers.get_all("set-cookie") {
        let line = line.to_str().unwrap();
        for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age="] {
            assert!(line.contains(attribute), "{line}");
        }
        assert!(!line.contains("Secure"), "{line}");
    }
    let folder = stack.stop().await;
    let url = "# public_url = \"https://desk.example\"";
    folder.edit_config(url, url.strip_prefix("# ").unwrap());
    let stack = Stack::start_in(
        folder,
        std::sync::Arc::new(tests::TestClock::at(tests::TestClock::BEGIN)),
    )
    .await;
    let bob = stack.desk.invited("bob", Role::Analyst).await;
    let fields = [
        ("name", "bob"),
        ("password", &bob.password),
        ("code", ""),
        ("to", "/"),
    ];
    let reply = bob
        .form_from("/login", &fields, &[("origin", "https://desk.example")])
        .await;
    let lines: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        let line = line.to_str().unwrap();
        assert!(
            line.starts_with("__Host-") && line.contains("; Secure"),
            "{line}"
        );
    }
    let local = bob
        .form_from("/login", &fields, &[("origin", &stack.desk.url)])
        .await;
    assert_eq!(local.status, 403, "another origin than the public one");
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
async fn the_log_has_every_act_and_shows_who_touched_it() {
    let stack = Stack::start().await;
    let lead = stack.desk.member("lead", Role::Lead).await;
    let stranger = Member::invited(&stack.desk.url, stack.clock.clone(), "stranger", "");
    stranger.try_to_log_in("a wrong password", "1").await;
    lead.elsewhere()
        .try_to_log_in("a wrong password", "1")
        .await;
    lead.form("/account/sessions", &[]).await;
    let page = lead.get("/audit").await;
    for cell in [
        "account_added",
        "login",
        "password_set",
        "second_factor_set",
        "login_failed",
        "nobody",
        "other_sessions_ended",
    ] {
        assert!(
            page.body.contains(&format!("<td>{cell}</td>")),
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
    let hash = verified.trim().rsplit(' ').next().unwrap();
    assert!(audit(&["verify", "--expect", hash]).await.0);
    let (is_good, cut) = audit(&["verify", "--expect", &hash.replace(|_: char| true, "0")]).await;
    assert!(!is_good && cut.contains("cut off"), "{cut}");
    let (_, exported) = audit(&["export"]).await;
    let last: serde_json::Value = serde_json::from_str(exported.lines().last().unwrap()).unwrap();
    assert_eq!(
        (last["seq"].as_u64(), last["what"].as_str()),
        (Some(8), Some("logout"))
    );

    let database = rusqlite::Connection::open(folder.database()).unwrap();
    let edit = "UPDATE act SET entry = replace(entry, 'login_failed', 'login') WHERE seq = 5";
    assert_eq!(database.execute(edit, []).unwrap(), 1);
    let (is_good, broken) = audit(&["verify"]).await;
    assert!(!is_good && broken.contains("entry 5"), "{broken}");
    database
        .execute("DELETE FROM act WHERE seq > 4", [])
        .unwrap();
    let (is_good, _) = audit(&["verify"]).await;
    assert!(
        is_good,
        "what is cut off at the end leaves no trace in the rest"
    );
    assert!(
        !audit(&["verify", "--expect", hash]).await.0,
        "but for a hash that was noted"
    );
}

#[tokio::test]
async fn the_command_line_looks_after_accounts() {
    let process = Process::start(tests::Folder::today()).await;
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
    let clock = std::sync::Arc::new(receiver::clock::SystemClock);
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
