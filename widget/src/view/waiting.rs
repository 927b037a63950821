//! The step while the report could not be sent yet. The report stays in memory, and the form makes
//! further attempts.

use yew::{Html, html};

use super::layout::heading;
use crate::browser::fresh_id;
use crate::form::Action;
use crate::step::Step;
use crate::ui::{Ui, element, several};

pub(super) fn view(ui: &Ui, trying: bool) -> Html {
    let disabled = trying.then_some("true");
    // Two elements with a fixed class each: a class that varies would need Yew's sets of classes,
    // which are 2 KB more to load.
    let status = if trying {
        html! { <p role="status" class="busy">{ ui.text("status.trying") }</p> }
    } else {
        html! { <p role="status">{ ui.text("status.pause") }</p> }
    };
    let edit = html! {
        <button type="button" id="edit" aria-disabled={disabled}
            onclick={ui.does(Action::Change(Step::Review))}>
            { ui.text("change") }
        </button>
    };
    let try_now = html! {
        <button type="button" id="try-now" class="main" aria-disabled={disabled}
            onclick={ui.does(Action::Retry(fresh_id()))}>
            { ui.text("try_now") }
        </button>
    };
    several![
        heading(ui, Step::Waiting { trying }, "status.waiting"),
        ui.words("p", "", "waiting_hint"),
        status,
        element("div", "ways", several![edit, try_now]),
    ]
}
