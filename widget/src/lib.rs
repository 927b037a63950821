//! The form that a partner's page embeds.
//!
//! [`form::Form`] is the whole state and its reducer, without a browser; [`steps`] and `fields`
//! show it; [`submit`] seals and sends what it holds. The page's own script (`boot.js`) fetches the
//! words and calls [`show`].

pub mod draft;
pub mod form;
pub mod hotline;
pub mod steps;
pub mod submit;
pub mod text;
pub mod ui;

mod app;
mod fields;

use std::cell::RefCell;

use js_sys::Object;
use wasm_bindgen::prelude::wasm_bindgen;
use yew::AppHandle;

use app::App;
use form::Action;

/// 1.4 KB less to load than the allocator of the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

thread_local! {
    static SHOWN: RefCell<Option<AppHandle<App>>> = const { RefCell::new(None) };
}

/// Shows the form in `#form`, or shows it in other words: what was written stays.
///
/// Takes the locale file's object, the hotline's (a [`Hotline`](shared::api::Hotline) and its
/// `root`), the language that the locale is in, and the partner that the page's path names.
#[wasm_bindgen]
pub fn show(
    locale: Object,
    hotline: &Object,
    language: &str,
    partner: Option<String>,
) -> Result<(), String> {
    let props = app::props(locale, hotline, language, partner)?;
    SHOWN.with_borrow_mut(|shown| match shown {
        Some(handle) => handle.update(props),
        None => *shown = app::mount(props),
    });
    Ok(())
}

/// Whether something has been written that was not sent.
#[wasm_bindgen]
pub fn written() -> bool {
    SHOWN.with_borrow(|shown| {
        let app = shown.as_ref().and_then(|handle| handle.get_component());
        app.is_some_and(|app| app.is_written())
    })
}

/// Forgets what has been written.
#[wasm_bindgen]
pub fn discard() {
    SHOWN.with_borrow(|shown| {
        if let Some(handle) = shown {
            handle.send_message(Action::Restart);
        }
    });
}
