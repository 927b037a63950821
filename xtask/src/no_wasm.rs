//! The form without WebAssembly: the very same code, turned into JavaScript by binaryen.
//!
//! Tor Browser at "Safer", iOS in Lockdown Mode and hardened browsers have no WebAssembly. Only
//! they load this.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::shrink::binaryen;

/// The name of its file, which the page's script imports just so.
pub(crate) const NAME: &str = "no-wasm.js";

/// WebAssembly takes the old memory away when it grows, and the glue counts on that: what binaryen
/// makes, and what has to stand there instead.
const GROWTH: (&str, &str) = (
    "buffer = newBuffer;",
    "structuredClone(buffer, { transfer: [buffer] });\nbuffer = newBuffer;",
);

/// A module as JavaScript, for the same glue. First, plain instructions take the place of those
/// that JavaScript has no match for.
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
