//! The package for Debian and its relatives, packed by Debian's own tool.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::VERSION;
use super::machine::Machine;
use crate::Failure;
use crate::bundle::File;
use crate::compress::Compressed;
use crate::run::{output_of, program, root, run, target_dir};

/// Files below `receiver`, each with its mode and its path in the package.
const FILES: [(&str, u32, &str); 14] = [
    ("deb/conffiles", 0o644, "DEBIAN/conffiles"),
    ("deb/postinst", 0o755, "DEBIAN/postinst"),
    ("deb/prerm", 0o755, "DEBIAN/prerm"),
    ("deb/postrm", 0o755, "DEBIAN/postrm"),
    ("deb/default", 0o644, "etc/default/sealed-report"),
    (
        "deb/sysusers.conf",
        0o644,
        "usr/lib/sysusers.d/sealed-report.conf",
    ),
    (
        "deb/tmpfiles.conf",
        0o644,
        "usr/lib/tmpfiles.d/sealed-report.conf",
    ),
    (
        "deb/copyright",
        0o644,
        "usr/share/doc/sealed-report/copyright",
    ),
    ("README.md", 0o644, "usr/share/doc/sealed-report/README.md"),
    (
        "../CHANGELOG.md",
        0o644,
        "usr/share/doc/sealed-report/CHANGELOG.md",
    ),
    (
        "alerts.rules.yml",
        0o644,
        "usr/share/doc/sealed-report/alerts.rules.yml",
    ),
    (
        "systemd/sealed-report.service",
        0o644,
        "usr/lib/systemd/system/sealed-report.service",
    ),
    (
        "systemd/sealed-report-intake.socket",
        0o644,
        "usr/lib/systemd/system/sealed-report-intake.socket",
    ),
    (
        "systemd/sealed-report-https.socket",
        0o644,
        "usr/lib/systemd/system/sealed-report-https.socket",
    ),
];

/// Packs the receiver's binary and the lists of its contents, with all times at `seconds`.
pub(super) fn pack(
    machine: &Machine,
    binary: &[u8],
    contents: &[File],
    seconds: u64,
) -> Result<Vec<u8>, Failure> {
    let folder = target_dir().join("deb");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let add = |path: &str, mode, bytes: &[u8]| add(&folder.join(path), mode, bytes);
    add("usr/bin/receiver", 0o755, binary)?;
    for (name, list) in contents {
        add(&format!("usr/share/doc/sealed-report/{name}"), 0o644, list)?;
    }
    let receiver = root().join("receiver");
    for (source, mode, path) in FILES {
        add(path, mode, &fs::read(receiver.join(source))?)?;
    }
    for chapter in fs::read_dir(receiver.join("book"))? {
        let chapter = chapter?;
        let path = Path::new("usr/share/doc/sealed-report/book").join(chapter.file_name());
        add(&path.to_string_lossy(), 0o644, &fs::read(chapter.path())?)?;
    }
    let changes = "usr/share/doc/sealed-report/changelog.gz";
    add(changes, 0o644, &changelog(&receiver, seconds)?)?;
    let control = fs::read_to_string(receiver.join("deb/control"))?
        .replace("{version}", VERSION)
        .replace("{architecture}", machine.architecture)
        .replace("{size}", &(binary.len() / 1024).to_string());
    add("DEBIAN/control", 0o644, control.as_bytes())?;
    open_folders(&folder)?;
    let packed = folder.with_extension("packed");
    // One thread: several make other bytes than one.
    let arguments = ["--build", "--root-owner-group", "-Zxz", "--threads-max=1"];
    let mut packer = program("dpkg-deb", &arguments);
    packer
        .arg(&folder)
        .arg(&packed)
        .env("SOURCE_DATE_EPOCH", seconds.to_string());
    run("the package for Debian", packer)?;
    Ok(fs::read(packed)?)
}

/// The list of changes in Debian's own form, which has one entry and leads to ours.
fn changelog(receiver: &Path, seconds: u64) -> Result<Vec<u8>, Failure> {
    let at = format!("--date=@{seconds}");
    let mut date = program("date", &["--utc", "--rfc-email", &at]);
    date.env("LC_ALL", "C");
    let date = output_of(date).ok_or("date(1) cannot write the time of the commit")?;
    let changes = fs::read_to_string(receiver.join("deb/changelog"))?
        .replace("{version}", VERSION)
        .replace("{date}", &date);
    Ok(Compressed::new(changes.into_bytes()).gzip)
}

/// Writes a file, and the folders above it.
fn add(path: &Path, mode: u32, bytes: &[u8]) -> Result<(), Failure> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, bytes)?;
    Ok(fs::set_permissions(path, Permissions::from_mode(mode))?)
}

/// Lets everybody look into the folders, whatever the umask of this process is.
fn open_folders(folder: &Path) -> Result<(), Failure> {
    fs::set_permissions(folder, Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            open_folders(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::machine::X86;
    use super::*;

    #[test]
    fn a_package_is_the_same_each_time_and_holds_what_its_scripts_name() {
        let lists = [("form.cdx.json".to_owned(), b"{}".to_vec())];
        let pack = |binary: &[u8]| pack(&X86, binary, &lists, 1_700_000_000).unwrap();
        let package = pack(b"a program");
        assert_ne!(pack(b"another"), package);
        assert_eq!(pack(b"a program"), package);

        let file = target_dir().join("deb.packed");
        let mut listed = program("dpkg-deb", &["--contents"]);
        listed.arg(&file).env("TZ", "UTC");
        let listed = output_of(listed).unwrap();
        for line in listed.lines() {
            assert!(line.contains(" root/root "), "{line}");
            assert!(line.contains(" 2023-11-14 22:13 "), "{line}");
        }
        let has = |mode: &str, path: &str| {
            listed
                .lines()
                .any(|line| line.starts_with(mode) && line.ends_with(path))
        };
        assert!(has("-rwxr-xr-x", " ./usr/bin/receiver"), "{listed}");
        assert!(has("drwxr-xr-x", " ./etc/"), "{listed}");
        let chapter = " ./usr/share/doc/sealed-report/book/install.md";
        assert!(has("-rw-r--r--", chapter), "{listed}");
        for (_, _, path) in FILES {
            assert!(
                path.starts_with("DEBIAN/") || has("-rw-r--r--", &format!(" ./{path}")),
                "{path}"
            );
        }
        let mut version = program("dpkg-deb", &["--field"]);
        version.arg(&file).arg("Version");
        assert_eq!(output_of(version).as_deref(), Some(VERSION));
    }
}
