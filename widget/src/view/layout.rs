//! The layout of a step: its heading, the summary of problems, its content and its buttons.

use shared::api::dialled;
use web_sys::{MouseEvent, SubmitEvent};
use yew::{AttrValue, Callback, Html, html};

use crate::fields::summary;
use crate::form::{Action, Form, HEADING};
use crate::step::Step;
use crate::text::{decimal, shown};
use crate::ui::{Ui, element, joined, several, when};

/// A step with questions, as an HTML form. Submitting it sends the action `submit`.
pub(super) fn question(ui: &Ui, form: &Form, title: &str, submit: Action, body: Html) -> Html {
    let submit = ui.does(submit);
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        submit.emit(event);
    });
    let content = several![body, buttons(ui, form.step)];
    several![
        heading(ui, form.step, title),
        summary(ui, form),
        html! {
            <form key={form.step.name()} {onsubmit} novalidate=true autocomplete="off">{ content }</form>
        },
    ]
}

/// The heading with the step's number. It gets the focus when the step changes.
pub(super) fn heading(ui: &Ui, step: Step, title: &str) -> Html {
    let number = step.number().map(|number| {
        let values = [
            ("step", &*decimal(number)),
            ("steps", &*decimal(Step::COUNT)),
        ];
        element("span", "step", ui.filled("step", &values))
    });
    let content = several![number.unwrap_or_default(), shown(" "), ui.text(title)];
    html! { <h1 id={HEADING} tabindex="-1">{ content }</h1> }
}

/// The emergency numbers, with the question whether a child is in danger now.
pub(super) fn emergency(ui: &Ui) -> Html {
    let question = ui.words("strong", "", "danger_now");
    let numbers = joined(ui.hotline.emergency_numbers.iter().map(call));
    element("p", "", several![question, numbers])
}

/// A link that calls this number, with a blank before it.
fn call(number: &AttrValue) -> Html {
    let number_link = html! {
        <a class="emergency" dir="ltr" href={["tel:", &dialled(number)].concat()}>{ shown(number.clone()) }</a>
    };
    several![shown(" "), number_link]
}

/// A link to a page of the hotline with the text of this key; nothing if there is no such page.
pub(super) fn page(ui: &Ui, url: Option<&AttrValue>, key: &str) -> Html {
    url.map(|url| link(url, ui.text(key))).unwrap_or_default()
}

/// A link to a page of the hotline or of others, in a tab of its own.
fn link(url: &AttrValue, words: Html) -> Html {
    html! { <a href={url.clone()} target="_blank" rel="noreferrer">{ words }</a> }
}

/// Words for a child to whom it happens, with the people to talk to.
pub(super) fn helpline(ui: &Ui) -> Html {
    let Some(helpline) = &ui.hotline.helpline else {
        return Html::default();
    };
    let name = shown(helpline.name.clone());
    let name = match &helpline.url {
        Some(url) => link(url, name),
        None => name,
    };
    let number = helpline.number.as_ref().map(call).unwrap_or_default();
    let content = several![ui.text("about_you"), shown(" "), name, number];
    element("p", "notice", content)
}

/// The words from a clue that the form keeps for the description; nothing if there are none.
pub(super) fn kept(ui: &Ui, words: String) -> Html {
    if words.is_empty() {
        return Html::default();
    }
    let words = element("q", "", element("bdi", "", shown(words)));
    element(
        "p",
        "hint",
        several![ui.text("words_kept"), shown(" "), words],
    )
}

fn buttons(ui: &Ui, step: Step) -> Html {
    let back = when(step.before().is_some(), || {
        ui.button("back", "", "back", Action::Back)
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
    let submit = html! {
        <button type="submit" class="main" {id} {onclick}>{ ui.text(label) }</button>
    };
    element("div", "ways", several![back, submit])
}
