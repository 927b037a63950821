//! The form without WebAssembly: the very same code, turned into JavaScript by binaryen.
//!
//! Tor Browser at "Safer", iOS in Lockdown Mode and hardened browsers have no WebAssembly. Only
//! those browsers load this script.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::shrink::binaryen;

/// The script's file name, which `boot.js` imports.
pub(crate) const NAME: &str = "no-wasm.js";

/// When WebAssembly memory grows, the old buffer is detached, and the glue relies on that. The first
/// text is what binaryen writes; the second replaces it, and detaches the old buffer too.
const GROWTH: (&str, &str) = (
    "buffer = newBuffer;",
    "structuredClone(buffer, { transfer: [buffer] });\nbuffer = newBuffer;",
);

/// Translates a module to JavaScript for the same glue. Instructions that JavaScript has no match for
/// are lowered to plain ones first.
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
