//! The requests of the form. The page's own script makes them, because the code to make them here
//! would be 3 KB more to load.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::attempts::{Answer, Outcome, seconds};

#[wasm_bindgen(raw_module = "./boot.js")]
extern "C" {
    /// The answer that [`exchange`] returns.
    type Reply;

    #[wasm_bindgen(catch)]
    async fn exchange(path: &str, body: Option<Uint8Array>) -> Result<Reply, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Reply) -> u16;

    #[wasm_bindgen(method, getter)]
    fn retry_after(this: &Reply) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn body(this: &Reply) -> Uint8Array;
}

pub(super) async fn get(path: &str) -> Result<Answer, Outcome> {
    answer(exchange(path, None).await)
}

pub(super) async fn post(path: &str, body: &[u8]) -> Result<Answer, Outcome> {
    answer(exchange(path, Some(Uint8Array::from(body))).await)
}

fn answer(reply: Result<Reply, JsValue>) -> Result<Answer, Outcome> {
    let reply = reply.map_err(|_| Outcome::Unreachable)?;
    Ok(Answer {
        status: reply.status(),
        retry_after: reply.retry_after().and_then(|header| seconds(&header)),
        body: reply.body().to_vec(),
    })
}
