//! Hotlines that go by the directory of a network: each shows it to others, and two that were shown different ones both
//! notice at the first referral.

use std::fs;
use std::path::Path;

use model::rights::Role;
use receiver::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use tests::book::{self, commands};
use tests::{Network, Process, SecondHotline, finding, python};
use tokio::process::Command;

use crate::check::check;

use super::{Hotline, has_key, hotline, published, refer_new, run, says};

/// Refers a new case to a hotline, whose desk opens it.
async fn refer(process: &Process, to: &str) {
    let anna = process.desk.member("anna", Role::Analyst).await;
    has_key(&anna).await;
    let mut found = finding(1, "baseline");
    // It lies in the Netherlands.
    found.push(("address-1".to_owned(), "193.0.6.139".to_owned()));
    let case = refer_new((process, &anna), "https://bad.example/referred", found, to).await;
    says(&case, "Their signed receipt").await;
}

async fn shown(process: &Process) -> String {
    let show = "exchange show --config @receiver.toml";
    run(&process.folder.path(), show).await
}

#[tokio::test]
async fn two_that_were_shown_different_directories_both_notice_at_the_first_referral() {
    let (norway, netherlands) = (hotline("norway").await, hotline("netherlands").await);
    let now = SystemClock.now();
    let network = Network::new(now).await;
    for hotline in [&norway, &netherlands] {
        network.add_folder(&hotline.folder, &["NO", "NL"], &hotline.url, now);
    }
    network.sign_and_publish(now);
    let fork = network.fork().await;
    network.tell("Write to the police.", now);
    fork.tell("Write to nobody.", now);
    network.is_named_in(&norway.folder);
    fork.is_named_in(&netherlands.folder);

    let there = Process::start_quietly(netherlands.folder).await;
    published(&netherlands.url).await;
    let here = Process::start(norway.folder).await;
    published(&norway.url).await;
    there.terminate();
    let there = Process::start(there.ended().await.0).await;
    published(&netherlands.url).await;
    refer(&here, "netherlands").await;
    for (process, other) in [(&here, "netherlands"), (&there, "norway")] {
        let found = format!("SPLIT VIEW  {other} goes by another directory of version 3");
        let shown = shown(process).await;
        assert!(shown.contains(&found), "{shown}");
    }
    let (_, findings) = check(Process::command(), &there.folder, &["--offline"]).await;
    let found = "other hotlines go by another directory of the same version: norway";
    assert!(
        findings.iter().any(|it| it["found"] == found),
        "{findings:?}"
    );
    let [_, settle] = commands("A hotline joins a network");
    let settle = settle.replace("THEIR-ID", "netherlands");
    book::run(&here.folder, &format!("cd hotline\n{settle}")).await;
    let proofs = fs::read(here.folder.path().join("proofs.json")).unwrap();
    let proofs: Value = serde_json::from_slice(&proofs).unwrap();
    assert_eq!(proofs["said"]["edition"]["sha256"], fork.edition().sha256);
    assert_eq!(proofs["ours"]["sha256"], network.edition().sha256);

    // Each intake shows what its desk goes by, and a library of others believes the officers' signatures.
    for (url, of) in [(&norway.url, &network), (&netherlands.url, &fork)] {
        let read = Command::new(python())
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/directory.py"))
            .args(["read", &format!("{url}/directory")])
            .arg(network.path("network/metadata/1.root.json"))
            .output();
        let output = read.await.unwrap();
        let directory = of.association.directory().unwrap().to_json();
        let read = String::from_utf8(output.stdout).unwrap();
        assert_eq!(read.trim(), directory.trim());
    }
}

#[tokio::test]
async fn other_software_names_its_directory_and_hears_ours() {
    let mut second = SecondHotline::start("netherlands").await;
    let Hotline { folder, url } = hotline("norway").await;
    let root = fs::read_to_string(folder.path().join("keys/root.pub")).unwrap();
    folder.append_config(&format!(
        "[desk.exchange.hotlines.nl]\nid = \"netherlands\"\nroot = \"{}\"\nurl = \"{}\"",
        second.root, second.url
    ));
    let network = Network::new(SystemClock.now()).await;
    network.is_named_in(&folder);
    second.know("norway", root.trim(), &url).await;
    let ours = serde_json::to_value(network.edition()).unwrap();
    let mut theirs = ours.clone();
    theirs["sha256"] = json!("00".repeat(32));
    second.follow(&theirs).await;
    let process = Process::start(folder).await;
    published(&url).await;
    refer(&process, "nl").await;
    assert_eq!(second.heard().await, [ours]);
    let found = "SPLIT VIEW  netherlands goes by another directory of version 1";
    let shown = shown(&process).await;
    assert!(shown.contains(found), "{shown}");
}
