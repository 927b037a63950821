//! The blind relay: everybody reaches the hotlines through it, the hotlines see nobody but the relay, and the relay
//! learns nothing.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::{join, join_all};
use receiver::clock::SystemClock;
use receiver::config::RelayConfig;
use receiver::relay::Relay;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore};
use tests::book::commands;
use tests::{
    Folder, Process, Recorder, RelayProcess, Reporter, TlsPair, TlsTunnel, is_root, report, soon,
    until,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::crowd::send_like_the_widget;
use crate::faults::may_trace;
use crate::proxies::snippet;

/// The address of a reporter: another one of this machine than the relay's.
const REPORTER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 7);

/// The name in the certificate of the intake.
const NAME: &str = "localhost";

/// Longer than the relay waits for anybody. On a paused clock it passes at once.
const LONG: Duration = Duration::from_secs(300);

/// An intake with TLS, whose door is recorded.
async fn intake() -> (Process, TlsPair, Recorder) {
    let (folder, pair) = (Folder::today(), TlsPair::of_days("30").await);
    pair.configure(&folder, "intake");
    let process = Process::start(folder).await;
    let recorder = Recorder::before(process.reporter.origin()).await;
    (process, pair, recorder)
}

/// A reporter from another address than the relay's, through the relay.
async fn reporter(
    process: &Process,
    pair: &TlsPair,
    relay: &RelayProcess,
) -> (TlsTunnel, Reporter) {
    let tunnel = TlsTunnel::from_address(REPORTER.into(), &relay.origin(), pair.clone()).await;
    let trust = process.folder.trust();
    let reporter = Reporter::new(&tunnel.origin, Arc::new(SystemClock), trust);
    (tunnel, reporter)
}

/// The first message of a browser that asks for this host, or for none.
fn hello(name: Option<&'static str>) -> Vec<u8> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    config.enable_sni = name.is_some();
    let name = ServerName::try_from(name.unwrap_or(NAME)).unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut hello = Vec::new();
    connection.write_tls(&mut hello).unwrap();
    hello
}

/// Waits until the other side has closed, and gives what it said before.
async fn last_words(mut stream: TcpStream) -> Vec<u8> {
    let mut words = Vec::new();
    // The end may come as an error, as the rest of what was sent is not read.
    let _ = soon("the end", stream.read_to_end(&mut words)).await;
    words
}

#[test]
fn the_config_of_the_book_can_be_read() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, snippet("A blind relay", "toml")).unwrap();
    RelayConfig::load(file.path()).unwrap();
    // As every relay of these tests is started.
    let command = "receiver relay --config relay.toml";
    assert_eq!(commands("A blind relay"), [command]);
}

#[tokio::test]
async fn a_report_goes_through_it_and_it_learns_nothing() {
    let (process, pair, recorder) = intake().await;
    let relay = RelayProcess::start(&[(NAME, recorder.address)]).await;
    let (tunnel, reporter) = reporter(&process, &pair, &relay).await;
    let sent = report("https://canary-7f3a.example/", "canary-7f3a");
    reporter.send(&sent).await;
    assert_eq!(process.desk.claim(10, 60).await.len(), 1);
    drop((tunnel, reporter));
    let all_ended = async || {
        let recorded = recorder.recorded();
        (recorded.ended == recorded.peers.len()).then_some(recorded)
    };
    let recorded = until("all connections have ended", all_ended).await;
    assert!(recorded.bytes.len() > 9416, "{}", recorded.bytes.len());
    assert!(recorded.has(NAME), "the first message is readable");
    for secret in [
        "canary-7f3a",
        "POST",
        "/v1/reports",
        "HTTP",
        "receipt",
        "127.0.0.7",
    ] {
        assert!(!recorded.has(secret), "{secret}");
    }
    assert!(recorded.peers.iter().all(IpAddr::is_loopback));
    assert!(
        !recorded.peers.contains(&REPORTER.into()),
        "{:?}",
        recorded.peers
    );
    relay.terminate();
    let (status, log) = relay.ended().await;
    assert!(status.success() && !log.contains("127.0.0"), "{log}");
}

/// The forms in which an address and its port are in memory: the kernel's, that of the standard library, and as
/// text.
fn forms(address: SocketAddr) -> Vec<Vec<u8>> {
    let IpAddr::V4(ip) = address.ip() else {
        panic!("{address} is not of version 4");
    };
    let (ip, port) = (ip.octets(), address.port());
    vec![
        [&[2, 0], &port.to_be_bytes()[..], &ip].concat(),
        [&[0, 0], &ip[..], &port.to_ne_bytes()].concat(),
        address.to_string().into_bytes(),
        address.ip().to_string().into_bytes(),
    ]
}

