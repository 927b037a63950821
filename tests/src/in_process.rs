use std::fs;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::NewReport;
use receiver::clock::Clock;
use receiver::crypto::epoch::EpochSealer;
use receiver::serve::{DeskServices, desk_router};
use receiver::settings::{self, DeskSettings};
use receiver::staff::Staff;
use receiver::telemetry::Metrics;
use receiver::web::public::bundle::Bundle;
use serde_json::Value;
use shared::report::{Report, UntrustedReport};
use store::Store;
use tower::ServiceExt;

use crate::{Folder, TestClock};

/// A desk within this process: its routes and services over a real store, without a listener. The
/// test reaches the store beside it, and moves the clock.
pub struct InProcess {
    /// The desk's clock.
    pub clock: Arc<TestClock>,
    /// The desk's store.
    pub store: Arc<dyn Store>,
    folder: Folder,
    router: Router,
}

impl InProcess {
    /// A desk of a new folder, with these lines at the end of its config.
    pub async fn with_config(lines: &str) -> Self {
        Self::with_files(lines, &[]).await
    }

    /// The same with files beside the config, by name and content.
    pub async fn with_files(lines: &str, files: &[(&str, &str)]) -> Self {
        let folder = Folder::init(TestClock::BEGIN);
        folder.append_config(lines);
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        let clock = Arc::new(TestClock::at(TestClock::BEGIN));
        let loaded = settings::load(&folder.config(), &languages()).unwrap();
        let store = store::open(&loaded.store).await.unwrap();
        let router = desk_router(loaded.desk.unwrap(), store.clone(), clock.clone());
        Self {
            clock,
            store,
            folder,
            router,
        }
    }

    /// The services of this desk, apart from those behind its routes.
    pub fn services(&self) -> DeskServices {
        let metrics = Arc::new(Metrics::new());
        let (store, clock) = (self.store.clone(), self.clock.clone());
        DeskServices::new(self.settings(), store, clock, metrics)
    }

    /// Its staff.
    pub async fn staff(&self) -> Staff {
        self.folder.staff(self.clock.clone()).await
    }

    /// Puts a report into the queue as the intake does.
    pub async fn enqueue(&self, report: UntrustedReport) {
        let report = Report::try_from(report).unwrap();
        let json = serde_json::to_vec(&report).unwrap();
        let (id, now) = (report.id(), self.clock.now());
        let sealer = EpochSealer::new(self.folder.desk_public_key());
        let body = sealer.seal(id, &json, now, &mut UnwrapErr(SysRng));
        let new = NewReport {
            id,
            received: now.hour(),
            priority: Priority::of(&report),
            body: body.unwrap(),
        };
        self.store.enqueue(new).await.unwrap();
    }

    /// Calls an operation of the API with the token of the config. Gives status and JSON; null
    /// without a body.
    pub async fn api(&self, method: Method, path: &str, json: &Value) -> (StatusCode, Value) {
        let token = format!("Bearer {}", self.folder.token());
        let request = Request::builder()
            .method(method)
            .uri(path)
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

    /// Posts to the API.
    pub async fn post(&self, path: &str, json: Value) -> (StatusCode, Value) {
        self.api(Method::POST, path, &json).await
    }

    /// The settings of this desk.
    pub fn settings(&self) -> DeskSettings {
        let loaded = settings::load(&self.folder.config(), &languages()).unwrap();
        loaded.desk.unwrap()
    }
}

fn languages() -> Vec<&'static str> {
    Bundle::built_in().unwrap().languages()
}
