//! The image for containers, run by podman as the book says it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tests::book::commands;
use tests::{Process, python, report, soon};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Where podman may set neither control groups nor higher limits, it does without.
const PODMAN: &str = "
[containers]
cgroups = \"disabled\"
default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]
[engine]
cgroup_manager = \"cgroupfs\"
";

/// Shows a machine with control groups of the second kind alone, as all are by now.
const CGROUPS: &str = "umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup\n";

/// The name of the volume in the place of the book's: nobody else's.
const VOLUME: &str = "sealed-report-of-a-test";

/// The folder with podman's settings, and the commands of the book for this image.
struct Podman {
    settings: TempDir,
    load: String,
    run: String,
    init: String,
    serve: String,
}

impl Podman {
    fn of(image: &Path) -> Self {
        let settings = tempfile::tempdir().unwrap();
        fs::write(settings.path().join("containers.conf"), PODMAN).unwrap();
        let [_, block] = commands("Installing");
        let lines: Vec<_> = block.lines().map(str::to_owned).collect();
        let [load, run, init, serve] = lines.try_into().unwrap();
        let name = "sealed-report-0.1.0-x86_64.oci.tar";
        assert!(load.contains(name) && run.contains("volume reports:"));
        Self {
            settings,
            load: load.replace(name, image.to_str().unwrap()),
            run: run.replace("volume reports:", &format!("volume {VOLUME}:")),
            init: init.replace("your-hotline", "contained"),
            serve,
        }
    }

    fn command(&self, commands: &str) -> Command {
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "--propagation", "private", "sh", "-uc"])
            .arg([CGROUPS, "set -e\n", commands].concat())
            .env(
                "CONTAINERS_CONF",
                self.settings.path().join("containers.conf"),
            );
        command
    }

    /// Runs commands that have to succeed, and returns what they said.
    async fn say(&self, commands: &str) -> String {
        let output = self.command(commands).output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{commands}\n{said}{error}");
        said
    }

    /// Starts the receiver in its container. Returns the addresses of intake and desk.
    async fn serve(&self) -> (Child, Lines<BufReader<ChildStdout>>, [String; 2]) {
        let serve = format!("{}\nexec {}", self.run, self.serve);
        let mut child = self
            .command(&serve)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut addresses = [String::new(), String::new()];
        for (address, half) in addresses.iter_mut().zip(["intake", "desk"]) {
            let line = soon("the receiver listens", stdout.next_line()).await;
            let line = line.unwrap().expect("the container has ended");
            *address = line.strip_prefix(half).unwrap().trim().to_owned();
        }
        (child, stdout, addresses)
    }
}

#[tokio::test]
async fn the_image_needs_one_folder_to_write_in_and_has_no_shell() {
    let Some(image) = std::env::var_os("OCI_IMAGE").map(PathBuf::from) else {
        eprintln!("left out: `cargo xtask soak` makes the image, and names it in OCI_IMAGE");
        return;
    };
    let podman = Podman::of(&image);
    let forget = format!("podman volume rm --force {VOLUME}");
    podman.say(&forget).await;
    podman.say(&podman.load).await;
    podman
        .say(&[&podman.run, "\n", &podman.init[..]].concat())
        .await;
    let volume = format!("podman volume inspect --format '{{{{.Mountpoint}}}}' {VOLUME}");
    let volume = PathBuf::from(podman.say(&volume).await.trim()).join("hotline");
    let config = fs::read_to_string(volume.join("receiver.toml")).unwrap();
    let config = config.replace("127.0.0.1:7701\"\n", "127.0.0.1:0\"\n");
    let config = config.replace("127.0.0.1:7702\"\n", "127.0.0.1:0\"\n");
    fs::write(volume.join("receiver.toml"), config).unwrap();

    let (mut child, _stdout, [intake, desk]) = podman.serve().await;
    let url = "https://bad.example/contained";
    let file = podman.settings.path().join("report.json");
    fs::write(&file, report(url, "what I saw").to_json()).unwrap();
    let root = fs::read_to_string(volume.join("keys/root.pub")).unwrap();
    let client = concat!(env!("CARGO_MANIFEST_DIR"), "/client/sealed_report.py");
    let sent = Command::new(python())
        .args(["-B", client, "--intake", &intake, "--hotline", "contained"])
        .args(["--root", root.trim(), "--report"])
        .arg(file)
        .output();
    let sent = sent.await.unwrap();
    let sent = String::from_utf8_lossy(&sent.stdout).into_owned();
    assert!(sent.contains("\"received\""), "{sent}");
    let token = volume.join("desk-token");
    let claim = [
        "desk",
        "--desk",
        &desk,
        "--token-file",
        token.to_str().unwrap(),
        "claim",
    ];
    let claimed: Value = serde_json::from_str(&Process::succeeds(&claim).await).unwrap();
    assert_eq!(claimed["report"]["locations"][0]["url"], url);

    let process = child.id().unwrap().to_string();
    let stop = Command::new("kill").args(["-s", "TERM", &process]).status();
    assert!(stop.await.unwrap().success());
    let ended = soon("the container ends", child.wait()).await.unwrap();
    assert!(ended.success(), "{ended}");

    let with_shell = podman
        .run
        .replace("podman run", "podman run --entrypoint /bin/sh");
    let shell = format!("{with_shell}\n{}", podman.serve);
    let output = podman.command(&shell).output().await.unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("/bin/sh"), "{error}");
    podman.say(&forget).await;
}