#[tokio::test]
async fn its_memory_holds_nobodys_address() {
    if !is_root() {
        println!("left out: needs root");
        return;
    }
    let (_process, pair, recorder) = intake().await;
    let relay = RelayProcess::start(&[(NAME, recorder.address)]).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((REPORTER, 0).into()).unwrap();
    let stream = socket.connect(relay.address).await.unwrap();
    let own = forms(stream.local_addr().unwrap());
    let own: Vec<_> = own.iter().map(|form| &form[..]).collect();
    let stream = pair.shake_hands(stream, ProtocolVersion::TLSv1_3).await;
    let connected = relay.memory();
    // The search finds what is there: the address of the hotline.
    let hotline = recorder.address.to_string().into_bytes();
    assert!(connected.copies(&[&hotline])[0] > 0);
    assert_eq!(connected.copies(&own), [0; 4]);
    drop(stream.unwrap());
    until("the connection has ended", async || {
        (recorder.recorded().ended == 1).then_some(())
    })
    .await;
    assert_eq!(relay.memory().copies(&own), [0; 4]);
}

#[tokio::test]
async fn it_asks_the_system_for_nobodys_address() {
    if !may_trace() {
        return;
    }
    let (process, pair, recorder) = intake().await;
    let trace = tempfile::NamedTempFile::new().unwrap();
    let relay = RelayProcess::start_traced(trace.path(), &[(NAME, recorder.address)]).await;
    let (tunnel, reporter) = reporter(&process, &pair, &relay).await;
    reporter.send(&report("https://bad.example/", "x")).await;
    drop((tunnel, reporter));
    relay.terminate();
    assert!(relay.ended().await.0.success());
    let trace = std::fs::read_to_string(trace.path()).unwrap();
    let hotline = format!("htons({})", recorder.address.port());
    assert!(
        trace.contains("accept") && trace.contains(&hotline),
        "{trace}"
    );
    assert!(!trace.contains("127.0.0.7"), "{trace}");
}

#[tokio::test]
async fn each_name_leads_to_its_hotline_and_nothing_else_leads_anywhere() {
    let [a, b] = [
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
        TcpListener::bind("127.0.0.1:0").await.unwrap(),
    ];
    let [to_a, to_b] = [&a, &b].map(|listener| listener.local_addr().unwrap());
    let relay =
        RelayProcess::start(&[("A.hotline.example", to_a), ("b.hotline.example", to_b)]).await;
    for (name, listener) in [
        ("a.hotline.example", &a),
        ("b.hotline.example", &b),
        ("B.Hotline.Example", &b),
    ] {
        let mut browser = TcpStream::connect(relay.address).await.unwrap();
        // In small pieces, as a slow network may bring them.
        let hello = hello(Some(name));
        let (first, rest) = hello.split_at(7);
        browser.write_all(first).await.unwrap();
        browser.write_all(rest).await.unwrap();
        let (mut there, _) = soon("the hotline is asked", listener.accept())
            .await
            .unwrap();
        let mut heard = vec![0; hello.len()];
        there.read_exact(&mut heard).await.unwrap();
        assert_eq!(heard, hello, "{name}");
        there.write_all(b"whatever it answers").await.unwrap();
        drop(there);
        assert_eq!(last_words(browser).await, b"whatever it answers");
    }
    let endless = [&[22, 3, 1, 64, 0, 1, 1, 0, 0][..], &[0; 20_000]].concat();
    for wrong in [
        hello(Some("other.hotline.example")),
        hello(Some("hotline.example")),
        hello(None),
        b"GET / HTTP/1.1\r\nhost: a.hotline.example\r\n\r\n".to_vec(),
        vec![0; 100],
        endless,
    ] {
        let mut browser = TcpStream::connect(relay.address).await.unwrap();
        // It may be closed while this is written.
        let _ = browser.write_all(&wrong).await;
        assert_eq!(last_words(browser).await, b"");
    }
    let half = hello(Some("a.hotline.example"));
    let mut browser = TcpStream::connect(relay.address).await.unwrap();
    browser.write_all(&half[..half.len() / 2]).await.unwrap();
    browser.shutdown().await.unwrap();
    assert_eq!(last_words(browser).await, b"");
    let nobody = timeout(Duration::ZERO, async {
        tokio::select! { _ = a.accept() => (), _ = b.accept() => () }
    });
    assert!(nobody.await.is_err(), "a hotline was asked");
}

