//! The requests of the form. They carry no credentials, and no referrer, which the page forbids itself. They follow no
//! redirect: that has the status 0. The browser stores no answer, because the answers forbid it (`Cache-Control: no-store`).

use gloo_net::http::{Request, Response};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::{
    AbortController, AbortSignal, Blob, FormData, RequestCredentials, RequestInit, RequestRedirect,
};

use super::attempts::{Answer, Outcome, seconds};

/// Milliseconds from the beginning of a request to the last byte of its answer.
const PATIENCE_MS: u32 = 30_000;

pub(super) async fn get(path: &str) -> Result<Answer, Outcome> {
    exchange(path, None).await
}

/// Posts a body as the file of a form. A browser asks nobody before it sends a form to another origin,
/// and firewalls let it through.
pub(super) async fn post(path: &str, body: &[u8]) -> Result<Answer, Outcome> {
    let form = form(body).map_err(|_| Outcome::Unreachable)?;
    exchange(path, Some(form)).await
}

fn form(body: &[u8]) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    let file = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(body)))?;
    form.append_with_blob("report", &file)?;
    Ok(form)
}

async fn exchange(path: &str, body: Option<FormData>) -> Result<Answer, Outcome> {
    let controller = AbortController::new().map_err(|_| Outcome::Unreachable)?;
    let request = request(path, body, &controller.signal()).map_err(|_| Outcome::Unreachable)?;
    // Dropping the timer stops it.
    let _patience = Timeout::new(PATIENCE_MS, move || controller.abort());
    let answer = async { answer(request.send().await?).await };
    answer.await.map_err(|_| Outcome::Unreachable)
}

/// A request: with a body it posts, without one it gets. The builder of the crate that sends it would add
/// parameters to the address as well, and with that the standard library's code for formatting.
fn request(path: &str, body: Option<FormData>, abort: &AbortSignal) -> Result<Request, JsValue> {
    let request = RequestInit::new();
    if let Some(form) = body {
        request.set_method("POST");
        request.set_body(&form);
    }
    request.set_signal(Some(abort));
    request.set_credentials(RequestCredentials::Omit);
    request.set_redirect(RequestRedirect::Manual);
    web_sys::Request::new_with_str_and_init(path, &request).map(Request::from)
}

async fn answer(response: Response) -> Result<Answer, gloo_net::Error> {
    let retry_after = response.headers().get("Retry-After");
    Ok(Answer {
        status: response.status(),
        retry_after: retry_after.and_then(|header| seconds(&header)),
        body: response.binary().await?,
    })
}
