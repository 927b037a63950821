//! Two hotlines of one network, for the demo: their folders, the association's, and the servers of its files.

use std::fs;
use std::path::Path;

use super::{INTAKE, Receiver, Running};
use crate::Failure;
use crate::host_page::{self, Site};
use crate::run::{root, step};

/// The address of the page on which reporters choose a country.
const PAGE: &str = "127.0.0.1:7720";

/// The address of the directory.
const DIRECTORY: &str = "127.0.0.1:7721";

/// A hotline of the network.
struct Hotline {
    id: &'static str,
    name: &'static str,
    country: &'static str,
    language: &'static str,
    intake: &'static str,
    desk: &'static str,
    /// The desk's host in addresses. Browsers share cookies between all ports of a host, so each desk has its own.
    host: &'static str,
}

const HOTLINES: [Hotline; 2] = [
    Hotline {
        id: "practice-se",
        name: "Practice hotline of Sweden",
        country: "SE",
        language: "sv",
        intake: INTAKE,
        desk: "127.0.0.1:7702",
        host: "127.0.0.1",
    },
    Hotline {
        id: "practice-nl",
        name: "Practice hotline of the Netherlands",
        country: "NL",
        language: "nl",
        intake: "127.0.0.1:7711",
        desk: "127.0.0.1:7712",
        host: "localhost",
    },
];

/// What reporters are told about Brazil.
const TOLD: &str = "No hotline of this network looks after Brazil. Turn to the police there.";

const STEPS: &str = "
1. Press the button on the partner's page, choose Sweden, and send a report of https://bad.example/album. Each time that you walk
   through this, take another address: one that was reported before is \"Known before\" at the desk.
2. At Sweden's desk, as anna: press \"Take this one\" at that report in the queue. Record a finding: baseline, with a gender,
   an age group, a commerciality and a site type, and the host's address 193.0.6.139, which is in the Netherlands. Press \"Assess
   as illegal\", and under \"Other hotline, sealed\" hand the item to practice-nl. Reload the page: it arrived there, and the
   program of their desk has opened it.
3. At the desk of the Netherlands, as anna: open \"From other hotlines\", its open cases, and the case. Record a finding of
   their own, as in Sweden, press \"Assess as illegal\", and then \"Removed by the host\".
4. Back at Sweden's desk, the case says that it was removed there, and stands under \"Due\" until somebody presses \"Record the
   same here\".
5. At Sweden's desk, as adam, at \"Other hotlines\": pause or distrust practice-nl. A minute later, as anna, look at the case again,
   and at what can be handed off in another one.
Brazil has no hotline: the page has the association's answer for it.
Desks know each other's keys within a minute. Enter prints new codes, Ctrl-C ends the demo. All stays in demo-data-network/;
remove that to start afresh, at the latest after a month.
";

/// Makes the network if there is none yet, publishes its files, and starts everything.
pub(super) fn start(receiver: &Receiver) -> Result<Vec<Running>, Failure> {
    let folder = root().join("demo-data-network");
    if !folder.exists() {
        step(
            "two hotlines with invented reports, and their association",
            || make(receiver, &folder),
        )?;
    }
    publish(receiver, &folder)?;
    host_page::serve(Site::partner(PAGE))?;
    host_page::serve(Site::files(PAGE, folder.join("page")))?;
    host_page::serve(Site::files(DIRECTORY, folder.join("public")))?;
    let start = |hotline: &Hotline| {
        let mut running = receiver.serve(&folder.join(hotline.id))?;
        running.desk = running.desk.replace("127.0.0.1", hotline.host);
        Ok(running)
    };
    let running = HOTLINES
        .iter()
        .map(start)
        .collect::<Result<Vec<_>, Failure>>()?;
    println!("\nA partner's page     {}/", host_page::ORIGIN);
    println!("The network's page   http://{PAGE}/");
    for (hotline, running) in HOTLINES.iter().zip(&running) {
        println!(
            "The desk of {}       {}/   {}",
            hotline.country, running.desk, hotline.name
        );
    }
    println!("{STEPS}");
    Ok(running)
}

