use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;
use shared::report::{Report, UntrustedReport};

/// The bytes are JSON that may be a report.
pub fn plaintext(json: &[u8]) -> bool {
    let report = read(json);
    report.as_ref().inspect(|report| check(report));
    report.is_some()
}

/// Checks that an accepted report, written as JSON, parses to the same report and matches the
/// schema.
pub(super) fn check(report: &Report) {
    static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
        let schema = include_str!("../../../shared/report.schema.json");
        jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
    });
    let json = report.to_json();
    assert_eq!(read(&json).as_ref(), Some(report));
    let value: Value = serde_json::from_slice(&json).unwrap();
    assert!(SCHEMA.is_valid(&value), "against the schema: {value}");
}

fn read(json: &[u8]) -> Option<Report> {
    let report: UntrustedReport = serde_json::from_slice(json).ok()?;
    report.try_into().ok()
}
