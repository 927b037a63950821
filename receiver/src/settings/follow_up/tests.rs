use std::fs;
use std::path::Path;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use shared::signing::SigningKey;

use super::super::tests::{LOCALES, init};
use super::super::{Settings, load};
use crate::config::ConfigError;
use crate::keys::ceremony::{self, CertifiedFor};

const SECTION: &str = "[follow_up]\nasker_key = \"keys/asker/signer.key\"\n\
                       asker_certificate = \"keys/asker/signer.cert\"\n";

/// The settings of a config with this section, whose asker is certified for this.
fn opened(section: &str, certified_for: CertifiedFor) -> Result<Settings, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("hotline");
    init(&folder);
    certify(&folder, certified_for);
    let file = folder.join("receiver.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text + section).unwrap();
    load(&file, LOCALES)
}

fn certify(folder: &Path, certified_for: CertifiedFor) {
    let asker = folder.join("keys/asker");
    let key = ceremony::make_signer(&asker, &mut UnwrapErr(SysRng)).unwrap();
    let root: SigningKey = ceremony::read_key(&folder.join("root/root.key")).unwrap();
    let (hotline, now) = ("example".parse().unwrap(), Timestamp(1_800_000_000));
    let certificate = ceremony::certificate(hotline, key.verifying_key(), now, 30);
    ceremony::certify(
        &root,
        &certificate,
        certified_for,
        &asker.join("signer.cert"),
    )
    .unwrap();
}

#[test]
fn a_certified_asker_asks_and_without_the_section_nobody_does() {
    let settings = opened(SECTION, CertifiedFor::Asker).map_err(|error| error.to_string());
    let settings = settings.unwrap();
    assert!(settings.intake.unwrap().asks);
    let asker = settings.desk.unwrap().keyless.asker.unwrap();
    assert_eq!(asker.hotline().as_str(), "example");
    assert!(!format!("{asker:?}").contains("SigningKey(A"));
    let settings = opened("", CertifiedFor::Asker).map_err(|error| error.to_string());
    let settings = settings.unwrap();
    assert!(!settings.intake.unwrap().asks);
    assert!(settings.desk.unwrap().keyless.asker.is_none());
}

#[test]
fn each_error_names_key_and_fix() {
    let asker = CertifiedFor::Asker;
    for (section, certified_for, key) in [
        (SECTION.replace("signer.key", "nowhere"), asker, "asker_key"),
        (
            SECTION.replace("signer.cert", "nowhere"),
            asker,
            "asker_certificate",
        ),
        (
            SECTION.replace("asker/signer.key", "signer.key"),
            asker,
            "asker_certificate",
        ),
        (
            SECTION.to_owned(),
            CertifiedFor::Exchange,
            "asker_certificate",
        ),
        (
            SECTION.to_owned(),
            CertifiedFor::Reports,
            "asker_certificate",
        ),
        ("[follow_up]\n".to_owned(), asker, "asker_key"),
    ] {
        let Err(error) = opened(&section, certified_for) else {
            panic!("{section} is accepted")
        };
        let error = error.to_string();
        assert!(error.contains(&format!(": follow_up.{key}: ")), "{error}");
        let (_, fix) = error.rsplit_once("fix: ").unwrap();
        assert!(fix.contains("certify --asker"), "{error}");
    }
}

#[test]
fn an_intake_alone_has_no_key_of_the_asker() {
    let config = |text: &str| toml::from_str(text).unwrap();
    let (_, lines) = SECTION.split_once('\n').unwrap();
    assert!(super::check_of_intake(&config("")).is_ok());
    for line in lines.lines() {
        assert!(super::check_of_intake(&config(line)).is_err(), "{line}");
    }
}
