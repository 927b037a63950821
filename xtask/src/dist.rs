//! What operators install, made in one folder: the receiver as a static binary, the list of what is in it, and the
//! hashes of all files. The same commit makes the same bytes in every clone.

mod binary;
mod contents;
mod deb;
mod image;
mod signature;

use std::fs;
use std::path::{Path, PathBuf};

use crate::bundle::{File, sha256};
use crate::run::{output_of, program, target_dir};
use crate::{Failure, setup, widget};

/// The machines that the binary runs on, as the compiler names them.
const TARGET: &str = "x86_64-unknown-linux-musl";

/// The version of everything in this repository.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name of the package for Debian.
const DEB: &str = concat!("sealed-report_", env!("CARGO_PKG_VERSION"), "_amd64.deb");

/// The name of the image for containers.
const IMAGE: &str = concat!(
    "sealed-report-",
    env!("CARGO_PKG_VERSION"),
    "-x86_64.oci.tar"
);

/// The file with the hashes of all others, which `sha256sum --check` reads.
const HASHES: &str = "SHA256SUMS";

/// The folder with the files.
pub(crate) fn folder() -> PathBuf {
    target_dir().join("packages")
}

/// The path of the static binary.
pub(crate) fn receiver() -> PathBuf {
    binary::path()
}

/// The path of the package for Debian.
pub(crate) fn debian_package() -> PathBuf {
    folder().join(DEB)
}

/// Makes all files anew, and signs their hashes with this secret key.
pub(crate) fn dist(key: Option<&Path>) -> Result<(), Failure> {
    setup::packages(TARGET)?;
    widget::build()?;
    let seconds = time()?;
    let receiver = binary::build()?;
    let contents = contents::lists(seconds)?;
    let deb = deb::pack(&receiver, &contents, seconds)?;
    let image = image::pack(&receiver, seconds)?;
    let [receiver_list, form_list] = contents;
    write(vec![
        (DEB.to_owned(), deb),
        (IMAGE.to_owned(), image),
        (format!("sealed-report-{VERSION}-x86_64-linux"), receiver),
        receiver_list,
        form_list,
    ])?;
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
