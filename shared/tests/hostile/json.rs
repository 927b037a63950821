//! The small things that travel as JSON.

use std::fmt::Debug;

use base64ct::{Base64, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::{Accepted, Hotline};
use shared::hpke::{PublicKey, Suite};
use shared::key_config::KeyConfig;
use shared::pow::Challenge;
use shared::receipt::Receipt;
use shared::report::UntrustedReport;
use shared::signing::{Signed, VerifyingKey};

use crate::good::{flip, text, vector, vectors};

trait Decoded: DeserializeOwned + Serialize + PartialEq + Debug {}
impl<T: DeserializeOwned + Serialize + PartialEq + Debug> Decoded for T {}

/// Damages a good text in every way; what is read nevertheless has to survive being written.
fn withstands<T: Decoded>(good: &str) {
    let read = |text: &[u8]| serde_json::from_slice::<T>(text);
    let value = read(good.as_bytes()).unwrap();
    for end in 0..good.len() {
        assert!(
            read(&good.as_bytes()[..end]).is_err(),
            "cut at {end}: {good}"
        );
    }
    for byte in (0..=u8::MAX).filter(|byte| !b" \t\r\n".contains(byte)) {
        let more = [good.as_bytes(), &[byte]].concat();
        assert!(read(&more).is_err(), "{byte} behind {good}");
    }
    if good.starts_with('{') {
        let unknown = good.replacen('{', r#"{"unknown":null,"#, 1);
        assert!(read(unknown.as_bytes()).is_err(), "{unknown}");
    }
    for bit in 0..8 * good.len() {
        let mut damaged = good.as_bytes().to_vec();
        flip(&mut damaged, bit);
        if let Ok(other) = read(&damaged) {
            assert_ne!(other, value, "bit {bit} does not count: {good}");
            let again = serde_json::to_vec(&other).unwrap();
            assert_eq!(read(&again).unwrap(), other);
        }
    }
}

fn good_report() -> String {
    text(&vector("messages.json", Suite::X25519), "report")
}

#[test]
fn reports() {
    withstands::<UntrustedReport>(&good_report());
}

#[test]
fn challenges() {
    withstands::<Challenge>(&vectors("proof-of-work.json")[0]["challenge"].to_string());
}

#[test]
fn receipts() {
    let receipt = vectors("messages.json")[0]["receipt"].to_string();
    withstands::<Receipt>(&receipt);
    withstands::<Accepted>(&format!(r#"{{"receipt":{receipt}}}"#));
}

#[test]
fn key_configs_and_signatures() {
    let document = vector("key-documents.json", Suite::X25519);
    withstands::<KeyConfig>(&text(&document["config"], "text"));
    withstands::<Signed>(&document["config"].to_string());
    withstands::<VerifyingKey>(&document["trust"]["root"].to_string());
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_nothing_of_it(bytes in vec(any::<u8>(), 0..300), text: String) {
        fn is_nothing<T: Decoded>(bytes: &[u8]) -> bool {
            serde_json::from_slice::<T>(bytes).is_err()
        }
        for bytes in [&bytes[..], text.as_bytes()] {
            prop_assert!(is_nothing::<UntrustedReport>(bytes));
            prop_assert!(is_nothing::<Challenge>(bytes));
            prop_assert!(is_nothing::<Receipt>(bytes));
            prop_assert!(is_nothing::<Accepted>(bytes));
            prop_assert!(is_nothing::<KeyConfig>(bytes));
            prop_assert!(is_nothing::<Signed>(bytes));
            prop_assert!(is_nothing::<Hotline>(bytes));
        }
    }

    #[test]
    fn keys_of_the_right_length_are_refused_or_used(xwing: bool, bytes in vec(any::<u8>(), 1216)) {
        let length = if xwing { 1216 } else { 32 };
        let key = Base64::encode_string(&bytes[..length]);
        if let Ok(key) = key.parse::<PublicKey>() {
            prop_assert!(key.seal(b"info", b"text", &mut UnwrapErr(SysRng)).is_ok());
        }
        let _ = key.parse::<VerifyingKey>();
    }
}
