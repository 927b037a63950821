//! The book for operators: every command in it is run by a test as it stands there, those of chapters without a scenario
//! of their own here.

mod postgres;

use std::fs;
use std::path::{Path, PathBuf};

use receiver::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use shared::report::{Report, UntrustedReport};
use tests::book::{blocks, commands, run, snippets};
use tests::{Folder, report};

use crate::runbooks::Receiver;

/// The text of every file below a folder.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path: PathBuf| match path.is_dir() {
            true => sources(&path),
            false => vec![fs::read_to_string(path).unwrap()],
        })
        .collect()
}

#[test]
fn every_command_is_run_by_a_test() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let sources = sources(&scenarios);
    let blocks = blocks();
    let commands: Vec<_> = blocks
        .iter()
        .filter(|block| block.language == "sh")
        .collect();
    assert!(commands.len() > 30, "{}", commands.len());
    for block in commands {
        let heading = &block.heading;
        let ways = ["commands", "follow"].map(|way| format!("{way}(\"{heading}\")"));
        let is_run = |source: &String| ways.iter().any(|way| source.contains(way));
        assert!(
            sources.iter().any(is_run),
            "no test runs the commands under {heading:?}"
        );
    }
}

#[test]
fn every_block_of_commands_says_that_it_is_one() {
    for block in blocks() {
        let first = block.text.split_whitespace().next().unwrap_or_default();
        let is_command = ["receiver", "sudo", "apt", "systemctl"].contains(&first);
        assert!(!is_command || block.language == "sh", "{}", block.text);
    }
}

#[tokio::test]
async fn the_first_commands_of_all() {
    let [commands] = commands("Running the receiver");
    let (prepare, serve) = commands.rsplit_once('\n').unwrap();
    let folder = Folder::to_be();
    run(&folder, &prepare.replace("NAME", "anna")).await;
    assert_eq!(serve, "receiver serve --config hotline/receiver.toml");
    folder.listen_on_free_ports();
    Receiver::in_folder(folder).await.works().await;
}

#[tokio::test]
async fn a_desk_to_learn_on() {
    let [commands] = commands("To learn on");
    let lines: Vec<_> = commands.lines().collect();
    let [init, serve, logins] = lines[..] else {
        panic!("{commands}");
    };
    let folder = Folder::to_be();
    run(&folder, &format!("{init}\nln -s practice hotline")).await;
    assert_eq!(serve, "receiver serve --config practice/receiver.toml");
    folder.listen_on_free_ports();
    let receiver = Receiver::in_folder(folder).await;
    run(&receiver.process().folder, logins).await;
    assert!(!receiver.process().desk.claim(1, 60).await.is_empty());
}

#[tokio::test]
async fn people_and_the_log() {
    let receiver = Receiver::start().await;
    let [commands] = commands("Who works at the desk");
    run(&receiver.process().folder, &commands).await;
}

#[tokio::test]
async fn retention_by_hand() {
    let receiver = Receiver::start().await;
    let [commands] = commands("Retention");
    run(&receiver.process().folder, &commands).await;
}

#[tokio::test]
async fn the_clock() {
    let receiver = Receiver::start().await;
    let [commands] = commands("Whose store it is, and which time");
    run(&receiver.process().folder, &commands).await;
}

#[tokio::test]
async fn a_webhook_and_its_dead_deliveries() {
    let folder = Folder::today();
    folder.append_config(&snippets("Webhooks", "toml")[0]);
    let secret = "(printf whsec_; openssl rand -base64 32) > keys/crm.secret";
    assert!(snippets("Webhooks", "toml")[0].contains(secret));
    run(&folder, &format!("cd hotline; {secret}")).await;
    let receiver = Receiver::in_folder(folder).await;
    let [commands] = commands("Webhooks");
    run(&receiver.process().folder, &commands).await;
}

#[tokio::test]
async fn a_report_that_nobody_finishes() {
    let folder = Folder::today();
    folder.edit_config("max_attempts = 5", "max_attempts = 1");
    let receiver = Receiver::in_folder(folder).await;
    let sent = report("https://bad.example/", "x");
    let process = receiver.process();
    process.reporter.send(&sent).await;
    let claim = process.desk.claim(1, 60).await.remove(0);
    assert_eq!(process.desk.act(&claim, "release").await, 204);
    assert_eq!(process.desk.claim(1, 60).await, Vec::<Value>::new());
    let [commands] = commands("Reports that nobody finishes");
    let commands = commands.replace("ID", &sent.id().to_string());
    run(&process.folder, &commands).await;
    assert_eq!(process.desk.claim(1, 60).await.len(), 1);
}

