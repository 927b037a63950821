use std::collections::VecDeque;
use std::fs;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use base64ct::{Base64, Encoding};
use serde_json::Value;
use standardwebhooks::Webhook;
use tests::{Folder, soon};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;

/// A word that reporter and analyst write, and that no webhook may be told.
pub(super) const SENTINEL: &str = "sentinel-5d20";

/// A system of the hotline that is told: a real server, with the signature checked by others' code.
pub(super) struct Hook {
    url: String,
    secret: String,
    answers: Arc<Mutex<VecDeque<u16>>>,
    holds: watch::Sender<bool>,
    arrivals: UnboundedReceiver<Arrival>,
}

/// An event that has arrived with a right signature.
pub(super) struct Arrival {
    /// `webhook-id`.
    pub(super) id: String,
    /// `webhook-timestamp`.
    pub(super) seconds: u64,
    /// The body.
    pub(super) event: Value,
}

impl Arrival {
    pub(super) fn kind(&self) -> &str {
        self.event["type"].as_str().unwrap()
    }
}

#[derive(Clone)]
struct Shared {
    secret: String,
    answers: Arc<Mutex<VecDeque<u16>>>,
    holds: watch::Receiver<bool>,
    arrivals: UnboundedSender<Arrival>,
}

impl Hook {
    pub(super) async fn start() -> Self {
        let secret = format!("whsec_{}", Base64::encode_string(&[7; 32]));
        let (sender, arrivals) = unbounded_channel();
        let (holds, held) = watch::channel(false);
        let shared = Shared {
            secret: secret.clone(),
            answers: Arc::default(),
            holds: held,
            arrivals: sender,
        };
        let answers = shared.answers.clone();
        let router = Router::new()
            .route("/hook", post(arrive))
            .route("/elsewhere", any(arrive))
            .with_state(shared);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await });
        Self {
            url,
            secret,
            answers,
            holds,
            arrivals,
        }
    }

    /// Holds all answers back, or lets them go.
    pub(super) fn hold(&self, holds: bool) {
        self.holds.send_replace(holds);
    }

    /// Writes the webhook into a config, as `crm`.
    pub(super) fn write_into(&self, folder: &Folder) {
        fs::write(folder.path().join("keys/crm.secret"), &self.secret).unwrap();
        folder.edit_config(
            "# [desk.webhooks.crm]\n# url = \"https://crm.example/hook\"\n# secret",
            &format!("[desk.webhooks.crm]\nurl = \"{}\"\nsecret", self.url),
        );
    }

    /// The statuses of the next answers; after those, every answer is 204.
    pub(super) fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.answers.lock().unwrap().extend(statuses);
    }

    /// The next event that arrives.
    pub(super) async fn next(&mut self) -> Arrival {
        let next = soon("the next event arrives", self.arrivals.recv()).await;
        next.unwrap()
    }
}

/// A wrong signature, or a word that was reported, ends the server: then nothing arrives.
async fn arrive(State(mut hook): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let (id, seconds) = (text("webhook-id"), text("webhook-timestamp"));
    // `verify` asks the system's clock, which is not the test's.
    let webhook = Webhook::new(&hook.secret).unwrap();
    let expected = webhook.sign(&id, seconds.parse().unwrap(), body.as_bytes());
    assert_eq!(text("webhook-signature"), expected.unwrap());
    assert_eq!(text("content-type"), "application/json");
    assert!(!body.contains(SENTINEL), "{body}");
    assert!(!format!("{headers:?}").contains(SENTINEL), "{headers:?}");
    hook.arrivals
        .send(Arrival {
            id,
            seconds: seconds.parse().unwrap(),
            event: serde_json::from_str(&body).unwrap(),
        })
        .unwrap();
    hook.holds.wait_for(|holds| !holds).await.unwrap();
    let status = hook.answers.lock().unwrap().pop_front().unwrap_or(204);
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(header::LOCATION, "/elsewhere")]).into_response()
}
