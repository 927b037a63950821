//! The desk's key is changed: nothing is lost, nothing needs the former key afterwards, and that opens
//! nothing any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::workflow::State;
use receiver::crypto::epoch::EpochOpener;
use receiver::crypto::vault::Vault;
use receiver::settings::{self, DeskSettings};
use receiver::web::public::bundle::Bundle;
use serde_json::Value;
use store::{RecordKind, Store};
use strum::VariantArray;
use tests::earlier;
use tests::{Cluster, Desk, Folder, InProcess, Process, Reporter, Running, TestClock, report};
use tokio::io::{AsyncBufReadExt, BufReader};

/// Runs `receiver keys desk`; returns whether it succeeded, and what it said.
async fn keys_desk(step: &str, config: &Path) -> (bool, String) {
    let config = config.to_str().unwrap();
    let output = Process::run(&["keys", "desk", step, "--config", config]).await;
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

async fn done(step: &str, config: &Path) -> String {
    let (succeeded, said) = keys_desk(step, config).await;
    assert!(succeeded, "{step}: {said}");
    said
}

async fn refused(step: &str, config: &Path) -> String {
    let (succeeded, said) = keys_desk(step, config).await;
    assert!(!succeeded && said.contains("fix: "), "{step}: {said}");
    said
}

async fn log_holds(config: &Path) {
    let verified = Process::run(&["audit", "verify", "--config", config.to_str().unwrap()]).await;
    let error = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(verified.status.success(), "{error}");
}

/// What `receiver check` finds.
async fn check(config: &Path) -> String {
    let found = Process::run(&["check", "--config", config.to_str().unwrap()]).await;
    String::from_utf8(found.stdout).unwrap()
}

/// Seals everything to the new key, and is killed after this many lines of its progress.
async fn kill_reseal_after(lines: usize, config: &Path) {
    let mut reseal = Process::command()
        .args(["keys", "desk", "reseal", "--config"])
        .arg(config)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut progress = BufReader::new(reseal.stderr.take().unwrap()).lines();
    for _ in 0..lines {
        progress.next_line().await.unwrap();
    }
    reseal.kill().await.unwrap();
}

fn desk_settings(config: &Path) -> (DeskSettings, store::StoreUrl) {
    let languages = Bundle::built_in().unwrap().languages();
    let settings = settings::load(config, &languages).unwrap();
    (settings.desk.unwrap(), settings.store)
}

/// The number of everything sealed in a store that this vault and this opener open, and that they do not.
async fn opened(store: &dyn Store, vault: &Vault, opener: &EpochOpener) -> (usize, usize) {
    let mut opened = Vec::new();
    for kind in RecordKind::VARIANTS {
        if matches!(kind, RecordKind::Publication | RecordKind::Inherited) {
            continue;
        }
        for (key, record) in store.records_of(*kind).await.unwrap() {
            let value = vault.open::<Value>(kind.name(), &key, &record.bytes);
            opened.push(value.is_ok());
        }
    }
    for (_, copy) in store.cases_after(0, 1000).await.unwrap() {
        let (id, file) = (copy.case.card.id, copy.case.file);
        if !file.is_empty() {
            let kind = match copy.case.card.state {
                State::Anonymised => "figures",
                _ => "file",
            };
            let sheet = vault.open::<Value>(kind, id.as_bytes(), &file);
            opened.push(sheet.is_ok());
        }
    }
    for epoch in store.epochs_after(None, 1000).await.unwrap() {
        opened.push(opener.reseal(&epoch, &mut UnwrapErr(SysRng)).is_ok());
    }
    let count = opened.iter().filter(|opens| **opens).count();
    (count, opened.len() - count)
}

/// Checks that the desk's key alone opens everything stored, and that the former key opens nothing.
async fn only_the_new_key_opens(config: &Path, former: &DeskSettings) {
    let (desk, url) = desk_settings(config);
    assert!(desk.former_key.is_none());
    let store = store::open(&url).await.unwrap();
    let vault = desk.vault(&*store).await.unwrap();
    let (opens, closed) = opened(&*store, &vault, &desk.opener()).await;
    assert!(opens > 0 && closed == 0, "{opens} open, {closed} do not");
    let old = Vault::new(&former.private_key);
    assert_eq!(opened(&*store, &old, &former.opener()).await.0, 0);
}

/// Sends a report; returns its id.
async fn send(reporter: &Reporter, url: &str) -> String {
    let sent = report(url, "x");
    reporter.send(&sent).await;
    sent.id().to_string()
}

fn former_file(config: &Path) -> PathBuf {
    config.with_file_name("keys").join("desk.former")
}

#[tokio::test]
async fn a_key_is_changed_while_reports_arrive_and_a_reseal_may_be_killed() {
    is_changed(earlier::folder_today()).await;
}

#[tokio::test]
async fn a_key_is_changed_in_postgresql_as_well() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let (folder, url) = (earlier::folder_today(), cluster.database());
    let config = folder.config();
    Process::succeeds(&["store", "upgrade", "--config", config.to_str().unwrap()]).await;
    let file = format!("sqlite:{}", folder.database().display());
    Process::succeeds(&["store", "move", "--from", &file, "--to", &url]).await;
    folder.edit_config("sqlite:reports.db", &url);
    is_changed(folder).await;
}

