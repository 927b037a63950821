//! Tests the plugin for WordPress in WordPress's own code, if that is installed, and in its editor.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::run::{output_of, program, root, run, target_dir};
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

/// The packages of a blog: WordPress's files, and those that they are links to.
const BLOG: [&str; 5] = [
    "wordpress",
    "wordpress-theme-twentytwentythree",
    "libjs-cropper",
    "libjs-underscore",
    "php-getid3",
];

/// Puts the block into a page in WordPress's own editor, in both browsers, over a database of its own.
pub(crate) fn edit() -> Result<(), Failure> {
    if !setup::may_install() {
        eprintln!("▸ the block in WordPress's editor: left out, because it needs root on Debian");
        return Ok(());
    }
    setup::scenarios()?;
    setup::install(&[
        "php-cli",
        "php-mysql",
        "mariadb-server-core",
        "mariadb-client-core",
    ])?;
    download(&BLOG)?;
    let blog = fetched();
    let plugin = blog.join("wp-content/plugins/sealed-report");
    if !plugin.exists() {
        symlink(root().join("widget/wordpress/sealed-report"), plugin)?;
    }
    for browser in ["chromium", "firefox"] {
        let mut edit = program("node", &["tests/browser/wordpress.mjs"]);
        edit.arg(&blog).env("BROWSER", browser);
        run(&format!("the block in WordPress's editor, {browser}"), edit)?;
    }
    Ok(())
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
    download(&["wordpress"])
}

/// Downloads the files of Debian packages, and unpacks them beside each other.
fn download(packages: &[&str]) -> Result<(), Failure> {
    let folder = target_dir().join("wordpress");
    fs::create_dir_all(&folder)?;
    let mut download = program("apt-get", &["download", "--quiet"]);
    download.args(packages).current_dir(&folder);
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
