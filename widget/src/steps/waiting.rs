//! It could not be sent yet. It stays in memory, and the form tries again.

use yew::{Html, html};

use super::Step;
use super::layout::heading;
use crate::app::fresh_id;
use crate::form::Action;
use crate::ui::Ui;

pub(super) fn view(ui: &Ui, trying: bool) -> Html {
    let disabled = trying.then_some("true");
    let status = if trying {
        "status.trying"
    } else {
        "status.pause"
    };
    html! {
        <>
            { heading(ui, Step::Waiting { trying }, "status.waiting") }
            <p>{ ui.text("waiting_hint") }</p>
            <p role="status" class={trying.then_some("busy")}>{ ui.text(status) }</p>
            <div class="ways">
                <button type="button" id="edit" aria-disabled={disabled}
                    onclick={ui.does(Action::Change(Step::Review))}>
                    { ui.text("change") }
                </button>
                <button type="button" id="try-now" class="main" aria-disabled={disabled}
                    onclick={ui.does(Action::Retry(fresh_id()))}>
                    { ui.text("try_now") }
                </button>
            </div>
        </>
    }
}
