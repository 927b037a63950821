//! The config and the files that it names: who can read them, and what should not be here.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use store::StoreUrl;

use super::Finding;
use crate::config::{folder_of, named_files};
use crate::settings::{FORMER, Settings};

/// The endings of files that anybody may read.
const PUBLIC: [&str; 3] = ["pub", "cert", "pem"];

/// Checks the modes of the config, of the files that it names, of the database and of the folders of all these.
pub(super) fn check(config: &Path, settings: &Settings) -> Vec<Finding> {
    let folder = folder_of(config);
    let Ok(named) = named_files(config) else {
        return vec![Finding::fail(
            "files",
            format_args!("{}: cannot be read", config.display()),
            "let the receiver's user read it",
        )];
    };
    let former = named
        .desk_key
        .as_ref()
        .map(|key| key.with_extension(FORMER));
    let secrets = named.desk_key.iter().chain(&former).chain(&named.ratchet);
    let of_tls = settings.tls();
    let is_of_tls = |file: &PathBuf| {
        let mut keys = of_tls.iter().flatten().map(|tls| &tls.files().key);
        keys.any(|key| *key == folder.join(file))
    };
    let others = named.files.iter();
    let others = others.filter(|file| !is_public(file) || is_of_tls(file));
    let mut findings: Vec<_> = secrets
        .chain(others)
        .map(|file| folder.join(file))
        // It may have the password of the database.
        .chain([config.to_owned()])
        .filter(|file| is_open(file))
        .map(|file| {
            let found = format_args!("{}: others can read this secret", file.display()).to_string();
            Finding::warn(
                "files",
                found,
                "chmod 600, and the receiver's user as owner",
            )
        })
        .collect();
    findings.extend(of_store(config, settings));
    let root = folder.join("root/root.key");
    if root.exists() {
        findings.push(Finding::warn(
            "root",
            format_args!("{}: the root's key is on this machine", root.display()),
            "move the folder to a machine without a network: who takes this machine could speak in your name",
        ));
    }
    if let Some(desk) = &settings.locked {
        let key = desk.log_head.with_extension("key");
        findings.extend(key.exists().then(|| {
            Finding::warn(
                "desk key",
                format_args!("{}: the desk's key is in shares, and also in this file", key.display()),
                "try the shares with `receiver keys desk look`, then remove the file and its copies: it opens everything",
            )
        }));
    }
    let token = folder.join("desk-token");
    if token.exists() {
        findings.push(Finding::warn(
            "token",
            format_args!("{}: opens the desk's API, and is still on this machine", token.display()),
            "hand it over to the system that uses it, then delete the file; without such a system, delete the \
             line desk.token_sha256 as well",
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(
            "files",
            "only their owner can read the secrets",
        ));
    }
    findings
}

/// The findings for the files of the database, and for its folder and that of the config.
fn of_store(config: &Path, settings: &Settings) -> Vec<Finding> {
    let mut folders = vec![folder_of(config)];
    let mut files = Vec::new();
    if let StoreUrl::Sqlite(database) = &settings.store {
        folders.push(folder_of(database));
        files.extend(["", "-wal", "-shm"].map(|suffix| {
            let mut file = database.clone().into_os_string();
            file.push(suffix);
            PathBuf::from(file)
        }));
    }
    folders.sort();
    folders.dedup();
    let files = open(
        files,
        "others can read the database",
        "chmod 600, and the receiver's user as owner",
    );
    let folders = open(
        folders,
        "others can enter this folder",
        "chmod 700, and the receiver's user as owner",
    );
    files.chain(folders).collect()
}

/// A warning for each of these paths that others can open.
fn open(
    paths: Vec<PathBuf>,
    what: &'static str,
    fix: &'static str,
) -> impl Iterator<Item = Finding> {
    let open = paths.into_iter().filter(|path| is_open(path));
    open.map(move |path| {
        let found = format!("{}: {what}", path.display());
        Finding::warn("files", found, fix)
    })
}

fn is_public(file: &Path) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| PUBLIC.contains(&ending) || ending == "js")
}

/// Whether anybody but the owner and the group can read a file.
fn is_open(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|metadata| metadata.mode() & 0o007 != 0)
}
