//! The tests that `cargo xtask test` runs short, each thousands of times: random walks and kills. Before them,
//! the block in WordPress's own editor, which needs a database.

use crate::run::{cargo, run};
use crate::{Failure, wordpress};

/// The long tests: the binary, the test, and the variable with its number of rounds.
const LONG: [(&str, &str, &str, &str); 5] = [
    ("in_process", "walks::", "WALKS", "10000"),
    ("scenarios", "outbox::kills::", "MAIL_KILLS", "280"),
    ("scenarios", "kills::kill_9", "KILLS", "1000"),
    ("scenarios", "lifecycle::a_restart", "RESTARTS", "200"),
    ("scenarios", "backup::a_backup_under", "BACKUPS", "20"),
];

/// Runs them one after the other; the output of a test that fails names its seed.
pub(crate) fn soak() -> Result<(), Failure> {
    wordpress::edit()?;
    for (binary, test, variable, rounds) in LONG {
        let mut cargo = cargo(&["test", "-p", "tests", "--test", binary, "--", test]);
        cargo.env(variable, rounds);
        run(&format!("{test} {variable}={rounds}"), cargo)?;
    }
    Ok(())
}
