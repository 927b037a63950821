//! The same figures, counted from the file of items by a script that shares nothing with the receiver.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Map, Value, json};
use tests::{InProcess, python};

use super::get;

/// What `tests/peers/figures.py` counts from a file of items.
fn counted_apart(file: &str) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/figures.py");
    let mut child = Command::new(python())
        .args(["-B", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the script is not set up: run `cargo xtask test`");
    let mut input = child.stdin.take().unwrap();
    input.write_all(file.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The figures of a period, which the script counts in the same way.
pub(crate) async fn counted_alike(desk: &InProcess, period: &str) -> Value {
    let file = desk.file(&format!("/v1/figures/items{period}")).await;
    let figures = get(desk, &format!("/v1/figures{period}")).await;
    assert_eq!(in_its_form(&figures), counted_apart(&file), "{period}");
    figures
}

/// The figures of the API in the form of that script.
fn in_its_form(figures: &Value) -> Value {
    let entries = |list: &str| figures[list].as_array().unwrap().clone();
    let tables = entries("tables").into_iter().map(|table| {
        let rows = table["rows"].as_array().unwrap().iter().map(|row| {
            let counts = json!([row["items"], row["reports"]]);
            (row["value"].as_str().unwrap().to_owned(), counts)
        });
        let rows: Map<String, Value> = rows.collect();
        (table["by"].as_str().unwrap().to_owned(), rows.into())
    });
    let times = entries("times").into_iter().map(|times| {
        let within = ["within_1_day", "within_3_days", "within_7_days"].map(|name| &times[name]);
        let all = [&[&times["items"], &times["median_hours"]], &within[..]].concat();
        (times["to"].as_str().unwrap().to_owned(), json!(all))
    });
    let tables: Map<String, Value> = tables.collect();
    let times: Map<String, Value> = times.collect();
    json!({
        "items": figures["items"],
        "illegal": figures["illegal"],
        "tables": tables,
        "times": times,
    })
}
