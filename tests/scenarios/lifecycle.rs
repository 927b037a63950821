//! Start, reload and stop of a receiver: nobody is refused, and the supervisor is told.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;

use futures_util::future::join_all;
use receiver::serve::open_when_there;
use receiver::settings;
use receiver::web::public::bundle::Bundle;
use reqwest::{Client, Method};
use tests::{Cluster, Desk, Folder, HandedOver, Process, Reporter, Supervisor, report};
use tokio::sync::watch;

/// Restarts that every run of the tests goes through; `RESTARTS=100` goes on for longer.
const RESTARTS: usize = 3;

/// Reporters who send all the time.
const SENDERS: usize = 4;

/// The config's table of a partner whose form opens on this page only.
fn partner(page: &str) -> String {
    format!("[partners.school]\norigins = [\"https://{page}.example\"]\n[store]")
}

/// The pages on which the partner's form opens, as the intake says.
async fn pages(reporter: &Reporter) -> String {
    let request = reporter.request(Method::GET, "/p/school");
    let answer = request.send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str();
    policy.unwrap().to_owned()
}

/// Sends reports until told to end, with a connection for every request. Returns their number; all
/// arrived.
async fn send_until(end: &watch::Receiver<bool>, reporter: &Reporter) -> usize {
    let mut sent = 0;
    while !*end.borrow() {
        reporter.send(&report("https://bad.example/", "x")).await;
        sent += 1;
    }
    sent
}

/// The number of reports in the queue.
async fn queued(desk: &Desk) -> usize {
    let mut queued = 0;
    loop {
        let claimed = desk.claim(100, 600).await.len();
        queued += claimed;
        if claimed == 0 {
            return queued;
        }
    }
}

#[tokio::test]
async fn a_restart_refuses_nobody() {
    let restarts = env::var("RESTARTS").map_or(RESTARTS, |text| text.parse().unwrap());
    let folder = Folder::today();
    folder.edit_config("\"xwing\"", "\"x25519\"");
    let mut receiver = HandedOver::start(&folder).await;
    let reporter = receiver.reporter.without_keep_alive();
    let desk = receiver.desk.url.clone();
    let (end, ended) = watch::channel(false);
    let sending = join_all((0..SENDERS).map(|_| send_until(&ended, &reporter)));
    let restarting = async {
        for _ in 0..restarts {
            let slow = report("https://slow.example/", "x");
            let (message, _) = reporter.seal(&slow).await;
            let half = message.len() / 2;
            let slow = reporter.begin_post(message, half).await;
            receiver.terminate();
            // The desk answers as well while the intake waits for the slow message.
            for _ in 0..5 {
                let page = Client::new().get(format!("{desk}/login")).send();
                assert_eq!(page.await.unwrap().status(), 200);
                let at_the_socket = Client::builder().unix_socket(receiver.intake_socket.clone());
                let form = at_the_socket.build().unwrap().get("http://intake/").send();
                assert_eq!(form.await.unwrap().status(), 200);
                reporter.send(&report("https://new.example/", "x")).await;
            }
            let answer = slow.finish().await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
            receiver.restarted().await;
        }
        end.send_replace(true);
    };
    let (sent, ()) = tokio::join!(sending, restarting);
    let sent: usize = sent.into_iter().sum();
    assert_eq!(queued(&receiver.desk).await, sent + 6 * restarts);
}

