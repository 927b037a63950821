//! An association of hotlines signs and publishes a directory by the book's own commands, and a library of other
//! authors reads it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::book::{commands, run};
use tests::{Folder, Process, StaticFiles, python};
use tokio::process::Command;

/// A folder of a hotline beside which an association works, as the book says it.
struct Network {
    folder: Folder,
}

impl Network {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().parent().unwrap().join(name)
    }

    async fn run(&self, commands: &str) {
        let root = fs::read_to_string(self.path("hotline/root/root.pub")).unwrap();
        let public = self.path("public");
        let commands = commands
            .replace("/srv/network", public.to_str().unwrap())
            .replace("THE-ROOT-THEY-READ-OUT", root.trim());
        run(&self.folder, &commands).await;
    }

    /// A hotline has joined an association, and the officers have signed its entry.
    async fn begun() -> Self {
        let folder = Folder::today();
        let network = Self { folder };
        let [join, _] = commands("A hotline joins a network");
        let [begin, add] = commands("An association begins");
        for commands in [join, begin, add] {
            network.run(&commands).await;
        }
        network
    }

    /// What the library of others reads at an address, or why it reads nothing.
    async fn read(&self, url: &str) -> Result<Value, String> {
        let root = self.path("network/metadata/1.root.json");
        let output = Command::new(python())
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/directory.py"))
            .args(["read", url])
            .arg(root)
            .output()
            .await
            .unwrap();
        match output.status.success() {
            true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
            false => Err(String::from_utf8(output.stderr).unwrap()),
        }
    }
}

#[tokio::test]
async fn a_library_of_others_reads_what_the_officers_signed() {
    let network = Network::begun().await;
    let server = StaticFiles::serve(&network.path("public")).await;
    let directory = network.read(&server.url).await.unwrap();
    assert_eq!(directory["name"], "Example Network");
    assert_eq!(directory["members"].as_array().unwrap().len(), 1);
    let member = &directory["members"][0];
    let root = fs::read_to_string(network.path("hotline/root/root.pub")).unwrap();
    assert_eq!(member["hotline"], "example");
    assert_eq!(member["root"], root.trim());
    assert_eq!(member["status"], "active");

    // Two new roots later, with other officers: the library began with the first root.
    network
        .run(
            "receiver association officer fourth
             receiver association officers --add fourth/officer.pub --remove network/officers/1.pub --folder network
             receiver association sign --key network/officers/1.key --folder network
             receiver association sign --key network/officers/2.key --folder network
             receiver association sign --key fourth/officer.key --folder network
             receiver association officers --threshold 3 --folder network
             receiver association revoke your-hotline --folder network
             receiver association tell BR --language en 'Write to the police.' --folder network
             receiver association sign --key network/officers/2.key --folder network
             receiver association sign --key network/officers/3.key --folder network
             receiver association sign --key fourth/officer.key --folder network
             receiver association publish /srv/network --key network/publisher/publisher.key --folder network",
        )
        .await;
    let directory = network.read(&server.url).await.unwrap();
    assert_eq!(directory["members"][0]["status"], "revoked");
    assert_eq!(directory["elsewhere"]["BR"]["en"], "Write to the police.");
    assert!(network.path("public/3.root.json").exists());
    assert!(!network.path("public/4.root.json").exists());
}

#[tokio::test]
async fn the_page_for_reporters_says_what_the_officers_signed() {
    let network = Network::begun().await;
    let page = network.path("report");
    let [write] = commands("A network's page for reporters");
    let write = write.replace("/srv/report", page.to_str().unwrap());
    network.run(&write).await;
    let html = || fs::read_to_string(page.join("index.html")).unwrap();
    let form = "href=\"https://hotline.example/report\"";
    assert_eq!(html().matches(form).count(), 2, "two countries");
    assert!(page.join("embed/v1.js").exists());

    // A draft changes nothing, and what the officers sign takes the hotline out.
    for (commands, forms) in [
        (
            "receiver association revoke your-hotline --folder network\n",
            2,
        ),
        (
            "receiver association sign --key network/officers/1.key --folder network
             receiver association sign --key network/officers/2.key --folder network\n",
            0,
        ),
    ] {
        network.run(&[commands, &write].concat()).await;
        assert_eq!(html().matches(form).count(), forms);
    }
}

#[tokio::test]
async fn what_an_officer_signs_is_said_before() {
    let network = Network::begun().await;
    network
        .run("receiver association revoke your-hotline --folder network")
        .await;
    let at = network.path("network");
    let at = at.to_str().unwrap();
    let said = Process::succeeds(&["association", "show", "--folder", at]).await;
    let root = fs::read_to_string(network.path("hotline/root/root.pub")).unwrap();
    for words in ["REVOKED", root.trim(), "version 3: 0 of 2 signatures"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let stranger = network.path("hotline/root/root.key");
    let sign = ["association", "sign", "--folder", at, "--key"];
    let refused = Process::refuses(&[&sign[..], &[stranger.to_str().unwrap()]].concat()).await;
    assert!(refused.contains("none of the officers'"), "{refused}");
}
