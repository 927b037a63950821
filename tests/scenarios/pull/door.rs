//! Who gets what waits at an intake: whoever has the desk's key for fetching, by requests that are good once.

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde_json::{Value, json};
use shared::signing::SigningKey;
use tests::{Answer, Puller, Stack, TwoMachines, report};

use super::danger;

/// An intake at which two reports wait, and a desk's keys to ask with.
async fn waiting() -> (TwoMachines, Puller) {
    let machines = TwoMachines::new().await;
    for sent in [report("https://bad.example/", "x"), danger()] {
        machines.reporter.send(&sent).await;
    }
    let puller = machines.puller();
    (machines, puller)
}

/// The number of reports at the intake that are under a lease.
fn leased(machines: &TwoMachines) -> u64 {
    machines
        .folder
        .rows_of("intake", "queue WHERE leased_until > 0")
}

fn is_refused(answer: &Answer, status: u16, problem: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.problem().as_deref(), Some(problem));
}

#[tokio::test]
async fn what_waits_is_handed_over_until_the_desk_has_it() {
    let (machines, puller) = waiting().await;
    let first = puller.given(&puller.question(1)).await;
    assert_eq!(first["reports"][0]["priority"], "danger");
    assert_eq!(first["status"]["waiting"], 2);
    // A desk that ended before it stored anything asks again.
    let again = puller.given(&puller.question(1)).await;
    assert_eq!(again["reports"], first["reports"]);
    let rest = puller.given(&puller.question_after(&again, 9)).await;
    let ids = |given: &Value| given["reports"].as_array().unwrap().len();
    assert_eq!(ids(&rest), 1);
    assert_eq!(machines.folder.rows_of("intake", "body"), 1);
    // What was said of an earlier lease deletes nothing.
    let late = puller.given(&puller.question_after(&first, 9)).await;
    assert_eq!(ids(&late), 1);
    let stale = puller.given(&puller.question_after(&rest, 9)).await;
    assert_eq!(ids(&stale), 1, "its lease has ended with the next question");
    let done = puller.given(&puller.question_after(&stale, 9)).await;
    assert_eq!(ids(&done), 0);
    assert_eq!(machines.folder.rows_of("intake", "body"), 0);
    assert_eq!(
        done["status"]["waiting"], 1,
        "as it was when the question came"
    );
}

#[tokio::test]
async fn a_request_that_the_desk_has_not_signed_gets_nothing() {
    let (machines, puller) = waiting().await;
    let body = puller.question(9).to_string().into_bytes();
    is_refused(&puller.send(None, &body).await, 401, "pull-unsigned");
    let nonce = puller.nonce();
    for header in ["", "Bearer x", "Sealed-Report ", "Sealed-Report AAAA"] {
        is_refused(
            &puller.send(Some(header), &body).await,
            401,
            "pull-unsigned",
        );
    }
    let statement = puller.statement(&nonce, &body);
    let stranger = SigningKey::generate(&mut UnwrapErr(SysRng));
    let stranger = machines.puller().with_key(stranger);
    let header = stranger.header(&statement);
    is_refused(
        &stranger.send(Some(&header), &body).await,
        401,
        "pull-unsigned",
    );
    // Another text under the desk's signature.
    let header = puller.header(&statement);
    let other = String::from_utf8(body.clone()).unwrap().replace("9", "8");
    let mut wrong = statement.clone();
    wrong["path"] = json!("/v1/reports");
    let wrong = puller.header(&wrong);
    is_refused(
        &puller.send(Some(&wrong), &body).await,
        401,
        "pull-unsigned",
    );
    let mut later = statement.clone();
    later["version"] = json!(2);
    let later = puller.header(&later);
    is_refused(&puller.send(Some(&later), &body).await, 400, "pull-version");
    // Nobody but the desk uses up a nonce.
    assert_eq!(puller.nonce(), nonce);
    is_refused(
        &puller.send(Some(&header), other.as_bytes()).await,
        401,
        "pull-unsigned",
    );
    assert_ne!(puller.nonce(), nonce);
    assert_eq!(leased(&machines), 0);
    assert_eq!(machines.folder.rows_of("intake", "body"), 2);
}

