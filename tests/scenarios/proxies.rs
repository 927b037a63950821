//! The configs of proxies and relays in the book, as they stand there: reports go through, whatever happens to the
//! receiver behind, and no address of anybody is written down.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use receiver::clock::SystemClock;
use reqwest::Method;
use rustls::ProtocolVersion;
use shared::api::REPORTS_PATH;
use tests::book::snippets;
use tests::{
    Answer, Folder, Front, Process, Program, Recorder, Reporter, TlsPair, TlsTunnel, report, until,
};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};

/// The address of a reporter: another one of this machine than the proxy's.
const REPORTER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 7);

/// Bytes of a parcel at most.
const PARCEL: usize = 64 * 1024;

/// The block in this language under a heading of the book.
pub(crate) fn snippet(heading: &str, language: &str) -> String {
    snippets(heading, language).remove(0)
}

/// A connection from the reporter's address.
async fn connect(front: &Front) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((REPORTER, 0).into()).unwrap();
    socket.connect(front.address).await.unwrap()
}

/// Connections that go wrong: a handshake that ends at once, junk, one that does not trust the certificate, and a
/// report that breaks off.
async fn break_off(front: &Front, pair: &TlsPair) {
    drop(connect(front).await);
    connect(front)
        .await
        .write_all(b"GET /junk HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let (other, version) = (TlsPair::of_days("30").await, ProtocolVersion::TLSv1_3);
    assert!(
        other
            .shake_hands(connect(front).await, version)
            .await
            .is_err()
    );
    let mut half = pair
        .shake_hands(connect(front).await, version)
        .await
        .unwrap();
    let head =
        format!("POST {REPORTS_PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9416\r\n\r\n");
    half.write_all(&[head.as_bytes(), &[0; 100]].concat())
        .await
        .unwrap();
    half.flush().await.unwrap();
}

/// Everything that a proxy writes while reports come, its receiver restarts under it, and somebody sends too much.
async fn written_by(program: Program, snippet: &str) -> Vec<(PathBuf, String)> {
    let (folder, pair) = (Folder::today(), TlsPair::of_days("30").await);
    let process = Process::start_quietly(folder).await;
    let behind = Recorder::before(process.reporter.origin()).await;
    let front = Front::start(program, snippet, behind.address, &pair).await;
    let tunnel = TlsTunnel::from_address(REPORTER.into(), &front.origin(), pair.clone()).await;
    // The host that the proxy answers for.
    let origin = tunnel.origin.replace("127.0.0.1", "localhost");
    let trust = process.folder.trust();
    let reporter = Reporter::new(&origin, Arc::new(SystemClock), trust).without_keep_alive();
    let get = async || reporter.request(Method::GET, "/").send().await.unwrap();
    let post = async |path: &str, bytes: usize| {
        let request = reporter.request(Method::POST, path).body(vec![0; bytes]);
        request.send().await.unwrap()
    };

    reporter.send(&report("https://bad.example/1", "x")).await;
    let page = get().await;
    let header = |name| {
        page.headers()
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    assert_eq!(
        header("strict-transport-security"),
        Some("max-age=31536000")
    );
    assert!(
        header("content-security-policy")
            .unwrap()
            .contains("default-src 'none'")
    );
    assert_eq!(header("x-frame-options"), None);
    let parcel = Answer::read(post("/v1/parcels", PARCEL).await).await;
    assert!(
        parcel.problem().is_some(),
        "the receiver answers: {parcel:?}"
    );
    let refused = post(REPORTS_PATH, 200_000).await.status();
    // Caddy's answer is 502, the others' one of 4xx.
    assert!(!refused.is_success(), "{refused}");
    break_off(&front, &pair).await;

    // The receiver takes no connection to its end, then none at all, and then is there again.
    process.kill();
    let (folder, _) = process.ended().await;
    assert!(get().await.status().is_server_error());
    let (address, recorded) = (behind.address, behind.recorded());
    drop(behind);
    until("the port is closed", async || {
        TcpStream::connect(address).await.is_err().then_some(())
    })
    .await;
    assert!(get().await.status().is_server_error());
    let process = Process::start_quietly(folder).await;
    let behind = Recorder::at(address, process.reporter.origin()).await;
    reporter.send(&report("https://bad.example/2", "x")).await;
    assert_eq!(process.desk.claim(10, 60).await.len(), 2);

    for recorded in [recorded, behind.recorded()] {
        assert!(recorded.has("localhost"), "the proxy passes on the host");
        assert!(!recorded.has("127.0.0.7"), "{program:?} tells who sends");
    }
    drop((tunnel, reporter));
    front.ended().await
}

/// Whether somebody's address is in what was written.
fn has_address(written: &[(PathBuf, String)]) -> bool {
    written
        .iter()
        .any(|(_, content)| content.contains("127.0.0.7"))
}

/// A config that logs as its program does by itself.
fn without_lines_of_logs(snippet: &str) -> String {
    let words = ["_log ", "Log ", "LogLevel ", "exclude "];
    let is_of_logs = |line: &&str| words.iter().any(|word| line.contains(word));
    let others: Vec<_> = snippet.lines().filter(|line| !is_of_logs(line)).collect();
    others.join("\n")
}

/// Checks a proxy with the book's config, and with the same without the lines for logs, which has the address.
async fn no_address_is_written(program: Program, language: &str) {
    let snippet = snippet("Behind a proxy", language);
    let written = written_by(program, &snippet).await;
    assert!(!has_address(&written), "{written:#?}");
    let with_logs = without_lines_of_logs(&snippet);
    assert!(has_address(&written_by(program, &with_logs).await));
}

#[tokio::test]
async fn nginx_writes_no_address() {
    no_address_is_written(Program::Nginx, "nginx").await;
}

#[tokio::test]
async fn caddy_writes_no_address() {
    no_address_is_written(Program::Caddy, "caddyfile").await;
}

#[tokio::test]
async fn apache_writes_no_address() {
    no_address_is_written(Program::Apache, "apache").await;
}

/// Everything that a relay of others writes while a report goes through it and connections go wrong.
async fn written_by_relay(program: Program, snippet: &str) -> Vec<(PathBuf, String)> {
    let (folder, pair) = (Folder::today(), TlsPair::of_days("30").await);
    pair.configure(&folder, "intake");
    let process = Process::start_quietly(folder).await;
    let behind = Recorder::before(process.reporter.origin()).await;
    let front = Front::start(program, snippet, behind.address, &pair).await;
    let tunnel = TlsTunnel::from_address(REPORTER.into(), &front.origin(), pair.clone()).await;
    let trust = process.folder.trust();
    let reporter = Reporter::new(&tunnel.origin, Arc::new(SystemClock), trust);
    reporter
        .send(&report("https://bad.example/canary-51b0", "x"))
        .await;
    assert_eq!(process.desk.claim(10, 60).await.len(), 1);
    break_off(&front, &pair).await;
    process.kill();
    let _ = process.ended().await;
    let hello = pair
        .shake_hands(connect(&front).await, ProtocolVersion::TLSv1_3)
        .await;
    assert!(hello.is_err(), "nobody but the intake has the key");
    let recorded = behind.recorded();
    assert!(recorded.bytes.len() > 9416);
    for secret in ["canary-51b0", "POST", "127.0.0.7", "PROXY "] {
        assert!(!recorded.has(secret), "{secret}");
    }
    assert!(
        !recorded.peers.contains(&REPORTER.into()),
        "{:?}",
        recorded.peers
    );
    drop((tunnel, reporter));
    front.ended().await
}

#[tokio::test]
async fn the_relays_of_others_pass_on_and_write_nothing() {
    for (program, language) in [
        (Program::Haproxy, "haproxy"),
        (Program::NginxStream, "nginx"),
    ] {
        let written = written_by_relay(program, &snippet("A blind relay", language)).await;
        assert!(!has_address(&written), "{program:?}: {written:#?}");
    }
    let with_logs = without_lines_of_logs(&snippet("A blind relay", "nginx"));
    assert!(has_address(
        &written_by_relay(Program::NginxStream, &with_logs).await
    ));
}
