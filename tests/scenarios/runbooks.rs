//! The runbooks of the book: their commands run as they stand there, and what they promise holds.

use std::fs;

use model::rights::Role;
use receiver::clock::{Clock, SystemClock};
use tests::book::{run, snippets};
use tests::{Folder, Process, report, until};

/// A line between commands at which the operator stops, starts or restarts the receiver.
const TURNS: [&str; 3] = [
    "# stop the receiver",
    "# start the receiver",
    "# restart the receiver",
];

/// The commands under a heading of the book: the last block of its section.
fn commands(heading: &str) -> String {
    snippets(heading, "sh").pop().unwrap().trim_end().to_owned()
}

/// A receiver whose operator follows a runbook.
pub(crate) enum Receiver {
    Runs(Box<Process>),
    Stands(Folder),
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        Self::in_folder(Folder::today()).await
    }

    pub(crate) async fn in_folder(folder: Folder) -> Self {
        Self::Runs(Box::new(Process::start_quietly(folder).await))
    }

    pub(crate) async fn stopped(self) -> Folder {
        match self {
            Self::Runs(process) => {
                process.terminate();
                process.ended().await.0
            }
            Self::Stands(folder) => folder,
        }
    }

    pub(crate) fn process(&self) -> &Process {
        match self {
            Self::Runs(process) => process,
            Self::Stands(_) => panic!("the receiver does not run"),
        }
    }

    /// Follows a runbook to its end.
    pub(crate) async fn follow(self, heading: &str) -> Self {
        let mut receiver = self;
        let mut part = String::new();
        for line in commands(heading).lines().chain([""]) {
            let is_turn = TURNS.contains(&line);
            if !is_turn {
                part += line;
                part += "\n";
            }
            if is_turn || line.is_empty() {
                let folder = match &receiver {
                    Self::Runs(process) => &process.folder,
                    Self::Stands(folder) => folder,
                };
                run(folder, &std::mem::take(&mut part)).await;
            }
            receiver = match line {
                "# stop the receiver" => Self::Stands(receiver.stopped().await),
                "# start the receiver" | "# restart the receiver" => {
                    let folder = receiver.stopped().await;
                    Self::in_folder(folder).await
                }
                _ => receiver,
            };
        }
        receiver
    }

    /// Sends a report that the desk then claims.
    pub(crate) async fn works(&self) {
        let sent = report("https://bad.example/after", "x");
        self.process().reporter.send(&sent).await;
        let claimed = self.process().desk.claim(10, 60).await;
        let mut ids = claimed.iter().map(|claim| claim["id"].as_str().unwrap());
        assert!(ids.any(|id| id == sent.id().to_string()));
    }
}

fn key(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path().join("keys").join(name)).unwrap()
}