async fn is_changed(folder: Folder) {
    let config = folder.config();
    let (former, _) = desk_settings(&config);
    let receiver = Process::start_quietly(folder).await;
    let mut sent = BTreeSet::from([send(&receiver.reporter, "https://bad.example/before").await]);
    refused("reseal", &config).await;
    refused("retire", &config).await;
    done("new", &config).await;
    // The desk that runs has the former key alone, and goes on until it is restarted.
    sent.insert(send(&receiver.reporter, "https://bad.example/begun").await);
    let again = done("new", &config).await;
    assert!(again.contains("was there already"), "{again}");
    receiver.terminate();
    let receiver = Process::start_quietly(receiver.ended().await.0).await;
    sent.insert(send(&receiver.reporter, "https://bad.example/between").await);
    let needed = refused("retire", &config).await;
    assert!(needed.contains("epoch keys: "), "{needed}");
    assert!(check(&config).await.contains("former key is not retired"));

    for lines in [1, 2, 3] {
        kill_reseal_after(lines, &config).await;
        log_holds(&config).await;
        let url = format!("https://bad.example/killed/{lines}");
        sent.insert(send(&receiver.reporter, &url).await);
    }
    done("reseal", &config).await;
    log_holds(&config).await;
    done("retire", &config).await;
    assert!(!former_file(&config).exists());
    sent.insert(send(&receiver.reporter, "https://bad.example/after").await);
    receiver.terminate();
    let (folder, _) = receiver.ended().await;
    log_holds(&config).await;
    assert!(!check(&config).await.contains("former key"));
    only_the_new_key_opens(&config, &former).await;

    let receiver = Process::start_quietly(folder).await;
    let claimed = receiver.desk.claim(100, 60).await;
    let ids = claimed.iter().map(|claim| claim["id"].as_str().unwrap());
    let ids: BTreeSet<_> = ids.map(str::to_owned).collect();
    assert!(ids.is_superset(&sent), "{ids:?} of {sent:?}");
    let config = config.to_str().unwrap();
    let listed = Process::run(&["staff", "list", "--config", config]).await;
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("anna analyst active"), "{listed}");
}

#[tokio::test]
async fn an_intake_with_the_former_key_loses_nothing_and_gives_no_receipt_once_that_is_retired() {
    let folder = Folder::init_apart(TestClock::BEGIN);
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let config = |half: &str| folder.path().join(half).join("receiver.toml");
    let (of_intake, of_desk) = (config("intake"), config("desk"));
    let intake = Running::start(&of_intake, clock.clone()).await;
    let desk = Running::start(&of_desk, clock.clone()).await;
    let at = |url: &Option<String>| {
        let url = url.as_ref().unwrap();
        Reporter::new(url, clock.clone(), folder.trust())
    };
    let at_desk = |url: &Option<String>| Desk::new(url.as_ref().unwrap(), &folder, clock.clone());
    let reporter = at(&intake.intake);
    send(&reporter, "https://bad.example/").await;
    let taken = at_desk(&desk.desk).take().await;
    desk.stop().await;
    let (former, _) = desk_settings(&of_desk);
    done("new", &of_desk).await;

    let desk = Running::start(&of_desk, clock.clone()).await;
    let mut sent = BTreeSet::from([send(&reporter, "https://bad.example/").await]);
    done("reseal", &of_desk).await;
    clock.advance_seconds(600);
    sent.insert(send(&reporter, "https://other.example/").await);
    let needed = refused("retire", &of_desk).await;
    assert!(needed.contains("an intake still has"), "{needed}");
    done("reseal", &of_desk).await;
    done("retire", &of_desk).await;

    // A new epoch key of this intake is sealed to a key that nobody has.
    clock.advance_seconds(600);
    let (message, receipt) = reporter.seal(&report("https://third.example/", "x")).await;
    let refused = reporter.post(message.clone()).await;
    assert_eq!(refused.status, 503, "{}", refused.body);
    intake.stop().await;
    let wrong = Process::run(&["serve", "--config", of_intake.to_str().unwrap()]).await;
    let error = String::from_utf8(wrong.stderr).unwrap();
    assert!(error.contains("intake.desk_public_key is"), "{error}");
    let [from, to] = ["desk", "intake"].map(|half| config(half).with_file_name("keys/desk.pub"));
    fs::copy(from, to).unwrap();
    let intake = Running::start(&of_intake, clock.clone()).await;
    let again = at(&intake.intake).post(message).await;
    assert_eq!(again.receipt(), receipt);

    only_the_new_key_opens(&of_desk, &former).await;
    let desk_now = at_desk(&desk.desk);
    // The address is known from before the change.
    let repeat = desk_now.take().await;
    let shown = desk_now.get(&repeat).await;
    let known = shown["known"].as_array().unwrap();
    assert_eq!(
        format!("/v1/cases/{}", known[0]["case"].as_str().unwrap()),
        taken
    );
    let claimed = desk_now.claim(10, 60).await;
    assert_eq!(claimed.len(), 2);
    let ids = claimed.iter().map(|claim| claim["id"].as_str().unwrap());
    let ids: BTreeSet<_> = ids.map(str::to_owned).collect();
    sent.retain(|id| !repeat.ends_with(id));
    assert!(ids.is_superset(&sent), "{ids:?} of {sent:?}");
}

