//! Two hotlines on machines of their own exchange a referral as a file, with nothing but the receiver's own
//! commands and pages.

mod directories;
mod door;
mod flood;
mod kills;
mod retries;
mod second;
mod versions;

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use model::rights::Role;
use serde_json::Value;
use tests::{CasePage, Folder, Member, Process, finding, report, until};

/// A receiver's folder, and the port on which its intake will listen.
struct Hotline {
    folder: Folder,
    url: String,
}

/// Runs a command of the receiver on paths in this folder.
async fn run(folder: &Path, command: &str) -> String {
    let path = |word: &str| match word.strip_prefix('@') {
        Some(file) => folder.join(file).to_str().unwrap().to_owned(),
        None => word.to_owned(),
    };
    let words: Vec<String> = command.split_whitespace().map(path).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Process::succeeds(&words).await
}

/// A hotline of this id whose desk has a signer that the root has certified.
async fn hotline(id: &str) -> Hotline {
    let folder = Folder::today();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    folder.set_intake_listen(&address);
    folder.edit_config("id = \"example\"", &format!("id = \"{id}\""));
    let path = folder.path();
    fs::remove_file(path.join("keys/signer.cert")).unwrap();
    run(&path, "keys signer @keys/exchange").await;
    let certify = "keys certify --root @root/root.key --hotline";
    for (signer, exchange) in [("keys", ""), ("keys/exchange", "--exchange")] {
        let files = format!("--signer @{signer}/signer.pub --out @{signer}/signer.cert");
        run(&path, &format!("{certify} {id} {files} {exchange}")).await;
    }
    folder.edit_config("# [desk.exchange]", "[desk.exchange]");
    folder.edit_config(
        "# signer_key = \"keys/exchange",
        "signer_key = \"keys/exchange",
    );
    folder.edit_config(
        "# signer_certificate = \"keys/exchange",
        "signer_certificate = \"keys/exchange",
    );
    Hotline {
        folder,
        url: format!("http://{address}"),
    }
}

/// Names a hotline in the config of another, as its operator would after a telephone call.
fn introduce(other: &Hotline, to: &Hotline, name: &str, id: &str) {
    let root = fs::read_to_string(other.folder.path().join("keys/root.pub")).unwrap();
    to.folder.append_config(&format!(
        "[desk.exchange.hotlines.{name}]\nid = \"{id}\"\nroot = \"{}\"\nurl = \"{}\"",
        root.trim(),
        other.url
    ));
}

/// Waits until a hotline has published its key.
async fn published(url: &str) {
    until("the hotline has a key", async || {
        let answer = reqwest::get(format!("{url}/v1/exchange-key")).await.ok()?;
        (answer.status() == 200).then_some(())
    })
    .await;
}

async fn has_key(member: &Member) {
    until("the desk has the other hotline's key", async || {
        let page = member.page("/referrals").await;
        page.contains("We have its key, until").then_some(())
    })
    .await;
}

/// A case of a new report, assessed as illegal; referred to a hotline as a file. Returns the file.
async fn referred(process: &Process, anna: &Member, to: &str) -> String {
    let sent = report("https://bad.example/reported-here", "sentinel words");
    process.reporter.send(&sent).await;
    let case = CasePage::take(anna, &sent).await;
    let found = [finding(1, "baseline")];
    let illegal = [("step", "illegal"), ("items", "1")];
    assert_eq!(case.work(&found, &illegal).await, 303);
    assert_eq!(case.hand_off_as_file("hotline", &[1], to).await, 303);
    case.last_file().await.body
}

/// Two hotlines that know each other, each with its exchange key.
async fn exchanging() -> [(Process, Member); 2] {
    let (norway, netherlands) = (hotline("norway").await, hotline("netherlands").await);
    introduce(&netherlands, &norway, "nl", "netherlands");
    introduce(&norway, &netherlands, "no", "norway");
    // A desk asks for the other's key as it starts: the first one starts again, once the other has a key.
    let there = Process::start_quietly(netherlands.folder).await;
    published(&netherlands.url).await;
    let here = Process::start(norway.folder).await;
    published(&norway.url).await;
    there.terminate();
    let there = Process::start(there.ended().await.0).await;
    let anna = here.desk.member("anna", Role::Analyst).await;
    let bram = there.desk.member("bram", Role::Analyst).await;
    tokio::join!(has_key(&anna), has_key(&bram));
    [(here, anna), (there, bram)]
}

