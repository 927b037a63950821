//! A Yew counter and nothing else: the least that a form made with Yew can ask a reporter to wait
//! for. The benchmark compares the form with it; the ordinary checks do not build it.

use wasm_bindgen::prelude::wasm_bindgen;
use yew::{Html, Renderer, component, html, use_state};

/// Shows the counter.
#[wasm_bindgen]
pub fn show() {
    Renderer::<Counter>::new().render();
}

#[component]
fn Counter() -> Html {
    let count = use_state(|| 0);
    let add = {
        let count = count.clone();
        move |_| count.set(*count + 1)
    };
    html! { <button onclick={add}>{ *count }</button> }
}
