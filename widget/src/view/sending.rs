//! It is being sealed and sent.

use yew::{Html, html};

use super::layout::heading;
use crate::step::Step;
use crate::ui::Ui;

pub(super) fn view(ui: &Ui) -> Html {
    html! {
        <>
            { heading(ui, Step::Sending, "status.sending") }
            <p role="status" class="busy">{ ui.text("status.sealing") }</p>
        </>
    }
}
