use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::net::TcpListener;

/// Changes an answer: the path of the request, the headers, and the body.
type Change = Box<dyn Fn(&str, &mut HeaderMap, &mut Vec<u8>) + Send>;

/// Whoever stands between a hotline's intake and the world, and changes what the intake answers.
pub struct Tampering {
    /// The origin at which browsers reach the intake.
    pub origin: String,
    state: Arc<Shared>,
}

struct Shared {
    intake: Mutex<String>,
    change: Mutex<Change>,
    http: Client,
}

impl Tampering {
    /// Stands there, and changes nothing yet.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let http = Client::builder().no_proxy().redirect(Policy::none());
        let state = Arc::new(Shared {
            intake: Mutex::default(),
            change: Mutex::new(Box::new(|_, _, _| ())),
            http: http.build().unwrap(),
        });
        let router = Router::new().fallback(pass_on).with_state(state.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { origin, state }
    }

    /// Passes requests on to this intake.
    pub fn stand_before(&self, intake: &str) {
        *self.state.intake.lock().unwrap() = intake.to_owned();
    }

    /// Changes answers from now on.
    pub fn change(&self, change: impl Fn(&str, &mut HeaderMap, &mut Vec<u8>) + Send + 'static) {
        *self.state.change.lock().unwrap() = Box::new(change);
    }
}

async fn pass_on(State(state): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().unwrap().as_str();
    let url = format!("{}{path}", state.intake.lock().unwrap());
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let passed = state
        .http
        .request(parts.method.clone(), url)
        .headers(parts.headers);
    let answer = passed.body(body).send().await.unwrap();
    let mut passed = Response::builder().status(answer.status());
    let mut headers = answer.headers().clone();
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    let mut body = answer.bytes().await.unwrap().to_vec();
    (state.change.lock().unwrap())(path, &mut headers, &mut body);
    *passed.headers_mut().unwrap() = headers;
    passed.body(Body::from(body)).unwrap()
}
