//! Makes the reporters' downloads smaller with tools for Node: modules with binaryen, scripts with
//! terser. Without Node, both stay as they are.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::arrange::{self, Likeness};
use crate::compress::brotli;
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

/// Makes a module smaller. Which likeness is best to sort by depends on the module, so several are tried.
pub(crate) fn module(from: &Path, to: &Path) -> Result<(), Failure> {
    let unsorted = to.with_extension("unsorted.wasm");
    binaryen("wasm-opt", PASSES, from, &unsorted)?;
    let unsorted = fs::read(unsorted)?;
    let named = to.with_extension("named.wasm");
    let mut sorted = Vec::new();
    for (piece_bytes, max_shared) in [3, 4, 5]
        .into_iter()
        .flat_map(|bytes| [(bytes, 60), (bytes, 120)])
    {
        let likeness = Likeness {
            piece_bytes,
            max_shared,
        };
        fs::write(&named, arrange::named_by_likeness(&unsorted, likeness)?)?;
        binaryen("wasm-opt", SORTING, &named, to)?;
        sorted.push(fs::read(to)?);
    }
    let smallest = sorted.into_iter().min_by_key(|module| brotli(module).len());
    Ok(fs::write(to, smallest.unwrap_or_default())?)
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
