//! Makes the reporters' downloads smaller with tools for Node: modules with binaryen, scripts with
//! terser. Without Node, both stay as they are.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::arrange;
use crate::run::{program, root, run};

/// The lock file with the exact versions of those tools.
pub(crate) const LOCK: &str = "xtask/package-lock.json";

/// The features that the compiler uses without being asked. The module's own list of them is
/// removed: browsers do not need it.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// Found by trying: each makes the module smaller after brotli. Rebuilt code is more uniform;
/// inlining into a single caller and caching values in locals would make it less uniform. The first
/// kilobyte of memory has only the unused end of the stack.
const PASSES: &[&str] = &[
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=1",
    "--flatten",
    "--rereloop",
    "--skip-pass=local-cse",
    "-Oz",
    "-Oz",
    "--simplify-locals-nostructure",
    "--reorder-locals",
    "--strip-target-features",
];

/// Sorts the functions, and writes the code as small as in [`PASSES`].
const SORTING: &[&str] = &[
    "--optimize-level=2",
    "--shrink-level=2",
    "--reorder-functions-by-name",
];

/// Makes a module smaller.
pub(crate) fn module(from: &Path, to: &Path) -> Result<(), Failure> {
    let unsorted = to.with_extension("unsorted.wasm");
    binaryen("wasm-opt", PASSES, from, &unsorted)?;
    let named = to.with_extension("named.wasm");
    fs::write(&named, arrange::named_by_likeness(&fs::read(unsorted)?)?)?;
    binaryen("wasm-opt", SORTING, &named, to)
}

/// Minifies a script with terser.
pub(crate) fn script(from: &Path, to: &Path) -> Result<Vec<u8>, Failure> {
    let options = ["--module", "--mangle", "--compress", "passes=3"];
    tool("terser/bin/terser", &options, from, to)?;
    Ok(fs::read(to)?)
}

/// Runs one of binaryen's tools.
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
