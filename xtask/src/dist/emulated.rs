//! The receiver for 64-bit ARM, run by a machine that is none.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::binary;
use super::machine::ARM;
use crate::Failure;
use crate::run::target_dir;

/// The program that runs other machines' programs, which [`super::dist`] installs for 64-bit ARM.
const EMULATOR: &str = "qemu-aarch64-static";

/// Writes a script that runs the receiver as a machine with 64-bit ARM would, and gives its path.
pub(crate) fn receiver() -> Result<PathBuf, Failure> {
    let folder = target_dir().join("emulated");
    fs::create_dir_all(&folder)?;
    let script = folder.join("receiver");
    let receiver = binary::path(&ARM);
    let text = format!("#!/bin/sh\nexec {EMULATOR} {} \"$@\"\n", receiver.display());
    fs::write(&script, text)?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    Ok(script)
}
