//! TLS without a proxy: reports go through, a new certificate is shown by itself, and no connection keeps
//! anybody out.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use receiver::clock::{Clock, SystemClock};
use receiver::tls::{PairFiles, Tls};
use rustls::ProtocolVersion;
use tests::{Desk, Folder, Process, Stack, TestClock, TlsPair, TlsTunnel, report, soon, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::{advance, interval, timeout};

use crate::ownership::refuses;

/// A minute longer than the receiver waits for anybody. On a paused clock it passes at once.
const LONG: Duration = Duration::from_secs(180);

/// The interval at which the receiver looks for a new certificate.
const LOOK: Duration = Duration::from_secs(10);

const DAY: u64 = 24 * 3600;

#[tokio::test]
async fn reports_and_the_desk_go_through_tls() {
    let (folder, pair) = (Folder::today(), TlsPair::of_days("30").await);
    pair.configure(&folder, "intake");
    pair.configure(&folder, "desk");
    let process = Process::start(folder).await;
    let (_tunnel, reporter) = process.reporter.through_tls(&pair).await;
    reporter.send(&report("https://bad.example/", "x")).await;
    let tunnel = TlsTunnel::to(&process.desk.url, pair.clone()).await;
    let desk = Desk::new(&tunnel.origin, &process.folder, Arc::new(SystemClock));
    assert_eq!(desk.claim(10, 60).await.len(), 1);
}

#[tokio::test]
async fn both_versions_of_tls_are_spoken_and_nothing_without() {
    let (folder, pair) = (Folder::today(), TlsPair::of_days("30").await);
    pair.configure(&folder, "intake");
    let process = Process::start(folder).await;
    let request = b"GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    for version in [ProtocolVersion::TLSv1_2, ProtocolVersion::TLSv1_3] {
        let stream = process.reporter.connect().await;
        let mut stream = pair.shake_hands(stream, version).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(version));
        stream.write_all(request).await.unwrap();
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        soon("the answer", read).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(
            answer.contains("strict-transport-security: max-age=31536000\r\n"),
            "{answer}"
        );
    }
    let mut plain = process.reporter.connect().await;
    plain.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    // The end may come as an error, as the rest of the request is not read.
    let _ = soon("the end", plain.read_to_end(&mut answer)).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[tokio::test(start_paused = true)]
async fn a_new_certificate_is_shown_without_a_restart() {
    let (earlier, new) = (TlsPair::of_days("30").await, TlsPair::of_days("60").await);
    let stack = with_tls(&earlier).await;
    let connects = async |pair: &TlsPair| {
        let stream = stack.reporter.connect().await;
        let stream = pair.shake_hands(stream, ProtocolVersion::TLSv1_3).await;
        stream.is_ok().then_some(())
    };
    assert_eq!(connects(&earlier).await, Some(()));
    new.write(&stack.folder.path());
    until("the new certificate is shown", async || {
        advance(LOOK).await;
        connects(&new).await
    })
    .await;
    assert_eq!(connects(&earlier).await, None);
}

/// A receiver in this process whose intake shows this pair.
async fn with_tls(pair: &TlsPair) -> Stack {
    let folder = Folder::init(TestClock::BEGIN);
    pair.configure(&folder, "intake");
    Stack::start_in(folder, Arc::new(TestClock::at(TestClock::BEGIN))).await
}

#[tokio::test]
async fn a_pair_that_cannot_be_used_leaves_the_earlier_one() {
    let (earlier, new) = (TlsPair::of_days("30").await, TlsPair::of_days("60").await);
    let folder = tempfile::tempdir().unwrap();
    earlier.write(folder.path());
    let files = PairFiles {
        certificate: folder.path().join("tls.pem"),
        key: folder.path().join("tls-key.pem"),
    };
    let tls = Tls::open(files.clone()).unwrap();
    let ends = tls.ends().unwrap();
    assert!(ends.0.abs_diff(SystemClock.now().0 + 30 * DAY) < 3600);
    for key in [&new.key[..], &new.certificate, "nothing", ""] {
        fs::write(&files.key, key).unwrap();
        tls.look();
        assert_eq!(tls.ends(), Some(ends));
    }
    for file in [&files.certificate, &files.key] {
        new.write(folder.path());
        fs::remove_file(file).unwrap();
        tls.look();
        assert_eq!(tls.ends(), Some(ends));
    }
    new.write(folder.path());
    tls.look();
    assert!(tls.ends().unwrap().0.abs_diff(ends.0 + 30 * DAY) < 3600);
}

