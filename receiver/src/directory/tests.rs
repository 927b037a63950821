use serde_json::json;

use super::*;

const ROOT: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/// A directory of a later version, with one hotline of this status.
fn later(status: &str) -> Directory {
    let json = json!({
        "name": "Network",
        "members": [{
            "hotline": "nl", "name": "Meldpunt", "countries": ["NL"], "categories": ["a later one"],
            "languages": ["nl"], "root": ROOT, "exchange": "https://report.nl.example",
            "form": "https://nl.example", "made": 1, "status": status, "a later member": true,
        }],
        "another": [],
    });
    Directory::parse(json.to_string().as_bytes()).unwrap()
}

#[test]
fn a_later_version_may_say_more_and_an_unknown_status_takes_no_part() {
    for (status, active) in [("active", 1), ("revoked", 0), ("on_leave", 0)] {
        assert_eq!(later(status).active().count(), active, "{status}");
    }
}

#[test]
fn a_directory_is_read_as_it_was_written() {
    let directory = later("revoked");
    assert_eq!(
        Directory::parse(directory.to_json().as_bytes()),
        Some(directory)
    );
}
