//! The parts that questions are shown with.

mod choice;
mod summary;
mod written;

use yew::{Html, html};

use crate::draft::Problem;
use crate::form::Form;
use crate::text::decimal;
use crate::ui::Ui;

pub(crate) use choice::{Choice, checkbox, checkboxes, radios};
pub(crate) use summary::summary;
pub(crate) use written::written;

/// What is wrong with the answer that the element `id` asks for.
fn error(ui: &Ui, form: &Form, id: &str) -> Html {
    match form.problem(id) {
        Some(problem) => html! { <p class="error" id={error_id(id)}>{ message(ui, problem) }</p> },
        None => Html::default(),
    }
}

fn error_id(id: &str) -> String {
    [id, "-error"].concat()
}

fn message(ui: &Ui, problem: &Problem) -> Html {
    let key = ["error.", problem.error.name()].concat();
    ui.filled(&key, &[("number", &decimal(problem.error.number()))])
}