#[tokio::test]
async fn a_config_that_is_read_again_loses_no_request_and_a_bad_one_changes_nothing() {
    let folder = Folder::today();
    folder.edit_config("\"xwing\"", "\"x25519\"");
    folder.edit_config("[store]", &partner("page-0"));
    let supervisor = Supervisor::listen();
    let variables = [("NOTIFY_SOCKET", &supervisor.address()[..])];
    let process = Process::start_with_env(&variables, folder.clone()).await;
    supervisor.told("READY=1").await;
    let (end, ended) = watch::channel(false);
    let reporter = process.reporter.without_keep_alive();
    let sending = join_all((0..SENDERS).map(|_| send_until(&ended, &reporter)));
    let reloading = async {
        for number in 1..=5 {
            let (before, after) = (format!("page-{}", number - 1), format!("page-{number}"));
            folder.edit_config(&before, &after);
            process.reload();
            let told = supervisor.told("READY=1").await;
            assert_eq!(told[0], "RELOADING=1");
            assert!(told[1].starts_with("MONOTONIC_USEC="), "{told:?}");
            assert!(pages(&process.reporter).await.contains(&after));
            let good = fs::read_to_string(folder.config()).unwrap();
            for (from, to) in [
                (&after[..], "page 6"),
                ("sqlite:reports.db", "sqlite:other.db"),
                ("keys/signer.cert", "keys/nowhere.cert"),
            ] {
                folder.edit_config(from, to);
                process.reload();
                supervisor.told("READY=1").await;
                assert!(pages(&process.reporter).await.contains(&after));
                fs::write(folder.config(), &good).unwrap();
            }
        }
        end.send_replace(true);
    };
    let (sent, ()) = tokio::join!(sending, reloading);
    let sent: usize = sent.into_iter().sum();
    assert_eq!(queued(&process.desk).await, sent);
    process.terminate();
    let told = supervisor.told("STOPPING=1").await;
    assert!(!told.contains(&"READY=1".to_owned()), "{told:?}");
    let (_, output) = process.ended().await;
    assert!(output.status.success());
    let log = String::from_utf8(output.stderr).unwrap();
    let kept = log.matches("the earlier config stays").count();
    assert_eq!((kept, log.matches("read again").count()), (15, 5), "{log}");
    for key in ["partners", "store.url", "intake.signer_certificate"] {
        assert!(log.contains(&format!("receiver.toml: {key}")), "{log}");
    }
}

#[tokio::test]
async fn a_load_balancer_has_time_to_see_that_a_receiver_leaves() {
    let folder = Folder::today();
    folder.edit_config("# drain_seconds = 5", "drain_seconds = 3600");
    let process = Process::start_quietly(folder).await;
    process.terminate();
    process.leaves().await;
    let request = process.reporter.request(Method::GET, "/v1/key-config");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(!answer.headers().contains_key("connection"));
    // Whoever asks again does not wait.
    process.terminate();
    assert!(process.ended().await.1.status.success());
}

#[tokio::test]
async fn a_watchdog_sees_that_the_receiver_lives() {
    let supervisor = Supervisor::listen();
    let variables = [
        ("NOTIFY_SOCKET", &supervisor.address()[..]),
        ("WATCHDOG_USEC", "200000"),
    ];
    let process = Process::start_with_env(&variables, Folder::today()).await;
    let told = supervisor.told("READY=1").await;
    assert!(told.last().unwrap().starts_with("STATUS=intake http://"));
    for _ in 0..3 {
        supervisor.told("WATCHDOG=1").await;
    }
    process.terminate();
    supervisor.told("STOPPING=1").await;
    assert!(process.ended().await.1.status.success());
}

#[tokio::test]
async fn a_receiver_waits_for_a_database_that_starts_later() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let database = cluster.database();
    let folder = Folder::today();
    let (user, socket, name) = parts(&database);
    let link = folder.path().join("sockets");
    let url = format!(
        "{user}@{}/{name}",
        link.display().to_string().replace('/', "%2F")
    );
    folder.edit_config("sqlite:reports.db", &url);
    let supervisor = Supervisor::listen();
    let variables = [("NOTIFY_SOCKET", &supervisor.address()[..])];
    let starting = Process::start_with_env(&variables, folder);
    let database_starts = async {
        supervisor.told("STATUS=waiting for the store").await;
        symlink(socket, &link).unwrap();
    };
    let (process, ()) = tokio::join!(starting, database_starts);
    process
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    process.terminate();
    let (_, output) = process.ended().await;
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("the store cannot be reached yet"), "{log}");
}

/// The clock jumps over the waits.
#[tokio::test(start_paused = true)]
async fn a_database_that_never_starts_is_given_up_with_the_fix() {
    let folder = Folder::today();
    let nowhere = "postgres://receiver@%2Fnowhere/reports";
    folder.edit_config("sqlite:reports.db", nowhere);
    let languages = Bundle::built_in().unwrap().languages();
    let settings = settings::load(&folder.config(), &languages).unwrap();
    let error = open_when_there(&settings).await.err().unwrap();
    let error = error.to_string();
    assert!(error.starts_with("store.url: "), "{error}");
    assert!(error.contains("fix: start the database"), "{error}");
}

/// What stands before the socket's folder in a database's URL, the folder, and the name.
fn parts(url: &str) -> (&str, String, &str) {
    let (user, rest) = url.split_once('@').unwrap();
    let (socket, name) = rest.split_once('/').unwrap();
    (user, socket.replace("%2F", "/"), name)
}
