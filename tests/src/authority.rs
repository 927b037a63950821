use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use rustls::ProtocolVersion;
use rustls::pki_types::CertificateDer;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::free_port::{free_port, free_ports};
use crate::tls::{client, connect};
use crate::{Folder, TlsPair, until};

/// The name that half of a test has its certificate for.
pub const NAME: &str = "report.hotline.example";

/// Seconds for which the authority's certificates hold: 90 days.
const PERIOD: u64 = 90 * 24 * 3600;

/// A real authority on this machine, Debian's `pebble`, that certifies names for which a port of this machine answers.
/// It refuses one nonce in twenty, as authorities may.
pub struct Authority {
    /// The address of the authority's directory.
    pub directory: String,
    /// The port on 127.0.0.1 that the authority connects to, whatever the name.
    pub port: u16,
    /// The certificate of the authority's own server, in PEM.
    server: PathBuf,
    /// The certificate that those which the authority gives lead to, in PEM.
    root: String,
    _folder: TempDir,
    pebble: Child,
    _dns: Child,
}

impl Authority {
    /// Starts an authority that certifies all names but these.
    pub async fn start(refused: &[&str]) -> Self {
        Self::connecting_to(free_port(), refused).await
    }

    /// Starts an authority that connects to this port, and certifies all names but these.
    pub async fn connecting_to(port: u16, refused: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let own = TlsPair::of_days("400").await;
        own.write(folder.path());
        let [api, management, dns, dns_management] = free_ports();
        let config = json!({ "pebble": {
            "listenAddress": local(api),
            "managementListenAddress": local(management),
            "certificate": file("tls.pem"),
            "privateKey": file("tls-key.pem"),
            "httpPort": 1,
            "tlsPort": port,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
            "domainBlocklist": refused,
            "certificateValidityPeriod": PERIOD,
        }});
        fs::write(file("pebble.json"), config.to_string()).unwrap();
        let dns_options = [
            ("-dns01", local(dns)),
            ("-management", local(dns_management)),
            ("-defaultIPv6", String::new()),
            ("-http01", String::new()),
            ("-https01", String::new()),
            ("-tlsalpn01", String::new()),
        ];
        let dns_options = dns_options.iter().flat_map(|(name, value)| [*name, value]);
        let names = start(Command::new("pebble-challtestsrv").args(dns_options));
        let options = ["-config", file("pebble.json").to_str().unwrap()].map(str::to_owned);
        let pebble = start(
            Command::new("pebble")
                .args(options)
                .args(["-dnsserver", &local(dns)])
                .env("PEBBLE_VA_NOSLEEP", "1"),
        );
        let root = until("the authority is there", || {
            root(management, &own.certificate)
        });
        Self {
            directory: format!("https://{}/dir", local(api)),
            port,
            root: root.await,
            server: file("tls.pem"),
            _folder: folder,
            pebble,
            _dns: names,
        }
    }

    /// A folder whose intake asks this authority for its certificate.
    pub fn folder(&self) -> Folder {
        let folder = Folder::today();
        folder.edit_config("http://127.0.0.1:7701", &format!("https://{NAME}"));
        folder.set_intake_listen(&local(self.port));
        let acme = format!("[intake.tls]\nacme = \"{}\"\n", self.directory);
        folder.append_config(&acme);
        folder
    }

    /// Lets a receiver trust the authority's own server, and nobody else.
    pub fn trusted(&self) -> (&'static str, &str) {
        ("SSL_CERT_FILE", self.server.to_str().unwrap())
    }

    /// The certificates of the authority's own server and of its root, in PEM, for somebody who shall trust both.
    pub fn certificates(&self) -> [String; 2] {
        [fs::read_to_string(&self.server).unwrap(), self.root.clone()]
    }

    /// The certificate that a browser gets which trusts this authority alone; `None` if it gets no connection.
    pub async fn shown(&self) -> Option<CertificateDer<'static>> {
        self.shown_in(&[]).await
    }

    /// The same for a client that speaks these protocols inside of TLS.
    pub async fn shown_in(&self, protocols: &[&[u8]]) -> Option<CertificateDer<'static>> {
        let stream = TcpStream::connect(local(self.port)).await.ok()?;
        let mut client = client(&self.root, ProtocolVersion::TLSv1_3);
        client.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let stream = connect(client, NAME, stream).await.ok()?;
        let chain = stream.get_ref().1.peer_certificates();
        chain.map(|chain| chain[0].clone().into_owned())
    }

    /// Ends the authority.
    pub async fn end(&mut self) {
        self.pebble.kill().await.unwrap();
    }
}

/// The certificate of an authority, from its port for those who run it, whose own certificate is trusted.
async fn root(port: u16, trusted: &str) -> Option<String> {
    let stream = TcpStream::connect(local(port)).await.ok()?;
    let client = client(trusted, ProtocolVersion::TLSv1_3);
    let mut stream = connect(client, "localhost", stream).await.ok()?;
    let request = b"GET /roots/0 HTTP/1.0\r\n\r\n";
    stream.write_all(request).await.ok()?;
    let mut answer = String::new();
    // Go ends the connection without the last word of TLS.
    let _ = stream.read_to_string(&mut answer).await;
    let (_, root) = answer.split_once("\r\n\r\n")?;
    Some(root.to_owned())
}

fn start(command: &mut Command) -> Child {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let started = quiet.kill_on_drop(true).spawn();
    started.expect("pebble is not installed: run `cargo xtask test`")
}

fn local(port: u16) -> String {
    format!("127.0.0.1:{port}")
}
