//! Tests the plugin for WordPress in WordPress's own code, if that is installed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::run::{output_of, program, run, target_dir};
use crate::setup;

/// The folder of Debian's WordPress package.
const DEBIAN: &str = "usr/share/wordpress";

/// Runs the plugin's test. Without PHP or WordPress, prints that and skips the test.
pub(crate) fn check() -> Result<(), Failure> {
    if wordpress().is_none()
        && setup::may_install()
        && let Err(error) = fetch()
    {
        eprintln!("  {error}");
    }
    let Some(wordpress) = wordpress() else {
        eprintln!(
            "▸ the plugin for WordPress: left out, because PHP or WordPress is not there (Debian: \
             php-cli, wordpress; WORDPRESS may name a folder with it)"
        );
        return Ok(());
    };
    let plugin = "widget/wordpress/sealed-report/sealed-report.php";
    run("the plugin's syntax", program("php", &["-l", plugin]))?;
    let mut check = program("php", &["tests/wordpress/check.php"]);
    check.arg(wordpress);
    run("the plugin for WordPress", check)
}

/// The folder of WordPress; `None` if PHP or WordPress is missing.
fn wordpress() -> Option<PathBuf> {
    output_of(program("php", &["--version"]))?;
    let own = std::env::var_os("WORDPRESS").map(PathBuf::from);
    let folders = own
        .into_iter()
        .chain([Path::new("/").join(DEBIAN), fetched()]);
    let mut there = folders.filter(|folder| folder.join("wp-includes/version.php").is_file());
    there.next()
}

fn fetched() -> PathBuf {
    target_dir().join("wordpress").join(DEBIAN)
}

/// Installs PHP and downloads WordPress's files. Does not install the package itself, because it
/// would bring a web server and a database.
fn fetch() -> Result<(), Failure> {
    setup::install(&["php-cli"])?;
    let folder = target_dir().join("wordpress");
    fs::create_dir_all(&folder)?;
    let mut download = program("apt-get", &["download", "--quiet", "wordpress"]);
    download.current_dir(&folder);
    run("WordPress", download)?;
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "deb") {
            let mut unpack = program("dpkg-deb", &["--extract"]);
            unpack.arg(path).arg(&folder);
            run("WordPress's files", unpack)?;
        }
    }
    Ok(())
}
