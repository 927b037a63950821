//! Makes what reporters load smaller, by tools for Node: a module by binaryen, a script by terser.
//! Where there is no Node, both stay as they are.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::run::{program, root, run};

/// The lock file, which names the exact versions of those tools.
pub(crate) const LOCK: &str = "xtask/package-lock.json";

/// The features that the compiler takes for granted. The list of them that the module carries is
/// removed: browsers do not need it.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// Found by trying: each makes the module smaller after brotli. Code that is taken apart and put
/// together anew is more alike, and so are neighbours of one kind of name; functions that move into
/// their only caller and values that are kept for later make it less so. In the first kilobyte of
/// memory lies nothing but the far end of the stack.
const PASSES: &[&str] = &[
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=1",
    "--flatten",
    "--rereloop",
    "--skip-pass=local-cse",
    "-Oz",
    "-Oz",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-target-features",
];

/// Makes a module, which still has its names, smaller.
pub(crate) fn module(from: &Path, to: &Path) -> Result<(), Failure> {
    binaryen("wasm-opt", PASSES, from, to)
}

/// Minifies a script.
pub(crate) fn script(from: &Path, to: &Path) -> Result<Vec<u8>, Failure> {
    let options = ["--module", "--mangle", "--compress", "passes=3"];
    tool("terser/bin/terser", &options, from, to)?;
    Ok(fs::read(to)?)
}

/// Runs a tool of binaryen.
pub(crate) fn binaryen(
    name: &str,
    options: &[&str],
    from: &Path,
    to: &Path,
) -> Result<(), Failure> {
    let options = [FEATURES, options].concat();
    tool(&format!("binaryen/bin/{name}"), &options, from, to)
}

fn tool(path: &str, options: &[&str], from: &Path, to: &Path) -> Result<(), Failure> {
    let mut node = program("node", &[]);
    node.arg(root().join("xtask/node_modules").join(path))
        .arg(from)
        .args(options)
        .arg("-o")
        .arg(to);
    let what = to.file_name().unwrap_or_default().display();
    run(&format!("{path} for {what}"), node)
}