/// Makes the network beside its place, and moves it there when it is whole.
fn make(receiver: &Receiver, folder: &Path) -> Result<(), Failure> {
    let fresh = folder.with_extension("new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir(&fresh)?;
    let run = |words: &str, more: &[&str]| receiver.run(&fresh, words, more);
    run("association init network", &["--name", "Practice Network"])?;
    for hotline in &HOTLINES {
        join(receiver, &fresh, hotline)?;
    }
    run(
        "association tell BR --language en --folder network",
        &[TOLD],
    )?;
    for officer in [1, 2] {
        let sign =
            format!("association sign --key network/officers/{officer}.key --folder network");
        run(&sign, &[])?;
    }
    Ok(fs::rename(fresh, folder)?)
}

/// Makes a hotline that is full of invented reports, and lets it join the network.
fn join(receiver: &Receiver, folder: &Path, hotline: &Hotline) -> Result<(), Failure> {
    let Hotline {
        id,
        country,
        language,
        intake,
        ..
    } = hotline;
    let run = |words: &str, more: &[&str]| receiver.run(folder, words, more);
    run(&format!("init {id} --practice --hotline {id}"), &[])?;
    configure(&folder.join(id), hotline)?;
    run(&format!("keys signer {id}/keys/exchange"), &[])?;
    let certify = format!(
        "keys certify --exchange --root {id}/root/root.key --signer {id}/keys/exchange/signer.pub --hotline {id} \
         --out {id}/keys/exchange/signer.cert"
    );
    run(&certify, &[])?;
    let association = folder.join(id).join("keys/exchange/association.json");
    fs::copy(folder.join("network/metadata/1.root.json"), association)?;
    let application = format!(
        "exchange join --root {id}/root/root.key --hotline {id} --countries {country} --categories csam \
         --languages {language},en --exchange http://{intake} --form http://{intake}/p/network --out {id}.json"
    );
    run(&application, &["--name", hotline.name])?;
    let root = fs::read_to_string(folder.join(id).join("root/root.pub"))?;
    let add = format!(
        "association add {id}.json --root {} --folder network",
        root.trim()
    );
    run(&add, &[])
}

/// Gives a hotline its name, its ports and the network.
fn configure(folder: &Path, hotline: &Hotline) -> Result<(), Failure> {
    let path = folder.join("receiver.toml");
    let mut config = fs::read_to_string(&path)?;
    for (from, to) in [
        (
            "Practice hotline: everything here is invented",
            hotline.name,
        ),
        ("127.0.0.1:7701", hotline.intake),
        ("127.0.0.1:7702", hotline.desk),
        (
            "# network_url = \"https://network.example/\"",
            &format!("network_url = \"http://{PAGE}/\""),
        ),
        ("# [desk.exchange]\n", "[desk.exchange]\n"),
        (
            "# signer_key = \"keys/exchange",
            "signer_key = \"keys/exchange",
        ),
        (
            "# signer_certificate = \"keys/exchange",
            "signer_certificate = \"keys/exchange",
        ),
        (
            "# directory = \"https://network.example/directory\"",
            &format!("directory = \"http://{DIRECTORY}\""),
        ),
        ("# directory_root = ", "directory_root = "),
        // Nobody has to agree to the other hotline first.
        ("# admit_new = false", "admit_new = true"),
    ] {
        if !config.contains(from) {
            return Err(format!("a new config has no {from}").into());
        }
        config = config.replace(from, to);
    }
    Ok(fs::write(path, config)?)
}

/// Writes the directory, which is valid for a week, and the page for reporters.
fn publish(receiver: &Receiver, folder: &Path) -> Result<(), Failure> {
    let publish =
        "association publish public --key network/publisher/publisher.key --folder network";
    receiver.run(folder, publish, &[])?;
    receiver.run(folder, "association page page --folder network", &[])
}