#[tokio::test]
async fn a_request_is_good_once_and_for_one_start_of_the_intake() {
    let (mut machines, puller) = waiting().await;
    let given = puller.given(&puller.question(9)).await;
    let body = puller.question_after(&given, 9).to_string().into_bytes();
    let held_back = puller.header(&puller.statement(&puller.nonce(), &body));
    // Somebody in between keeps this one, and the desk asks anew.
    puller.given(&puller.question(9)).await;
    is_refused(
        &puller.send(Some(&held_back), &body).await,
        401,
        "pull-nonce",
    );
    assert_eq!(
        machines.folder.rows_of("intake", "body"),
        2,
        "nothing was deleted"
    );
    let used = puller.header(&puller.statement(&puller.nonce(), &body));
    assert_eq!(puller.send(Some(&used), &body).await.status, 200);
    is_refused(&puller.send(Some(&used), &body).await, 401, "pull-nonce");
    let before = puller.header(&puller.statement(&puller.nonce(), &body));
    machines.stop_intake().await;
    machines.start_intake().await;
    is_refused(&puller.send(Some(&before), &body).await, 401, "pull-nonce");
    assert_eq!(
        puller.given(&puller.question(9)).await["reports"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_desk_with_other_keys_gets_nothing() {
    let (machines, puller) = waiting().await;
    let mut other = puller.question(9);
    other["desk_key"] = json!("ab".repeat(32));
    is_refused(&puller.ask(&other).await, 409, "pull-other-desk");
    for wrong in [json!("ab"), json!("AB".repeat(32)), Value::Null] {
        other["desk_key"] = wrong;
        is_refused(&puller.ask(&other).await, 400, "bad-request");
    }
    assert_eq!(leased(&machines), 0);
    // Its status alone may be asked for, and changes nothing.
    let mut look = puller.question(9);
    look["fetch"] = Value::Null;
    let look = puller.given(&look).await;
    assert_eq!(look["status"]["waiting"], 2);
    assert_eq!(look["reports"], json!([]));
    assert_eq!(leased(&machines), 0);
}

#[tokio::test]
async fn an_intake_without_the_key_of_a_desk_has_no_door() {
    let stack = Stack::start().await;
    let machines = TwoMachines::new().await;
    let puller = Puller::new(&stack.intake, &machines.folder);
    is_refused(&puller.ask(&puller.question(9)).await, 404, "not-found");
}

#[tokio::test]
async fn what_the_desk_publishes_is_what_it_has_signed() {
    let (machines, puller) = waiting().await;
    // SHA-256 of "{}".
    let digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let asked = |part: Option<(usize, &str)>| {
        let mut question = puller.question(0);
        question["fetch"]["publications"] = json!({ "exchange-key": digest });
        if let Some((from, bytes)) = part {
            let part = json!({ "name": "exchange-key", "from": from, "bytes": bytes });
            question["fetch"]["part"] = part;
        }
        question
    };
    let wants = |from: usize| json!([{ "name": "exchange-key", "from": from }]);
    // In base64: "[]", nothing more, "{" and "}".
    for (part, from) in [
        (None, 0),
        (Some((0, "W10=")), 2),
        (Some((2, "")), 0),
        (Some((0, "ew==")), 1),
    ] {
        let given = puller.given(&asked(part)).await;
        assert_eq!(given["wanted"], wants(from), "{part:?}");
    }
    let given = puller.given(&asked(Some((1, "fQ==")))).await;
    assert_eq!(given["wanted"], json!([]));
    let url = format!("{}/v1/exchange-key", machines.folder.intake_origin());
    let shown = async || reqwest::get(&url).await.unwrap();
    assert_eq!(shown().await.text().await.unwrap(), "{}");
    // Once the desk names it no more, nobody gets it.
    puller.given(&puller.question(0)).await;
    assert_eq!(shown().await.status(), 404);
}
