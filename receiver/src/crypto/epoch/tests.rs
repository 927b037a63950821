use getrandom::{SysRng, rand_core::UnwrapErr};
use shared::certificate::SignerCertificate;
use shared::hpke::Suite;
use shared::signing::SigningKey;

use super::*;

/// A hotline's root, and its signer with a certificate from second 0 to `CERTIFIED`.
struct Hotline {
    root: SigningKey,
    signer: SigningKey,
    name: &'static str,
}

const CERTIFIED: u64 = 30 * 24 * 3600;

impl Hotline {
    fn new(name: &'static str) -> Self {
        let [root, signer] = [(); 2].map(|()| SigningKey::generate(&mut UnwrapErr(SysRng)));
        Self { root, signer, name }
    }

    fn authority(&self) -> Authority {
        Authority {
            hotline: self.name.parse().unwrap(),
            root: self.root.verifying_key(),
        }
    }
}

impl EpochSigner for Hotline {
    fn vouch(&self, epoch: &EpochStatement) -> Voucher {
        let certificate = SignerCertificate {
            hotline: self.name.parse().unwrap(),
            signer: self.signer.verifying_key(),
            not_before: 0,
            not_after: CERTIFIED,
        };
        Voucher::new(certificate.signed(&self.root), epoch, &self.signer)
    }
}

struct Halves {
    hotline: Hotline,
    sealer: EpochSealer,
    opener: EpochOpener,
}

impl Halves {
    fn new() -> Self {
        let key = PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng));
        let hotline = Hotline::new("example");
        Self {
            sealer: EpochSealer::new(key.public_key()),
            opener: EpochOpener::new(key, hotline.authority()),
            hotline,
        }
    }

    fn seal(&self, id: ReportId, text: &str, now: u64) -> SealedBody {
        self.seal_by(&self.hotline, id, text, now)
    }

    fn seal_by(&self, signer: &impl EpochSigner, id: ReportId, text: &str, now: u64) -> SealedBody {
        let rng = &mut UnwrapErr(SysRng);
        let body = self
            .sealer
            .seal(id, text.as_bytes(), Timestamp(now), signer, rng);
        body.unwrap()
    }

    fn epoch_at(&self, now: u64) -> EpochId {
        self.seal(ReportId::new([1; 16]), "{}", now).epoch.id
    }

    /// The provenance of a report that this signer's intake stores at `now`.
    fn provenance(&self, signer: &impl EpochSigner, now: u64, received: u64) -> Provenance {
        let id = ReportId::new([1; 16]);
        let sealer = EpochSealer::new(self.sealer.desk.clone());
        let rng = &mut UnwrapErr(SysRng);
        let body = sealer.seal(id, b"{}", Timestamp(now), signer, rng).unwrap();
        let opened = self.opener.open(id, &body).unwrap();
        opened.provenance(Hour(received))
    }
}

#[test]
fn the_desk_opens_what_the_intake_sealed() {
    let halves = Halves::new();
    for number in 0..3 {
        let id = ReportId::new([number; 16]);
        let body = halves.seal(id, "{}", 0);
        let opened = halves.opener.open(id, &body).unwrap();
        assert_eq!(&opened.json[..], b"{}");
        assert_eq!(opened.provenance(Hour(0)), Provenance::Intake);
    }
}

#[test]
fn only_a_signer_that_the_hotlines_root_certified_is_its_intake() {
    let halves = Halves::new();
    let of = |signer: &Hotline, now, received| halves.provenance(signer, now, received);
    let own = &halves.hotline;
    // An epoch of four minutes that begins two minutes before the full hour.
    for hour in [0, 1] {
        assert_eq!(of(own, 3480, hour), Provenance::Intake);
    }
    assert_eq!(of(own, 3480, 2), Provenance::OtherHour);
    assert_eq!(of(own, 3600, 0), Provenance::OtherHour);
    // Forms that were opened before the certificate's end are sent for three days.
    let days = CERTIFIED + 3 * 24 * 3600;
    assert_eq!(of(own, days, days / 3600), Provenance::Intake);
    let days = CERTIFIED + 4 * 24 * 3600;
    assert_eq!(of(own, days, days / 3600), Provenance::Anybody);

    let stranger = Hotline::new("example");
    assert_eq!(of(&stranger, 0, 0), Provenance::Anybody);
    let other = Hotline {
        root: own.root.to_base64().parse().unwrap(),
        signer: own.signer.to_base64().parse().unwrap(),
        name: "other",
    };
    assert_eq!(of(&other, 0, 0), Provenance::Anybody);
}

#[test]
fn a_signature_is_for_one_key() {
    struct Replayed(Voucher);
    impl EpochSigner for Replayed {
        fn vouch(&self, _: &EpochStatement) -> Voucher {
            self.0.clone()
        }
    }
    let halves = Halves::new();
    let statement = EpochStatement::new(Timestamp(0), Timestamp(1), &[7; 32]);
    let replayed = Replayed(halves.hotline.vouch(&statement));
    assert_eq!(halves.provenance(&replayed, 0, 0), Provenance::Anybody);
}

