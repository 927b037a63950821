//! The form without WebAssembly: the very same code, turned into JavaScript by binaryen.
//!
//! Tor Browser at "Safer", iOS in Lockdown Mode and hardened browsers have no WebAssembly. Only
//! they load this.

use std::fs;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

use crate::Failure;
use crate::run::{program, root, run};
use crate::setup;
use crate::widget::compact;

/// Names the binaryen that does it.
pub(crate) const LOCK: &str = "xtask/package-lock.json";

/// What the names of its files begin with. The page's script imports the one named just so.
pub(crate) const NAME: &str = "no-wasm";

/// WebAssembly takes the old memory away when it grows, and the glue counts on that: what binaryen
/// makes, and what has to stand there instead.
const GROWTH: (&str, &str) = (
    "buffer = newBuffer;",
    "structuredClone(buffer, { transfer: [buffer] });\nbuffer = newBuffer;",
);

/// The form's files for browsers without WebAssembly. Where there is no Node, the page finds an
/// empty form, and says what to do instead.
pub(crate) fn assets(wasm: &Path, folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let entry = format!("{NAME}.js");
    if !setup::has_node() {
        eprintln!("▸ the form without WebAssembly: left out, because Node is not installed");
        return Ok(vec![(entry, Vec::new())]);
    }
    setup::npm("xtask")?;
    bindgen(wasm, folder)?;
    let code = translate(folder)?;
    let (from, to) = ("_bg.wasm\"", "_bg.wasm.js\"");
    let start = replaced(&fs::read_to_string(folder.join(&entry))?, from, to)?;
    let glue = fs::read_to_string(folder.join(format!("{NAME}_bg.js")))?;
    let files = [
        (entry, start),
        (format!("{NAME}_bg.js"), glue),
        (format!("{NAME}_bg.wasm.js"), code),
    ];
    Ok(files.map(|(name, text)| (name, compact(&text))).into())
}

/// Glue that takes its functions from a module, of whatever kind.
fn bindgen(wasm: &Path, folder: &Path) -> Result<(), Failure> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(NAME).typescript(false);
    bindgen
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen.bundler(true)?.generate(folder)?;
    Ok(())
}

/// The module in `folder` as JavaScript. First, plain instructions take the place of those that
/// JavaScript has no match for.
fn translate(folder: &Path) -> Result<String, Failure> {
    let [wasm, lower, code] = ["_bg.wasm", "_lower.wasm", "_bg.wasm.js"]
        .map(|ending| folder.join(format!("{NAME}{ending}")));
    let lowering = ["--signext-lowering", "--llvm-nontrapping-fptoint-lowering"];
    binaryen("wasm-opt", &lowering, &wasm, &lower)?;
    binaryen("wasm2js", &["-Os"], &lower, &code)?;
    replaced(&fs::read_to_string(code)?, GROWTH.0, GROWTH.1)
}

fn binaryen(tool: &str, options: &[&str], input: &Path, output: &Path) -> Result<(), Failure> {
    let path = root().join("xtask/node_modules/binaryen/bin").join(tool);
    let mut node = program("node", &[]);
    node.arg(path)
        .args(options)
        .arg(input)
        .arg("-o")
        .arg(output);
    run(&format!("the form without WebAssembly: {tool}"), node)
}

/// Replaces a text that has to be there once.
fn replaced(text: &str, from: &str, to: &str) -> Result<String, Failure> {
    if text.matches(from).count() != 1 {
        return Err(format!("the form without WebAssembly: not once there: {from}").into());
    }
    Ok(text.replace(from, to))
}
