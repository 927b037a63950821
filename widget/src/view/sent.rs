//! The step after the hotline has proved by its receipt that it has the report.

use yew::{Html, html};

use super::layout::{heading, helpline};
use crate::form::Action;
use crate::step::Step;
use crate::ui::{Ui, element, several};

/// The page's own script listens for clicks on `data-close` and `data-leave`.
pub(super) fn view(ui: &Ui) -> Html {
    let received = ui.filled("received", &[("hotline", &ui.hotline.name)]);
    let ways = several![
        ui.button("again", "", "again", Action::Restart),
        html! { <button type="button" class="main" data-close="">{ ui.text("close") }</button> },
        html! { <button type="button" class="main" data-leave="">{ ui.text("leave") }</button> },
    ];
    several![
        heading(ui, Step::Sent, "status.sent"),
        element("p", "", received),
        ui.words("p", "", "what_next"),
        helpline(ui),
        ui.words("p", "", "nothing_kept"),
        element("div", "ways", ways),
    ]
}
