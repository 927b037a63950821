use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore};
use serde_json::Value;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::process::Command;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::{Folder, python};

/// A certificate for this machine and its key, both in PEM.
#[derive(Clone)]
pub struct TlsPair {
    /// The certificate, which the key has signed itself.
    pub certificate: String,
    /// The private key.
    pub key: String,
}

impl TlsPair {
    /// A pair whose certificate holds for so many days.
    pub async fn of_days(days: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/certificate.py");
        let output = Command::new(python()).args(["-B", script, days]).output();
        let output = output.await.unwrap();
        let pair: Value = serde_json::from_slice(&output.stdout)
            .expect("there is no certificate: run `cargo xtask test`");
        Self {
            certificate: pair["certificate"].as_str().unwrap().to_owned(),
            key: pair["key"].as_str().unwrap().to_owned(),
        }
    }

    /// Writes both files into a folder.
    pub fn write(&self, folder: &Path) {
        fs::write(folder.join("tls.pem"), &self.certificate).unwrap();
        fs::write(folder.join("tls-key.pem"), &self.key).unwrap();
    }

    /// Lets a half show this pair.
    pub fn configure(&self, folder: &Folder, half: &str) {
        self.write(&folder.path());
        folder.append_config(&format!(
            "[{half}.tls]\ncertificate = \"tls.pem\"\nkey = \"tls-key.pem\""
        ));
    }

    /// Begins TLS 1.3, or 1.2 if that is asked for, and trusts nothing but this certificate.
    pub async fn shake_hands(
        &self,
        stream: TcpStream,
        version: ProtocolVersion,
    ) -> io::Result<TlsStream<TcpStream>> {
        let client = client(&self.certificate, version);
        connect(client, "localhost", stream).await
    }
}

/// A client that speaks one version of TLS, and trusts nothing but this certificate in PEM.
pub(crate) fn client(trusted: &str, version: ProtocolVersion) -> ClientConfig {
    let version = match version {
        ProtocolVersion::TLSv1_2 => &TLS12,
        _ => &TLS13,
    };
    let mut roots = RootCertStore::empty();
    let trusted = CertificateDer::from_pem_slice(trusted.as_bytes()).unwrap();
    roots.add(trusted).unwrap();
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// Begins TLS with the server of this name.
pub(crate) async fn connect(
    client: ClientConfig,
    name: &str,
    stream: TcpStream,
) -> io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let connector = TlsConnector::from(Arc::new(client));
    connector.connect(name, stream).await
}

/// A port without TLS that leads to one with TLS, for clients that have none.
pub struct TlsTunnel {
    /// The origin of the port.
    pub origin: String,
    accepting: JoinHandle<()>,
}

impl TlsTunnel {
    /// A tunnel to a half that shows this pair, at its origin with `https`.
    pub async fn to(origin: &str, pair: TlsPair) -> Self {
        Self::from_address(Ipv4Addr::LOCALHOST.into(), origin, pair).await
    }

    /// The same tunnel, whose connections come from this address of this machine.
    pub async fn from_address(own: IpAddr, origin: &str, pair: TlsPair) -> Self {
        let there = origin.rsplit_once(':').unwrap();
        let there = SocketAddr::from(([127, 0, 0, 1], there.1.parse().unwrap()));
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        let listener = TcpListener::bind(any).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let pair = Arc::new(pair);
        let accepting = tokio::spawn(async move {
            loop {
                let (mut here, _) = listener.accept().await.unwrap();
                let pair = pair.clone();
                tokio::spawn(async move {
                    let socket = TcpSocket::new_v4().unwrap();
                    socket.bind((own, 0).into()).unwrap();
                    let stream = socket.connect(there).await.unwrap();
                    let stream = pair.shake_hands(stream, ProtocolVersion::TLSv1_3);
                    // An error ends the client's connection as well.
                    if let Ok(mut stream) = stream.await {
                        drop(copy_bidirectional(&mut here, &mut stream).await);
                    }
                });
            }
        });
        Self { origin, accepting }
    }
}

impl Drop for TlsTunnel {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
