//! The figures: the receiver's costs, and a reporter's waiting times.

use std::fs;
use std::path::PathBuf;

use crate::Failure;
use crate::compress::brotli;
use crate::run::{cargo, root, run, target_dir};
use crate::{setup, widget};

/// Measures everything. Without a browser, skips the measurements that need one.
pub(crate) fn bench(arguments: &[String]) -> Result<(), Failure> {
    widget::build()?;
    let mut bench = cargo(&["bench", "--package", "tests", "--bench", "receiver", "--"]);
    bench.args(arguments);
    if setup::has_node() && setup::has_chromium() {
        setup::npm("tests/browser")?;
        bench.env("COUNTER", counter()?);
    }
    run("the figures", bench)
}

/// Builds a page with only a Yew counter, in the same way as the form. Returns its folder.
fn counter() -> Result<PathBuf, Failure> {
    run(
        "a counter to compare the form with",
        widget::compiler("counter", &[]),
    )?;
    let folder = target_dir().join("counter");
    for (name, bytes) in widget::code(&widget::wasm_of("counter"), &folder, "")? {
        fs::write(folder.join(format!("{name}.br")), brotli(&bytes))?;
    }
    fs::copy(
        root().join("tests/counter/index.html"),
        folder.join("index.html"),
    )?;
    Ok(folder)
}
