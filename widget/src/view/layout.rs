//! The layout of a step: its heading, the summary of problems, its content and its buttons.

use web_sys::{MouseEvent, SubmitEvent};
use yew::{Callback, Html, html};

use crate::fields::summary;
use crate::form::{Action, Form, HEADING};
use crate::step::Step;
use crate::text::{decimal, shown};
use crate::ui::Ui;

/// A step with questions, as an HTML form. Submitting it sends the action `submit`.
pub(super) fn question(ui: &Ui, form: &Form, title: &str, submit: Action, body: Html) -> Html {
    let onsubmit = ui.act.reform(move |event: SubmitEvent| {
        event.prevent_default();
        submit.clone()
    });
    html! {
        <>
            { heading(ui, form.step, title) }
            { summary(ui, form) }
            <form key={form.step.name()} {onsubmit} novalidate=true autocomplete="off">
                { body }
                { buttons(ui, form.step) }
            </form>
        </>
    }
}

/// The heading with the step's number. It gets the focus when the step changes.
pub(super) fn heading(ui: &Ui, step: Step, title: &str) -> Html {
    let number = step.number().map(|number| {
        let values = [
            ("step", &*decimal(number)),
            ("steps", &*decimal(Step::COUNT)),
        ];
        html! { <span class="step">{ ui.filled("step", &values) }</span> }
    });
    html! { <h1 id={HEADING} tabindex="-1">{ number }{ " " }{ ui.text(title) }</h1> }
}

/// The emergency number as a link that calls it.
pub(super) fn emergency(ui: &Ui) -> Html {
    let number = &ui.hotline.emergency_number;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    html! { <a class="emergency" href={["tel:", &digits].concat()}>{ shown(number.clone()) }</a> }
}

fn buttons(ui: &Ui, step: Step) -> Html {
    let back = step.before().map(|_| {
        html! {
            <button type="button" id="back" onclick={ui.does(Action::Back)}>
                { ui.text("back") }
            </button>
        }
    });
    let (id, label) = match step {
        Step::Review => ("send", "send"),
        _ => ("next", "next"),
    };
    // The next step may have its button at the same place. The second click of a double click must
    // not press that button, or the form could send a report that nobody has reviewed.
    let onclick = Callback::from(|event: MouseEvent| {
        if event.detail() > 1 {
            event.prevent_default();
        }
    });
    html! {
        <div class="ways">
            { back }
            <button type="submit" class="main" {id} {onclick}>{ ui.text(label) }</button>
        </div>
    }
}