#[test]
fn an_epoch_of_an_earlier_intake_opens_and_has_no_signer() {
    let halves = Halves::new();
    let (key, id) = ([7; 32], EpochId([7; 8]));
    let rng = &mut UnwrapErr(SysRng);
    let sealed = halves.sealer.desk.seal(&info(id), &key, rng).unwrap();
    let mut epoch = Epoch {
        begins: Timestamp(0),
        ends: Timestamp(1),
        cipher: ChaCha20Poly1305::new(&key.into()),
        next_counter: 0,
        sealed: Arc::new(SealedEpochKey {
            id,
            enc: sealed.enc,
            ciphertext: sealed.ciphertext,
            desk_key: None,
        }),
    };
    assert!(epoch.sealed.is_of_earlier_intake());
    let report = ReportId::new([1; 16]);
    let opened = halves
        .opener
        .open(report, &epoch.seal(report, b"{}").unwrap());
    assert_eq!(opened.unwrap().provenance(Hour(0)), Provenance::Anybody);
    let signed = halves.seal(report, "{}", 0);
    assert!(!signed.epoch.is_of_earlier_intake());
}

#[test]
fn the_disk_shows_neither_text_nor_length() {
    let halves = Halves::new();
    let short = halves.seal(ReportId::new([1; 16]), "sentinel", 0);
    let long = halves.seal(ReportId::new([2; 16]), &"sentinel".repeat(100), 0);
    assert_eq!(short.bytes.len(), long.bytes.len());
    assert!(!short.bytes.windows(8).any(|window| window == b"sentinel"));
}

#[test]
fn each_epoch_has_its_own_key() {
    let halves = Halves::new();
    let first = halves.epoch_at(0);
    assert_eq!(halves.epoch_at(EPOCH_SECONDS - 1), first);
    assert_ne!(halves.epoch_at(EPOCH_SECONDS), first);
}

#[test]
fn a_key_is_forgotten_when_its_epoch_ends_or_the_clock_goes_back() {
    let halves = Halves::new();
    let sealer = &halves.sealer;
    let first = halves.epoch_at(1000);
    sealer.forget(Timestamp(1000 + EPOCH_SECONDS - 1));
    assert_eq!(halves.epoch_at(1000), first);
    sealer.forget(Timestamp(1000 + EPOCH_SECONDS));
    let second = halves.epoch_at(1000);
    assert_ne!(second, first);
    sealer.forget(Timestamp(999));
    let third = halves.epoch_at(1000);
    assert!(third != second && halves.epoch_at(999) != third);
}

#[test]
fn a_body_opens_only_whole_and_under_its_own_id() {
    let halves = Halves::new();
    let id = ReportId::new([1; 16]);
    let body = halves.seal(id, "{}", 0);
    let is_unreadable =
        |id, body: &SealedBody| matches!(halves.opener.open(id, body), Err(Unreadable));
    assert!(!is_unreadable(id, &body));
    assert!(is_unreadable(ReportId::new([2; 16]), &body));
    for at in [0, 8, body.bytes.len() - 1] {
        let mut damaged = body.clone();
        damaged.bytes[at] ^= 1;
        assert!(is_unreadable(id, &damaged));
        damaged.bytes.truncate(at);
        assert!(is_unreadable(id, &damaged));
    }
    let stranger = Halves::new().opener.open(id, &body);
    assert!(matches!(stranger, Err(Unreadable)));
}

#[test]
fn another_key_under_the_name_of_a_known_epoch_is_opened_anew() {
    let (halves, other) = (Halves::new(), Halves::new());
    let id = ReportId::new([1; 16]);
    let body = halves.seal(id, "{}", 0);
    assert!(halves.opener.open(id, &body).is_ok());
    let epoch = SealedEpochKey {
        id: body.epoch.id,
        enc: other.seal(id, "{}", 0).epoch.enc.clone(),
        ciphertext: body.epoch.ciphertext.clone(),
        desk_key: None,
    };
    let replaced = SealedBody {
        epoch: Arc::new(epoch),
        bytes: body.bytes,
    };
    assert!(matches!(halves.opener.open(id, &replaced), Err(Unreadable)));
}

#[test]
fn an_epoch_key_is_sealed_to_the_next_desk_key_with_its_voucher() {
    let rng = &mut UnwrapErr(SysRng);
    let [first, second] = [0; 2].map(|_| PrivateKey::generate(Suite::XWing, rng));
    let hotline = Hotline::new("example");
    let sealer = EpochSealer::new(first.public_key());
    let id = ReportId::new([1; 16]);
    let mut body = sealer.seal(id, b"{}", Timestamp(0), &hotline, rng).unwrap();
    let both = EpochOpener::after(second.clone(), Some(first.clone()), hotline.authority());
    assert_eq!(&both.open(id, &body).unwrap().json[..], b"{}");
    let anew = both.reseal(&body.epoch, rng).unwrap().unwrap();
    assert_eq!(both.reseal(&anew, rng), Ok(None));
    body.epoch = Arc::new(anew);
    let former = EpochOpener::new(first, hotline.authority());
    assert!(former.open(id, &body).is_err());
    let present = EpochOpener::new(second, hotline.authority());
    let opened = present.open(id, &body).unwrap();
    assert_eq!(opened.provenance(Timestamp(0).hour()), Provenance::Intake);
}
