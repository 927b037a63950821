//! Builds the widget's files into `widget/dist`; the receiver's build includes them in its binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::bindings;
use crate::bundle::{Bundle, File, hash_of};
use crate::locales::{self, Locales};
use crate::no_wasm;
use crate::run::{cargo, root, run, step, target_dir, unnamed_folders};
use crate::setup;
use crate::shrink;

/// The machine that the form runs on, as the compiler names it.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The file of the form's compiled code.
const MODULE: &str = "form_bg.wasm";

/// The file of the form's code before it is made smaller.
const LARGE_MODULE: &str = "large.wasm";

/// The folder of the module for questions to reporters and their answers: in the bundle, and of its scripts and texts.
pub(crate) const FOLLOW_UP: &str = "follow-up";

/// The modules of the widget, by the feature of its package that exports each: the form, and the one for questions.
const MODULES: [&str; 2] = ["form", FOLLOW_UP];

/// The scripts of the second module. The last is in the place of the form's glue.
const SCRIPTS: [&str; 3] = ["asked.js", "dom.js", bindings::GLUE];

/// The folder of the bundle.
pub(crate) fn dist() -> PathBuf {
    root().join("widget/dist")
}

/// Builds the bundle, unless it is up to date. Prints its sizes and fails if they are above the
/// budget. A bundle made without Node is larger, and has no budget.
pub(crate) fn build() -> Result<(), Failure> {
    setup::wasm(WASM_TARGET)?;
    let locales = locales::checked()?;
    let questions = locales::of_questions(&locales)?;
    let modules = [compiled(MODULES[0])?, compiled(MODULES[1])?];
    let dist = dist();
    let made_of = target_dir().join("widget-made-of");
    let inputs = inputs(&modules)?;
    let present = Bundle::read(&dist)?;
    let known = fs::read_to_string(&made_of).unwrap_or_default();
    let bundle = if known == record(&inputs, &present) {
        present
    } else {
        let bundle = step("the widget's files", || {
            assemble(&modules, &locales, &questions)
        })?;
        if bundle != present {
            bundle.write(&dist)?;
        }
        fs::write(&made_of, record(&inputs, &bundle))?;
        bundle
    };
    if setup::has_node() {
        bundle.check_budget()?;
    }
    Ok(())
}

/// Compiles one module, and gives the path of its wasm: cargo has one place for the wasm of all.
fn compiled(feature: &str) -> Result<PathBuf, Failure> {
    let features = ["--no-default-features", "--features", feature];
    run(
        &format!("the module {feature} in WebAssembly"),
        compiler("widget", &features),
    )?;
    let folder = target_dir().join("widget-made").join(feature);
    fs::create_dir_all(&folder)?;
    let wasm = folder.join("compiled.wasm");
    fs::copy(wasm_of("widget"), &wasm)?;
    Ok(wasm)
}

/// The path of a package's wasm after compilation.
pub(crate) fn wasm_of(package: &str) -> PathBuf {
    let folder = target_dir().join(WASM_TARGET).join("wasm");
    folder.join(package).with_extension("wasm")
}