/// Waits until the page of a case has these words.
async fn says(case: &CasePage<'_>, words: &str) -> String {
    until(words, async || {
        let page = case.read().await;
        page.contains(words).then_some(page)
    })
    .await
}

/// Takes a new report of this address, records this finding about its item, and refers that to a hotline.
async fn refer_new<'a>(
    (process, by): (&Process, &'a Member),
    url: &str,
    found: Vec<(String, String)>,
    to: &str,
) -> CasePage<'a> {
    let sent = report(url, "sentinel words");
    process.reporter.send(&sent).await;
    let case = CasePage::take(by, &sent).await;
    let illegal = [("step", "illegal"), ("items", "1")];
    assert_eq!(case.work(&[found], &illegal).await, 303);
    assert_eq!(case.hand_off("hotline", &[1], to).await, 303);
    case
}

#[tokio::test]
async fn a_referral_arrives_by_itself_and_both_sides_know() {
    let [(here, anna), (there, bram)] = exchanging().await;
    let (url, found) = ("https://bad.example/delivered", finding(1, "baseline"));
    let case = refer_new((&here, &anna), url, found, "nl").await;
    let page = says(&case, "their desk has opened it").await;
    let says = "Their signed receipt: netherlands has parcel ";
    assert!(page.contains(says), "{page}");
    let (_, receipt) = page.split_once("/receipt\"").unwrap();
    assert!(receipt.contains("The receipt as a file"), "{page}");

    // It is nobody's case there, until somebody takes it.
    let lane = bram.page("/cases?origin=other").await;
    assert!(lane.contains("bad[.]example"), "{lane}");
    for (process, secret) in [(here, "bad.example"), (there, "bad.example")] {
        process.terminate();
        let (_, output) = process.ended().await;
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{log}");
        assert!(!log.contains(secret), "{log}");
        assert!(!log.contains("ERROR"), "{log}");
    }
}

#[tokio::test]
async fn one_hotline_refers_and_the_other_reads_it_on_paper_and_at_the_desk() {
    let [(here, anna), (there, bram)] = exchanging().await;
    let file = referred(&here, &anna, "nl").await;
    for secret in ["bad.example", "sentinel"] {
        assert!(!file.contains(secret), "{secret} is in {file}");
    }

    let path = there.folder.path();
    fs::write(path.join("referral.json"), &file).unwrap();
    let opened = run(
        &path,
        "referral open @referral.json --config @receiver.toml",
    )
    .await;
    let opened: Value = serde_json::from_str(&opened).unwrap();
    assert_eq!(opened["from"], "norway");
    let item = &opened["referral"]["items"][0];
    assert_eq!(item["location"]["url"], "https://bad.example/reported-here");
    assert!(!opened.to_string().contains("sentinel"), "{opened}");
    let log = run(&path, "audit export --config @receiver.toml").await;
    assert!(log.contains("\"what\":\"read\",\"case\":null"), "{log}");
    let shown = run(&path, "exchange show --config @receiver.toml").await;
    assert!(shown.contains("signer  certified until"), "{shown}");
    assert!(shown.contains("no  norway, key "), "{shown}");

    let brought_in = bram.form("/referrals", &[("file", &file)]).await;
    assert_eq!(brought_in.status, 303, "{brought_in:?}");
    let page = bram.page(brought_in.location().unwrap()).await;
    assert!(page.contains("Example Hotline (norway)"), "{page}");
    assert!(page.contains("bad[.]example"), "{page}");
    // The hotline that sent it cannot open it.
    let refused = anna.form("/referrals", &[("file", &file)]).await;
    assert_eq!(refused.status, 422, "{refused:?}");

    let replaced = run(&path, "exchange replace --config @receiver.toml").await;
    assert!(
        replaced.contains("those before it are destroyed"),
        "{replaced}"
    );
    let shown = run(&path, "exchange show --config @receiver.toml").await;
    assert_eq!(shown.matches("\nkey ").count(), 1, "{shown}");
    let [file, config] = ["referral.json", "receiver.toml"].map(|name| path.join(name));
    let [file, config] = [&file, &config].map(|path| path.to_str().unwrap());
    let refused = Process::refuses(&["referral", "open", file, "--config", config]).await;
    assert!(refused.contains("is destroyed"), "{refused}");

    for (process, secret) in [(here, "bad.example"), (there, "bad.example")] {
        process.terminate();
        let (_, output) = process.ended().await;
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{log}");
        assert!(!log.contains(secret), "{log}");
    }
}
