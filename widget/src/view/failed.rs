//! The step after a report could not be sent and the form does not try again by itself.

use yew::{Html, html};

use super::layout::{emergency, heading, link};
use crate::browser::fresh_id;
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
            { ui.hotline.contact_url.as_ref().map(|url| link(url, ui.text("contact"))) }
            <div class="ways">
                { ui.button("edit", "change", Action::Change(Step::Review)) }
                <button type="button" id="try-again" class="main"
                    onclick={ui.does(Action::Send(fresh_id()))}>
                    { ui.text("reload") }
                </button>
            </div>
        </>
    }
}
