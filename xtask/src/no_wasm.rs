//! The form without WebAssembly: the same code, translated to JavaScript by binaryen.
//!
//! Tor Browser at "Safer", iOS in Lockdown Mode and hardened browsers have no WebAssembly. Only
//! those browsers load this script.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::shrink::binaryen;

/// The script's file name, as the page's script imports it.
pub(crate) const NAME: &str = "no-wasm.js";

/// A replacement in binaryen's output. When WebAssembly memory grows, the old buffer is detached,
/// and the glue relies on that; the second text makes the JavaScript do the same.
const GROWTH: (&str, &str) = (
    "buffer = newBuffer;",
    "structuredClone(buffer, { transfer: [buffer] });\nbuffer = newBuffer;",
);

/// Translates a module to JavaScript for the same glue. Instructions without a match in JavaScript
/// are replaced by plain ones first.
pub(crate) fn translate(wasm: &Path) -> Result<String, Failure> {
    let (lower, code) = (wasm.with_file_name("lower.wasm"), wasm.with_file_name(NAME));
    let lowering = ["--signext-lowering", "--llvm-nontrapping-fptoint-lowering"];
    binaryen("wasm-opt", &lowering, wasm, &lower)?;
    binaryen("wasm2js", &["-Os"], &lower, &code)?;
    let code = fs::read_to_string(code)?;
    if code.matches(GROWTH.0).count() != 1 {
        return Err(format!("{NAME}: not once there: {}", GROWTH.0).into());
    }
    Ok(code.replace(GROWTH.0, GROWTH.1))
}