/// Compiles a package's library to wasm only, with these options of cargo: together with an rlib, which the tests use, cargo
/// would silently skip LTO, and reporters would load 50 % more.
///
/// The standard library is also compiled, for size and without panic messages, which nobody would
/// read: a sixth less to load. This needs unstable options, which the pinned toolchain keeps
/// stable. Without reference types, wasm-bindgen keeps objects in a list in the glue: 0.6 KB less.
/// Without counters that LLVM chooses for loops, and without the copies by which it saves computing a
/// value twice, the code is more uniform: 0.8 KB less.
/// Functions twice as large as LLVM's own choice for small code are copied into their callers: 0.2 KB less.
/// Half a megabyte of stack, instead of one, makes the address of everything behind it a byte shorter: 0.15 KB
/// less. What overflows it stops, as before.
/// No path of this machine is included, so that every machine makes the same bytes.
pub(crate) fn compiler(package: &str, options: &[&str]) -> Command {
    let [project, downloads] = unnamed_folders();
    let flags = [
        "-Zunstable-options".to_owned(),
        "-Cpanic=immediate-abort".to_owned(),
        "-Zfmt-debug=none".to_owned(),
        "-Zlocation-detail=none".to_owned(),
        "-Ctarget-feature=-multivalue,-reference-types".to_owned(),
        project,
        downloads,
    ];
    let config = format!("target.{WASM_TARGET}.rustflags={flags:?}");
    let of_cargo = [
        "rustc",
        "--package",
        package,
        "--lib",
        "--crate-type=cdylib",
        "--profile=wasm",
        "--target",
        WASM_TARGET,
        "-Zbuild-std=std,panic_abort",
        "-Zbuild-std-features=optimize_for_size",
        "--config",
        &config,
    ];
    let of_compiler = [
        "--",
        "-Cllvm-args=-disable-lsr -enable-pre=false -enable-load-pre=false -inline-threshold=10",
        "-Clink-arg=-zstack-size=524288",
    ];
    let mut compiler = cargo(&[&of_cargo, options, &of_compiler].concat());
    compiler.env("RUSTC_BOOTSTRAP", "1");
    compiler
}

/// The hashes of a bundle's inputs and of the bundle; they show a change to either.
fn record(inputs: &str, bundle: &Bundle) -> String {
    format!("{inputs}\n{}\n", bundle.hash())
}

/// One hash over all inputs of the bundle, including this program.
fn inputs(modules: &[PathBuf]) -> Result<String, Failure> {
    let widget = root().join("widget");
    let mut files = vec![std::env::current_exe()?, root().join(shrink::LOCK)];
    files.extend_from_slice(modules);
    files.extend(
        ["index.html", "boot.js", "style.css", "embed/v1.js"].map(|file| widget.join(file)),
    );
    let questions = widget.join(FOLLOW_UP);
    files.extend(SCRIPTS.map(|script| questions.join(script)));
    files.extend(sorted_files(&widget.join("locales"))?);
    files.extend(sorted_files(&questions.join("locales"))?);
    let mut contents = files.iter().map(fs::read).collect::<Result<Vec<_>, _>>()?;
    contents.push(vec![setup::has_node().into()]);
    Ok(hash_of(contents.iter().map(Vec::as_slice)))
}

fn assemble(
    modules: &[PathBuf; 2],
    locales: &Locales,
    questions: &Locales,
) -> Result<Bundle, Failure> {
    let widget = root().join("widget");
    if !setup::has_node() {
        eprintln!("▸ Node is not installed: a larger form, and none without WebAssembly");
    }
    let style = tight(&fs::read_to_string(widget.join("style.css"))?);
    let mut assets = vec![("style.css".to_owned(), style)];
    let made = target_dir().join("widget-made");
    let script = fs::read_to_string(widget.join("boot.js"))?;
    assets.extend(module(&modules[0], &made.join(MODULES[0]), &script)?);
    assets.extend(of_questions(&modules[1], &made.join(MODULES[1]))?);
    let page = fs::read_to_string(widget.join("index.html"))?;
    let loader = small(&widget.join("embed/v1.js"), &made)?;
    let texts = [
        texts("locales", locales)?,
        texts(&format!("{FOLLOW_UP}/locales"), questions)?,
    ];
    let page_texts = serde_json::to_vec(&locales::of_page(locales))?;
    Ok(Bundle::new(assets, texts, &page, page_texts, loader))
}

/// The files of a module: its glue with the page's own script, its code, and the same code for browsers without WebAssembly.
fn module(wasm: &Path, made: &Path, script: &str) -> Result<Vec<File>, Failure> {
    let [glue, module] = code(wasm, made, script)?;
    let no_wasm = match setup::has_node() {
        true => compact(&no_wasm::translate(&made.join(MODULE))?),
        // An empty script makes the page tell the reporter about other ways.
        false => Vec::new(),
    };
    let files = [glue, module, (no_wasm::NAME, no_wasm)];
    Ok(files.map(|(name, bytes)| (name.to_owned(), bytes)).into())
}

