//! Others understand us and we understand others: npm's `@hpke/core` and PyPI's `cryptography`
//! seal and open with both suites what we open and seal.
//!
//! `cryptography` exports no secrets, so it has no word on receipts; `@hpke/core` has.

use getrandom::{SysRng, rand_core::UnwrapErr};
use shared::envelope::{self, SealedReport};
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::{KeyConfig, PublishedKey};
use shared::padding;
use shared::receipt::Receipt;
use tests::{Peer, by_hand, report};

/// One test for each story and peer.
macro_rules! scenarios {
    ($($name:ident,)+) => {
        mod javascript {
            $(#[tokio::test] async fn $name() { super::$name(tests::Peer::javascript()).await; })+
        }
        mod python {
            $(#[tokio::test] async fn $name() { super::$name(tests::Peer::python()).await; })+
        }
    };
}

scenarios! {
    what_we_seal_they_open,
    what_they_seal_we_open,
    under_another_info_nobody_opens,
    a_message_of_ours_is_a_report_to_them,
    a_message_of_theirs_is_a_report_to_us,
}

const SUITES: [Suite; 2] = [Suite::XWing, Suite::X25519];

/// Nothing, a word, and as much as a report.
const PLAINTEXTS: [&[u8]; 3] = [b"", b"text", &[b'x'; 8192]];

async fn what_we_seal_they_open(mut peer: Peer) {
    for key in SUITES.map(key) {
        for plaintext in PLAINTEXTS {
            let sealed = key
                .public_key()
                .seal(b"info", plaintext, &mut UnwrapErr(SysRng))
                .unwrap();
            let opened = peer
                .open(&key, b"info", &sealed.enc, &sealed.ciphertext)
                .await
                .unwrap();
            assert_eq!(opened.plaintext, plaintext);
            assert_eq!(opened.receipt, known(&peer, sealed.receipt));
        }
    }
}

async fn what_they_seal_we_open(mut peer: Peer) {
    for key in SUITES.map(key) {
        for plaintext in PLAINTEXTS {
            let sealed = peer.seal(&key.public_key(), b"info", plaintext).await;
            let opened = key.open(b"info", &sealed.enc, &sealed.ciphertext).unwrap();
            assert_eq!(*opened.plaintext, plaintext);
            assert_eq!(sealed.receipt, known(&peer, opened.receipt));
        }
    }
}

async fn under_another_info_nobody_opens(mut peer: Peer) {
    for key in SUITES.map(key) {
        let ours = key
            .public_key()
            .seal(b"info", b"text", &mut UnwrapErr(SysRng))
            .unwrap();
        let opened = peer.open(&key, b"other", &ours.enc, &ours.ciphertext).await;
        assert!(opened.is_none());
        let theirs = peer.seal(&key.public_key(), b"info", b"text").await;
        assert!(key.open(b"other", &theirs.enc, &theirs.ciphertext).is_err());
    }
}

async fn a_message_of_ours_is_a_report_to_them(mut peer: Peer) {
    for key in SUITES.map(key) {
        let (published, sent) = (published(&key), report("https://bad.example/", "seen"));
        let (sealed, receipt) = envelope::seal(&sent, &published, &mut UnwrapErr(SysRng)).unwrap();
        let header = by_hand::header(&published);
        let sealed = sealed.as_bytes().strip_prefix(&header[..]).unwrap();
        let (enc, ciphertext) = sealed.split_at(key.suite().enc_bytes());
        let info = by_hand::info(&published);
        let opened = peer.open(&key, &info, enc, ciphertext).await.unwrap();
        assert_eq!(padding::unpad(&opened.plaintext), Ok(&sent.to_json()[..]));
        assert_eq!(opened.receipt, known(&peer, receipt));
    }
}

async fn a_message_of_theirs_is_a_report_to_us(mut peer: Peer) {
    for key in SUITES.map(key) {
        let (published, sent) = (published(&key), report("https://bad.example/", "seen"));
        let plaintext = padding::pad(&sent.to_json(), 8192).unwrap();
        let info = by_hand::info(&published);
        let sealed = peer.seal(&key.public_key(), &info, &plaintext).await;
        let message = [by_hand::header(&published), sealed.enc, sealed.ciphertext].concat();
        let message = SealedReport::parse(message).unwrap();
        let opened = envelope::open(&message, &published, &key).unwrap();
        assert_eq!(opened.report, sent);
        assert_eq!(sealed.receipt, known(&peer, opened.receipt));
    }
}

fn key(suite: Suite) -> PrivateKey {
    PrivateKey::generate(suite, &mut UnwrapErr(SysRng))
}

fn published(key: &PrivateKey) -> PublishedKey {
    PublishedKey::new(KeyConfig {
        hotline: "example".parse().unwrap(),
        sequence: 1,
        not_before: 0,
        not_after: 1,
        pow_floor: 0,
        public_key: key.public_key(),
    })
}

/// The receipt, if the peer can compute one.
fn known(peer: &Peer, receipt: Receipt) -> Option<Receipt> {
    peer.exports.then_some(receipt)
}
