use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::NewReport;
use receiver::clock::Clock;
use receiver::crypto::epoch::EpochSealer;
use receiver::crypto::vault::Vault;
use receiver::exchange::Exchange;
use receiver::parcel;
use receiver::serve::{DeskServices, DeskTick, desk_router};
use receiver::settings::{self, DeskSettings, Settings};
use receiver::staff::Staff;
use receiver::telemetry::Metrics;
use receiver::web::public::bundle::Bundle;
use serde_json::Value;
use shared::hpke::PublicKey;
use shared::report::{Report, ReportId, UntrustedReport};
use store::{Ledger, RecordKind, Store};
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::{Desk, Folder, OtherHotline, TestClock};

/// A desk in this process: its routes and services with a real store, without a listener. The test
/// can use the store directly, and moves the clock.
pub struct InProcess {
    /// The clock of the desk, moved by the test.
    pub clock: Arc<TestClock>,
    /// The real store behind the desk.
    pub store: Arc<dyn Store>,
    /// The desk's half of the store, as the desk uses it.
    pub ledger: Arc<Ledger>,
    /// The folder with config, keys and database.
    pub folder: Folder,
    router: Router,
    tick: DeskTick,
}

impl InProcess {
    /// A desk in a new folder, with these lines at the end of its config.
    pub async fn with_config(lines: &str) -> Self {
        Self::with_files(lines, &[]).await
    }

    /// A desk with these lines, and with files of these names and contents beside the config.
    pub async fn with_files(lines: &str, files: &[(&str, &str)]) -> Self {
        let folder = Folder::init(TestClock::BEGIN);
        folder.append_config(lines);
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        Self::in_folder(folder).await
    }

    /// A desk that exchanges referrals with another hotline; both have each other's keys.
    pub async fn exchanging() -> (Self, OtherHotline) {
        Self::exchanging_in(Folder::init(TestClock::BEGIN)).await
    }

    /// A desk that asks reporters besides, so that every route of it can be used.
    pub async fn with_everything() -> (Self, OtherHotline) {
        let folder = Folder::init(TestClock::BEGIN);
        folder.ask_reporters(TestClock::BEGIN, 365);
        Self::exchanging_in(folder).await
    }

    async fn exchanging_in(folder: Folder) -> (Self, OtherHotline) {
        let other = OtherHotline::of(&folder, TestClock::BEGIN).await;
        let desk = Self::in_folder(folder).await;
        desk.tick().await;
        (desk, other)
    }

    /// A file in which another hotline refers items at these addresses to this one.
    pub async fn referred_by(&self, other: &OtherHotline, addresses: &[&str]) -> String {
        let document = self.exchange_key().await;
        String::from_utf8(other.refer(&document, addresses)).unwrap()
    }

    /// A desk in this new folder.
    pub async fn in_folder(folder: Folder) -> Self {
        let clock = Arc::new(TestClock::at(TestClock::BEGIN));
        Self::with_clock(folder, clock.clone(), clock).await
    }

    /// A desk in this new folder whose time is that of `guard`, a clock over `clock`.
    pub async fn with_clock(folder: Folder, clock: Arc<TestClock>, guard: Arc<dyn Clock>) -> Self {
        let loaded = load(&folder);
        let store = store::open(&loaded.store).await.unwrap();
        let desk = desk_router(loaded, store.clone(), guard);
        let (router, tick) = desk.await;
        let (_, ledger) = folder.ledger().await;
        Self {
            clock,
            store,
            ledger,
            folder,
            router,
            tick,
        }
    }

    /// Does the periodic work of a minute.
    pub async fn tick(&self) {
        self.tick.tick().await;
    }

    /// Takes in the parcels that have arrived, and attempts to deliver those that are due.
    pub async fn exchange_parcels(&self) {
        self.tick.exchange_parcels().await;
    }

    /// A parcel of another hotline arrives at the intake.
    pub async fn receive(&self, parcel: &[u8]) {
        let key = inbox_key(parcel);
        let received = self
            .store
            .receive(&key, parcel.to_vec(), b"receipt".to_vec());
        received.await.unwrap();
    }

    /// The document of the desk's exchange key.
    pub async fn exchange_key(&self) -> Vec<u8> {
        let record = self.store.record(RecordKind::Publication, b"exchange-key");
        record.await.unwrap().unwrap().bytes
    }

    /// Makes the attempts to tell webhooks that are due.
    pub async fn tell_webhooks(&self) {
        self.tick.tell_webhooks().await;
    }

    /// The metrics of this desk.
    pub fn metrics(&self) -> String {
        self.tick.metrics()
    }