/// Glue that imports the page's script from the form's glue. Node writes the quotes in another way.
fn of_form(glue: &str) -> Result<String, Failure> {
    let script = ["'./boot.js'", "\"./boot.js\""];
    let script = script.into_iter().find(|script| glue.contains(script));
    let script = script.ok_or("the glue of the module for questions does not import boot.js")?;
    Ok(glue.replace(script, "'../form.js'"))
}

/// The files of the module for questions, in its folder. It shares the script in the form's glue, and its own glue has another
/// name, because its script for the return page is in the place of the glue.
fn of_questions(wasm: &Path, made: &Path) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    for (name, bytes) in module(wasm, made, "")? {
        files.push(match &name[..] {
            bindings::GLUE => {
                let glue = String::from_utf8(bytes)?;
                ("glue.js".to_owned(), of_form(&glue)?.into_bytes())
            }
            _ => (name, bytes),
        });
    }
    for script in SCRIPTS {
        let bytes = small(&root().join("widget").join(FOLLOW_UP).join(script), made)?;
        files.push((script.to_owned(), bytes));
    }
    let placed = files.into_iter();
    Ok(placed
        .map(|(name, bytes)| (format!("{FOLLOW_UP}/{name}"), bytes))
        .collect())
}

/// A script as small as the available tools make it.
fn small(script: &Path, made: &Path) -> Result<Vec<u8>, Failure> {
    let name = script.file_name().unwrap_or_default().to_string_lossy();
    match setup::has_node() {
        true => shrink::script(script, &made.join(format!("small-{name}"))),
        false => Ok(compact(&fs::read_to_string(script)?)),
    }
}

/// The files of these locales in a folder.
fn texts(folder: &str, locales: &Locales) -> Result<Vec<File>, Failure> {
    let texts = locales.iter().map(|(language, locale)| {
        let name = format!("{folder}/{language}.json");
        Ok((name, serde_json::to_vec(&locales::served(locale))?))
    });
    texts.collect()
}

/// The glue, joined with the page's own script if there is one, and the module from the compiler's wasm, as small as the
/// available tools make them.
pub(crate) fn code(
    wasm: &Path,
    made: &Path,
    script: &str,
) -> Result<[(&'static str, Vec<u8>); 2], Failure> {
    let has_node = setup::has_node();
    let bindings = bindings::of(wasm)?;
    let (glue, large) = (made.join(bindings::GLUE), made.join(LARGE_MODULE));
    fs::create_dir_all(made)?;
    fs::write(&glue, bindings::joined(&bindings.glue, script))?;
    fs::write(&large, bindings.module)?;
    if !has_node {
        let glue = compact(&fs::read_to_string(glue)?);
        return Ok([(bindings::GLUE, glue), (MODULE, fs::read(large)?)]);
    }
    setup::npm("xtask")?;
    let module = made.join(MODULE);
    shrink::module(&large, &module)?;
    let glue = shrink::script(&glue, &made.join("short.js"))?;
    Ok([(bindings::GLUE, glue), (MODULE, fs::read(module)?)])
}

/// A script or style sheet without indentation and without comments on their own lines: reporters
/// load the other lines.
pub(crate) fn compact(text: &str) -> Vec<u8> {
    let is_comment = |line: &str| {
        let starts = ["//", "/*", "* ", "*/"];
        line == "*" || starts.iter().any(|start| line.starts_with(start))
    };
    let lines = text.lines().map(str::trim);
    let code = lines.filter(|line| !line.is_empty() && !is_comment(line));
    code.flat_map(|line| [line, "\n"])
        .collect::<String>()
        .into()
}

/// A style sheet without the white space that separates nothing.
fn tight(style: &str) -> Vec<u8> {
    let mut style = String::from_utf8(compact(style)).unwrap_or_default();
    for sign in [" {\n", "}\n", ";\n", ",\n", ": ", ", ", " > "] {
        style = style.replace(sign, sign.trim());
    }
    style.replace(";}", "}").into()
}

fn sorted_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
