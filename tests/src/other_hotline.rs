use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use receiver::directory::Application;
use receiver::handoff::referral::{self, Referral};
use receiver::keys::ceremony;
use receiver::parcel::{
    Contents, Edition, ExchangeCertificate, ExchangeKey, KeyDocument, Kind, Member as Hotline,
    Parcel, ParcelId, Receipt, SignedReceipt, Signer,
};
use serde_json::{Value, json};
use shared::certificate::SignerCertificate;
use shared::hpke::{PrivateKey, Suite};
use shared::signing::{Signed, SigningKey, VerifyingKey};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use crate::{Folder, Member, until};

/// Seconds of 20 days.
const DAYS: u64 = 20 * 24 * 3600;

/// Another hotline, with the id `us`, which publishes a key for 20 days from now on.
pub struct OtherHotline {
    signer: Signer,
    private: PrivateKey,
    /// The signer of its intake, and the root's certificate for that.
    intake: Arc<(SigningKey, Signed)>,
    /// The hotline in this folder, as this one knows it.
    ours: Hotline,
    now: Timestamp,
    door: Arc<Mutex<Door>>,
    /// The origin of its intake.
    url: String,
    /// Its server.
    server: Option<AbortHandle>,
    root: Arc<SigningKey>,
    _folder: Arc<tempfile::TempDir>,
}

/// What its intake has got, and how it answers.
#[derive(Default)]
struct Door {
    got: Vec<Vec<u8>>,
    /// The versions of parcels that the hotline says it reads.
    versions: Vec<u32>,
    /// The document of its key.
    document: Vec<u8>,
    /// Another answer than a receipt.
    answer: Option<(StatusCode, Vec<u8>)>,
    /// The directory that the hotline says it goes by.
    directory: Option<Edition>,
    /// The folder with the files of the directory that its intake shows.
    mirror: PathBuf,
}

impl OtherHotline {
    /// Makes the hotline in the folder and a new one known to each other.
    pub async fn of(folder: &Folder, now: Timestamp) -> Self {
        let other = Self::stranger(folder, now).await;
        let (url, root) = (&other.url, other.root());
        folder.append_config(&format!(
            "[desk.exchange.hotlines.us]\nroot = \"{root}\"\nurl = \"{url}\""
        ));
        other
    }

    /// Makes the hotline whose desk has a config of its own in the folder and a new one known to each other.
    pub async fn of_half(folder: &Folder, now: Timestamp) -> Self {
        let other = Self::stranger(folder, now).await;
        let (url, root) = (&other.url, other.root());
        let line = format!("[desk.exchange.hotlines.us]\nroot = \"{root}\"\nurl = \"{url}\"");
        folder.append_to_half("desk", &line);
        other
    }

    /// Makes the hotline in the folder known to a new one, of which the folder's config says nothing.
    pub async fn stranger(folder: &Folder, now: Timestamp) -> Self {
        let rng = &mut UnwrapErr(SysRng);
        let temporary = tempfile::tempdir().unwrap();
        let [root, key] = [(); 2].map(|()| SigningKey::generate(rng));
        let us = Hotline {
            hotline: "us".parse().unwrap(),
            root: root.verifying_key(),
        };
        let file = temporary.path().join("signer.cert");
        certify(&root, &us, &key, now, &file);
        let mut other = Self {
            signer: Signer::new(us, key, file),
            private: PrivateKey::generate(Suite::XWing, rng),
            intake: Arc::new(intake(&root, now)),
            ours: folder.join_exchange(now),
            now,
            door: Arc::default(),
            url: String::new(),
            server: None,
            root: Arc::new(root),
            _folder: Arc::new(temporary),
        };
        other.reads(&[1]);
        other.publish().await;
        other
    }

    /// Lets its key say that it reads these versions of parcels.
    pub fn reads(&self, versions: &[u32]) {
        versions.clone_into(&mut self.door.lock().unwrap().versions);
        let certified = self.signer.certified(self.now).unwrap();
        let document = KeyDocument::new(&certified, &self.key());
        self.door.lock().unwrap().document = document.to_json();
    }

    /// Takes its server from the network.
    pub fn leave(&self) {
        self.server.as_ref().unwrap().abort();
    }

    fn key(&self) -> ExchangeKey {
        ExchangeKey {
            hotline: self.signer.us().hotline.clone(),
            sequence: 1,
            not_before: self.now.0,
            not_after: self.now.plus_seconds(DAYS).0,
            versions: self.door.lock().unwrap().versions.clone(),
            public_key: self.private.public_key(),
        }
    }

