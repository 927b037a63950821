//! The step at the end of a partner's test. Whoever came here by a link that was left in the test mode can
//! still send the report.

use yew::Html;

use super::layout::heading;
use crate::browser::fresh_id;
use crate::form::Action;
use crate::step::Step;
use crate::ui::{Ui, element, several};

pub(super) fn view(ui: &Ui) -> Html {
    let ways = several![
        ui.button("edit", "", "change", Action::Change(Step::Review)),
        ui.button("send", "", "send", Action::Send(fresh_id())),
    ];
    several![
        heading(ui, Step::Tested, "test_done"),
        element("div", "ways", ways),
    ]
}
