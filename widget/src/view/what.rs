//! The step that asks for the category and, once there is one, for the details that fit it.

use yew::Html;

use super::details;
use super::layout::question;
use crate::draft::Edit;
use crate::fields::{Choice, radios};
use crate::form::{Action, Form};
use crate::ui::{Ui, several, when};

pub(super) fn view(ui: &Ui, form: &Form) -> Html {
    let choices = ui.hotline.categories.iter().map(|category| Choice {
        value: category.name(),
        chosen: form.draft.category == Some(*category),
        edit: Edit::Category(*category),
    });
    let body = several![
        ui.words("p", "", "not_sure"),
        radios(ui, form, "category", "category.", choices.collect()),
        when(form.draft.category.is_some(), || details::view(ui, form)),
    ];
    question(ui, form, "what_title", Action::Next, body)
}
