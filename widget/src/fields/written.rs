//! Questions that the reporter answers in writing.

use web_sys::InputEvent;
use yew::{AttrValue, Callback, Html, html};

use super::error::{error, error_id};
use crate::draft::{Answers, Ask, Edit, Field, Format, Need, field_id};
use crate::form::Form;
use crate::text::{decimal, shown};
use crate::ui::{Ui, element, several, when};

/// The form shows the number of remaining characters if it is not above this one.
const COUNTED_FROM: usize = 200;

/// A screen reader reads out only multiples of this number of remaining characters.
const HEARD_EACH: usize = 50;

/// A question with its answer. It belongs to the location of this index or to the details.
pub(crate) fn written(
    ui: &Ui,
    form: &Form,
    location: Option<usize>,
    answers: &Answers,
    ask: &Ask,
) -> Html {
    let id = field_id(location, ask.field.name());
    let optional = when(ask.need == Need::Optional, || {
        let words = several![shown(" ("), ui.text("optional"), shown(")")];
        element("span", "optional", words)
    });
    let wrong = form.problem(&id).is_some();
    // The clue gets a field of several lines. A field of one line would remove line breaks from a
    // pasted text, and would hide the end of a long address.
    let found = ask.field == Field::Found;
    let hinted = found && ask.label == Field::Found;
    let mut described_by = String::new();
    if hinted {
        described_by += &hint_id(&id);
    }
    if wrong {
        described_by += " ";
        described_by += &error_id(&id);
    }
    let input = Input {
        field: ask.field,
        format: ask.format,
        location,
        required: ask.need == Need::Required,
        wrong,
        described_by: (hinted || wrong).then(|| described_by.into()),
        value: answers.get(ask.field).to_owned(),
        id: id.clone().into(),
    };
    let words = several![ui.named("field.", ask.label.name()), optional];
    let input = if found {
        input.long(ui, "2")
    } else if ask.format.is_long() {
        let left = left(ui, ask.format, &form.draft.description());
        several![input.long(ui, "5"), left]
    } else {
        input.short(ui)
    };
    let content = several![
        html! { <label for={id.clone()}>{ words }</label> },
        when(hinted, || {
            html! { <p class="hint" id={hint_id(&id)}>{ ui.text("found_hint") }</p> }
        }),
        error(ui, form, &id),
        input,
    ];
    element("div", "field", content)
}

struct Input {
    field: Field,
    format: Format,
    location: Option<usize>,
    required: bool,
    wrong: bool,
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
        let oninput = self.writes(ui);
        html! {
            <input type={kind} id={&self.id} value={self.value.clone()} {oninput} inputmode={mode}
                {dir} aria-required={self.required.then_some("true")}
                aria-invalid={self.wrong.then_some("true")}
                aria-describedby={self.described_by.clone()}
                autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"
                translate="no" writingsuggestions="false" />
        }
    }

    fn long(&self, ui: &Ui, rows: &'static str) -> Html {
        let oninput = self.writes(ui);
        html! {
            <textarea id={&self.id} value={self.value.clone()} {oninput} {rows} dir="auto"
                aria-required={self.required.then_some("true")}
                aria-invalid={self.wrong.then_some("true")}
                aria-describedby={self.described_by.clone()}
                autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"
                translate="no" writingsuggestions="false" />
        }
    }

    fn writes(&self, ui: &Ui) -> Callback<InputEvent> {
        let (location, field) = (self.location, self.field);
        ui.takes(move |text| Edit::Write(location, field, text))
    }
}

fn hint_id(id: &str) -> String {
    [id, "-hint"].concat()
}

/// The number of remaining characters of the description, which has words from the clues as well, once
/// it is small. The page shows each number, and a screen reader reads out every fiftieth.
fn left(ui: &Ui, format: Format, description: &str) -> Html {
    let left = format
        .max_chars()
        .saturating_sub(description.chars().count());
    let counted = |left: usize| {
        let text = |left: usize| ui.filled("left", &[("number", &decimal(left))]);
        (left <= COUNTED_FROM).then(|| text(left))
    };
    let heard = left.next_multiple_of(HEARD_EACH);
    several![
        html! { <p class="hint" aria-hidden="true">{ counted(left) }</p> },
        html! { <p class="unseen" role="status">{ counted(heard) }</p> },
    ]
}
