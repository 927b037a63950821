//! The package for Debian, in a Debian that has nothing but it: from its installation on a fresh server over the first
//! report by HTTPS, a lost machine and an update to its removal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tests::book::commands;
use tests::{Authority, MailServer, NAME, soon, until};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};

const STATE: &str = "/var/lib/sealed-report";
const HOTLINE: &str = "/var/lib/sealed-report/hotline";
const CONFIG: &str = "/var/lib/sealed-report/hotline/receiver.toml";

/// Where browsers and the authority come in.
const HTTPS: &str = "127.0.0.1:443";

/// The units' own command, by the shell, as the unit's user, with the socket for HTTPS open. The shell stays, because with it
/// all processes end that see each other.
const SERVE: &str = "
    unit=/usr/lib/systemd/system/sealed-report.service
    eval \"$(sed -n 's/^Environment=//p' $unit)\"
    set -a
    . \"$(sed -n 's/^EnvironmentFile=-//p' $unit)\"
    command=$(sed -n 's/^ExecStart=//p' $unit)
    user=$(sed -n 's/^User=//p' $unit)
    name=$(sed -n 's/^FileDescriptorName=//p' /usr/lib/systemd/system/sealed-report-https.socket)
    eval \"systemd-socket-activate --listen=127.0.0.1:443 --fdname=$name \\
        --setenv=SSL_CERT_FILE \\
        setpriv --reuid=$user --regid=$user --clear-groups -- $command\"
    exit $?";

/// A folder with a new Debian of the machine's own release and with systemd, as every server has it, from the machine's own sources.
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
            .args([
                "--quiet",
                "--variant=minbase",
                "--include=systemd",
                codename.unwrap(),
            ])
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

    /// Starts the receiver as systemd does, and knocks at port 443, at which it begins.
    async fn serve(&self) -> Serving {
        let mut child = self
            .command(SERVE)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let knock = async || TcpStream::connect(HTTPS).await.ok();
        drop(until("port 443 is open", knock).await);
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = async |half: &str| {
            let line = soon("the receiver listens", stdout.next_line()).await;
            let line = line.unwrap().expect("the receiver has ended");
            line.strip_prefix(half).unwrap().trim().to_owned()
        };
        let (_, desk) = (address("intake").await, address("desk").await);
        Serving {
            desk,
            child,
            stdout,
        }
    }

    /// Installs a package as the book does.
    async fn install_package(&self, package: &str) {
        let [install, _] = commands("Installing");
        let command = install.replace("./sealed-report_0.1.0_amd64.deb", package);
        assert!(command.contains(package), "{command}");
        let unasked = "apt install --yes --no-install-recommends";
        self.run(&command.replace("apt install", unasked)).await;
    }

    /// Changes the config of the hotline, and keeps its owner.
    fn edit_config(&self, from: &str, to: &str) {
        let config = self.read(CONFIG);
        assert!(config.contains(from), "{from:?} in {config}");
        fs::write(self.path(CONFIG), config.replacen(from, to, 1)).unwrap();
    }
}

/// A receiver that runs in a Debian of its own.
struct Serving {
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

    /// The address in the report that waits, claimed by the package's own command.
    async fn claim(&self, debian: &Debian, token: &str) -> Value {
        fs::write(debian.path("/root/token"), token).unwrap();
        let desk = &self.desk;
        let line = format!("receiver desk --desk {desk} --token-file /root/token claim");
        let claimed: Value = serde_json::from_str(&debian.run(&line).await).unwrap();
        claimed["report"]["locations"][0]["url"].clone()
    }
}

/// A reporter with a browser of this machine, which believes what is certified by the authority.
struct Reporter {
    home: TempDir,
}

impl Reporter {
    async fn who_trusts(root: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("root.pem"), root).unwrap();
        let import = "mkdir -p .pki/nssdb
            certutil -d sql:.pki/nssdb -N --empty-password
            certutil -d sql:.pki/nssdb -A -t C,, -n authority -i root.pem";
        let imported = Command::new("sh")
            .args(["-euc", import])
            .current_dir(home.path())
            .output();
        said(&imported.await.unwrap());
        Self { home }
    }

    /// Presses the button on a partner's page, and sends a report of this address.
    async fn send(&self, url: &str) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/fresh.mjs");
        let sent = Command::new("node")
            .arg(script)
            .env("HOME", self.home.path())
            .env("BROWSER", "chromium")
            .env("INTAKE", format!("https://{NAME}"))
            .env("ADDRESS", url)
            .stdin(Stdio::null())
            .output();
        said(&sent.await.unwrap());
    }
}

/// What a command said that has succeeded.
fn said(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{words}{error}");
    words.into_owned()
}

/// The package as an earlier version of it: the same program under a lower number.
async fn earlier(debian: &Debian) {
    let repack = "cd /tmp
        dpkg-deb --raw-extract sealed-report.deb earlier
        sed -i 's/^Version: .*/Version: 0.0.1/' earlier/DEBIAN/control
        dpkg-deb --build --root-owner-group earlier earlier.deb
        rm -r earlier";
    debian.run(repack).await;
}

