//! The layout of a step: its heading, the summary of problems, its content and its buttons.

use shared::api::dialled;
use web_sys::{MouseEvent, SubmitEvent};
use yew::{AttrValue, Callback, Html, html};

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

/// The emergency numbers, with the question whether a child is in danger now.
pub(super) fn emergency(ui: &Ui) -> Html {
    html! {
        <p>
            <strong>{ ui.text("danger_now") }</strong>
            { for ui.hotline.emergency_numbers.iter().map(call) }
        </p>
    }
}

/// A link that calls this number, with a blank before it.
fn call(number: &AttrValue) -> Html {
    html! {
        <>
            { " " }
            <a class="emergency" dir="ltr" href={["tel:", &dialled(number)].concat()}>{ shown(number.clone()) }</a>
        </>
    }
}

/// A link to a page of the hotline or of others, in a tab of its own.
pub(super) fn link(url: &AttrValue, words: Html) -> Html {
    html! { <a href={url.clone()} target="_blank" rel="noreferrer">{ words }</a> }
}

/// Words for a child to whom it happens, with the people to talk to.
pub(super) fn helpline(ui: &Ui) -> Html {
    let Some(helpline) = &ui.hotline.helpline else {
        return Html::default();
    };
    let name = shown(helpline.name.clone());
    html! {
        <p class="notice">
            { ui.text("about_you") }{ " " }
            { helpline.url.as_ref().map_or(name.clone(), |url| link(url, name)) }
            { helpline.number.as_ref().map(call) }
        </p>
    }
}

/// The words from a clue that the form keeps for the description; nothing if there are none.
pub(super) fn kept(ui: &Ui, words: String) -> Html {
    if words.is_empty() {
        return Html::default();
    }
    html! { <p class="hint">{ ui.text("words_kept") }{ " " }<q><bdi>{ shown(words) }</bdi></q></p> }
}

fn buttons(ui: &Ui, step: Step) -> Html {
    let back = step
        .before()
        .map(|_| ui.button("back", "back", Action::Back));
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
