//! The step after a report could not be sent and another attempt would not help.

use yew::{Html, html};

use super::layout::{emergency, heading};
use crate::form::Action;
use crate::step::{Failure, Step};
use crate::ui::Ui;

pub(super) fn view(ui: &Ui, failure: Failure) -> Html {
    let reason = match failure {
        Failure::Refused => "status.refused",
        Failure::Unverified => "status.unverified",
        Failure::Clock => "status.clock",
    };
    html! {
        <>
            { heading(ui, Step::Failed(failure), "status.failed") }
            <p role="alert">{ ui.text(reason) }</p>
            <p>{ ui.filled("failed_hint", &[("hotline", &ui.hotline.name)]) }</p>
            <div class="notice">{ emergency(ui) }</div>
            <div class="ways">
                <button type="button" id="edit" class="main"
                    onclick={ui.does(Action::Change(Step::Review))}>
                    { ui.text("change") }
                </button>
            </div>
        </>
    }
}
