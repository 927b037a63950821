//! Whether a hotline's release was published for everybody: proofs of a log that these tests keep.

use std::path::Path;

use tests::book::snippets;

use super::*;
use crate::watch::sigsum_log::Log;

const PROOF_PATH: &str = "/embed/manifest.json.proof";

/// The manifest as the build of the form has written it.
fn manifest() -> Vec<u8> {
    let widget = Path::new(env!("CARGO_MANIFEST_DIR")).join("../widget");
    fs::read(widget.join("dist/embed/manifest.json")).unwrap()
}

/// The files of somebody who looks at proofs of a log.
struct Looking {
    folder: tempfile::TempDir,
    log: Log,
}

impl Looking {
    fn new() -> Self {
        let looking = Self {
            folder: tempfile::tempdir().unwrap(),
            log: Log::new(1),
        };
        looking.write("release.pub", looking.log.key_file());
        looking.write("policy", looking.log.policy());
        looking
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The options that name the key and the policy.
    fn options(&self) -> [String; 4] {
        let file = |name: &str| self.folder.path().join(name).display().to_string();
        [
            "--release-key".to_owned(),
            file("release.pub"),
            "--log-policy".to_owned(),
            file("policy"),
        ]
    }

    /// Looks at a proof in a file, and gives the exit code and what was found.
    async fn at(&self, proof: impl AsRef<[u8]>) -> (i32, String) {
        let (proof, options) = (self.write("proof", proof), self.options());
        let options = options.each_ref().map(String::as_str);
        let command = [&["watch", "--json", "--proof", &proof][..], &options].concat();
        let output = Process::run(&command).await;
        let error = String::from_utf8_lossy(&output.stderr);
        let found: Value = serde_json::from_slice(&output.stdout).expect(&error);
        let [finding] = &found["findings"].as_array().unwrap()[..] else {
            panic!("{found:#}");
        };
        assert_eq!(finding["about"], "release proof");
        let found = finding["found"].as_str().unwrap().to_owned();
        (output.status.code().unwrap(), found)
    }

    /// Checks that a proof is refused in these words.
    async fn refuses(&self, proof: impl AsRef<[u8]>, words: &str) {
        let (code, found) = self.at(proof).await;
        assert_eq!(code, DIFFERS, "{found}");
        assert!(found.contains(words), "{words}: {found}");
    }
}

#[tokio::test]
async fn the_proof_that_a_hotline_shows_is_that_of_its_release() {
    let (looking, folder) = (Looking::new(), Folder::today());
    let proof = looking.log.good_proof(&manifest());
    fs::write(folder.path().join("manifest.json.proof"), &proof).unwrap();
    folder.edit_config("# release_proof = ", "release_proof = ");
    let watched = Watched::start_in(folder).await;
    let options = looking.options();
    let options = options.each_ref().map(String::as_str);
    let (code, look) = watched.look("/", &options).await;
    assert_eq!(code, 0, "{look:#}");
    let found = look["findings"].as_array().unwrap();
    let is_it = |it: &&Value| it["about"] == "release proof" && it["kind"] == "same";
    assert!(found.iter().any(|it| is_it(&it)), "{look:#}");

    let other = looking.log.good_proof(b"the manifest of another release");
    let by_another = Log::new(2).good_proof(&manifest());
    let [one, ..] = &looking.log.witnesses;
    let below = looking.log.proof(&manifest(), &[one]);
    for (proof, words) in [
        (other, "of another release"),
        (by_another, "by another key"),
        (below, "fewer witnesses"),
        (String::new(), "no proof of a Sigsum log"),
    ] {
        watched.between.change(move |path, _, body| {
            if path == PROOF_PATH {
                *body = proof.clone().into();
            }
        });
        watched
            .finds_with(&options, DIFFERS, "release proof", words)
            .await;
    }
}

#[tokio::test]
async fn a_hotline_without_a_proof_is_named_unless_somebody_else_has_it() {
    let (looking, watched) = (Looking::new(), Watched::start().await);
    let options = looking.options();
    let options = options.each_ref().map(String::as_str);
    watched
        .finds_with(&options, DIFFERS, "release proof", "shows none")
        .await;
    let proof = looking.write("proof", looking.log.good_proof(&manifest()));
    let (code, look) = watched
        .look("/", &[&options[..], &["--proof", &proof]].concat())
        .await;
    assert_eq!(code, 0, "{look:#}");
    assert!(
        look.to_string().contains("published for everybody"),
        "{look:#}"
    );
}

#[tokio::test]
async fn a_proof_with_one_changed_sign_anywhere_is_refused() {
    let looking = Looking::new();
    let proof = looking.log.good_proof(&manifest());
    assert_eq!(looking.at(&proof).await.0, 0);
    let lines: Vec<_> = proof.lines().collect();
    for (at, line) in lines.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
        let (field, values) = line.split_once('=').unwrap();
        let values: Vec<_> = values.split(' ').collect();
        for (place, value) in values.iter().enumerate() {
            let words = match (field, place) {
                ("version", _) => "version 3 not supported",
                ("log", _) => "of a log that the policy does not name",
                ("leaf", 0) => "by another key",
                ("leaf", _) => "of another release, or damaged",
                ("size" | "root_hash" | "signature", _) => "the log has not signed",
                ("cosignature", 0) => "fewer witnesses",
                ("cosignature", _) => "a witness has not signed",
                _ => "is not in the log's tree",
            };
            let (rest, last) = value.split_at(value.len() - 1);
            let last = if last == "3" { "2" } else { "3" };
            let changed = format!("{rest}{last}");
            let mut values = values.clone();
            values[place] = &changed;
            let line = format!("{field}={}", values.join(" "));
            let mut lines = lines.clone();
            lines[at] = &line;
            looking.refuses(lines.join("\n"), words).await;
        }
        let cut = lines[..at].join("\n");
        assert_eq!(looking.at(cut).await.0, DIFFERS, "cut before {field}");
    }
}

