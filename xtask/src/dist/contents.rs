//! The lists of the packages that the receiver and the form in it are made of, in the format CycloneDX: for those who
//! look for known weaknesses in what they run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::X86;
use crate::Failure;
use crate::bundle::File;
use crate::run::{cargo, output_of, program, root, run, target_dir};
use crate::widget::WASM_TARGET;

const VERSION: &str = "0.5.9";

/// The name of the file that is made in the folder of each package of ours.
const NAME: &str = "contents.cdx.json";

/// Both lists as JSON, with the time of the commit.
pub(super) fn lists(seconds: u64) -> Result<[File; 2], Failure> {
    let tool = installed()?;
    let list = |folder, target| list(&tool, folder, target, seconds);
    Ok([
        (
            "receiver.cdx.json".to_owned(),
            list("receiver", X86.target)?,
        ),
        ("form.cdx.json".to_owned(), list("widget", WASM_TARGET)?),
    ])
}

/// The list of the package in a folder, compiled for a target.
fn list(tool: &Path, folder: &str, target: &str, seconds: u64) -> Result<Vec<u8>, Failure> {
    let name = NAME.trim_end_matches(".json");
    let mut made = Command::new(tool);
    made.args(["cyclonedx", "--format", "json", "--spec-version", "1.5"])
        .args(["--target", target, "--override-filename", name])
        .current_dir(root().join(folder))
        .env("SOURCE_DATE_EPOCH", seconds.to_string());
    run(&format!("the packages in {folder}"), made)?;
    let list = fs::read_to_string(root().join(folder).join(NAME))?;
    let all = format!(":(glob)**/{NAME}");
    run(
        "its other lists go",
        program("git", &["clean", "--force", "--quiet", "--", &all]),
    )?;
    Ok(without_place(&list, folder).into_bytes())
}

/// The list without the place of this clone, which stands in the addresses of our own packages as a URL has it. The first of
/// them is that of the package in the folder.
fn without_place(list: &str, folder: &str) -> String {
    let own = format!("/{folder}#");
    let place = list.split_once("path+file://");
    let place = place.and_then(|(_, addresses)| addresses.split_once(&own));
    place.map_or_else(|| list.to_owned(), |(place, _)| list.replace(place, ""))
}

/// The program, installed into the target folder if missing.
fn installed() -> Result<PathBuf, Failure> {
    let folder = target_dir().join("cyclonedx");
    let tool = folder.join("bin/cargo-cyclonedx");
    let mut version = Command::new(&tool);
    version.args(["cyclonedx", "--version"]);
    if output_of(version).is_some_and(|version| version.ends_with(VERSION)) {
        return Ok(tool);
    }
    let mut install = cargo(&[
        "install",
        "cargo-cyclonedx",
        "--version",
        VERSION,
        "--locked",
    ]);
    install.arg("--root").arg(folder);
    run("cargo-cyclonedx, which takes some minutes", install)?;
    Ok(tool)
}