#[tokio::test]
async fn a_system_of_ones_own() {
    let receiver = Receiver::start().await;
    let process = receiver.process();
    let folder = &process.folder;
    let [export, work] = commands("For other systems");
    let run_as_system = async |commands: &str| {
        let commands = commands.replace("...", &folder.token());
        let desk = format!("export RECEIVER_DESK={}\n", process.desk.url);
        run(folder, &[&desk, &commands[..]].concat()).await;
    };
    process
        .reporter
        .send(&report("https://bad.example/export", "x"))
        .await;
    run_as_system(&export).await;
    let above = folder.path().parent().unwrap().to_owned();
    let exported = fs::read_to_string(above.join("reports.jsonl")).unwrap();
    assert!(exported.contains("https://bad.example/export"));

    process.reporter.send(&with_three_locations()).await;
    let case = process.desk.take().await;
    let number = process.desk.get(&case).await["number"].to_string();
    let finding = |item: u32| {
        json!({
            "item": item, "classification": "baseline", "gender": "undetermined",
            "age_group": "infant", "commerciality": "not_determined", "site_type": "forum",
        })
    };
    let findings = json!({ "findings": [finding(1), finding(3)] });
    fs::write(above.join("findings.json"), findings.to_string()).unwrap();
    run_as_system(&work.replace("1042", &number)).await;
    let case = process.desk.get(&case).await;
    let state = |item: usize, part: &str| case["items"][item][part].clone();
    assert_eq!(state(0, "state"), "illegal");
    assert_eq!(state(1, "end"), "not_found");
    assert_eq!(state(2, "state"), "illegal");
}

/// A report of three addresses.
fn with_three_locations() -> Report {
    let mut sent: Value =
        serde_json::from_slice(&report("https://bad.example/1", "x").to_json()).unwrap();
    let locations = (1..=3).map(|number| format!("https://bad.example/{number}"));
    let locations = locations.map(|url| json!({ "type": "web", "url": url }));
    sent["locations"] = locations.collect();
    let sent = serde_json::from_value::<UntrustedReport>(sent).unwrap();
    Report::try_from(sent).unwrap()
}

#[tokio::test]
async fn a_root_on_a_machine_of_its_own() {
    let receiver = Receiver::start().await;
    let folder = receiver.stopped().await;
    let [ceremony, certify] = commands("Keys");
    run(&folder, "cp hotline/keys/signer.pub .").await;
    let before = folder.trust().root;
    for commands in [
        &ceremony[..],
        &certify,
        "cp signer.cert hotline/keys/signer.cert",
    ] {
        run(&folder, commands).await;
    }
    let root = fs::read_to_string(folder.path().join("keys/root.pub")).unwrap();
    assert_ne!(root.trim(), before.to_string());
    Receiver::in_folder(folder).await.works().await;
}

#[tokio::test]
async fn another_key_for_the_desk() {
    let receiver = Receiver::start().await;
    let receiver = receiver.follow("Another key for the desk").await;
    let folder = &receiver.process().folder;
    assert!(!folder.path().join("keys/desk.former").exists());
    receiver.works().await;
}

#[tokio::test]
async fn a_desk_key_on_paper() {
    let folder = Folder::today();
    let [split, join] = commands("The desk's key on paper");
    run(&folder, &split).await;
    run(&folder, &format!("cp shares/*.txt .\n{join}")).await;
    let [found, key] = ["../found/desk.key", "keys/desk.key"]
        .map(|name| fs::read_to_string(folder.path().join(name)).unwrap());
    assert_eq!(found, key);
}

#[tokio::test]
async fn a_backup_and_back() {
    let receiver = Receiver::start().await;
    let kept = report("https://bad.example/kept", "x");
    receiver.process().reporter.send(&kept).await;
    let [make, restore] = commands("Backups");
    let (make, verify) = make.split_once('\n').unwrap();
    let folder = &receiver.process().folder;
    run(
        folder,
        &format!(
            "mkdir /safe; cp hotline/keys/desk.key /safe
             {make}
             mv /mnt/backups/* /mnt/backups/2027-01-15T03-00-00Z
             {verify}"
        ),
    )
    .await;
    let folder = receiver.stopped().await;
    run(
        &folder,
        &format!("mv hotline lost\n{restore}\ncp -p lost/desk-token hotline"),
    )
    .await;
    let receiver = Receiver::in_folder(folder).await;
    let claimed = receiver.process().desk.claim(10, 60).await;
    assert_eq!(claimed[0]["id"], kept.id().to_string());
}

#[tokio::test]
async fn a_signer_for_other_hotlines() {
    let folder = Folder::today();
    folder.join_exchange(SystemClock.now());
    let [commands] = commands("Other hotlines");
    run(&folder, &format!("rm -r hotline/keys/exchange\n{commands}")).await;
    let receiver = Receiver::in_folder(folder).await;
    let show = "receiver exchange show --config hotline/receiver.toml";
    run(&receiver.process().folder, show).await;
}