#[tokio::test]
async fn a_flood_keeps_nobody_out() {
    let (process, pair, recorder) = intake().await;
    let relay = RelayProcess::start_with_descriptors(400, &[(NAME, recorder.address)]).await;
    let mut silent = Vec::new();
    for number in 0..400 {
        let mut stream = TcpStream::connect(relay.address).await.unwrap();
        if number % 2 == 0 {
            let _ = stream.write_all(&hello(Some(NAME))).await;
        }
        silent.push(stream);
    }
    let (_tunnel, reporter) = reporter(&process, &pair, &relay).await;
    let (mut junk, _) = reporter.seal(&report("https://bad.example/", "x")).await;
    junk[16..88].fill(0);
    let over = AtomicBool::new(false);
    let answers = AtomicUsize::new(0);
    let flood = async || {
        while !over.load(Ordering::SeqCst) {
            let status = reporter.post(junk.clone()).await.status;
            assert!([400, 428, 503].contains(&status), "{status}");
            answers.fetch_add(1, Ordering::SeqCst);
        }
    };
    let honest = async {
        let is_flood = async || (answers.load(Ordering::SeqCst) > 100).then_some(());
        until("a hundred answers to the flood", is_flood).await;
        join_all((0..30).map(|number| send_like_the_widget(&reporter, number))).await;
        over.store(true, Ordering::SeqCst);
    };
    join(join_all((0..20).map(|_| flood())), honest).await;
    assert_eq!(process.desk.claim(100, 60).await.len(), 30);
    // The stillest was given up.
    assert_eq!(last_words(silent.swap_remove(1)).await, b"");
}

#[tokio::test]
async fn hotlines_are_read_again_and_a_stop_ends_nothing_that_is_open() {
    let hotline = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let there = hotline.local_addr().unwrap();
    let relay = RelayProcess::start(&[("a.example", there)]).await;
    let connect = async |name: &'static str| {
        let mut browser = TcpStream::connect(relay.address).await.unwrap();
        browser.write_all(&hello(Some(name))).await.unwrap();
        browser
    };
    assert_eq!(last_words(connect("b.example").await).await, b"");
    relay.reload(&[("b.example", there)]);
    let log =
        async |words: &str| until(words, async || relay.said().contains(words).then_some(())).await;
    log("were read again").await;
    assert_eq!(last_words(connect("a.example").await).await, b"");
    for (text, problem) in [
        ("[hotlines]", "missing field `listen`"),
        (
            "listen = \"127.0.0.1:1\"\n[hotlines]\n\"c.example\" = \"127.0.0.1:1\"",
            "is another than at the start",
        ),
    ] {
        relay.reload_text(text);
        log(problem).await;
    }
    let mut browser = connect("b.example").await;
    let (mut open, _) = soon("the hotline is asked", hotline.accept())
        .await
        .unwrap();
    relay.terminate();
    let closed = async || {
        TcpStream::connect(relay.address)
            .await
            .is_err()
            .then_some(())
    };
    until("nobody can connect", closed).await;
    open.write_all(b"goes on").await.unwrap();
    let mut heard = [0; 7];
    browser.read_exact(&mut heard).await.unwrap();
    assert_eq!(&heard, b"goes on");
    drop((open, browser));
    assert!(relay.ended().await.0.success());
}

/// A relay in this process for one hotline, which takes connections and never answers.
async fn with_silent_hotline() -> (Relay, TcpListener) {
    let hotline = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let there = hotline.local_addr().unwrap();
    let text = format!("listen = \"127.0.0.1:0\"\n[hotlines]\n\"{NAME}\" = \"{there}\"\n");
    std::fs::write(&file, text).unwrap();
    let config = RelayConfig::load(file.path()).unwrap();
    (Relay::start(config).await.unwrap(), hotline)
}

/// The clock stands still while there is something to do, and jumps to what comes next.
#[tokio::test(start_paused = true)]
async fn who_says_no_hello_or_stays_still_is_cut_off() {
    let (relay, _hotline) = with_silent_hotline().await;
    let hello = hello(Some(NAME));
    for words in [&b""[..], &hello[..20], &hello] {
        let mut browser = TcpStream::connect(relay.addresses()[0]).await.unwrap();
        browser.write_all(words).await.unwrap();
        let mut end = [0];
        let read = timeout(LONG, browser.read(&mut end)).await;
        assert_eq!(read.unwrap().unwrap_or(0), 0, "{} bytes", words.len());
    }
}
