//! Health that is true: 200 only while reports can be stored and opened.

mod proxy;

use std::fs;
use std::sync::Arc;

use store::StoreUrl;
use tests::{Cluster, Folder, Process, Stack, TestClock, TlsPair, report, until};
use tokio_postgres::NoTls;

use self::proxy::Proxy;

/// Longer than a heartbeat stands for the store.
const A_HEARTBEAT: u64 = 31;

/// The statuses of `/health` and `/health/live` of a half.
pub(crate) async fn health(half: &str) -> (u16, u16) {
    let status = async |path: &str| {
        let answer = reqwest::get(format!("{half}{path}")).await;
        answer.unwrap().status().as_u16()
    };
    (status("/health").await, status("/health/live").await)
}

async fn stack_with(url: &str) -> Stack {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("sqlite:reports.db", url);
    Stack::start_in(folder, Arc::new(TestClock::at(TestClock::BEGIN))).await
}

#[tokio::test]
async fn an_ended_certificate_is_503_at_the_intake() {
    let stack = Stack::start().await;
    assert_eq!(health(&stack.intake).await, (200, 200));
    let metrics = stack.metrics().await;
    let end = metrics
        .lines()
        .find_map(|line| line.strip_prefix("sealed_report_signer_not_after_timestamp_seconds "));
    let end: u64 = end.unwrap().parse().unwrap();
    stack.clock.advance_seconds(end - TestClock::BEGIN.0);
    assert_eq!(health(&stack.intake).await, (503, 200));
    assert_eq!(health(&stack.desk.url).await, (200, 200));
}

#[tokio::test]
async fn a_read_only_server_is_503_until_it_can_be_written() {
    let Some(cluster) = Cluster::own() else {
        return;
    };
    let url = cluster.database();
    let stack = stack_with(&url).await;
    let mut config: tokio_postgres::Config = url.parse().unwrap();
    config.options("-c default_transaction_read_only=off");
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let turn = async |read_only: &str| {
        let set = format!("ALTER SYSTEM SET default_transaction_read_only = {read_only}");
        client.batch_execute(&set).await.unwrap();
        client
            .batch_execute("SELECT pg_reload_conf()")
            .await
            .unwrap();
    };
    let sent = report("https://bad.example/", "x");
    let (message, _) = stack.reporter.seal(&sent).await;
    turn("on").await;
    // The server takes the new setting over in each session when that is used next.
    let is_refused = async || {
        stack.clock.advance_seconds(A_HEARTBEAT);
        (health(&stack.intake).await == (503, 200)).then_some(())
    };
    until("the server is read-only", is_refused).await;
    assert_eq!(health(&stack.desk.url).await, (503, 200));
    let metrics = stack.metrics().await;
    assert!(
        metrics.contains("sealed_report_store_writable 0\n"),
        "{metrics}"
    );
    assert_eq!(stack.reporter.post(message).await.status, 503);
    let config = stack.folder.config();
    let check = ["check", "--offline", "--config", config.to_str().unwrap()];
    let checked = Process::run(&check).await;
    let checked = String::from_utf8(checked.stdout).unwrap();
    assert!(checked.contains("takes no writes"), "{checked}");
    turn("off").await;
    let is_well = async || {
        stack.clock.advance_seconds(A_HEARTBEAT);
        (health(&stack.intake).await == (200, 200)).then_some(())
    };
    until("the server can be written again", is_well).await;
    // The proof of work may be of an earlier slot by now.
    let (message, expected) = stack.reporter.seal(&sent).await;
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
}

#[tokio::test]
async fn a_server_that_stops_answering_is_left_for_the_one_behind_the_same_address() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    leaves_a_frozen(&Proxy::start(&cluster.database(), false).await).await;
}

#[tokio::test]
async fn a_server_with_tls_that_stops_answering_is_left_for_the_one_behind_the_same_address() {
    let [server, ours] = [TlsPair::of_days("30").await, TlsPair::of_days("30").await];
    let Some(cluster) = Cluster::with_tls(&server, &ours) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let parameters = format!(
        "&sslmode=verify-full&sslrootcert={}&sslcert={}&sslkey={}",
        file("server.pem", &server.certificate),
        file("ours.pem", &ours.certificate),
        file("ours.key", &ours.key),
    );
    let url = cluster.database_at("localhost") + &parameters;
    leaves_a_frozen(&Proxy::at_port(&url).await).await;
}

/// Checks that a receiver whose connections do not move any more makes others, and loses nothing meanwhile.
async fn leaves_a_frozen(proxy: &Proxy) {
    let stack = stack_with(&proxy.url).await;
    stack
        .reporter
        .send(&report("https://bad.example/1", "x"))
        .await;
    proxy.freeze();
    let sent = report("https://bad.example/2", "x");
    let (message, expected) = stack.reporter.seal(&sent).await;
    let answer = stack.reporter.post(message.clone()).await;
    // Where every connection was in use at that moment, a new one has taken the report.
    let is_taken = answer.status == 202 && answer.receipt() == expected;
    let is_refused = (answer.status, answer.problem().as_deref()) == (503, Some("unavailable"));
    assert!(is_taken || is_refused, "{} {}", answer.status, answer.body);
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
    stack.clock.advance_seconds(A_HEARTBEAT);
    assert_eq!(health(&stack.intake).await, (200, 200));
    assert_eq!(stack.desk.claim(10, 60).await.len(), 2);
}

#[tokio::test]
async fn a_connection_that_confirms_what_is_not_on_the_disk_is_refused() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let database = cluster.database();
    let name = database.rsplit('/').next().unwrap();
    let set = format!("ALTER ROLE postgres IN DATABASE {name} SET synchronous_commit = off");
    cluster.sql("postgres", &set);
    // Asked for by us, the setting of the role does not count.
    let open = async |url: &str| {
        let url = StoreUrl::parse(url, std::path::Path::new(".")).unwrap();
        store::open(&url).await.map(|_| ())
    };
    open(&database).await.unwrap();
    // Some poolers drop what a connection asks for.
    let proxy = Proxy::start(&database, true).await;
    let error = open(&proxy.url).await.unwrap_err().to_string();
    assert!(error.contains("synchronous_commit is off"), "{error}");
}