#[tokio::test]
async fn a_backup_is_restored_with_the_keys_of_its_time() {
    let folder = Folder::today();
    let config = folder.config();
    let receiver = Process::start_quietly(folder).await;
    let sent = send(&receiver.reporter, "https://bad.example/").await;
    receiver.desk.take().await;
    done("new", &config).await;
    receiver.kill();
    let (folder, _) = receiver.ended().await;
    let backups = tempfile::tempdir().unwrap();
    let place = |name: &str| backups.path().join(name).to_str().unwrap().to_owned();
    let config = config.to_str().unwrap();
    let made = Process::run(&["backup", "make", &place("all"), "--config", config]).await;
    let backup = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    for entry in fs::read_dir(Path::new(&backup).join("files/keys")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!["desk.key", "desk.former"].contains(&&name[..]), "{name}");
    }
    fs::create_dir(place("safe")).unwrap();
    let keep = |name: &str| {
        let from = folder.path().join("keys").join(name);
        fs::copy(from, place("safe") + "/" + name).unwrap();
    };
    let key = place("safe/desk.key");
    let restore = async |to: &str| {
        let to = place(to);
        let arguments = ["backup", "restore", &backup, &to, "--desk-key", &key];
        let output = Process::run(&arguments).await;
        let error = String::from_utf8(output.stderr).unwrap();
        (output.status.success(), error)
    };
    keep("desk.key");
    let (restored, error) = restore("without").await;
    assert!(!restored && error.contains("desk.former"), "{error}");
    keep("desk.former");
    let (restored, error) = restore("with").await;
    assert!(restored, "{error}");
    let restored = PathBuf::from(place("with/receiver.toml"));
    log_holds(&restored).await;
    let (desk, url) = desk_settings(&restored);
    let store = store::open(&url).await.unwrap();
    let vault = desk.vault(&*store).await.unwrap();
    assert_eq!(opened(&*store, &vault, &desk.opener()).await.1, 0);
    let case = store.case(sent.parse().unwrap()).await.unwrap();
    assert!(case.is_some());
}

#[tokio::test]
async fn what_waited_at_an_upgrade_is_taken_after_a_change_of_the_key() {
    let folder = earlier::folder();
    let config = folder.config();
    let upgrade = ["store", "upgrade", "--config", config.to_str().unwrap()];
    assert!(Process::run(&upgrade).await.status.success());
    for step in ["new", "reseal", "retire"] {
        done(step, &config).await;
    }
    let desk = InProcess::in_folder(folder).await;
    let depth = async || desk.store.depth(TestClock::BEGIN).await.unwrap();
    let before = depth().await;
    assert!(before.waiting > 0);
    desk.tick().await;
    assert_eq!(depth().await, before, "nothing is refused");
    for _ in 0..before.waiting {
        let (_, taken) = desk.post("/v1/cases", serde_json::json!({})).await;
        assert!(taken["case"].is_string(), "{taken}");
    }
}

#[tokio::test]
async fn a_key_goes_onto_paper_and_comes_back() {
    let folder = Folder::today();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (key, shares, found) = (path("keys/desk.key"), path("shares"), path("found"));
    Process::succeeds(&["keys", "desk", "split", "--out", &shares, &key]).await;
    let papers = [1, 2, 3, 4, 5].map(|number| format!("{shares}/share-{number}.txt"));
    let look = [
        &["keys", "desk", "look"][..],
        &papers.each_ref().map(|it| &it[..]),
    ]
    .concat();
    let looked = Process::succeeds(&look).await;
    assert_eq!(
        looked
            .matches(": whole; 3 such shares make the key")
            .count(),
        5,
        "{looked}"
    );
    let drawn = std::fs::read_to_string(format!("{shares}/share-1.svg")).unwrap();
    assert!(drawn.starts_with("<svg"), "{drawn}");

    let join = ["keys", "desk", "join", "--out", &found];
    let too_few = Process::run(&[&join[..], &[&papers[0], &papers[3]]].concat()).await;
    let error = String::from_utf8(too_few.stderr).unwrap();
    assert!(
        error.contains("3 different shares are needed, and these are 2"),
        "{error}"
    );
    Process::succeeds(&[&join[..], &[&papers[4], &papers[1], &papers[3]]].concat()).await;
    for name in ["desk.key", "desk.pub"] {
        let read = |folder: &str| std::fs::read(format!("{folder}/{name}")).unwrap();
        assert_eq!(read(&found), read(&path("keys")), "{name}");
    }
}
