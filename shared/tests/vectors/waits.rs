//! How long a client waits after a failed try.

use serde::{Deserialize, Serialize};

/// A failed try, and the wait after it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaitVector {
    pub(crate) name: String,
    /// Failed tries in a row, with this one.
    pub(crate) failures: u32,
    /// The header `Retry-After` of the answer 503; `None` if there is none.
    pub(crate) retry_after: Option<String>,
    /// Seconds, before they are multiplied by a random number between 1 and 2.
    pub(crate) seconds: u32,
}

pub(crate) fn make() -> Vec<WaitVector> {
    let mut waits = Vec::new();
    let mut wait = |name: &str, failures: u32, retry_after: Option<&str>, seconds| {
        waits.push(WaitVector {
            name: name.to_owned(),
            failures,
            retry_after: retry_after.map(str::to_owned),
            seconds,
        });
    };
    for (failures, seconds) in [
        (1, 2),
        (2, 4),
        (3, 8),
        (4, 16),
        (5, 30),
        (6, 30),
        (1000, 30),
    ] {
        wait("doubled, up to half a minute", failures, None, seconds);
    }
    for (name, header, seconds) in [
        ("seconds", "5", 5),
        ("the least", "2", 2),
        ("less than the least", "1", 2),
        ("zero", "0", 2),
        ("the most", "120", 120),
        ("more than the most", "121", 120),
        ("a day", "86400", 120),
        ("the highest number", "4294967295", 120),
        ("zeros before", "0005", 5),
    ] {
        wait(name, 3, Some(header), seconds);
    }
    for (name, header) in [
        ("a plus", "+5"),
        ("a minus", "-5"),
        ("a fraction", "5.0"),
        ("an exponent", "5e0"),
        ("nothing", ""),
        ("two numbers", "5, 5"),
        ("a number and a unit", "5s"),
        ("digits of another script", "\u{665}"),
        ("more than the highest number", "4294967296"),
        ("a date", "Fri, 15 Jan 2027 08:00:05 GMT"),
    ] {
        wait(name, 3, Some(header), 8);
    }
    waits
}