#[tokio::test]
async fn a_start_names_what_is_wrong_with_a_pair() {
    let (pair, other) = (TlsPair::of_days("30").await, TlsPair::of_days("30").await);
    for (file, content, words) in [
        (
            "tls-key.pem",
            &other.key[..],
            "is not the key of the certificate",
        ),
        ("tls-key.pem", &pair.certificate, "not a private key in PEM"),
        ("tls.pem", &pair.key, "not a certificate in PEM"),
        ("tls.pem", "", "not a certificate in PEM"),
    ] {
        let folder = Folder::today();
        pair.configure(&folder, "desk");
        fs::write(folder.path().join(file), content).unwrap();
        refuses(&folder, &["desk.tls", words, "fullchain.pem"]).await;
    }
}

#[tokio::test]
async fn idle_connections_keep_nobody_out_before_and_after_the_handshake() {
    let (folder, pair) = (Folder::today(), TlsPair::of_days("30").await);
    pair.configure(&folder, "intake");
    let process = Process::start_with_descriptors(300, folder).await;
    let (_tunnel, reporter) = process.reporter.through_tls(&pair).await;
    let reporter = reporter.without_keep_alive();
    let (mut silent, mut idle) = (Vec::new(), Vec::new());
    for number in 0..300 {
        silent.push(process.reporter.connect().await);
        let stream = process.reporter.connect().await;
        let stream = pair.shake_hands(stream, ProtocolVersion::TLSv1_3).await;
        idle.push(stream.unwrap());
        if number % 100 == 0 {
            let sent = report(&format!("https://bad.example/{number}"), "x");
            reporter.send(&sent).await;
        }
    }
    assert_eq!(process.desk.claim(100, 60).await.len(), 3);
    // The stillest was given up.
    let mut nothing = [0];
    let end = silent[0].read(&mut nothing);
    assert_eq!(soon("the first is closed", end).await.unwrap(), 0);
}

/// The clock stands still while there is something to do, and jumps to what comes next.
#[tokio::test(start_paused = true)]
async fn who_never_ends_the_handshake_is_cut_off() {
    let stack = with_tls(&TlsPair::of_days("30").await).await;
    let mut slow = stack.reporter.connect().await;
    // The beginning of a record of 16 KiB.
    slow.write_all(&[22, 3, 1, 64, 0]).await.unwrap();
    let mut ticks = interval(Duration::from_secs(10));
    let dribbling = async {
        while slow.write_all(&[1]).await.is_ok() {
            ticks.tick().await;
        }
    };
    timeout(LONG, dribbling).await.unwrap();
}

#[tokio::test]
async fn no_handshake_leaves_an_address_in_the_log() {
    let (folder, pair) = (Folder::today(), TlsPair::of_days("30").await);
    let other = TlsPair::of_days("30").await;
    pair.configure(&folder, "intake");
    let process = Process::start(folder).await;
    let there = process.reporter.connect().await.peer_addr().unwrap();
    let connect = async || {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.7:0".parse().unwrap()).unwrap();
        socket.connect(there).await.unwrap()
    };
    // A good handshake, one that the client refuses, and none.
    let version = ProtocolVersion::TLSv1_3;
    let good = pair.shake_hands(connect().await, version).await;
    assert!(other.shake_hands(connect().await, version).await.is_err());
    let mut none = connect().await;
    none.write_all(b"GET /canary HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = soon("the end", none.read_to_end(&mut answer)).await;
    drop(good.unwrap());
    process.terminate();
    let (_, output) = process.ended().await;
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("starts"), "{log}");
    assert!(!log.contains("127.0.0.7"), "{log}");
}
