//! The limit that no receiver can beat: how long a core takes to open one message.

use cpu_time::ThreadTime;
use getrandom::{SysRng, rand_core::UnwrapErr};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Kem, OpModeR, OpModeS};
use shared::envelope::{self, SealedReport};
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::{KeyConfig, PublishedKey};
use tests::report;

use crate::Amount;
use crate::figures::Figures;

const INFO: &[u8] = b"bench";

pub(crate) fn measure(amount: Amount, figures: &mut Figures) {
    figures.add("reference_open_cpu_us.xwing", reference(amount.opens));
    for (suite, name) in [(Suite::XWing, "xwing"), (Suite::X25519, "x25519")] {
        let cpu_us = ours(suite, amount.opens);
        figures.add(&format!("open_cpu_us.{name}"), cpu_us);
        figures.add(&format!("opens_per_cpu_s.{name}"), 1e6 / cpu_us);
    }
}

/// Microseconds of CPU that one call takes on average.
fn cpu_us(times: usize, mut call: impl FnMut()) -> f64 {
    call();
    let begin = ThreadTime::now();
    for _ in 0..times {
        call();
    }
    begin.elapsed().as_secs_f64() * 1e6 / times as f64
}

/// The `hpke` crate's single-shot open of a plaintext as large as ours.
fn reference(times: usize) -> f64 {
    let rng = &mut UnwrapErr(SysRng);
    let (private, public) = XWing::gen_keypair_with_rng(rng);
    let plaintext = vec![0; shared::limits::PLAINTEXT_BYTES];
    let (enc, ciphertext) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, XWing>(
        &OpModeS::Base,
        &public,
        INFO,
        &plaintext,
        b"",
        rng,
    )
    .unwrap();
    cpu_us(times, || {
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &private,
            &enc,
            INFO,
            &ciphertext,
            b"",
        );
        assert_eq!(opened.unwrap().len(), plaintext.len());
    })
}

/// Everything from the message to the checked report.
fn ours(suite: Suite, times: usize) -> f64 {
    let rng = &mut UnwrapErr(SysRng);
    let private = PrivateKey::generate(suite, rng);
    let key = PublishedKey::new(KeyConfig {
        hotline: "example".parse().unwrap(),
        sequence: 1,
        not_before: 0,
        not_after: 1,
        pow_floor: 0,
        public_key: private.public_key(),
    });
    let report = report("https://bad.example/page", "word ".repeat(100).trim_end());
    let (message, _) = envelope::seal(&report, &key, rng).unwrap();
    let bytes = message.as_bytes().to_vec();
    cpu_us(times, || {
        let message = SealedReport::parse(bytes.clone()).unwrap();
        let opened = envelope::open(&message, &key, &private).unwrap();
        assert_eq!(opened.report.id(), report.id());
    })
}
