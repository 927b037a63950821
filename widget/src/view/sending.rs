//! The step while the form seals the report and sends it for the first time.

use yew::{Html, html};

use super::layout::heading;
use crate::step::Step;
use crate::ui::{Ui, several};

pub(super) fn view(ui: &Ui) -> Html {
    several![
        heading(ui, Step::Sending, "status.sending"),
        html! { <p role="status" class="busy">{ ui.text("status.sealing") }</p> },
    ]
}
