//! The summary of problems at the top of a step. It gets the focus when the reporter tries to go on
//! and the step has problems.

use yew::{Callback, Html, html};

use super::error::message;
use crate::browser::focus;
use crate::form::{Form, PROBLEMS};
use crate::problem::Problem;
use crate::text::decimal;
use crate::ui::Ui;

/// The summary; nothing if there are no problems.
pub(crate) fn summary(ui: &Ui, form: &Form) -> Html {
    if form.problems.is_empty() {
        return Html::default();
    }
    html! {
        <div id={PROBLEMS} class="problems" role="alert" tabindex="-1">
            <h2>{ ui.text("problems") }</h2>
            <ul>{ for form.problems.iter().map(|problem| line(ui, form, problem)) }</ul>
        </div>
    }
}

fn line(ui: &Ui, form: &Form, problem: &Problem) -> Html {
    let several = form.draft.locations.len() > 1;
    let location = problem.location.filter(|_| several).map(|at| {
        let number = decimal(at + 1);
        html! { <>{ ui.filled("location", &[("number", &number)]) }{ " · " }</> }
    });
    let id = problem.id();
    let onclick = Callback::from(move |_| focus(&id));
    let label = ui.named("field.", problem.label);
    html! {
        <li>
            <button type="button" class="link" {onclick}>
                { location }{ label }{ " · " }{ message(ui, problem) }
            </button>
        </li>
    }
}
