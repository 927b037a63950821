//! The message of a problem beside its question.

use yew::{Html, html};

use crate::form::Form;
use crate::problem::{Error, Problem};
use crate::text::{decimal, shown};
use crate::ui::Ui;

/// The message for the question whose element has this id; nothing if the question has no problem.
pub(super) fn error(ui: &Ui, form: &Form, id: &str) -> Html {
    match form.problem(id) {
        Some(problem) => html! { <p class="error" id={error_id(id)}>{ message(ui, problem) }</p> },
        None => Html::default(),
    }
}

/// The id of the message for the question whose element has this id.
pub(super) fn error_id(id: &str) -> String {
    [id, "-error"].concat()
}

/// The problem in words. For a missing answer, some questions have words of their own.
pub(super) fn message(ui: &Ui, problem: &Problem) -> Html {
    if problem.error == Error::Required
        && let Some(words) = ui.locale.find(&["error.", problem.field].concat())
    {
        return shown(words);
    }
    let key = ["error.", problem.error.name()].concat();
    ui.filled(&key, &[("number", &decimal(problem.error.number()))])
}
