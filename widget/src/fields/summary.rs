//! The summary of problems at the top of a step. It gets the focus when the reporter tries to go on
//! and the step has problems.

use yew::{Callback, Html, html};

use super::error::message;
use crate::browser::focus;
use crate::form::{Form, PROBLEMS};
use crate::problem::Problem;
use crate::text::decimal;
use crate::text::shown;
use crate::ui::{Nodes, Ui, button, element, joined, several};

/// The summary; nothing if there are no problems.
pub(crate) fn summary(ui: &Ui, form: &Form) -> Html {
    if form.problems.is_empty() {
        return Html::default();
    }
    let lines = form.problems.iter().map(|problem| line(ui, form, problem));
    let content = several![
        ui.words("h2", "", "problems"),
        element("ul", "", joined(lines)),
    ];
    html! { <div id={PROBLEMS} class="problems" role="alert" tabindex="-1">{ content }</div> }
}

fn line(ui: &Ui, form: &Form, problem: &Problem) -> Html {
    let mut words = Nodes::default();
    let is_one_of_several = form.draft.locations.len() > 1;
    if let Some(at) = problem.location.filter(|_| is_one_of_several) {
        let number = decimal(at + 1);
        words.add(ui.filled("location", &[("number", &number)]));
        words.add(shown(" · "));
    }
    let label = ui.named("field.", problem.label);
    words.add(label);
    words.add(shown(" · "));
    words.add(message(ui, problem));
    let id = problem.id();
    let onclick = Callback::from(move |_| focus(&id));
    let button = button(None, "link", None, words.joined(), onclick);
    element("li", "", button)
}
