//! The tools that the tasks need: installed if permitted, otherwise named in an error.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::run::{output_of, program, root, run, target_dir};

/// The oldest version of Node that can run the scenarios' scripts.
const OLDEST_NODE: u32 = 20;

/// The module with which nginx passes on TLS. It brings nginx along.
const STREAM_OF_NGINX: &str = "/usr/lib/nginx/modules/ngx_stream_module.so";

/// Installs the formatter and the linter, if missing.
pub(crate) fn components() -> Result<(), Failure> {
    let has = |tool: &str| output_of(program("cargo", &[tool, "--version"])).is_some();
    if has("fmt") && has("clippy") {
        return Ok(());
    }
    run(
        "rustfmt and clippy",
        program("rustup", &["component", "add", "rustfmt", "clippy"]),
    )
}

/// Installs the tools for the widget's build: a target, and the source of the standard library.
pub(crate) fn wasm(target: &str) -> Result<(), Failure> {
    add("target", target)?;
    add("component", "rust-src")
}

/// Installs the tools for the packages: a target, a C compiler for it, and Debian's packer.
pub(crate) fn packages(target: &str) -> Result<(), Failure> {
    add("target", target)?;
    tool("dpkg-deb", "dpkg")
}

/// Installs the C compiler of musl for this machine.
pub(crate) fn musl() -> Result<(), Failure> {
    tool("musl-gcc", "musl-tools")
}

/// Installs a C compiler for 64-bit ARM, with the headers of musl for it, and an emulator that runs what it makes.
pub(crate) fn cross() -> Result<(), Failure> {
    tool("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu")?;
    tool("qemu-aarch64-static", "qemu-user-static")?;
    if Path::new("/usr/include/aarch64-linux-musl").is_dir() {
        return Ok(());
    }
    let foreign = ["--add-architecture", "arm64"];
    run("packages of another machine", program("dpkg", &foreign))?;
    install(&["musl-dev:arm64"])
}

/// Installs a package if its program is missing.
fn tool(name: &str, package: &str) -> Result<(), Failure> {
    match output_of(program(name, &["--version"])) {
        Some(_) => Ok(()),
        None => install(&[package]),
    }
}

/// Adds a target or a component to the present toolchain, if missing.
fn add(kind: &str, name: &str) -> Result<(), Failure> {
    let installed = output_of(program("rustup", &[kind, "list", "--installed"]))
        .ok_or("rustup is missing: install it as its own site says")?;
    if installed.lines().any(|line| line == name) {
        return Ok(());
    }
    run(
        &format!("the {kind} {name}"),
        program("rustup", &[kind, "add", name]),
    )
}

/// Installs Node, Python, both browsers, a PostgreSQL server, the proxies of the book, strace, faketime, promtool,
/// age, minisign, an authority for certificates, the tools of dpkg and systemd, and the scenarios' packages.
pub(crate) fn scenarios() -> Result<(), Failure> {
    let missing = missing_packages();
    if !missing.is_empty() {
        install(&missing)?;
    }
    if let Some(package) = missing_packages().first() {
        return Err(format!(
            "{package} was installed, but is not found or too old\n  fix: install it yourself; \
             Node has to be {OLDEST_NODE} or later (nodejs.org has it with npm)"
        )
        .into());
    }
    npm("tests/browser")?;
    npm("tests/peers")?;
    npm("widget/npm")?;
    venv("tests")
}

/// Whether npm and a Node that can run our scripts are installed.
pub(crate) fn has_node() -> bool {
    let npm = output_of(program("npm", &["--version"]));
    npm.is_some() && node_version().is_some_and(|version| version >= OLDEST_NODE)
}

/// Whether a Chromium exists, at Debian's path or at the path in its variable.
pub(crate) fn has_chromium() -> bool {
    has_browser("chromium", "CHROMIUM")
}

fn has_browser(package: &str, variable: &str) -> bool {
    let elsewhere = std::env::var_os(variable).map(PathBuf::from);
    elsewhere
        .unwrap_or_else(|| Path::new("/usr/bin").join(package))
        .is_file()
}

/// Installs the packages in a folder's lock file.
pub(crate) fn npm(folder: &str) -> Result<(), Failure> {
    let scripts = root().join(folder);
    let installed = scripts.join("node_modules/.package-lock.json");
    if is_newer(&installed, &scripts.join("package-lock.json")) {
        return Ok(());
    }
    let mut npm = program("npm", &["ci"]);
    npm.current_dir(scripts);
    run(&format!("the npm packages of {folder}"), npm)
}

