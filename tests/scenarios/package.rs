//! The package for Debian, in a Debian that has nothing but it: from its installation to its removal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tests::{python, report, soon};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const STATE: &str = "/var/lib/sealed-report";
const HOTLINE: &str = "/var/lib/sealed-report/hotline";
const CONFIG: &str = "/var/lib/sealed-report/hotline/receiver.toml";

/// The unit's own command, by the shell, as the unit's user. The shell stays, because with it all processes end that
/// see each other.
const SERVE: &str = "
    unit=/usr/lib/systemd/system/sealed-report.service
    eval \"$(sed -n 's/^Environment=//p' $unit)\"
    . \"$(sed -n 's/^EnvironmentFile=-//p' $unit)\"
    command=$(sed -n 's/^ExecStart=//p' $unit)
    user=$(sed -n 's/^User=//p' $unit)
    eval \"setpriv --reuid=$user --regid=$user --clear-groups -- $command\"
    exit $?";

/// A folder with a new Debian of the machine's own release, from the machine's own sources.
struct Debian {
    folder: TempDir,
}

impl Debian {
    async fn install() -> Self {
        let sources = [
            "/etc/apt/sources.list.d/debian.sources",
            "/etc/apt/sources.list",
        ];
        let sources = sources.into_iter().find(|file| Path::new(file).is_file());
        let release = fs::read_to_string("/etc/os-release").unwrap();
        let codename = release
            .lines()
            .find_map(|line| line.strip_prefix("VERSION_CODENAME="));
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new("mmdebstrap")
            .args(["--quiet", "--variant=minbase", codename.unwrap()])
            .arg(folder.path())
            .arg(sources.unwrap())
            .output()
            .await
            .expect("mmdebstrap is missing: run `cargo xtask soak`");
        said(&output);
        Self { folder }
    }

    /// The path of a file as this machine sees it.
    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside.trim_start_matches('/'))
    }

    fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap()
    }

    /// The shell's commands as root in this Debian, which sees its own processes alone.
    fn command(&self, script: &str) -> Command {
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"])
            .arg(format!("--root={}", self.folder.path().display()))
            .args(["sh", "-euc", script])
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    }

    /// Runs commands that have to succeed, and returns what they said.
    async fn run(&self, script: &str) -> String {
        said(&self.command(script).output().await.unwrap())
    }

    async fn serve(&self) -> Serving {
        let mut child = self
            .command(SERVE)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = async |half: &str| {
            let line = soon("the receiver listens", stdout.next_line()).await;
            let line = line.unwrap().expect("the receiver has ended");
            line.strip_prefix(half).unwrap().trim().to_owned()
        };
        let (intake, desk) = (address("intake").await, address("desk").await);
        Serving {
            intake,
            desk,
            child,
            stdout,
        }
    }
}

/// A receiver that runs in a Debian of its own.
struct Serving {
    intake: String,
    desk: String,
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Serving {
    /// Ends it as a power failure does.
    async fn end(mut self) {
        self.child.kill().await.unwrap();
        let output = async { while self.stdout.next_line().await.unwrap().is_some() {} };
        soon("the receiver has ended", output).await;
    }

    /// Sends a report with the client of others in Python.
    async fn send(&self, debian: &Debian, url: &str) {
        let file = debian.path("/tmp/report.json");
        fs::write(&file, report(url, "what I saw").to_json()).unwrap();
        let root = debian.read(&format!("{HOTLINE}/keys/root.pub"));
        let client = concat!(env!("CARGO_MANIFEST_DIR"), "/client/sealed_report.py");
        let output = Command::new(python())
            .args(["-B", client, "--intake", &self.intake, "--hotline", "fresh"])
            .args(["--root", root.trim(), "--report"])
            .arg(file)
            .output();
        let said = said(&output.await.unwrap());
        let outcome: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
        assert_eq!(outcome["outcome"], "received");
    }

    /// The address in the report that waits, claimed by the package's own command.
    async fn claim(&self, debian: &Debian, token: &str) -> Value {
        fs::write(debian.path("/root/token"), token).unwrap();
        let desk = &self.desk;
        let line = format!("receiver desk --desk {desk} --token-file /root/token claim");
        let claimed: Value = serde_json::from_str(&debian.run(&line).await).unwrap();
        claimed["report"]["locations"][0]["url"].clone()
    }
}

/// The commands of the README's section on installing.
fn readme() -> Vec<&'static str> {
    let readme = include_str!("../../receiver/README.md");
    let (_, section) = readme.split_once("\n## Installing\n").unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    block.split_once("\n```").unwrap().0.lines().collect()
}

/// What a command said that has succeeded.
fn said(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{words}{error}");
    words.into_owned()
}

#[tokio::test]
async fn the_package_works_in_a_fresh_debian_and_leaves_the_keys() {
    let Some(package) = std::env::var_os("DEBIAN_PACKAGE") else {
        eprintln!("left out: `cargo xtask soak` makes the package, and names it in DEBIAN_PACKAGE");
        return;
    };
    let debian = Debian::install().await;
    fs::copy(package, debian.path("/tmp/sealed-report.deb")).unwrap();
    let install = "apt-get install --yes --no-install-recommends /tmp/sealed-report.deb";
    let installed = debian.run(&format!("apt-get update && {install}")).await;

    // The package names the README's next command; nothing runs before.
    let [_, init, account, _] = readme()[..] else {
        panic!("{:?}", readme());
    };
    assert!(
        installed.contains(&init.replace("your-hotline", "ID")),
        "{installed}"
    );
    debian.run(&init.replace("your-hotline", "fresh")).await;
    debian.run(&account.replace("NAME", "anna")).await;
    let mut config = debian.read(CONFIG);
    for port in ["7701", "7702"] {
        let listen = |port: &str| format!("listen = \"127.0.0.1:{port}\"");
        assert!(config.contains(&listen(port)));
        config = config.replace(&listen(port), &listen("0"));
    }
    fs::write(debian.path(CONFIG), config).unwrap();

    let serving = debian.serve().await;
    let url = "https://bad.example/fresh";
    serving.send(&debian, url).await;
    let backup = debian
        .run(&format!(
            "install -d -o sealed-report /safe /var/backups/reports
             cp {HOTLINE}/keys/desk.key /safe
             receiver backup make /var/backups/reports --config {CONFIG}"
        ))
        .await;
    let token = debian.read(&format!("{HOTLINE}/desk-token"));
    assert_eq!(serving.claim(&debian, &token).await, url);
    serving.end().await;

    // The machine is lost, and the backup brings the report back.
    debian
        .run(&format!(
            "rm -r {HOTLINE}
             receiver backup restore {} {HOTLINE} --desk-key /safe/desk.key",
            backup.trim()
        ))
        .await;
    let serving = debian.serve().await;
    assert_eq!(serving.claim(&debian, &token).await, url);
    serving.end().await;

    // An update keeps what the operator wrote.
    let settings = "/etc/default/sealed-report";
    fs::write(debian.path(settings), format!("CONFIG={CONFIG}\n# mine\n")).unwrap();
    debian.run(&format!("{install} --reinstall")).await;
    assert!(debian.read(settings).ends_with("# mine\n"));

    debian.run("apt-get remove --yes sealed-report").await;
    assert!(!debian.path("/usr/bin/receiver").exists());
    let key = format!("{HOTLINE}/keys/desk.key");
    let before = debian.read(&key);
    let purged = debian.run("apt-get purge --yes sealed-report").await;
    assert!(!debian.path(settings).exists());
    assert_eq!(debian.read(&key), before);
    assert!(purged.contains(&format!("rm -r {STATE}")), "{purged}");
}
