use std::fs;
use std::path::Path;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use shared::signing::SigningKey;

use super::super::load;
use super::super::tests::{LOCALES, init};
use super::*;
use crate::config::ConfigError;
use crate::keys::ceremony;

const SECTION: &str = r#"
[desk.exchange]
signer_key = "keys/exchange/signer.key"
signer_certificate = "keys/exchange/signer.cert"
[desk.exchange.hotlines.nl]
id = "meldpunt"
root = "ROOT"
url = "https://report.meldpunt.example/"
country = "NL"
waiting = 2000
[desk.exchange.hotlines.se]
root = "ROOT"
url = "http://127.0.0.1:7700"
"#;

/// The exchange of a config with this section, whose signer is certified.
fn opened(change: impl Fn(String) -> String) -> Result<Arc<Referrals>, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("hotline");
    init(&folder);
    let keys = folder.join("keys");
    certify(&keys, "example", "exchange");
    certify(&keys, "other", "other");
    let root = fs::read_to_string(keys.join("root.pub")).unwrap();
    let section = change(SECTION.replace("ROOT", root.trim()));
    let file = folder.join("receiver.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text + &section).unwrap();
    load(&file, LOCALES).map(|settings| settings.desk.unwrap().keyless.exchange.unwrap())
}

/// Makes a signer in this folder, and lets the root of the keys certify it for a hotline.
fn certify(keys: &Path, hotline: &str, folder: &str) {
    let folder = keys.join(folder);
    let signer = ceremony::make_signer(&folder, &mut UnwrapErr(SysRng)).unwrap();
    let root: SigningKey = ceremony::read_key(&keys.join("../root/root.key")).unwrap();
    let (hotline, now) = (hotline.parse().unwrap(), Timestamp(1_800_000_000));
    let certificate = ceremony::certificate(hotline, signer.verifying_key(), now, 30);
    let (exchange, file) = (ceremony::CertifiedFor::Exchange, folder.join("signer.cert"));
    ceremony::certify(&root, &certificate, exchange, &file).unwrap();
}

#[test]
fn the_other_hotlines_are_known_by_their_ids() {
    let exchange = opened(|section| section).map_err(|error| error.to_string());
    let exchange = exchange.unwrap();
    let hotlines = exchange.hotlines.look();
    let (nl, se) = (&hotlines["nl"], &hotlines["se"]);
    let ids = [nl, se].map(|other| other.member.hotline.as_str());
    assert_eq!(ids, ["meldpunt", "se"]);
    assert_eq!(
        nl.key_url,
        "https://report.meldpunt.example/v1/exchange-key"
    );
    assert_eq!(nl.countries, ["NL"]);
    // The number of all, but where a hotline has one of its own.
    assert_eq!((nl.waiting, se.waiting), (2000, 500));
    assert!(se.countries.is_empty());
    assert_eq!(exchange.signer.us().hotline.as_str(), "example");
    assert!(!format!("{exchange:?}").contains("SigningKey(A"));
}

#[test]
fn each_error_names_key_and_fix() {
    for (from, to, key, fix) in [
        (
            "exchange/signer.key",
            "nowhere",
            "signer_key",
            "keys signer",
        ),
        (
            "exchange/signer.cert",
            "nowhere",
            "signer_certificate",
            "--exchange",
        ),
        (
            "exchange/signer.cert",
            "signer.cert",
            "signer_certificate",
            "--exchange",
        ),
        (
            "exchange/signer.cert",
            "other/signer.cert",
            "signer_certificate",
            "--exchange",
        ),
        ("signer_key = ", "key = ", "key", "[desk.exchange]"),
        (
            "[desk.exchange.hotlines.nl]",
            "directory = \"https://network.example\"\n[desk.exchange.hotlines.nl]",
            "directory_root",
            "1.root.json",
        ),
        (
            "[desk.exchange.hotlines.nl]",
            "directory_root = \"keys/root.pub\"\n[desk.exchange.hotlines.nl]",
            "directory",
            "beside directory_root",
        ),
        (
            "[desk.exchange.hotlines.nl]",
            "directory = \"http://network.example\"\ndirectory_root = \"keys/root.pub\"\n[desk.exchange.hotlines.nl]",
            "directory",
            "by https",
        ),
        (
            "[desk.exchange.hotlines.nl]",
            "directory = \"https://network.example\"\ndirectory_root = \"keys/root.pub\"\n[desk.exchange.hotlines.nl]",
            "directory_root",
            "1.root.json",
        ),
        (
            "[desk.exchange.hotlines.nl]",
            "waiting = -1\n[desk.exchange.hotlines.nl]",
            "waiting",
            "waiting = 500",
        ),
        (
            "[desk.exchange.hotlines.nl]",
            "waiting = 0\n[desk.exchange.hotlines.nl]",
            "waiting",
            "at least 1",
        ),
        (
            "waiting = 2000",
            "waiting = 0",
            "hotlines.nl.waiting",
            "waiting = 2000",
        ),
        (
            "waiting = 2000",
            "waiting = \"many\"",
            "hotlines.nl.waiting",
            "waiting = 2000",
        ),
        (
            "[desk.exchange.hotlines.nl]",
            "admit_new = 1\n[desk.exchange.hotlines.nl]",
            "admit_new",
            "/hotlines",
        ),
        ("hotlines.nl]", "hotlines.NL]", "hotlines", "lower-case"),
        (
            "id = \"meldpunt\"",
            "id = \"Meld Punt\"",
            "hotlines.nl.id",
            "meldpunt",
        ),
        (
            "id = \"meldpunt\"",
            "id = \"se\"",
            "hotlines",
            "the hotline's id",
        ),
        (
            "id = \"meldpunt\"",
            "id = \"example\"",
            "hotlines",
            "the hotline's id",
        ),
        ("root = \"", "root = \"x", "hotlines.nl.root", "its root"),
        (
            "https://report",
            "ftp://report",
            "hotlines",
            "address of its form",
        ),
        (
            "https://report",
            "http://report",
            "hotlines",
            "address of its form",
        ),
        (
            "country = \"NL\"",
            "country = \"nl\"",
            "hotlines.nl.country",
            "country = \"NL\"",
        ),
    ] {
        let change = |section: String| {
            assert!(section.contains(from), "the section has no {from:?}");
            section.replacen(from, to, 1)
        };
        let Err(error) = opened(change) else {
            panic!("{to:?} is accepted")
        };
        let error = error.to_string();
        assert!(
            error.contains(&format!(": desk.exchange.{key}: ")),
            "{error}"
        );
        let (_, shown_fix) = error.rsplit_once("fix: ").unwrap();
        assert!(shown_fix.contains(fix), "{error}");
    }
}
