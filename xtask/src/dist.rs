//! What operators install, made in one folder: the receiver as a static binary, the list of what is in it, the form's
//! manifest for a public log, and the hashes of all files. The same commit makes the same bytes in every clone.

mod binary;
mod contents;
mod deb;
mod emulated;
mod image;
mod machine;
mod signature;

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use self::emulated::receiver as receiver_for_arm;
use self::machine::{ARM, X86};
use crate::bundle::{File, MANIFEST, sha256};
use crate::run::{output_of, program, target_dir};
use crate::{Failure, widget};

/// The version of everything in this repository.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The file with the hashes of all others, which `sha256sum --check` reads.
const HASHES: &str = "SHA256SUMS";

/// The folder with the files.
pub(crate) fn folder() -> PathBuf {
    target_dir().join("packages")
}

/// The path of the static binary for this machine.
pub(crate) fn receiver() -> PathBuf {
    binary::path(&X86)
}

/// The path of the package for Debian on this machine.
pub(crate) fn debian_package() -> PathBuf {
    folder().join(X86.deb())
}

/// The path of the image for containers on this machine.
pub(crate) fn image() -> PathBuf {
    folder().join(X86.image())
}

/// Makes all files anew, for 64-bit ARM as well if asked, and signs their hashes with this secret key.
pub(crate) fn dist(with_arm: bool, key: Option<&Path>) -> Result<(), Failure> {
    let machines = [Some(&X86), with_arm.then_some(&ARM)];
    let machines: Vec<_> = machines.into_iter().flatten().collect();
    for machine in &machines {
        machine.set_up()?;
    }
    widget::build()?;
    let seconds = time()?;
    let contents = contents::lists(seconds)?;
    let mut files = contents.to_vec();
    let manifest = fs::read(widget::dist().join(MANIFEST))?;
    files.push(("manifest.json".to_owned(), manifest));
    for machine in machines {
        let receiver = binary::build(machine)?;
        let kind = machine.kind;
        files.push((
            machine.deb(),
            deb::pack(machine, &receiver, &contents, seconds)?,
        ));
        files.push((machine.image(), image::pack(machine, &receiver, seconds)?));
        files.push((format!("sealed-report-{VERSION}-{kind}-linux"), receiver));
    }
    write(files)?;
    key.map_or(Ok(()), |key| signature::sign(&folder(), key))
}

/// The time of the commit, in seconds since 1970: the only time that gets into the files.
fn time() -> Result<u64, Failure> {
    let time = output_of(program("git", &["log", "--max-count=1", "--format=%ct"]));
    let time = time.ok_or("there is no commit\n  fix: work in a clone made by git")?;
    Ok(time.parse()?)
}

/// Replaces the files in the folder, and prints their hashes.
fn write(files: Vec<File>) -> Result<(), Failure> {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut hashes = String::new();
    for (name, bytes) in files {
        hashes += &format!("{}  {name}\n", sha256(&bytes));
        fs::write(folder.join(name), bytes)?;
    }
    fs::write(folder.join(HASHES), &hashes)?;
    eprint!("\n{}:\n{hashes}", folder.display());
    Ok(())
}
