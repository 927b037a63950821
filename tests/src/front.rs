use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::{TlsPair, free_port, until};

/// A program of others that stands in front of an intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// nginx, as a proxy that does TLS.
    Nginx,
    /// nginx, as a relay.
    NginxStream,
    /// Caddy.
    Caddy,
    /// Apache.
    Apache,
    /// HAProxy.
    Haproxy,
}

/// A running program in front of an intake. It writes all its files in a folder of its own.
pub struct Front {
    /// The address on which it listens.
    pub address: SocketAddr,
    folder: TempDir,
    child: Child,
}

impl Front {
    /// Starts a program with a snippet of the book, before this intake. The rest of its config logs all that
    /// Debian's does, and more.
    pub async fn start(
        program: Program,
        snippet: &str,
        intake: SocketAddr,
        pair: &TlsPair,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
        pair.write(folder.path());
        let here = Here {
            folder: folder.path(),
            port: address.port(),
            intake,
        };
        let config = folder.path().join("config");
        fs::write(&config, program.config(&here.placed(snippet), &here)).unwrap();
        let output = |name: &str| File::create(folder.path().join(name)).unwrap();
        let mut child = program
            .command(&config)
            .env("XDG_DATA_HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .stdout(output("stdout"))
            .stderr(output("stderr"))
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{program:?}: {error}: run `cargo xtask test`"));
        let listens = async || {
            let said = || fs::read_to_string(folder.path().join("stderr")).unwrap();
            assert!(
                child.try_wait().unwrap().is_none(),
                "{program:?}: {}",
                said()
            );
            TcpStream::connect(address).await.ok()
        };
        drop(until("the program listens", listens).await);
        Self {
            address,
            folder,
            child,
        }
    }

    /// The origin at which browsers reach the intake.
    pub fn origin(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Ends the program. Gives all that it wrote: its files, and its output.
    pub async fn ended(mut self) -> Vec<(PathBuf, String)> {
        let pid = self.child.id().unwrap().to_string();
        let kill = Command::new("kill").args(["-s", "TERM", &pid]).status();
        assert!(kill.await.unwrap().success());
        self.child.wait().await.unwrap();
        let mut written = Vec::new();
        read(self.folder.path(), &mut written);
        written
    }
}

/// Reads all files below a folder.
fn read(folder: &Path, written: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, written);
        } else if path.is_file() {
            let content = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            written.push((path, content));
        }
    }
}

/// What is different here from the book.
struct Here<'a> {
    folder: &'a Path,
    port: u16,
    intake: SocketAddr,
}

impl Here<'_> {
    /// A snippet with the names, addresses and files of this machine.
    fn placed(&self, snippet: &str) -> String {
        let Self {
            folder,
            port,
            intake,
        } = self;
        let folder = folder.display();
        let certificates = "/etc/letsencrypt/live/report.hotline.example";
        snippet
            .replace(":443", &format!(":{port}"))
            .replace("listen 443", &format!("listen {port}"))
            .replace("127.0.0.1:7701", &intake.to_string())
            .replace("192.0.2.7:8443", &intake.to_string())
            .replace(
                &format!("{certificates}/fullchain.pem"),
                &format!("{folder}/tls.pem"),
            )
            .replace(
                &format!("{certificates}/privkey.pem"),
                &format!("{folder}/tls-key.pem"),
            )
            .replace("report.hotline.example", "localhost")
    }
}

impl Program {
    fn command(self, config: &Path) -> Command {
        let (name, arguments) = match self {
            Self::Nginx | Self::NginxStream => ("nginx", &["-e", "stderr", "-c"][..]),
            Self::Caddy => ("caddy", &["run", "--adapter", "caddyfile", "--config"][..]),
            // One process, so that nothing is left behind.
            Self::Apache => ("apache2", &["-X", "-f"][..]),
            Self::Haproxy => ("haproxy", &["-db", "-f"][..]),
        };
        let mut command = Command::new(name);
        command.args(arguments).arg(config);
        command
    }

    /// A whole config around a snippet.
    fn config(self, snippet: &str, here: &Here<'_>) -> String {
        let (folder, port) = (here.folder.display(), here.port);
        let nginx = format!(
            "daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log info; events {{}}"
        );
        match self {
            Self::Nginx => format!(
                "{nginx}\nhttp {{ access_log {folder}/access.log; client_body_temp_path {folder}/body; \
                 proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; \
                 scgi_temp_path {folder}/scgi;\n{snippet}\n}}"
            ),
            Self::NginxStream => {
                format!(
                    "load_module /usr/lib/nginx/modules/ngx_stream_module.so; {nginx}\n{snippet}"
                )
            }
            // A certificate of its own for this machine, and no listener on port 80.
            Self::Caddy => snippet
                .replacen("{\n", "{\n\tadmin off\n\tauto_https off\n", 1)
                .replace(
                    "localhost {",
                    &format!(
                        "https://localhost:{port} {{\n\ttls {folder}/tls.pem {folder}/tls-key.pem"
                    ),
                ),
            Self::Apache => {
                let modules = [
                    "mpm_event",
                    "authz_core",
                    "ssl",
                    "headers",
                    "proxy",
                    "proxy_http",
                ];
                let load = modules.map(|name| {
                    format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n")
                });
                format!(
                    "{}ServerRoot {folder}\nDefaultRuntimeDir {folder}\nPidFile {folder}/pid\nServerName localhost\n\
                     User www-data\nGroup www-data\nListen 127.0.0.1:{port}\nErrorLog {folder}/error.log\nLogLevel info\n\
                     CustomLog {folder}/other_vhosts_access.log \"%h %r\"\n{snippet}\n",
                    load.concat()
                )
            }
            Self::Haproxy => snippet.to_owned(),
        }
    }
}
