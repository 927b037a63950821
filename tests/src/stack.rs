use std::sync::Arc;

use receiver::clock::Timestamp;
use receiver::config;
use receiver::intake::bundle::Bundle;
use receiver::serve::{Listeners, serve};
use receiver::store::sqlite::SqliteStore;
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::reporter::Answer;
use crate::{Folder, Reporter, TestClock};

/// A whole receiver in this process: real listeners, real store, and a clock that the test moves.
pub struct Stack {
    /// The time.
    pub clock: Arc<TestClock>,
    /// Config, keys and database.
    pub folder: Folder,
    /// Where reporters' browsers reach it.
    pub intake: String,
    /// Where analysts reach it.
    pub desk: Desk,
    /// A reporter.
    pub reporter: Reporter,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Stack {
    /// Starts a receiver with an empty store.
    pub async fn start() -> Self {
        Self::start_at(TestClock::BEGIN).await
    }

    /// Starts a receiver with an empty store at this time.
    pub async fn start_at(now: Timestamp) -> Self {
        Self::start_in(Folder::init(now), Arc::new(TestClock::at(now))).await
    }

    /// Starts a receiver in a folder that may have been used before.
    pub async fn start_in(folder: Folder, clock: Arc<TestClock>) -> Self {
        let bundle = Bundle::built_in().unwrap();
        let mut settings = config::load(&folder.config(), &bundle.languages()).unwrap();
        let listeners = Listeners::bind(&settings).await.unwrap();
        let intake = address(&listeners.intake);
        let desk = address(&listeners.desk);
        if let Some(settings) = &mut settings.intake {
            settings.config.public_url = intake.clone();
        }
        let store = Arc::new(SqliteStore::open(&settings.store_path).unwrap());
        let (stop, stopped) = oneshot::channel();
        let time = clock.clone();
        let served = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            serve(settings, bundle, store, time, listeners, stopped)
                .await
                .unwrap();
        });
        Self {
            reporter: Reporter::new(&intake, clock.clone(), &folder),
            clock,
            desk: Desk::new(&desk, &folder.token()),
            folder,
            intake,
            stop,
            served,
        }
    }

    /// Stops it, and starts it again on what lies on the disk.
    pub async fn restart(self) -> Self {
        let clock = self.clock.clone();
        Self::start_in(self.stop().await, clock).await
    }

    /// Stops it as SIGTERM does, and gives back what lies on the disk.
    pub async fn stop(self) -> Folder {
        drop(self.stop);
        self.served.await.unwrap();
        self.folder
    }
}

fn address(listener: &Option<TcpListener>) -> String {
    let address = listener.as_ref().unwrap().local_addr().unwrap();
    format!("http://{address}")
}

/// Somebody at the desk, with its token.
pub struct Desk {
    /// Its origin.
    pub url: String,
    /// Its token.
    pub token: String,
    http: Client,
}

impl Desk {
    /// Comes to the desk at this origin.
    pub fn new(url: &str, token: &str) -> Self {
        Self {
            url: url.to_owned(),
            token: token.to_owned(),
            http: Client::new(),
        }
    }

    /// Claims reports.
    pub async fn claim(&self, max: usize, lease_seconds: u64) -> Vec<Value> {
        let request = serde_json::json!({ "max": max, "lease_seconds": lease_seconds });
        let answer = self.post("/v1/claims", &request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let mut claims: Value = serde_json::from_str(&answer.body).unwrap();
        match claims["claims"].take() {
            Value::Array(claims) => claims,
            other => panic!("claims are {other}"),
        }
    }

    /// Acts on a claim: `extend`, `release` or `ack`. Gives the status.
    pub async fn act(&self, claim: &Value, act: &str) -> u16 {
        let mut request = serde_json::json!({ "lease": claim["lease"] });
        if act == "extend" {
            request["lease_seconds"] = 60.into();
        }
        let path = format!("/v1/claims/{}/{act}", claim["id"].as_str().unwrap());
        self.post(&path, &request).await.status
    }

    /// Posts JSON with the token.
    pub async fn post(&self, path: &str, json: &Value) -> Answer {
        let url = format!("{}{path}", self.url);
        let request = self.http.post(url).bearer_auth(&self.token).json(json);
        let response = request.send().await.unwrap();
        if response.status() == 204 {
            return Answer {
                status: 204,
                media_type: String::new(),
                body: String::new(),
            };
        }
        Answer::read(response).await
    }

    /// Reads a page with the login.
    pub async fn page(&self, path: &str) -> String {
        let url = format!("{}{path}", self.url);
        let request = self.http.get(url).basic_auth("desk", Some(&self.token));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.text().await.unwrap()
    }

    /// Asks without a token, or with a header of the test's choice.
    pub async fn knock(&self, method: Method, path: &str, authorization: Option<&str>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        Answer::read(request.send().await.unwrap()).await
    }
}