    /// Another desk with the same store and clock, as after a restart.
    pub async fn again(&self) -> Self {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let desk = desk_router(load(&self.folder), store.clone(), clock.clone());
        let (router, tick) = desk.await;
        Self {
            clock,
            store,
            ledger: self.ledger.clone(),
            folder: self.folder.clone(),
            router,
            tick,
        }
    }

    /// The path of the SQLite database.
    pub fn database(&self) -> PathBuf {
        self.folder.database()
    }

    /// The desk with a listener, for tests with browsers that log in.
    pub async fn listen(&self) -> Desk {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Desk::new(&url, &self.folder, self.clock.clone())
    }

    /// The services of this desk, apart from those behind its routes.
    pub fn services(&self) -> DeskServices {
        let (ledger, clock) = (self.ledger.clone(), self.clock.clone());
        let metrics = Arc::new(Metrics::new(clock.clone()));
        let settings = self.settings();
        let vault = Arc::new(Vault::new(&settings.private_key));
        DeskServices::new(settings, ledger, vault, clock, metrics)
    }

    /// The staff service of this desk.
    pub async fn staff(&self) -> Staff {
        self.folder.staff(self.clock.clone()).await
    }

    /// The exchange of this desk, as a command of the operator opens it.
    pub async fn exchange(&self) -> Arc<Exchange> {
        let (settings, ledger) = self.folder.ledger().await;
        let vault = Arc::new(settings.vault(&*ledger).await.unwrap());
        let metrics = Arc::new(Metrics::new(self.clock.clone()));
        let services = DeskServices::new(settings, ledger, vault, self.clock.clone(), metrics);
        services.exchange.unwrap()
    }

    /// Seals a report and puts it into the queue, as the intake does.
    pub async fn enqueue(&self, report: UntrustedReport) {
        self.enqueue_sealed_to(&self.folder.desk_public_key(), report)
            .await;
    }

    /// Seals a report to this key, which may be another desk's, and puts it into the queue.
    pub async fn enqueue_sealed_to(&self, key: &PublicKey, report: UntrustedReport) {
        let report = Report::try_from(report).unwrap();
        let json = serde_json::to_vec(&report).unwrap();
        self.enqueue_json(key, report.id(), Priority::of(&report), &json)
            .await;
    }

    /// Seals what an intake has opened, and puts it into the queue.
    pub(crate) async fn enqueue_json(
        &self,
        key: &PublicKey,
        id: ReportId,
        priority: Priority,
        json: &[u8],
    ) {
        let now = self.clock.now();
        let sealer = EpochSealer::new(key.clone());
        let signer = self.folder.signer();
        let body = sealer.seal(id, json, now, &signer, &mut UnwrapErr(SysRng));
        let new = NewReport {
            id,
            received: now.hour(),
            priority,
            body: body.unwrap(),
        };
        self.store.enqueue(new).await.unwrap();
    }

    /// The config's token of the API.
    pub fn token(&self) -> String {
        self.folder.token()
    }

    /// Calls an operation of the API with the config's token. Returns status and JSON; null for an
    /// empty body.
    pub async fn api(&self, method: Method, path: &str, json: &Value) -> (StatusCode, Value) {
        self.api_as(&self.token(), method, path, json).await
    }

    /// Calls an operation of the API with this token.
    pub async fn api_as(
        &self,
        token: &str,
        method: Method,
        path: &str,
        json: &Value,
    ) -> (StatusCode, Value) {
        let token = format!("Bearer {token}");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, token)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let json = serde_json::from_slice(&body).unwrap_or_default();
        (status, json)
    }

    /// A file that the API gives out, as text.
    pub async fn file(&self, path: &str) -> String {
        let token = format!("Bearer {}", self.token());
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, token)
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8_lossy(&body).into_owned()
    }

    /// Posts JSON to the API.
    pub async fn post(&self, path: &str, json: Value) -> (StatusCode, Value) {
        self.api(Method::POST, path, &json).await
    }

    /// The settings of this desk.
    pub fn settings(&self) -> DeskSettings {
        load(&self.folder).desk.unwrap()
    }
}

fn load(folder: &Folder) -> Settings {
    let languages = Bundle::built_in().unwrap().languages();
    settings::load(&folder.config(), &languages).unwrap()
}

/// The key under which the intake keeps a parcel: its sender and its id, or for what is none, characters of it.
fn inbox_key(bytes: &[u8]) -> Vec<u8> {
    let named = || {
        let read: Value = serde_json::from_slice(bytes).ok()?;
        let head: Value = serde_json::from_str(read["head"]["text"].as_str()?).ok()?;
        let from = head["from"].as_str()?.parse().ok()?;
        Some(parcel::inbox_key(&from, head["id"].as_str()?.parse().ok()?))
    };
    named().unwrap_or_else(|| [&[7; 16], &bytes[bytes.len() - 40..bytes.len() - 24]].concat())
}
