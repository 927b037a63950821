//! Two machines as `receiver init --apart` and the book set them up.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use receiver::clock::SystemClock;
use tests::book::{commands, run};
use tests::{Folder, HalfProcess, Process, Reporter, free_port, report, until};

use super::operators::checked;

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{} has no {from:?}", file.display());
    fs::write(file, text.replace(from, to)).unwrap();
}

/// The commands in what `receiver init --apart` prints under one of its last headings.
fn commands_under(printed: &str, heading: &str) -> Vec<String> {
    let (_, text) = printed.split_once(heading).unwrap();
    let lines = text.lines().skip(1).map(str::trim);
    let commands = lines.map_while(|line| line.strip_prefix("receiver "));
    let commands = commands.map(|command| command.split("    ").next().unwrap());
    commands
        .map(|command| command.replace("NAME", "anna"))
        .collect()
}

#[tokio::test]
async fn what_init_apart_prints_leads_from_two_folders_to_a_report_at_the_desk() {
    let made = tempfile::tempdir().unwrap();
    let dir = made.path().join("hotline");
    let [public, office] = [free_port(), free_port()];
    let origin = format!("http://127.0.0.1:{public}");
    let init = ["init", dir.to_str().unwrap(), "--apart", "--url", &origin];
    let printed = Process::succeeds(&init).await;
    let root = fs::read_to_string(dir.join("root/root.pub")).unwrap();
    // Each folder goes to a machine of its own, and the root to none.
    let [machine, office_machine] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let shown = dir.display();
    let bring = format!("bring {shown}/intake to the public machine, and {shown}/desk to the one");
    assert!(printed.contains(&bring), "{printed}");
    for (half, to) in [("intake", &machine), ("desk", &office_machine)] {
        fs::rename(dir.join(half), to.path().join(half)).unwrap();
    }
    drop(made);
    // The only changes: the ports, because tests share one machine.
    let config = |at: &tempfile::TempDir, half: &str| at.path().join(half).join("receiver.toml");
    edit(
        &config(&machine, "intake"),
        "127.0.0.1:7701",
        &format!("127.0.0.1:{public}"),
    );
    edit(
        &config(&office_machine, "desk"),
        "127.0.0.1:7702",
        &format!("127.0.0.1:{office}"),
    );
    let mut running = Vec::new();
    for (heading, at) in [
        ("next, on the public machine:", &machine),
        ("next, in the office:", &office_machine),
    ] {
        for command in commands_under(&printed, heading) {
            let words = command
                .split_whitespace()
                .map(|word| match word.split_once('/') {
                    Some((half, "receiver.toml")) => config(at, half).display().to_string(),
                    _ => word.to_owned(),
                });
            let words: Vec<String> = words.collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let half = if words.iter().any(|word| word.contains("/intake/")) {
                "intake"
            } else {
                "desk"
            };
            match words[0] {
                "serve" => running.push(HalfProcess::start(half, Path::new(words[2])).await),
                "check" => {
                    let said = checked(Path::new(words[2]), "fetching").await;
                    assert!(said[0].starts_with("ok: ") && said.len() == 1, "{said:?}");
                }
                _ => drop(Process::succeeds(&words).await),
            }
        }
    }
    assert_eq!(running.len(), 2);
    let trust = shared::key_config::Trust {
        hotline: "example".parse().unwrap(),
        root: root.trim().parse().unwrap(),
        least_sequence: 0,
    };
    let reporter = Reporter::new(&origin, Arc::new(SystemClock), trust);
    reporter.send(&report("https://bad.example/", "x")).await;
    let database = office_machine.path().join("desk/reports.db");
    until("the report is at the desk", async || {
        let database = rusqlite::Connection::open(&database).unwrap();
        let count = database.query_row("SELECT count(*) FROM body", [], |row| row.get(0));
        let count: u64 = count.unwrap();
        (count == 1).then_some(())
    })
    .await;
    let token = fs::read_to_string(office_machine.path().join("desk/desk-token")).unwrap();
    let claim = reqwest::Client::new()
        .post(format!("http://127.0.0.1:{office}/v1/claims"))
        .bearer_auth(token.trim())
        .json(&serde_json::json!({ "max": 1, "lease_seconds": 60 }));
    let claimed = claim.send().await.unwrap().text().await.unwrap();
    assert!(claimed.contains("https://bad.example/"), "{claimed}");
}

#[tokio::test]
async fn the_book_leads_to_two_machines() {
    let [init, office, check] = commands("Two machines");
    let folder = Folder::to_be();
    run(&folder, &init).await;
    let config = |half: &str| folder.path().join(half).join("receiver.toml");
    let port = free_port();
    edit(
        &config("intake"),
        "127.0.0.1:7701",
        &format!("127.0.0.1:{port}"),
    );
    edit(&config("desk"), "127.0.0.1:7702", "127.0.0.1:0");
    for half in ["intake", "desk"] {
        let origin = format!("http://127.0.0.1:{port}");
        edit(&config(half), "https://report.hotline.example", &origin);
    }
    let intake = HalfProcess::start("intake", &config("intake")).await;
    let (prepare, serve) = office.rsplit_once('\n').unwrap();
    run(
        &folder,
        &format!("cd hotline\n{}", prepare.replace("NAME", "anna")),
    )
    .await;
    assert_eq!(serve, "receiver serve --config desk/receiver.toml");
    let desk = HalfProcess::start("desk", &config("desk")).await;
    // A new hotline has warnings, and nothing that fails.
    run(&folder, &format!("cd hotline\n{check} || [ $? = 1 ]")).await;
    desk.stop().await;
    intake.stop().await;
}
