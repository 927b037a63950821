//! The module for browsers and its glue, the script through which it uses the browser: made by wasm-bindgen,
//! then changed so that both are less to load.

use std::cmp::Reverse;
use std::path::Path;

use walrus::{ElementItems, Module};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

use crate::Failure;

/// The file of the glue.
pub(crate) const GLUE: &str = "form.js";

/// Parts of the names of functions that nothing calls through the module's table: those by which JavaScript calls
/// a closure, and those of tasks that suspend the module, which it has none of.
const UNCALLED: &[&str] = &["::convert::closures::_::invoke", "::futures::jspi::"];

/// How the names of exports begin that wasm-bindgen has made.
const MADE: &[&str] = &["wasm_bindgen_", "__wbindgen_"];

/// Conditions in the glue that never hold: a browser that runs the module or its translation to JavaScript has
/// `FinalizationRegistry` and the names of a page's global object, the module exports a function that grows texts, and
/// nobody writes 2 GB into a form.
const NEVER: &[&str] = &[
    "typeof FinalizationRegistry === 'undefined'",
    "realloc === undefined",
    "numBytesDecoded >= MAX_SAFARI_DECODE_BYTES",
    "typeof globalThis === 'undefined'",
    "typeof self === 'undefined'",
    "typeof window === 'undefined'",
];

/// Code of the glue, and shorter code that does the same: memory that has grown has another buffer, whether the browser tells
/// that the old one is detached or not; a byte has one byte; no page has an object `global`; what has been decoded is counted
/// for a condition that never holds; and no `instanceof` of the form fails.
const SHORTER: &[(&str, &str)] = &[
    (
        "cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true \
         || (cachedDataViewMemory0.buffer.detached === undefined \
         && cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        "cachedDataViewMemory0?.buffer !== wasm.memory.buffer",
    ),
    (
        "cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0",
        "!cachedUint8ArrayMemory0?.byteLength",
    ),
    ("ptr / 1, ptr / 1 + len", "ptr, ptr + len"),
    ("typeof global === 'undefined'", "true"),
    ("numBytesDecoded += bytes.length;", ""),
    ("let result;\ntry {\nresult = ", "const ret = "),
    (
        ";\n} catch (_) {\nresult = false;\n}\nconst ret = result;",
        ";",
    ),
];

/// A module for browsers and its glue.
pub(crate) struct Bindings {
    pub(crate) glue: String,
    pub(crate) module: Vec<u8>,
}

/// Converts the compiler's wasm. The page's own script connects module and glue: glue that loads the module by
/// itself would be 0.6 KB larger.
pub(crate) fn of(wasm: &Path) -> Result<Bindings, Failure> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("form").typescript(false);
    // Browsers that run the module or its translation to JavaScript have `TextEncoder.encodeInto`.
    bindgen
        .encode_into(EncodeInto::Always)
        .remove_name_section(true)
        .remove_producers_section(true);
    let mut output = bindgen.bundler(true)?.generate_output()?;
    let mut glue = sorted(output.start().ok_or("there is no glue")?);
    for condition in NEVER {
        glue = glue.replace(condition, "false");
    }
    for (long, short) in SHORTER {
        glue = glue.replace(long, short);
    }
    let module = output.wasm_mut();
    drop_uncalled(module);
    drop_exports(module, &glue);
    let glue = shorten_names(glue, module);
    let module = module.emit_wasm();
    Ok(Bindings { glue, module })
}

/// Takes the functions that nothing calls there out of the module's table. wasm-bindgen looks up in it how each
/// closure of js-sys is called, whether the form uses it or not, and exports those that the form uses: 0.6 KB less.
fn drop_uncalled(module: &mut Module) {
    let Module {
        elements, funcs, ..
    } = module;
    for element in elements.iter_mut() {
        let ElementItems::Functions(functions) = &mut element.items else {
            continue;
        };
        let is_called = |id| {
            let name = funcs.get(id).name.as_deref().unwrap_or_default();
            !UNCALLED.iter().any(|part| name.contains(part))
        };
        // Each place in the table stays what it is for the others.
        if let Some(other) = functions.iter().copied().find(|id| is_called(*id)) {
            for id in functions.iter_mut().filter(|id| !is_called(**id)) {
                *id = other;
            }
        }
    }
}

/// Takes out what the module exports and the glue does not name.
fn drop_exports(module: &mut Module, glue: &str) {
    let exports = module.exports.iter();
    let unused: Vec<_> = exports
        .filter(|export| !glue.contains(&export.name))
        .map(|export| export.id())
        .collect();
    unused.into_iter().for_each(|id| module.exports.delete(id));
}

/// Glue and the page's own script, if there is one, as one file, in which the glue imports nothing: two files would be
/// 0.1 KB more.
pub(crate) fn joined(glue: &str, script: &str) -> String {
    let is_import = |line: &&str| {
        !script.is_empty() && line.starts_with("import {") && line.ends_with("from './boot.js';")
    };
    let lines = glue.lines().filter(|line| !is_import(line));
    lines
        .chain([script])
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The glue with the functions that the module imports sorted by what they take and do: 0.1 KB less.
fn sorted(glue: &str) -> String {
    let (imported, rest) = glue.split_at(glue.find("\nfunction ").unwrap_or(glue.len()));
    let mut functions: Vec<_> = imported.split("\nexport function ").collect();
    // Before the first function are imports.
    functions[1..].sort_by_key(|function| function.split_once('(').map(|(_, code)| code));
    functions.join("\nexport function ") + rest
}

/// Shortens the names with which module and glue call each other, and puts the module's imports in the order of
/// the glue. wasm-bindgen's names end in hashes, which do not compress: 3 KB in both files.
fn shorten_names(mut glue: String, module: &mut Module) -> String {
    let imports = module.imports.iter();
    let mut imports: Vec<_> = imports
        .map(|import| (import.name.clone(), import.kind.clone()))
        .collect();
    imports.sort_by_key(|(name, _)| glue.find(&format!("function {name}(")));
    for (import, (name, kind)) in module.imports.iter_mut().zip(imports) {
        // JavaScript made from the module imports the glue by its file name.
        import.module = format!("./{GLUE}");
        import.name = name;
        import.kind = kind;
    }
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    let made = exports.filter(|name| MADE.iter().any(|start| name.starts_with(start)));
    let mut names: Vec<_> = (0..).zip(imports.chain(made)).collect();
    // One name may be a prefix of another, so the longest is replaced first.
    names.sort_by_key(|(_, name)| Reverse(name.len()));
    for (number, name) in names {
        let short = format!("_{number}");
        glue = glue.replace(name.as_str(), &short);
        *name = short;
    }
    glue
}
