//! The form that a partner's page embeds.
//!
//! The page's own script (`boot.js`) fetches the texts and calls [`show`].
//!
//! Of this crate two modules are built. One is the form. The other, [`follow_up`], is for reporters who let the hotline ask
//! them something, and nobody else loads it.
//!
//! The modules stand on floors, here from top to bottom. A module imports from lower floors only.
//!
//! 1. `app`: the root component, which holds the form's state and carries out its effects
//! 2. `view`: the steps as HTML
//! 3. `fields`: the questions of a step as HTML
//! 4. `ui`: the texts, the hotline and the listeners that all HTML needs
//! 5. `form`: the whole state and its reducer, without a browser
//! 6. `problem`: the answers that are missing or invalid
//! 7. `draft`: the answers, and the report made of them
//! 8. `follow_up`: the other module
//! 9. `hotline`, `step`, `submit` and `text`
//! 10. `browser`, which imports nothing from here

mod app;
mod browser;
mod draft;
mod fields;
pub mod follow_up;
mod form;
mod hotline;
mod problem;
mod step;
mod submit;
mod text;
mod ui;
mod view;

use std::cell::RefCell;

use js_sys::Object;
#[cfg(feature = "form")]
use wasm_bindgen::prelude::wasm_bindgen;
use yew::AppHandle;

use app::App;
use form::Action;

/// An allocator that is 1.4 KB less to load than the one of the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

thread_local! {
    static SHOWN: RefCell<Option<AppHandle<App>>> = const { RefCell::new(None) };
}

/// Shows the form in the element `#form`. A second call shows it in another language and keeps the
/// answers.
///
/// `page` is a [`Hotline`](shared::api::Hotline) with more about the page:
///
/// - `root`: the hotline's root key
/// - `words`: the object in the locale file
/// - `language`: the language tag of the locale
/// - `partner`: the partner's name in the page's path, if there is one
/// - `test`: a text if a partner only tries the form, which then sends nothing
///
/// Returns whether it could be read.
#[cfg_attr(feature = "form", wasm_bindgen)]
pub fn show(page: Object) -> bool {
    let Some(props) = app::props(&page) else {
        return false;
    };
    SHOWN.with_borrow_mut(|shown| match shown {
        Some(handle) => handle.update(props),
        None => *shown = app::mount(props),
    });
    true
}

/// Whether the form has answers that were not sent.
#[cfg_attr(feature = "form", wasm_bindgen)]
pub fn written() -> bool {
    app::is_written()
}

/// Deletes all answers.
#[cfg_attr(feature = "form", wasm_bindgen)]
pub fn discard() {
    SHOWN.with_borrow(|shown| {
        if let Some(handle) = shown {
            handle.send_message(Action::Restart);
        }
    });
}
