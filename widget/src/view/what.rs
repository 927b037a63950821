//! The step that asks for the category and, once there is one, for the details that fit it.

use yew::{Html, html};

use super::details;
use super::layout::question;
use crate::draft::Edit;
use crate::fields::{Choice, radios};
use crate::form::{Action, Form};
use crate::ui::Ui;

pub(super) fn view(ui: &Ui, form: &Form) -> Html {
    let choices = ui.hotline.categories.iter().map(|category| Choice {
        value: category.name(),
        chosen: form.draft.category == Some(*category),
        edit: Edit::Category(*category),
    });
    let body = html! {
        <>
            <p>{ ui.text("not_sure") }</p>
            { radios(ui, form, "category", "category.", choices.collect()) }
            if form.draft.category.is_some() {
                { details::view(ui, form) }
            }
        </>
    };
    question(ui, form, "what_title", Action::Next, body)
}
