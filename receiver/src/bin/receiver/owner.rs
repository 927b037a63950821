//! What root does on the files of the service's user. Commands that have a config go on as that user, and what
//! others make is given to the owner of its folder. Otherwise the files would belong to root, and the service
//! could neither read nor write them.

use std::error::Error;
use std::ffi::OsStr;
use std::os::unix::fs::{MetadataExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use receiver::settings::Settings;
use rustix::process::geteuid;
use store::StoreUrl;

/// Starts this command again as the owner of the store's file, or of its folder, if root runs it and
/// the owner is somebody else; for a store on a server, as the owner of the receiver's keys.
pub(crate) fn become_owner(settings: &Settings) -> Result<(), Box<dyn Error>> {
    let own = match (&settings.store, &settings.intake, settings.keyless()) {
        (StoreUrl::Sqlite(file), _, _) => Some(file.as_path()),
        (_, Some(intake), _) => Some(intake.ratchet.path()),
        // A key that is in shares has no file, and this one is beside its public half.
        (_, None, Some(desk)) => Some(desk.key_file.as_ref().unwrap_or(&desk.log_head).as_path()),
        (_, None, None) => None,
    };
    let Some(file) = own.filter(|_| geteuid().is_root()) else {
        return Ok(());
    };
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

/// Gives what root has made, with all that is in it, to the owner of its folder.
pub(crate) fn give_to_owner_of_folder(made: &Path) -> io::Result<()> {
    let (user, group) = owner(folder_of(made))?;
    if !geteuid().is_root() || user == 0 {
        return Ok(());
    }
    give(made, user, group)
}

/// Gives new files to the owner of their folder, and names them.
pub(crate) fn hand_over(files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    for file in files {
        give_to_owner_of_folder(file)?;
        println!("{}", file.display());
    }
    Ok(())
}

fn give(made: &Path, user: u32, group: u32) -> io::Result<()> {
    lchown(made, Some(user), Some(group))?;
    if made.is_dir() {
        for entry in fs::read_dir(made)? {
            give(&entry?.path(), user, group)?;
        }
    }
    Ok(())
}

/// The user and the group that own a file, or its folder if there is no such file.
fn owner(file: &Path) -> io::Result<(u32, u32)> {
    let metadata = fs::metadata(file).or_else(|_| fs::metadata(folder_of(file)))?;
    Ok((metadata.uid(), metadata.gid()))
}

fn folder_of(file: &Path) -> &Path {
    let folder = file.parent().filter(|path| *path != OsStr::new(""));
    folder.unwrap_or(Path::new("."))
}
