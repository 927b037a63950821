//! Commands that root runs on the files of the service's user go on as that user. Otherwise the
//! files that they make would belong to root, and the service could not write them.

use std::error::Error;
use std::ffi::OsStr;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

use rustix::process::geteuid;
use store::StoreUrl;

/// Starts this command again as the owner of the store's file, or of its folder, if root runs it and
/// the owner is somebody else. Does nothing for a store on a server.
pub(crate) fn become_owner(store: &StoreUrl) -> Result<(), Box<dyn Error>> {
    let StoreUrl::Sqlite(file) = store else {
        return Ok(());
    };
    if !geteuid().is_root() {
        return Ok(());
    }
    let Ok((user, group)) = owner(file) else {
        // The opening of the store says what is wrong.
        return Ok(());
    };
    if user == 0 {
        return Ok(());
    }
    let program = env::current_exe()?;
    let arguments = env::args_os().skip(1);
    let error = Command::new(program)
        .args(arguments)
        .uid(user)
        .gid(group)
        .exec();
    let file = file.display();
    Err(format!(
        "{file} belongs to the user {user}, and the command could not go on as that user: {error}\n  \
         fix: run it as that user"
    )
    .into())
}

/// The user and the group that own a file, or its folder if there is no such file.
fn owner(file: &Path) -> io::Result<(u32, u32)> {
    let folder = file.parent().filter(|path| *path != OsStr::new(""));
    let metadata =
        fs::metadata(file).or_else(|_| fs::metadata(folder.unwrap_or(Path::new("."))))?;
    Ok((metadata.uid(), metadata.gid()))
}
