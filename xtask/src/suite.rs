//! Runs all test binaries, shows their output immediately, and lists the failed tests at the end.

use std::io::{BufRead, BufReader, Write, pipe};
use std::path::Path;
use std::process::Command;
use std::thread;

use crate::Failure;

/// A line after the last line of output. A process left behind by a test may keep the pipe open, so
/// the pipe's own end may never come.
const END: &[u8] = b"\0end of the tests\n";

/// Runs `cargo test`, and copies its output to the terminal line by line.
pub(crate) fn run(cargo: Command) -> Result<(), Failure> {
    run_on(cargo, &mut std::io::stderr())
}

fn run_on(mut cargo: Command, terminal: &mut impl Write) -> Result<(), Failure> {
    // Cargo prints each binary's name to one stream, and the binary prints its tests to the other.
    // One pipe keeps them in order.
    let (reader, mut writer) = pipe()?;
    cargo
        .stdout(writer.try_clone()?)
        .stderr(writer.try_clone()?);
    let mut child = cargo.spawn()?;
    let ended = thread::spawn(move || {
        let status = child.wait();
        // If writing fails, nobody reads the pipe any more.
        let _ = writer.write_all(END);
        status
    });
    let failed = show(BufReader::new(reader), terminal)?;
    let status = ended.join().map_err(|_| "nobody waited for the tests")??;
    if status.success() {
        return Ok(());
    }
    let mut words = format!("unit tests and scenarios: failed ({status})");
    for test in failed {
        words.push_str("\n  failed: ");
        words.push_str(&test);
    }
    Err(words.into())
}

/// Copies the output until the end. Returns the names of the failed tests.
fn show(mut output: impl BufRead, terminal: &mut impl Write) -> std::io::Result<Vec<String>> {
    let mut summary = Summary::default();
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        let last = line.strip_suffix(END);
        terminal.write_all(last.unwrap_or(&line))?;
        summary.read(&String::from_utf8_lossy(&line));
        if last.is_some() {
            break;
        }
        line.clear();
    }
    Ok(summary.failed())
}

/// The state after the lines so far.
#[derive(Default)]
struct Summary {
    /// The running binary, until it has printed the result of its tests.
    running: Option<String>,
    /// The binary that was started last.
    binary: String,
    failed: Vec<String>,
}

impl Summary {
    fn read(&mut self, line: &str) {
        let line = line.trim_end();
        if let Some(binary) = started(line) {
            self.end();
            self.running = Some(binary.clone());
            self.binary = binary;
        } else if line.starts_with("test result: ") {
            self.running = None;
        } else if let Some(test) = failed(line) {
            self.failed.push(format!("{}: {test}", self.binary));
        }
    }

    /// A binary that never printed the result of its tests has crashed.
    fn end(&mut self) {
        if let Some(binary) = self.running.take() {
            self.failed
                .push(format!("{binary}: ended before its tests did"));
        }
    }

    fn failed(mut self) -> Vec<String> {
        self.end();
        self.failed
    }
}

/// The test binary in cargo's line `Running unittests src/lib.rs (…/receiver-0123abcd)`.
fn started(line: &str) -> Option<String> {
    let line = line.trim_start();
    if let Some(package) = line.strip_prefix("Doc-tests ") {
        return Some(format!("doc tests of {package}"));
    }
    let (_, path) = line.strip_prefix("Running ")?.rsplit_once('(')?;
    let name = Path::new(path.strip_suffix(')')?).file_name()?.to_str()?;
    let (name, _hash) = name.rsplit_once('-')?;
    Some(name.to_owned())
}

/// The failed test in a line. The output of a test may precede the harness's text on the line.
fn failed(line: &str) -> Option<&str> {
    let (before, _) = line.rsplit_once(" ... FAILED")?;
    let test = before.strip_prefix("test ");
    test.or_else(|| Some(before.rsplit_once("test ")?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed_in(output: &str) -> Vec<String> {
        let mut shown = Vec::new();
        let whole = [output.as_bytes(), END, b"too late"].concat();
        let failed = show(&whole[..], &mut shown).unwrap();
        assert_eq!(String::from_utf8(shown).unwrap(), output);
        failed
    }

    const OUTPUT: &str = "
   Compiling shared v0.1.0 (/somewhere/shared)
     Running unittests src/lib.rs (target/debug/deps/receiver-0123456789abcdef)
running 2 tests
test keys::tests::one ... ok
test keys::tests::other ... FAILED
failures:
    keys::tests::other
test result: FAILED. 1 passed; 1 failed; 0 ignored
     Running scenarios/main.rs (target/debug/deps/scenarios-fedcba9876543210)
test browser::firefox::a ... ignored
a word of a browser test browser::firefox::b ... FAILED
test result: FAILED. 0 passed; 1 failed; 1 ignored
   Doc-tests shared
test shared/src/hpke.rs - hpke (line 9) ... FAILED
test result: FAILED. 0 passed; 1 failed; 0 ignored
";

    #[test]
    fn each_failed_test_is_named_with_its_binary() {
        let expected = [
            "receiver: keys::tests::other",
            "scenarios: browser::firefox::b",
            "doc tests of shared: shared/src/hpke.rs - hpke (line 9)",
        ];
        assert_eq!(failed_in(OUTPUT), expected);
    }

    #[test]
    fn nothing_is_named_where_all_is_well() {
        assert_eq!(failed_in(&OUTPUT.replace("FAILED", "ok")), [""; 0]);
    }

    #[test]
    fn the_last_words_are_the_failed_tests() {
        let mut cargo = Command::new("sh");
        let script = "echo 'Running x (deps/store-01)' >&2; echo 'test a ... FAILED'; exit 101";
        cargo.args(["-c", script]);
        let words = run_on(cargo, &mut Vec::new()).unwrap_err().to_string();
        assert!(words.starts_with("unit tests and scenarios: failed (exit status: 101)"));
        assert!(words.contains("\n  failed: store: a\n"), "{words}");
        assert!(
            words.ends_with("\n  failed: store: ended before its tests did"),
            "{words}"
        );
    }

    #[test]
    fn a_binary_that_crashes_is_named() {
        let output = "     Running x (target/debug/deps/store-01)\ntest a ... ok\n     Running y \
                      (target/debug/deps/xtask-02)\ntest result: ok.\n";
        assert_eq!(failed_in(output), ["store: ended before its tests did"]);
    }
}
