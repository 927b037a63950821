//! The vectors of `shared/EXCHANGE.md`, which hotlines with other software have made.

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use serde_json::Value;
use shared::hpke::{PrivateKey, Suite};
use shared::signing::{Purpose, Signed, SigningKey};

use super::super::{
    Admitted, Contents, Edition, ExchangeCertificate, KeyDocument, Member, NotForUs, Parcel, Said,
    SignedReceipt,
};
use super::NOW;

const VECTORS: &str = include_str!("../../../../shared/tests/vectors/exchange.json");

#[derive(Deserialize)]
struct Vectors {
    now: u64,
    sender: Keys,
    recipient: Keys,
    certificate: Signed,
    key: Value,
    key_name: String,
    parcels: Vec<Good>,
    directory: Edition,
    receipt: Value,
    refused: Vec<Bad>,
}

#[derive(Deserialize)]
struct Keys {
    #[serde(flatten)]
    member: Member,
    root_seed: String,
    signer_seed: String,
    exchange_seed: String,
}

#[derive(Deserialize)]
struct Good {
    kind: String,
    body: Value,
    parcel: Value,
}

#[derive(Deserialize)]
struct Bad {
    why: String,
    parcel: Value,
}

fn signing_key(seed: &str) -> SigningKey {
    seed.parse().unwrap()
}

impl Vectors {
    fn read() -> Self {
        let vectors: Self = serde_json::from_str(VECTORS).unwrap();
        assert_eq!(vectors.now, NOW.0);
        vectors
    }

    fn parcel(&self, parcel: &Value) -> Parcel {
        Parcel::parse(parcel.to_string().as_bytes()).unwrap()
    }

    fn admit(&self, parcel: &Value) -> Result<Admitted, NotForUs> {
        let sender = &self.sender.member;
        let root = |id: &_| (*id == sender.hotline).then_some(sender.root);
        let us = &self.recipient.member.hotline;
        self.parcel(parcel).admit(us, root, NOW)
    }

    fn open(&self, parcel: &Value) -> Result<Contents, NotForUs> {
        let seed = Base64::decode_vec(&self.recipient.exchange_seed).unwrap();
        let private = PrivateKey::from_seed(Suite::XWing, &seed).unwrap();
        self.admit(parcel)?.open(&private)
    }
}

#[test]
fn certificates_and_keys_hold_and_are_signed_as_we_sign() {
    let vectors = Vectors::read();
    let (signed, root) = (&vectors.certificate, &vectors.sender.member.root);
    let certificate = ExchangeCertificate::verify(signed, root).unwrap();
    assert_eq!(
        certificate.signer,
        signing_key(&vectors.sender.signer_seed).verifying_key()
    );
    let text = signed.unverified().to_owned();
    let ours = signing_key(&vectors.sender.root_seed).sign(Purpose::ExchangeCertificate, text);
    assert_eq!(&ours, signed);
    let document = KeyDocument::parse(vectors.key.to_string().as_bytes()).unwrap();
    let key = document.verify(&vectors.recipient.member, NOW).unwrap();
    assert_eq!(key.id.to_string(), vectors.key_name);
    let stranger = document.verify(&vectors.sender.member, NOW);
    assert!(stranger.is_err());
}

#[test]
fn parcels_open_and_say_what_the_other_software_wrote() {
    let vectors = Vectors::read();
    for good in &vectors.parcels {
        let contents = vectors.open(&good.parcel).unwrap();
        let kind: &str = contents.kind().unwrap().into();
        assert_eq!(kind, good.kind);
        assert_eq!(contents.body::<Value>().unwrap(), good.body);
    }
    assert_eq!(vectors.parcels.len(), 2);
}

#[test]
fn the_receipt_is_for_the_first_parcel_and_for_no_other() {
    let vectors = Vectors::read();
    let (receipt, of) = (vectors.receipt.to_string(), &vectors.recipient.member);
    let holds = |good: &Good| {
        let parcel = vectors.parcel(&good.parcel);
        SignedReceipt::verify(receipt.as_bytes(), of, &parcel).is_ok()
    };
    let held: Vec<bool> = vectors.parcels.iter().map(holds).collect();
    assert_eq!(held, [true, false]);
}

#[test]
fn the_first_parcel_and_its_receipt_name_the_directory_and_the_second_names_none() {
    let vectors = Vectors::read();
    let named = |said: Option<Said>| said.map(|said| said.edition);
    let directory = Some(vectors.directory.clone());
    let [first, second] = [0, 1].map(|place| {
        let admitted = vectors.admit(&vectors.parcels[place].parcel);
        named(admitted.unwrap().said)
    });
    assert_eq!((&first, second), (&directory, None));
    let (receipt, of) = (vectors.receipt.to_string(), &vectors.recipient.member);
    let parcel = vectors.parcel(&vectors.parcels[0].parcel);
    let said = SignedReceipt::said(receipt.as_bytes(), of, &parcel).unwrap();
    assert_eq!(named(said), directory);
}

#[test]
fn contents_that_are_not_those_of_the_head_are_refused() {
    let vectors = Vectors::read();
    for bad in &vectors.refused {
        let opened = vectors.open(&bad.parcel).map(|_| ());
        assert_eq!(opened, Err(NotForUs::Signature), "{}", bad.why);
    }
    assert_eq!(vectors.refused.len(), 2);
}
