//! The description of the desk's API says what it does: schemathesis reads it, and tries.

use std::collections::BTreeSet;
use std::fs;

use reqwest::Method;
use serde_json::{Value, json};
use tests::{PATIENCE, Stack, python, report};
use tokio::process::Command;

/// Tries for each operation and phase.
const EXAMPLES: &str = "40";

#[tokio::test]
async fn it_holds_whatever_is_asked() {
    let stack = Stack::start().await;
    for number in 0..40 {
        let sent = report(&format!("https://bad.example/{number}"), "x \u{202e} y");
        stack.reporter.send(&sent).await;
    }
    let mut cases = Vec::new();
    for _ in 0..20 {
        let case = stack.desk.take().await;
        let police = json!({ "kind": "police", "items": [1], "to": "Unit 7" });
        let made = stack.desk.change(&case, "hand-offs", police).await;
        assert_eq!(made.body, r#"{"version":2}"#);
        cases.push(json!(case.strip_prefix("/v1/cases/")));
    }
    let claims = stack.desk.claim(1, 86_400).await;
    let (claim, lease) = (&claims[0]["id"], &claims[0]["lease"]);
    // Half of the requests are about cases that exist.
    let (cases, claims, leases) = (json!(cases), json!([claim]), json!([lease]));
    let config = format!(
        r#"color = false
[dictionaries]
cases = {{ values = {cases} }}
claims = {{ values = {claims} }}
leases = {{ values = {leases} }}
versions = {{ values = [2, 3] }}
hand_offs = {{ values = [2] }}
items = {{ values = [1] }}
# `year` and `months` are not for use together, which no schema of one of them can say.
[[operations]]
include-path = "/v1/statistics"
checks.positive_data_acceptance.enabled = false
# Nor are `year` and the days, which are in their order and at most five years.
[[operations]]
include-path-regex = "^/v1/figures"
checks.positive_data_acceptance.enabled = false
# Which fields a kind of recipient and its way need, no schema of one of them can say.
[[operations]]
include-path = "/v1/recipients"
checks.positive_data_acceptance.enabled = false
[[operations]]
# Not every text is the address of a page, not every server's address has a country, and what a step
# needs depends on the case. No answer to a reporter needs a reason. How many letters a question may have depends on
# their script.
include-path-regex = "/(step|findings|locations|hand-offs|feedback|question)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
[[operations]]
include-path-regex = "^/v1/cases/"
[operations.parameters]
"path.id" = {{ dictionary = "cases", probability = 0.5 }}
"path.version" = {{ dictionary = "hand_offs", probability = 0.8 }}
"body.item" = {{ dictionary = "items", probability = 0.5 }}
"body.version" = {{ dictionary = "versions", probability = 0.8 }}
[[operations]]
include-path-regex = "^/v1/claims/"
[operations.parameters]
"path.id" = {{ dictionary = "claims", probability = 0.5 }}
"body.lease" = {{ dictionary = "leases", probability = 0.5 }}
"#
    );
    schemathesis(&stack, &config).await;
    // Some requests have really changed a case.
    let mut done = BTreeSet::new();
    for case in cases.as_array().unwrap() {
        let path = format!("/v1/cases/{}", case.as_str().unwrap());
        let case = stack.desk.get(&path).await;
        let acts = case["history"].as_array().unwrap().iter();
        done.extend(acts.map(|act| act["what"].as_str().unwrap().to_owned()));
    }
    for act in ["note", "assign", "step", "assess", "download"] {
        assert!(done.contains(act), "{act} was never done: {done:?}");
    }
}

/// Runs schemathesis with every check: requests that the description allows, and many that it does not.
/// Each run makes the same requests.
async fn schemathesis(stack: &Stack, config: &str) {
    // schemathesis leaves files in its working folder.
    let folder = stack.folder.path();
    let file = folder.join("schemathesis.toml");
    fs::write(&file, config).unwrap();
    let output = Command::new(python().with_file_name("schemathesis"))
        .current_dir(&folder)
        .arg("--config-file")
        .arg(file)
        .arg("run")
        .arg(format!("{}/v1/openapi.json", stack.desk.url))
        .arg("--header")
        .arg(format!("Authorization: Bearer {}", stack.desk.token))
        .args(["--max-examples", EXAMPLES])
        .args(["--request-timeout", &PATIENCE.as_secs().to_string()])
        .args(["--generation-deterministic", "--no-shrink"])
        .args(["--workers", "1", "--continue-on-failure"])
        .env("NO_PROXY", "127.0.0.1")
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let shown = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{shown}");
    assert!(shown.contains("Tested: 31"), "{shown}");
}

#[tokio::test]
async fn it_is_there_for_all_and_holds_the_schema_of_a_report() {
    let stack = Stack::start().await;
    let answer = stack
        .desk
        .knock(Method::GET, "/v1/openapi.json", None)
        .await;
    assert_eq!(answer.status, 200);
    let document: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let published = stack.reporter.schema().await;
    let embedded = &document["components"]["schemas"]["Report"];
    assert_eq!(embedded["required"], published["required"]);
    let names = |schema: &Value| -> Vec<String> {
        let properties = schema["properties"].as_object().unwrap();
        properties.keys().cloned().collect()
    };
    assert_eq!(names(embedded), names(&published));
}
