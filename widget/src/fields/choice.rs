//! Questions that the reporter answers by choosing.

use yew::{Html, html};

use super::error::{error, error_id};
use crate::draft::Edit;
use crate::form::Form;
use crate::ui::{Ui, element, joined, several};

/// One option of a question.
pub(crate) struct Choice {
    /// The option's value in the page, and its name in locales.
    pub(crate) value: &'static str,
    pub(crate) chosen: bool,
    /// The edit that choosing the option makes.
    pub(crate) edit: Edit,
}

/// A question with one answer. The options have names after `prefix` in locales.
pub(crate) fn radios(
    ui: &Ui,
    form: &Form,
    group: &'static str,
    prefix: &str,
    choices: Vec<Choice>,
) -> Html {
    fieldset(ui, form, "radio", group, prefix, choices)
}

/// A question with any number of answers. The options have names after `prefix` in locales.
pub(crate) fn checkboxes(
    ui: &Ui,
    form: &Form,
    group: &'static str,
    prefix: &str,
    choices: Vec<Choice>,
) -> Html {
    fieldset(ui, form, "checkbox", group, prefix, choices)
}

/// A single box to tick: a statement or a wish of the reporter.
pub(crate) fn checkbox(
    ui: &Ui,
    form: &Form,
    id: &'static str,
    checked: bool,
    edit: fn(bool) -> Edit,
) -> Html {
    let onchange = ui.edits(edit(!checked));
    let wrong = form.problem(id).is_some();
    let input = html! {
        <input type="checkbox" {id} {checked} {onchange} autocomplete="off"
            aria-invalid={wrong.then_some("true")}
            aria-describedby={wrong.then(|| error_id(id))} />
    };
    let words = ui.named("field.", id);
    let content = several![error(ui, form, id), labelled(input, words)];
    element("div", "field", content)
}

/// A box or button to choose, with its words.
fn labelled(input: Html, words: Html) -> Html {
    let content = several![input, element("span", "", words)];
    element("label", "choice", content)
}

fn fieldset(
    ui: &Ui,
    form: &Form,
    kind: &'static str,
    group: &'static str,
    prefix: &str,
    choices: Vec<Choice>,
) -> Html {
    let wrong = form.problem(group).is_some();
    let choices = choices.into_iter().map(|choice| {
        let input = html! {
            <input type={kind} name={group} value={choice.value} checked={choice.chosen}
                onchange={ui.edits(choice.edit)} autocomplete="off" />
        };
        labelled(input, ui.named(prefix, choice.value))
    });
    let content = several![
        element("legend", "", ui.named("field.", group)),
        error(ui, form, group),
        element("div", "choices", joined(choices)),
    ];
    html! {
        <fieldset id={group} tabindex="-1" aria-describedby={wrong.then(|| error_id(group))}>
            { content }
        </fieldset>
    }
}