    /// Serves the key on a free port.
    async fn publish(&mut self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.url = format!("http://{}", listener.local_addr().unwrap());
        let (door, receipts) = (self.door.clone(), self.receipts());
        let take = async move |parcel: Bytes| door.lock().unwrap().take(&parcel, receipts);
        let door = self.door.clone();
        let show = async move |Path(name): Path<String>| door.lock().unwrap().show(&name);
        let door = self.door.clone();
        let key = async move || door.lock().unwrap().document.clone();
        let router = Router::new()
            .route("/v1/exchange-key", get(key))
            .route("/directory/{name}", get(show))
            .route("/v1/parcels", post(take));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        self.server = Some(server.abort_handle());
    }

    /// Waits until the desk of this member has the key.
    pub async fn is_known(&self, member: &Member) {
        until("the desk has the other hotline's key", async || {
            let page = member.page("/referrals").await;
            page.contains("We have its key, until").then_some(())
        })
        .await;
    }

    /// The public key of its root.
    pub fn root(&self) -> VerifyingKey {
        self.signer.us().root
    }

    /// What the hotline says of itself to an association, signed by its root.
    pub fn application(&self) -> Signed {
        let application = Application {
            hotline: self.signer.us().hotline.clone(),
            name: "The Other Hotline".to_owned(),
            countries: vec!["NL".to_owned()],
            categories: vec!["csam".to_owned()],
            languages: vec!["nl".to_owned()],
            root: self.root(),
            exchange: self.url.clone(),
            form: self.url.clone(),
            made: self.now.0,
        };
        application.signed(&self.root).unwrap()
    }

    /// Lets its intake answer this, instead of a receipt.
    pub fn answers(&self, answer: Option<(StatusCode, Vec<u8>)>) {
        self.door.lock().unwrap().answer = answer;
    }

    /// Lets the hotline say that it goes by this directory.
    pub fn names(&self, directory: Edition) {
        self.door.lock().unwrap().directory = Some(directory);
    }

    /// Lets its intake show the files of a directory in this folder.
    pub fn shows(&self, mirror: &std::path::Path) {
        mirror.clone_into(&mut self.door.lock().unwrap().mirror);
    }

    /// What has arrived at its intake since this was asked last.
    pub fn got(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.door.lock().unwrap().got)
    }

    /// The receipt of its intake for a parcel.
    pub fn receipt(&self, parcel: &[u8]) -> Vec<u8> {
        self.receipts()(parcel, None)
    }

    fn receipts(&self) -> impl Fn(&[u8], Option<Edition>) -> Vec<u8> + Clone + use<> {
        let (us, from) = (self.signer.us().hotline.clone(), self.ours.clone());
        let (intake, now) = (self.intake.clone(), self.now);
        move |parcel, directory| {
            let parcel = Parcel::parse(parcel).unwrap();
            let parcel = parcel.admit(&us, |_| Some(from.root), now).unwrap();
            let receipt = Receipt::new(&us, &parcel, directory, now.hour());
            SignedReceipt::new(intake.1.clone(), &intake.0, &receipt).to_json()
        }
    }

    fn directory(&self) -> Option<Edition> {
        self.door.lock().unwrap().directory.clone()
    }

    /// The directory that the hotline in the folder goes by, as the head of its parcel says.
    pub fn named_in(&self, file: &[u8]) -> Option<Edition> {
        let ours = self.ours.root;
        let us = &self.signer.us().hotline;
        let admitted = Parcel::parse(file).unwrap();
        let admitted = admitted.admit(us, |_| Some(ours), self.now).unwrap();
        admitted.said.map(|said| said.edition)
    }

    /// Opens the contents of a parcel that the hotline in the folder has made.
    pub fn contents(&self, file: &[u8]) -> Contents {
        let ours = self.ours.root;
        let parcel = Parcel::parse(file).unwrap();
        let us = &self.signer.us().hotline;
        let admitted = parcel.admit(us, |_| Some(ours), self.now).unwrap();
        assert_eq!(admitted.key(), Ok(self.key().id()));
        admitted.open(&self.private).unwrap()
    }

    /// Opens a referral that the hotline in the folder has made.
    pub fn open(&self, file: &[u8]) -> Referral {
        referral::of(&self.contents(file)).unwrap()
    }

    /// A referral of items of which each has an address and a finding, sealed to the key in a document.
    pub fn refer(&self, document: &[u8], items: &[&str]) -> Vec<u8> {
        self.send(document, Kind::Referral, &body(items))
    }

    /// A referral of an item whose finding is `national`.
    pub fn national(&self, document: &[u8], item: &str) -> Vec<u8> {
        let mut body = body(&[item]);
        body["items"][0]["classification"] = json!("national");
        self.send(document, Kind::Referral, &body)
    }

    /// A parcel with this body, sealed to the key in a document.
    pub fn send(&self, document: &[u8], kind: Kind, body: &Value) -> Vec<u8> {
        self.send_any(document, kind.name(), body)
    }

    /// A parcel of a kind that may be of a later version, or of none.
    pub fn send_any(&self, document: &[u8], kind: &str, body: &Value) -> Vec<u8> {
        let document = KeyDocument::parse(document).unwrap();
        let to = document.verify(&self.ours, self.now).unwrap();
        let (id, us) = (ParcelId::random(&mut UnwrapErr(SysRng)), self.signer.us());
        let hour = self.now.hour();
        let contents = Contents::new(Kind::Referral, id, &us.hotline, &to, hour, body);
        let mut contents = serde_json::to_value(contents).unwrap();
        contents["kind"] = json!(kind);
        let contents = serde_json::from_value(contents).unwrap();
        let certified = self.signer.certified(self.now).unwrap();
        let (directory, rng) = (self.directory(), &mut UnwrapErr(SysRng));
        let parcel = Parcel::seal(&certified, &to, contents, directory, rng);
        parcel.unwrap().to_json()
    }
}

