//! A question that is answered in writing.

use web_sys::{HtmlInputElement, HtmlTextAreaElement, InputEvent};
use yew::{AttrValue, Callback, Html, TargetCast, html};

use super::{error, error_id};
use crate::draft::{Answers, Ask, Edit, Field, Format, Need, field_id};
use crate::form::Form;
use crate::ui::Ui;

/// Characters left at which the form begins to count them.
const COUNTED_FROM: usize = 200;

/// Shows a question of a location, or of the details, with its answer.
pub(crate) fn written(
    ui: &Ui,
    form: &Form,
    location: Option<usize>,
    answers: &Answers,
    ask: &Ask,
) -> Html {
    let id = field_id(location, ask.field.name());
    let optional = (ask.need == Need::Optional).then(|| {
        html! { <span class="optional">{ " (" }{ ui.text("optional") }{ ")" }</span> }
    });
    let wrong = form.problem(&id).is_some();
    let input = Input {
        field: ask.field,
        format: ask.format,
        location,
        required: ask.need == Need::Required,
        described_by: wrong.then(|| error_id(&id).into()),
        value: answers.get(ask.field).to_owned(),
        id: id.clone().into(),
    };
    html! {
        <div class="field">
            <label for={id.clone()}>
                { ui.locale.named("field.", ask.field.name()) }{ optional }
            </label>
            { error(ui, form, &id) }
            if ask.format.is_long() {
                { input.long(ui) }
                <p class="hint" role="status">{ left(ui, ask.format, &input.value) }</p>
            } else {
                { input.short(ui) }
            }
        </div>
    }
}

struct Input {
    field: Field,
    format: Format,
    location: Option<usize>,
    required: bool,
    described_by: Option<AttrValue>,
    value: String,
    id: AttrValue,
}

impl Input {
    fn short(&self, ui: &Ui) -> Html {
        let (kind, mode, dir) = match self.format {
            Format::Date => ("date", None, None),
            Format::Time => ("time", None, None),
            Format::Email => ("text", Some("email"), Some("ltr")),
            Format::Web | Format::Onion => ("text", Some("url"), Some("ltr")),
            _ => ("text", None, Some("auto")),
        };
        let oninput = self.writes(ui, |event| {
            Some(event.target_dyn_into::<HtmlInputElement>()?.value())
        });
        html! {
            <input type={kind} id={&self.id} value={self.value.clone()} {oninput} inputmode={mode}
                {dir} aria-required={self.required.then_some("true")}
                aria-invalid={self.described_by.is_some().then_some("true")}
                aria-describedby={self.described_by.clone()}
                autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"
                translate="no" writingsuggestions="false" />
        }
    }

    fn long(&self, ui: &Ui) -> Html {
        let oninput = self.writes(ui, |event| {
            Some(event.target_dyn_into::<HtmlTextAreaElement>()?.value())
        });
        html! {
            <textarea id={&self.id} value={self.value.clone()} {oninput} rows="5" dir="auto"
                aria-required={self.required.then_some("true")}
                aria-invalid={self.described_by.is_some().then_some("true")}
                aria-describedby={self.described_by.clone()}
                autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"
                translate="no" writingsuggestions="false" />
        }
    }

    fn writes(
        &self,
        ui: &Ui,
        value: impl Fn(&InputEvent) -> Option<String> + 'static,
    ) -> Callback<InputEvent> {
        let (location, field) = (self.location, self.field);
        ui.takes(move |event| Some(Edit::Write(location, field, value(&event)?)))
    }
}

/// How many characters are left, once it is worth knowing.
fn left(ui: &Ui, format: Format, value: &str) -> AttrValue {
    let left = format
        .max_chars()
        .saturating_sub(value.trim().chars().count());
    if left > COUNTED_FROM {
        return AttrValue::default();
    }
    ui.locale.filled("left", &[("number", &left.to_string())])
}
