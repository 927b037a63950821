//! The view: one module for each step, and the layout that all steps share.

mod details;
mod failed;
mod layout;
mod review;
mod sending;
mod sent;
mod tested;
mod waiting;
mod what;
mod whereabouts;

use yew::Html;

use crate::form::Form;
use crate::step::Step;
use crate::ui::Ui;

/// Shows the step that the reporter is at.
pub(crate) fn view(ui: &Ui, form: &Form) -> Html {
    match form.step {
        Step::What => what::view(ui, form),
        Step::Where => whereabouts::view(ui, form),
        Step::Review => review::view(ui, form),
        Step::Tested => tested::view(ui),
        Step::Sending => sending::view(ui),
        Step::Waiting { trying } => waiting::view(ui, trying),
        Step::Failed(failure) => failed::view(ui, failure),
        Step::Sent => sent::view(ui),
    }
}
