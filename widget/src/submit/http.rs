//! The requests of the form. They carry no credential and no referrer; that nothing is kept of the
//! answers, these say themselves (`Cache-Control: no-store`).

use gloo_net::http::{Request, RequestBuilder};
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use web_sys::{AbortController, AbortSignal, ReferrerPolicy, RequestCredentials};

use super::attempts::{Answer, Outcome};

/// Milliseconds after which an answer is not waited for any longer.
const TIMEOUT_MS: u32 = 30_000;

pub(super) async fn get(path: &str) -> Result<Answer, Outcome> {
    exchange(Request::get(path), None).await
}

pub(super) async fn post(path: &str, media_type: &str, body: &[u8]) -> Result<Answer, Outcome> {
    let request = Request::post(path).header("Content-Type", media_type);
    exchange(request, Some(Uint8Array::from(body))).await
}

/// Sends a request and reads the whole answer, within the time.
async fn exchange(request: RequestBuilder, body: Option<Uint8Array>) -> Result<Answer, Outcome> {
    let controller = AbortController::new().map_err(|_| Outcome::Unreachable)?;
    let request = private(request, &controller.signal());
    let _timeout = Timeout::new(TIMEOUT_MS, move || controller.abort());
    let request = match body {
        Some(body) => request.body(body),
        None => request.build(),
    };
    read(request).await.map_err(|_| Outcome::Unreachable)
}

fn private(request: RequestBuilder, signal: &AbortSignal) -> RequestBuilder {
    request
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(signal))
}

async fn read(request: Result<Request, gloo_net::Error>) -> Result<Answer, gloo_net::Error> {
    let response = request?.send().await?;
    let retry_after = response.headers().get("Retry-After");
    Ok(Answer {
        status: response.status(),
        retry_after: retry_after.and_then(|seconds| seconds.parse().ok()),
        body: response.binary().await?,
    })
}