/// Keeps a copy of the desk's key where the book says, and makes a backup.
async fn prepare(folder: &Folder) {
    run(
        folder,
        "mkdir /safe; cp hotline/keys/desk.key /safe/
         receiver backup make /mnt/backups --config hotline/receiver.toml
         mv /mnt/backups/* /mnt/backups/2020-01-01T00-00-00Z",
    )
    .await;
}

#[tokio::test]
async fn a_copy_of_the_desk_key_for_an_officer() {
    let receiver = Receiver::start().await;
    run(&receiver.process().folder, "mkdir /safe").await;
    let receiver = receiver
        .follow("A copy of the desk's key that may lie anywhere")
        .await;
    let folder = &receiver.process().folder;
    let (kept, key) = (
        folder.path().join("../safe/desk.key"),
        key(folder, "desk.key"),
    );
    assert_eq!(fs::read_to_string(kept).unwrap(), key);
    let encrypted = fs::read(folder.path().join("../desk.key.age")).unwrap();
    let secret = key.trim().as_bytes();
    assert!(!encrypted.windows(secret.len()).any(|part| part == secret));
}

#[tokio::test]
async fn a_lost_desk_key() {
    let receiver = Receiver::start().await;
    let lost = report("https://bad.example/lost", "x");
    receiver.process().reporter.send(&lost).await;
    let before = key(&receiver.process().folder, "desk.key");
    let receiver = receiver.follow("The desk's key is lost").await;
    assert_ne!(key(&receiver.process().folder, "desk.key"), before);
    receiver.works().await;
}

#[tokio::test]
async fn a_stolen_desk_key() {
    let receiver = Receiver::start().await;
    receiver.process().desk.member("anna", Role::Admin).await;
    prepare(&receiver.process().folder).await;
    let waits = report("https://bad.example/waits", "x");
    receiver.process().reporter.send(&waits).await;
    let receiver = receiver
        .follow("The desk's key or machine was stolen")
        .await;
    let folder = &receiver.process().folder;
    assert!(!folder.path().join("keys/desk.former").exists());
    let backups = folder.path().parent().unwrap().join("backups");
    assert_eq!(fs::read_dir(backups).unwrap().count(), 1);
    let claimed = receiver.process().desk.claim(10, 60).await;
    assert_eq!(claimed[0]["id"], waits.id().to_string());
    receiver.works().await;
}

#[tokio::test]
async fn a_stolen_intake() {
    let receiver = Receiver::start().await;
    let before = ["signer.key", "ratchet.key"];
    let of = |receiver: &Receiver| before.map(|name| key(&receiver.process().folder, name));
    let stolen = of(&receiver);
    let key_before = receiver.process().reporter.key().await.id();
    let receiver = receiver.follow("The intake's machine was stolen").await;
    let now = of(&receiver);
    assert!(stolen.iter().zip(&now).all(|(stolen, now)| stolen != now));
    assert_ne!(receiver.process().reporter.key().await.id(), key_before);
    receiver.works().await;
}

#[tokio::test]
async fn a_stolen_backup() {
    let receiver = Receiver::start().await;
    prepare(&receiver.process().folder).await;
    let before = key(&receiver.process().folder, "signer.key");
    let receiver = receiver.follow("A backup was stolen").await;
    assert_ne!(key(&receiver.process().folder, "signer.key"), before);
    receiver.works().await;
}

#[tokio::test]
async fn a_leaked_token() {
    let receiver = Receiver::start().await;
    let admin = receiver.process().desk.member("boss", Role::Admin).await;
    let lead = receiver.process().desk.lead().await;
    let token = admin.make_token(lead, "importer", "look").await;
    let knocks = async |receiver: &Receiver| {
        let shown = format!("Bearer {token}");
        let desk = &receiver.process().desk;
        let answer = desk.knock(reqwest::Method::GET, "/v1/queue", Some(&shown));
        answer.await.status
    };
    assert_eq!(knocks(&receiver).await, 200);
    let receiver = receiver.follow("A token of the API was leaked").await;
    assert_eq!(knocks(&receiver).await, 401);
    let config = receiver.process().folder.config();
    let log = Process::run(&["audit", "export", "--config", config.to_str().unwrap()]).await;
    let log = String::from_utf8(log.stdout).unwrap();
    let last = log.lines().last().unwrap();
    let revoked = "\"who\":\"operator\",\"what\":\"token_revoked\"";
    assert!(last.contains(revoked), "{last}");
}

#[tokio::test]
async fn stolen_keys_for_other_hotlines() {
    let folder = Folder::today();
    folder.join_exchange(SystemClock.now());
    let process = Process::start_quietly(folder).await;
    let keys = async |folder: &Folder| {
        let config = folder.config();
        let show = ["exchange", "show", "--config", config.to_str().unwrap()];
        let shown = Process::succeeds(&show).await;
        let keys = shown.lines().filter(|line| line.starts_with("key "));
        keys.map(str::to_owned).collect::<Vec<_>>()
    };
    let before = until("the desk has a key", async || {
        Some(keys(&process.folder).await).filter(|keys| !keys.is_empty())
    })
    .await;
    let receiver = Receiver::Runs(Box::new(process));
    let receiver = receiver.follow("Keys for other hotlines were stolen").await;
    let after = keys(&receiver.process().folder).await;
    assert_eq!(after.len(), 1, "{after:?}");
    assert_ne!(after, before);
}

#[tokio::test]
async fn a_wrong_scrub() {
    let receiver = Receiver::start().await;
    receiver.process().desk.member("anna", Role::Admin).await;
    let kept = report("https://bad.example/kept", "x");
    receiver.process().reporter.send(&kept).await;
    prepare(&receiver.process().folder).await;
    let claim = receiver.process().desk.claim(1, 60).await.remove(0);
    assert_eq!(receiver.process().desk.act(&claim, "ack").await, 204);
    let receiver = receiver.follow("Something was deleted by mistake").await;
    let claimed = receiver.process().desk.claim(10, 60).await;
    assert_eq!(claimed[0]["id"], kept.id().to_string());
}
