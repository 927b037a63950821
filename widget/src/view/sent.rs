//! The step after the hotline has proved by its receipt that it has the report.

use yew::{Html, html};

use super::layout::{heading, helpline};
use crate::form::Action;
use crate::step::Step;
use crate::ui::Ui;

/// The page's own script listens for clicks on `data-close` and `data-leave`.
pub(super) fn view(ui: &Ui) -> Html {
    html! {
        <>
            { heading(ui, Step::Sent, "status.sent") }
            <p>{ ui.filled("received", &[("hotline", &ui.hotline.name)]) }</p>
            <p>{ ui.text("what_next") }</p>
            { helpline(ui) }
            <p>{ ui.text("nothing_kept") }</p>
            <div class="ways">
                { ui.button("again", "again", Action::Restart) }
                <button type="button" class="main" data-close="">{ ui.text("close") }</button>
                <button type="button" class="main" data-leave="">{ ui.text("leave") }</button>
            </div>
        </>
    }
}