impl Door {
    fn take(
        &mut self,
        parcel: &[u8],
        receipt: impl Fn(&[u8], Option<Edition>) -> Vec<u8>,
    ) -> (StatusCode, Vec<u8>) {
        self.got.push(parcel.to_vec());
        match &self.answer {
            Some(answer) => answer.clone(),
            None => (
                StatusCode::ACCEPTED,
                receipt(parcel, self.directory.clone()),
            ),
        }
    }

    fn show(&self, name: &str) -> Result<Vec<u8>, StatusCode> {
        fs::read(self.mirror.join(name)).map_err(|_| StatusCode::NOT_FOUND)
    }
}

/// The signer of an intake, certified by its root for 20 days.
fn intake(root: &SigningKey, now: Timestamp) -> (SigningKey, Signed) {
    let key = SigningKey::generate(&mut UnwrapErr(SysRng));
    let certificate = SignerCertificate {
        hotline: "us".parse().unwrap(),
        signer: key.verifying_key(),
        not_before: now.0,
        not_after: now.plus_seconds(DAYS).0,
    };
    let signed = certificate.signed(root);
    (key, signed)
}

/// What a referral says of items with these addresses.
fn body(addresses: &[&str]) -> Value {
    let items = addresses.iter().map(|url| {
        json!({
            "location": { "type": "web", "url": url },
            "classification": "baseline",
            "gender": "female",
            "age_group": "infant",
            "commerciality": "non_commercial",
            "site_type": "forum",
            "held_until": "2027-02-01",
        })
    });
    json!({
        "name": "The <b>Other</b> Hotline",
        "contact": "desk@other.example",
        "category": "csam",
        "received": "2027-01-14T10:00:00Z",
        "assessed_on": "2027-01-15",
        "explanation": "Seen by two of us: https://bad.example/forum",
        "child_in_danger": true,
        "items": items.collect::<Vec<_>>(),
    })
}

/// Writes the root's certificate for a signer, valid for 20 days.
fn certify(root: &SigningKey, us: &Hotline, signer: &SigningKey, now: Timestamp, file: &PathBuf) {
    let certificate = ExchangeCertificate {
        hotline: us.hotline.clone(),
        signer: signer.verifying_key(),
        not_before: now.0,
        not_after: now.plus_seconds(DAYS).0,
    };
    let json = serde_json::to_string(&certificate.signed(root)).unwrap();
    fs::write(file, json).unwrap();
}

impl Folder {
    /// Gives the desk a certified signer for the exchange. Returns the hotline as others know it.
    pub fn join_exchange(&self, now: Timestamp) -> Hotline {
        let keys = self.desk().join("keys/exchange");
        ceremony::make_signer(&keys, &mut UnwrapErr(SysRng)).unwrap();
        let us = self.certify_for_exchange(now);
        for line in [
            "[desk.exchange]",
            "signer_key = ",
            "signer_certificate = \"keys/exchange",
        ] {
            let (from, to) = (format!("\n# {line}"), format!("\n{line}"));
            let config = fs::read_to_string(self.desk().join("receiver.toml")).unwrap();
            assert_eq!(config.matches(&from).count(), 1, "{line}");
            fs::write(
                self.desk().join("receiver.toml"),
                config.replace(&from, &to),
            )
            .unwrap();
        }
        us
    }

    /// Certifies that signer anew. Returns the hotline as others know it.
    pub fn certify_for_exchange(&self, now: Timestamp) -> Hotline {
        let keys = self.desk().join("keys/exchange");
        let root: SigningKey = ceremony::read_key(&self.path().join("root/root.key")).unwrap();
        let signer: SigningKey = ceremony::read_key(&keys.join("signer.key")).unwrap();
        let us = Hotline {
            hotline: self.trust().hotline,
            root: root.verifying_key(),
        };
        certify(&root, &us, &signer, now, &keys.join("signer.cert"));
        us
    }
}
