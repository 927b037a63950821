//! The step after a report could not be sent and the form does not try again by itself.

use yew::{Html, html};

use super::layout::{emergency, heading, page};
use crate::browser::fresh_id;
use crate::form::Action;
use crate::step::{Failure, Step};
use crate::ui::{Ui, element, several};

pub(super) fn view(ui: &Ui, failure: Failure) -> Html {
    let reason = match failure {
        Failure::Refused => "status.refused",
        Failure::Unverified => "status.unverified",
        Failure::Clock => "status.clock",
    };
    let hint = ui.filled("failed_hint", &[("hotline", &ui.hotline.name)]);
    let ways = several![
        ui.button("edit", "", "change", Action::Change(Step::Review)),
        ui.button("try-again", "main", "reload", Action::Send(fresh_id())),
    ];
    several![
        heading(ui, Step::Failed(failure), "status.failed"),
        html! { <p role="alert">{ ui.text(reason) }</p> },
        element("p", "", hint),
        element("div", "notice", emergency(ui)),
        page(ui, ui.hotline.contact_url.as_ref(), "contact"),
        element("div", "ways", ways),
    ]
}
