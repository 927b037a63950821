//! The browser's functions that more than one module needs.

use getrandom::{SysRng, rand_core::UnwrapErr};
use js_sys::Reflect;
use shared::report::ReportId;
use wasm_bindgen::JsCast;
use web_sys::{Document, Event, HtmlElement, Window};

pub(crate) fn document() -> Option<Document> {
    web_sys::window().as_ref().and_then(Window::document)
}

/// Puts the focus on the element of this id, and opens the `<details>` around it.
pub(crate) fn focus(id: &str) {
    let Some(element) = document().and_then(|document| document.get_element_by_id(id)) else {
        return;
    };
    if let Ok(Some(folded)) = element.closest("details") {
        let _ = folded.set_attribute("open", "");
    }
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// The `value` of the element that an event happened at. It is read by its name, because checks of
/// the element's type would be more code to load.
pub(crate) fn value(event: &Event) -> Option<String> {
    let value = Reflect::get(&event.target()?.into(), &"value".into()).ok()?;
    value.as_string()
}

/// A new random id for a report.
pub(crate) fn fresh_id() -> ReportId {
    ReportId::random(&mut UnwrapErr(SysRng))
}
