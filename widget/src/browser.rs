//! The browser's functions that more than one module needs.

use getrandom::{SysRng, rand_core::UnwrapErr};
use js_sys::Reflect;
use shared::report::ReportId;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Document, Event, Window};

pub(crate) fn document() -> Option<Document> {
    web_sys::window().as_ref().and_then(Window::document)
}

#[wasm_bindgen(raw_module = "./boot.js")]
extern "C" {
    /// Opens the `<details>` around the element of this id, and puts the focus on the element. In a
    /// frame without the focus, it does not take the focus from the page around the frame.
    pub(crate) fn focus(id: &str);

    /// Ends after this number of milliseconds, in which the browser handles events.
    pub(crate) async fn pause(milliseconds: u32);

    /// Lets the page send this report in the other way, if the reporter has chosen it. Then it tells the outcome by a text:
    /// see [`Outcome::told`](crate::submit::Outcome::told).
    pub(crate) async fn another(report: &[u8]) -> JsValue;
}

/// The value of a JavaScript object's property.
pub(crate) fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(object, &key.into()).ok()
}

/// The text of a JavaScript object's property; none if it is no text.
pub(crate) fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key)?.as_string()
}

/// The `value` of the element that an event happened at. It is read by its name, because checks of
/// the element's type would be more code to load.
pub(crate) fn value(event: &Event) -> Option<String> {
    text(&event.target()?.into(), "value")
}

/// A new random id for a report.
pub(crate) fn fresh_id() -> ReportId {
    ReportId::random(&mut UnwrapErr(SysRng))
}