/// Commands that enable a unit, without those that start it: no systemd runs here.
fn without_systemd(commands: &str) -> String {
    commands.replace("systemctl enable --now", "systemctl enable")
}

/// The lines of a block, of which one may go on in the next.
fn lines(block: &str) -> Vec<String> {
    let whole = block.replace("\\\n", " ");
    whole.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_fresh_server_gets_reports_over_https_and_outlives_loss_and_update() {
    let Some(package) = std::env::var_os("DEBIAN_PACKAGE") else {
        eprintln!("left out: `cargo xtask soak` makes the package, and names it in DEBIAN_PACKAGE");
        return;
    };
    let debian = Debian::install().await;
    fs::copy(package, debian.path("/tmp/sealed-report.deb")).unwrap();
    debian.run("apt-get update").await;
    earlier(&debian).await;
    let authority = Authority::connecting_to(443, &[]).await;
    let mut mail = MailServer::start("none").await;

    let [block] = commands("The first report");
    let block = lines(&block);
    let [_, init, account, enable, check] = &block[..] else {
        panic!("{block:?}");
    };
    debian.install_package("/tmp/earlier.deb").await;
    let init = init.replace("your-hotline", "fresh").replace(
        "https://acme-v02.api.letsencrypt.org/directory",
        &authority.directory,
    );
    debian.run(&init).await;
    debian.run(&account.replace("NAME", "anna")).await;
    debian.run(&without_systemd(enable)).await;
    for unit in [
        "multi-user.target.wants/sealed-report.service",
        "sockets.target.wants/sealed-report-https.socket",
    ] {
        let link = debian.path("/etc/systemd/system").join(unit);
        assert!(link.is_symlink(), "{unit}");
    }
    debian.edit_config("127.0.0.1:7702", "127.0.0.1:0");
    let alerts = format!(
        "{}\n[alerts]\nmail = [\"oncall@hotline.example\"]\n[store]",
        mail.config()
    );
    debian.edit_config("[store]", &alerts);
    let settings = "/etc/default/sealed-report";
    let trusted = "SSL_CERT_FILE=/etc/authority.pem\n";
    fs::write(debian.path(settings), format!("CONFIG={CONFIG}\n{trusted}")).unwrap();
    fs::write(
        debian.path("/etc/authority.pem"),
        authority.certificates().concat(),
    )
    .unwrap();
    fs::write(
        debian.path("/etc/hosts"),
        format!("127.0.0.1 localhost {NAME}\n"),
    )
    .unwrap();
    debian
        .run(&format!(
            "echo right | install -o sealed-report -m 600 /dev/stdin {HOTLINE}/mail-password"
        ))
        .await;

    let serving = debian.serve().await;
    until("there is a certificate", || authority.shown()).await;
    let found = debian
        .run(&format!("export {trusted}{check} || [ $? = 1 ]"))
        .await;
    assert!(found.contains("ok    public"), "{found}");
    let reporter = Reporter::who_trusts(&authority.certificates()[1]).await;
    let url = "https://bad.example/fresh";
    reporter.send(url).await;
    let another = account.replace("NAME", "berta");
    debian.run(&another).await;
    // Others may come as well: the machine's disk may be full.
    let mut alarm = String::new();
    while !alarm.contains("Subject: Sealed Report: a new account") {
        alarm = String::from_utf8(mail.received().await.mail).unwrap();
    }

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

    // An update keeps what the operator wrote, and everything else.
    debian.install_package("/tmp/sealed-report.deb").await;
    let version = debian
        .run("dpkg-query --show --showformat '${Version}' sealed-report")
        .await;
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    assert!(debian.read(settings).ends_with(trusted));
    let serving = debian.serve().await;
    until("there is a certificate again", || authority.shown()).await;
    let later = "https://bad.example/after-the-update";
    reporter.send(later).await;
    assert_eq!(serving.claim(&debian, &token).await, later);
    serving.end().await;

    debian.run("apt-get remove --yes sealed-report").await;
    assert!(!debian.path("/usr/bin/receiver").exists());
    let key = format!("{HOTLINE}/keys/desk.key");
    let before = debian.read(&key);
    let purged = debian.run("apt-get purge --yes sealed-report").await;
    assert!(!debian.path(settings).exists());
    assert_eq!(debian.read(&key), before);
    assert!(purged.contains(&format!("rm -r {STATE}")), "{purged}");

    // The same by hand, without the package.
    let [by_hand] = commands("Starting and stopping");
    debian
        .run(&format!(
            "userdel sealed-report
             rm -r {STATE}
             cd /tmp
             dpkg-deb --extract sealed-report.deb extracted
             cp extracted/usr/bin/receiver /usr/bin
             mkdir receiver
             cp -r extracted/usr/lib/systemd/system receiver/systemd
             {}",
            without_systemd(&by_hand)
        ))
        .await;
    assert!(debian.path(CONFIG).exists());
}
