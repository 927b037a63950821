use std::sync::Mutex;

use base64ct::{Base64UrlUnpadded, Encoding};
use receiver::keys::ceremony;
use reqwest::Client;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::signing::{Purpose, SigningKey};

use crate::{Answer, Folder};

/// Asks an intake for what waits there, as `receiver/PULL.md` says, and not as the desk does it.
pub struct Puller {
    http: Client,
    url: String,
    key: SigningKey,
    desk_key: String,
    nonce: Mutex<String>,
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Puller {
    /// Asks the intake at this origin with the key of the desk in a folder.
    pub fn new(intake: &str, folder: &Folder) -> Self {
        let key = folder.path().join("desk/keys/pull.key");
        Self {
            http: Client::new(),
            url: format!("{intake}/v1/pull"),
            key: ceremony::read_key(&key).unwrap(),
            desk_key: sha256(folder.desk_public_key().to_string().as_bytes()),
            nonce: Mutex::default(),
        }
    }

    /// The same with another key for signatures.
    pub fn with_key(mut self, key: SigningKey) -> Self {
        self.key = key;
        self
    }

    /// The nonce of the last answer.
    pub fn nonce(&self) -> String {
        self.nonce.lock().unwrap().clone()
    }

    /// A question for so many reports, and as many parcels.
    pub fn question(&self, most: usize) -> Value {
        json!({
            "store": "00000000000000000000000000000000",
            "desk_key": self.desk_key,
            "fetch": { "reports": most, "parcels": most, "publications": {} },
        })
    }

    /// The same question, with what is on the disk of what an answer gave.
    pub fn question_after(&self, given: &Value, most: usize) -> Value {
        let all = |what: &str, key: &str| -> Vec<Value> {
            let given = given[what].as_array().unwrap();
            given.iter().map(|one| one[key].clone()).collect()
        };
        let mut question = self.question(most);
        question["fetch"]["kept"] = json!({
            "lease": given["lease"],
            "reports": all("reports", "id"),
            "parcels": all("parcels", "key"),
        });
        question
    }

    /// What the desk signs of a request.
    pub fn statement(&self, nonce: &str, body: &[u8]) -> Value {
        json!({
            "version": 1,
            "method": "POST",
            "path": "/v1/pull",
            "nonce": nonce,
            "body_sha256": sha256(body),
        })
    }

    /// The header with this statement, signed.
    pub fn header(&self, statement: &Value) -> String {
        let signed = self.key.sign(Purpose::Pull, statement.to_string());
        let json = serde_json::to_vec(&signed).unwrap();
        format!("Sealed-Report {}", Base64UrlUnpadded::encode_string(&json))
    }

    /// Sends a request with this header and body.
    pub async fn send(&self, header: Option<&str>, body: &[u8]) -> Answer {
        let mut request = self.http.post(&self.url).body(body.to_vec());
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        let response = request.send().await.unwrap();
        if let Some(nonce) = response.headers().get("pull-nonce") {
            *self.nonce.lock().unwrap() = nonce.to_str().unwrap().to_owned();
        }
        Answer::read(response).await
    }

    /// Asks a question, signed with the last nonce, and once more with that of the answer.
    pub async fn ask(&self, question: &Value) -> Answer {
        let body = serde_json::to_vec(question).unwrap();
        let signed = || self.header(&self.statement(&self.nonce(), &body));
        let answer = self.send(Some(&signed()), &body).await;
        match answer.problem().as_deref() {
            Some("pull-nonce") => self.send(Some(&signed()), &body).await,
            _ => answer,
        }
    }

    /// The answer to a question that is not refused.
    pub async fn given(&self, question: &Value) -> Value {
        let answer = self.ask(question).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}
