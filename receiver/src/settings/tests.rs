mod init;
mod sealed;
mod shown_files;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;

use super::*;
use crate::init::{Halves, Identity, Plan};

pub(super) const LOCALES: &[&str] = &["de", "en"];

pub(super) fn init(folder: &Path) {
    let plan = Plan {
        identity: Identity::example("example".parse().unwrap(), LOCALES),
        halves: Halves::Together,
        store: None,
        practice: false,
    };
    let now = Timestamp(1_800_000_000);
    crate::init::init(folder, &plan, now, &mut UnwrapErr(SysRng)).unwrap();
}

/// Makes a folder, replaces a text in its config, and returns the error of loading it.
pub(super) fn error_after(from: &str, to: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("hotline");
    init(&folder);
    let file = folder.join("receiver.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "the config has no {from:?}");
    fs::write(&file, text.replace(from, to)).unwrap();
    match load(&file, LOCALES) {
        Ok(_) => panic!("{to:?} is accepted"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn each_error_names_file_key_and_fix() {
    for (from, to, key, fix) in [
        (
            "id = \"example\"",
            "id = \"Ex ample\"",
            "hotline.id",
            "hyphens",
        ),
        (
            "languages = [\"en\", \"de\"]",
            "languages = []",
            "hotline.languages",
            "[\"en\"",
        ),
        (
            "# [hotline.wording.en]",
            "[hotline.wording.fr]\nwhat_next = \"…\"\n#",
            "hotline.wording",
            "a language of hotline.languages",
        ),
        (
            "\"hate_speech\", \"other\"]",
            "\"spam\"]",
            "hotline.categories[3]",
            "at least one of",
        ),
        (
            "time_zone = \"UTC\"",
            "time_zone = \"Amsterdam\"",
            "desk.time_zone",
            "Europe/Amsterdam",
        ),
        (
            "working_days = [\"monday\"",
            "working_days = [\"mon\"",
            "desk.working_days[0]",
            "\"monday\"",
        ),
        (
            "working_days = [\"monday\", \"tuesday\", \"wednesday\", \"thursday\", \"friday\"]",
            "working_days = []",
            "desk.working_days",
            "at least one",
        ),
        (
            "holidays = []",
            "holidays = [\"25.12.\"]",
            "desk.holidays[0]",
            "12-25",
        ),
        (
            "# [desk.feedback.en]\n# not_found",
            "[desk.feedback.en]\nnot_there",
            "desk.feedback.en.?",
            "not_found",
        ),
        (
            "answer_days = 7",
            "answer_days = \"7\"",
            "desk.answer_days",
            "answer_days = 7",
        ),
        (
            "# contact_url = \"https://",
            "contact_url = \"mailto:",
            "hotline.contact_url",
            "other ways",
        ),
        (
            "# security_contact = \"",
            "security_contact = \"nobody ",
            "intake.security_contact",
            "a page with https",
        ),
        (
            "leave_url = \"https://",
            "leave_url = \"",
            "hotline.leave_url",
            "harmless",
        ),
        (
            "publish_statistics = false",
            "publish_statistics = 1",
            "desk.publish_statistics",
            "true, or false",
        ),
        (
            "text_days = 90",
            "text_days = -1",
            "desk.retention.text_days",
            "days after",
        ),
        (
            "text_days = 90",
            "text_days = 0",
            "desk.retention.text_days",
            "days after",
        ),
        (
            "name = \"Example Hotline\"",
            "name = \" \"",
            "hotline.name",
            "the name that reporters know",
        ),
        (
            "\"127.0.0.1:7702\"",
            "\"127.0.0.1:7701\"",
            "desk.listen",
            "127.0.0.1:7702",
        ),
        (
            "\"127.0.0.1:7702\"",
            "\"0.0.0.0:7701\"",
            "desk.listen",
            "127.0.0.1:7702",
        ),
        (
            "\"127.0.0.1:7701\"",
            "[\"127.0.0.1:7701\", \"127.0.0.1:7701\"]",
            "intake.listen",
            "127.0.0.1:7701",
        ),
        (
            "text_days = 90",
            "texts_days = 90",
            "desk.retention.texts_days",
            "days after",
        ),
        (
            "\"127.0.0.1:7701\"",
            "\"7701\"",
            "intake.listen",
            "127.0.0.1:7701",
        ),
        (
            "\"127.0.0.1:7701\"",
            "[]",
            "intake.listen",
            "127.0.0.1:7701",
        ),
        (
            "\"127.0.0.1:7701\"",
            "[\"127.0.0.1:7701\", 7702]",
            "intake.listen",
            "127.0.0.1:7701",
        ),
        (
            "\"127.0.0.1:7702\"",
            "\"unix:desk.sock\"",
            "desk.listen",
            "unix:/run/sealed-report/desk.sock",
        ),
        (
            "\"http://127.0.0.1:7701\"",
            "\"http://a/b\"",
            "intake.public_url",
            "without a path",
        ),
        ("\"xwing\"", "\"rsa\"", "intake.suite", "x25519"),
        (
            "proof_of_work_floor = 1000",
            "proof_of_work_floor = 524289",
            "intake.proof_of_work_floor",
            "0 to 524288",
        ),
        (
            "\"keys/desk.pub\"",
            "\"nowhere\"",
            "intake.desk_public_key",
            "desk.pub",
        ),
        (
            "\"keys/desk.key\"",
            "\"keys/desk.pub\"",
            "desk.private_key",
            "desk.key",
        ),
        (
            "# public_url = \"https://desk.example\"",
            "public_url = \"desk.example\"",
            "desk.public_url",
            "without a path",
        ),
        (
            "token_sha256 = \"",
            "token_sha256 = \"x",
            "desk.token_sha256",
            "sha256sum",
        ),
        ("sqlite:reports.db", "mysql:x", "store.url", "sqlite:"),
        (
            "max_attempts = 5",
            "max_attempts = 0",
            "desk.max_attempts",
            "at least 1",
        ),
        (
            "sqlite:reports.db",
            "postgres://localhost",
            "store.url",
            "postgres://receiver@%2Frun%2Fpostgresql/reports",
        ),
        (
            "sqlite:reports.db",
            "postgres://a:secret@b/c?sslmode=require",
            "store.url",
            "if a tunnel leads there",
        ),
        (
            "[desk]",
            "[partners.School]\norigins = [\"https://school.example\"]\n[desk]",
            "partners",
            "lower-case letters",
        ),
        (
            "[desk]",
            "[partners.school]\norigins = []\n[desk]",
            "partners",
            "origins = [",
        ),
        (
            "[desk]",
            "[partners.school]\norigins = [\"https://school.example/\"]\n[desk]",
            "partners.school.origins[0]",
            "without a path",
        ),
        (
            "[desk]",
            "[partners.school]\norigin = \"https://school.example\"\n[desk]",
            "partners.school.origin",
            "origins = [",
        ),
        ("[store]", "[stoer]", "stoer", "receiver init"),
        ("listen = \"127.0.0.1:7702\"", "", "desk", "[desk]"),
        (
            "[store]",
            "[alerts]\nmail = [\"oncall@hotline.example\"]\n[store]",
            "alerts.mail",
            "a section [mail]",
        ),
        (
            "[store]",
            "[alerts]\nrepeat_hours = 0\n[store]",
            "alerts.repeat_hours",
            "at least 1",
        ),
        (
            "[store]",
            "[alerts.push.phone]\nurl = \"http://1.1.1.1/\"\nformat = \"ntfy\"\n[store]",
            "alerts.push",
            "https",
        ),
        (
            "[store]",
            "[alerts.push.phone]\nurl = \"https://a.example/\"\nformat = \"json\"\n[store]",
            "alerts.push",
            "whsec_",
        ),
        (
            "[store]",
            "[metrics]\nlisten = \"7703\"\n[store]",
            "metrics.listen",
            "127.0.0.1:7703",
        ),
        (
            "\"keys/root.pub\"",
            "\"keys/desk.pub\"",
            "intake.root_public_key",
            "receiver keys root",
        ),
        (
            "\"keys/signer.key\"",
            "\"nowhere\"",
            "intake.signer_key",
            "receiver keys signer",
        ),
        (
            "\"keys/signer.key\"",
            "\"root/root.key\"",
            "intake.signer_certificate",
            "receiver keys certify",
        ),
        (
            "id = \"example\"",
            "id = \"other\"",
            "intake.signer_certificate",
            "receiver keys certify",
        ),
        (
            "\"keys/ratchet.key\"",
            "\"keys/signer.key\"",
            "intake.ratchet",
            "receiver keys ratchet",
        ),
        ("suite = ", "suit = ", "intake.suit", "[intake]"),
        ("[desk]", "[desk", "(syntax)", "receiver init"),
    ] {
        let error = error_after(from, to);
        assert!(error.contains("receiver.toml: "), "{error}");
        assert!(error.contains(&format!(": {key}: ")), "{error}");
        let (_, shown_fix) = error.rsplit_once("fix: ").unwrap();
        assert!(shown_fix.contains(fix), "{error}");
        assert!(!error.contains("secret@"), "{error}");
    }
}

#[test]
fn a_key_of_another_hotline_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    for folder in [&one, &two] {
        init(folder);
    }
    fs::copy(two.join("keys/desk.pub"), one.join("keys/desk.pub")).unwrap();
    let error = load(&one.join("receiver.toml"), LOCALES)
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("desk.private_key: does not belong"),
        "{error}"
    );
}

#[test]
fn the_fix_of_a_lost_key_makes_another() {
    for (key, fix) in [
        ("keys/desk.key", "receiver keys desk first"),
        ("keys/ratchet.key", "receiver keys ratchet"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("hotline");
        init(&folder);
        fs::remove_file(folder.join(key)).unwrap();
        let error = load(&folder.join("receiver.toml"), LOCALES).err();
        let error = error.unwrap().to_string();
        assert!(error.contains(fix), "{error}");
    }
}

#[test]
fn what_only_a_start_can_change_is_said_to_need_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("hotline");
    init(&folder);
    let file = folder.join("receiver.toml");
    let fixed = Fixed::of(&load(&file, LOCALES).unwrap());
    assert!(fixed.load_again(&file, LOCALES).is_ok());
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("127.0.0.1:7702", "127.0.0.1:7802")).unwrap();
    let error = fixed.load_again(&file, LOCALES).err().unwrap().to_string();
    assert!(
        error.contains("desk.listen") && error.contains("fix: restart the receiver"),
        "{error}"
    );
}