#[tokio::test]
async fn a_proof_by_others_or_below_the_quorum_is_refused() {
    let (looking, other) = (Looking::new(), Log::new(2));
    let manifest = manifest();
    let [a, b, c] = &looking.log.witnesses;
    let [unknown, ..] = &other.witnesses;
    for enough in [&[a, c][..], &[a, b, c], &[unknown, b, c]] {
        assert_eq!(looking.at(looking.log.proof(&manifest, enough)).await.0, 0);
    }
    for few in [&[][..], &[a], &[a, a], &[unknown, a]] {
        let proof = looking.log.proof(&manifest, few);
        looking.refuses(proof, "fewer witnesses").await;
    }
    let mut by_another = Log::new(1);
    by_another.submitter = other.submitter;
    looking
        .refuses(by_another.good_proof(&manifest), "by another key")
        .await;
    let mut in_another = Log::new(1);
    in_another.key = other.key;
    looking
        .refuses(in_another.good_proof(&manifest), "of a log that")
        .await;
    let shorter = &manifest[..manifest.len() - 1];
    looking
        .refuses(looking.log.good_proof(shorter), "of another release")
        .await;
    looking.refuses([0xff], "not a text").await;
    let large = looking.log.good_proof(&manifest) + &"node_hash=\n".repeat(2000);
    looking.refuses(large, "more than 16384 bytes").await;
}

#[tokio::test]
async fn what_nobody_can_look_with_is_refused_at_once() {
    let looking = Looking::new();
    let proof = looking.write("proof", looking.log.good_proof(&manifest()));
    let options = looking.options();
    let options = options.each_ref().map(String::as_str);
    let command = [&["watch", "--proof", &proof][..], &options].concat();
    for (name, content, words) in [
        ("policy", "quorum none\n", "asks for no witness"),
        ("policy", "witness\n", "--log-policy: line 1"),
        ("release.pub", "ssh-ed25519\n", "--release-key: line 1"),
    ] {
        let kept = fs::read(looking.folder.path().join(name)).unwrap();
        looking.write(name, content);
        let refused = Process::refuses(&command).await;
        assert!(refused.contains(words), "{refused}");
        looking.write(name, kept);
    }
    for missing in ["--proof", "--release-key", "--log-policy"] {
        let at = command.iter().position(|word| *word == missing).unwrap();
        let mut command = command.clone();
        command[at + 1] = "/nowhere";
        let refused = Process::refuses(&command).await;
        assert!(
            refused.contains(&format!("{missing}: /nowhere")),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn the_commands_of_the_book() {
    let (looking, folder) = (Looking::new(), Folder::today());
    let above = folder.path().parent().unwrap().to_owned();
    let proof = looking.log.good_proof(&manifest());
    fs::write(above.join("manifest.json.proof"), proof).unwrap();
    for (name, content) in [
        ("release.pub", looking.log.key_file()),
        ("log-policy", looking.log.policy()),
    ] {
        fs::write(above.join(name), content).unwrap();
    }
    let [look, install, check] = commands("Is it the release that everybody gets?");
    run(&folder, &install).await;
    let [config] = &snippets("Is it the release that everybody gets?", "toml")[..] else {
        panic!("another number of configs");
    };
    let line = config.lines().last().unwrap();
    folder.edit_config("# release_proof = \"manifest.json.proof\"", line);
    let watched = Watched::start_in(folder).await;
    let look = look.replace("https://report.hotline.example", &watched.between.origin);
    let commands = format!("ROOT={}\n{look}\n{check}", watched.root);
    run(&watched.receiver.folder, &commands).await;
}
