use std::fs;

use super::super::load;
use super::super::tests::{LOCALES, error_after, init};
use super::*;
use crate::config::ConfigError;
use crate::handoff::Security;

/// The section of `receiver init`'s config without its comment signs, in a folder with the files
/// that it names.
fn uncommented(change: impl Fn(String) -> String) -> Result<Sender, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("hotline");
    init(&folder);
    let keys = folder.join("keys");
    fs::write(keys.join("mail-password"), "sentinel\n").unwrap();
    fs::write(keys.join("ntfy-token"), "token\n").unwrap();
    fs::write(keys.join("empty"), "\n").unwrap();
    let file = folder.join("receiver.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once("# [desk.handoffs]").unwrap();
    let (section, after) = rest.split_once("# Referrals to other").unwrap();
    let is_toml = |line: &str| line.starts_with('[') || line.contains(" = ");
    let section: String = section
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|line| is_toml(line))
                .unwrap_or("")
        })
        .filter(|line| !line.starts_with("authority"))
        .map(|line| format!("{line}\n"))
        .collect();
    let section = change(format!("[desk.handoffs]\n{section}"));
    fs::write(&file, format!("{before}{section}# {after}")).unwrap();
    load(&file, LOCALES).map(|settings| settings.desk.unwrap().keyless.handoffs.unwrap())
}

#[test]
fn the_section_that_init_writes_is_right_once_it_is_no_comment() {
    let sender = uncommented(|section| section).map_err(|error| error.to_string());
    let sender = sender.unwrap();
    assert_eq!(sender.name, "Example Hotline");
    assert_eq!(sender.contact.to_string(), "desk@hotline.example");
    let mail = sender.mail.as_ref().unwrap();
    assert_eq!((mail.port, mail.security), (465, Security::Tls));
    assert_eq!(mail.login.as_ref().unwrap().1.as_str(), "sentinel");
    assert_eq!(sender.scart.as_ref().unwrap().subject, "SCART-INPUT");
    assert!(sender.referrals.is_none());
    assert!(!format!("{sender:?}").contains("sentinel"));
}

#[test]
fn without_the_section_nothing_is_handed_off() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("hotline");
    init(&folder);
    let settings = load(&folder.join("receiver.toml"), LOCALES).unwrap();
    assert!(settings.desk.unwrap().handoffs.is_none());
}

#[test]
fn each_error_names_key_and_fix() {
    for (from, to, key, fix) in [
        (
            "contact = \"desk@",
            "contact = \"desk.",
            "contact",
            "desk@hotline.example",
        ),
        (
            "contact = \"desk@",
            "contact = \"a\\r\\nBcc: b@",
            "contact",
            "desk@hotline.example",
        ),
        (
            "domain = \"hotline",
            "domain = \"Hotline",
            "domain",
            "lower case",
        ),
        (
            "anonymous_notices = false",
            "anonymous_notices = 1",
            "anonymous_notices",
            "true",
        ),
        ("smtps://", "smtp://", "mail.server", "on this machine"),
        ("smtps://", "https://", "mail.server", "smtp+starttls"),
        (
            "smtps://",
            "smtps://user:sentinel@",
            "mail.server",
            "perhaps with a port",
        ),
        (
            "smtps://mail.hotline.example",
            "smtps://",
            "mail.server",
            "smtps://mail.example",
        ),
        (
            "keys/mail-password",
            "keys/empty",
            "mail.password",
            "the password alone",
        ),
        ("user = \"reports\"", "", "mail.password", "beside user"),
        (
            "user = ",
            "authority = \"keys/desk.pub\"\nuser = ",
            "mail.authority",
            "PEM",
        ),
        (
            "from = \"reports@",
            "from = \"reports ",
            "mail.from",
            "white list",
        ),
        ("user = ", "usr = ", "mail.usr", "[mail]"),
        (
            "SCART-INPUT",
            "SCART\\nBcc: a@b.example",
            "scart.subject",
            "SCART-INPUT",
        ),
        (
            "to = \"import@",
            "to = \"",
            "scart.to",
            "import@scart.example",
        ),
        (
            "[desk.handoffs]",
            "[desk.handoffs]\nodd = 1",
            "odd",
            "[desk.handoffs]",
        ),
    ] {
        let change = |section: String| {
            assert!(section.contains(from), "the section has no {from:?}");
            section.replacen(from, to, 1)
        };
        let Err(error) = uncommented(change) else {
            panic!("{to:?} is accepted")
        };
        let error = error.to_string();
        let key = match key.starts_with("mail") {
            true => key.to_owned(),
            false => format!("desk.handoffs.{key}"),
        };
        assert!(error.contains(&format!(": {key}: ")), "{error}");
        let (_, shown_fix) = error.rsplit_once("fix: ").unwrap();
        assert!(shown_fix.contains(fix), "{error}");
        assert!(!error.contains("sentinel"), "{error}");
    }
    let error = error_after("[store]", "[desk.handoffs]\n[store]");
    assert!(error.contains(": desk.handoffs: "), "{error}");
    let error = error_after("[store]", "[desk.handoffs.mail]\nserver = \"x\"\n[store]");
    assert!(
        error.contains(": desk.handoffs.mail: the section has moved"),
        "{error}"
    );
    assert!(error.contains("fix: name the section [mail]"), "{error}");
}