/// Installs the packages in a folder's requirements, in a Python environment there.
fn venv(folder: &str) -> Result<(), Failure> {
    let requirements = root().join(folder).join("requirements.txt");
    let venv = target_dir().join("venv");
    let (python, installed) = (venv.join("bin/python"), venv.join("requirements.txt"));
    if python.is_file() && fs::read(&installed).ok() == Some(fs::read(&requirements)?) {
        return Ok(());
    }
    let mut create = program("python3", &["-m", "venv", "--clear"]);
    create.arg(&venv);
    run("an environment for Python", create)?;
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--requirement"]);
    pip.arg(&requirements)
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    run(&format!("the Python packages of {folder}"), pip)?;
    fs::copy(requirements, installed)?;
    Ok(())
}

/// The names of the missing Debian packages.
fn missing_packages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if node_version().is_none_or(|version| version < OLDEST_NODE) {
        missing.push("nodejs");
    }
    if output_of(program("npm", &["--version"])).is_none() {
        missing.push("npm");
    }
    if output_of(program("python3", &["-c", "import ensurepip, venv"])).is_none() {
        missing.push("python3-venv");
    }
    if !has_chromium() {
        missing.push("chromium");
    }
    if !has_browser("firefox-esr", "FIREFOX") {
        missing.push("firefox-esr");
    }
    if !has_postgres() {
        missing.push("postgresql");
    }
    if output_of(program("strace", &["--version"])).is_none() {
        missing.push("strace");
    }
    if output_of(program("promtool", &["--version"])).is_none() {
        missing.push("prometheus");
    }
    if output_of(program("age", &["--version"])).is_none() {
        missing.push("age");
    }
    if output_of(program("minisign", &["-v"])).is_none() {
        missing.push("minisign");
    }
    if output_of(program("faketime", &["--version"])).is_none() {
        missing.push("faketime");
    }
    if output_of(program("pebble", &["-h"])).is_none() {
        missing.push("pebble");
    }
    if output_of(program("dpkg-deb", &["--version"])).is_none() {
        missing.push("dpkg");
    }
    for (proxy, version, package) in [
        ("caddy", "version", "caddy"),
        ("apache2", "-v", "apache2-bin"),
        ("haproxy", "-v", "haproxy"),
    ] {
        if output_of(program(proxy, &[version])).is_none() {
            missing.push(package);
        }
    }
    if !Path::new(STREAM_OF_NGINX).is_file() {
        missing.push("libnginx-mod-stream");
    }
    if output_of(program("systemd-socket-activate", &["--version"])).is_none() {
        missing.push("systemd");
    }
    missing
}

/// Whether the scenarios find a PostgreSQL server that they can start: at Debian's path, or in
/// `PATH`.
fn has_postgres() -> bool {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut debian = debian.flatten().map(|version| version.path().join("bin"));
    let searched = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |folder: PathBuf| folder.join("initdb").is_file();
    debian.any(is_there) || std::env::split_paths(&searched).any(is_there)
}

fn node_version() -> Option<u32> {
    let version = output_of(program("node", &["--version"]))?;
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Whether this process may install Debian packages.
pub(crate) fn may_install() -> bool {
    let is_root = output_of(program("id", &["-u"])).as_deref() == Some("0");
    is_root && Path::new("/usr/bin/apt-get").is_file()
}

/// Installs Debian packages.
pub(crate) fn install(packages: &[&str]) -> Result<(), Failure> {
    let names = packages.join(" ");
    if !may_install() {
        return Err(format!(
            "missing: {names}\n  fix: install them (on Debian: apt-get install {names}); Node has \
             to be {OLDEST_NODE} or later; CHROMIUM and FIREFOX may name browsers elsewhere"
        )
        .into());
    }
    run(
        "the list of packages",
        program("apt-get", &["update", "--quiet"]),
    )?;
    let arguments = ["install", "--yes", "--quiet", "--no-install-recommends"];
    let mut apt = program("apt-get", &[&arguments[..], packages].concat());
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    run(&format!("packages: {names}"), apt)
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let time = |path: &Path| {
        path.metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
    };
    time(file) >= time(than) && file.is_file()
}
