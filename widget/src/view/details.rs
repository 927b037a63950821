//! The details, nearly all of which are optional.

use shared::report::{AgeHint, Category, ContentType, PaidAccess, PaymentMethod};
use yew::Html;

use super::layout::{emergency, helpline, kept, page};
use crate::draft::{Ask, Edit, Field};
use crate::fields::{Choice, checkbox, checkboxes, radios, written};
use crate::form::Form;
use crate::ui::{Ui, element, several, when};

pub(super) fn view(ui: &Ui, form: &Form) -> Html {
    let draft = &form.draft;
    let asks = draft.asks();
    let ask = |field| ask(ui, form, &asks, field);
    let is_sextortion = draft.category == Some(Category::Sextortion);
    let good_faith = || checkbox(ui, form, "good_faith", draft.good_faith, Edit::GoodFaith);
    several![
        when(is_sextortion, || {
            ui.words("p", "notice", "sextortion_advice")
        }),
        when(draft.may_be_about_reporter(), || helpline(ui)),
        ui.words("h2", "", "details_title"),
        ui.words("p", "", "details_hint"),
        when(draft.asks_about_child(), || danger(ui, form)),
        ask(Field::Description),
        kept(ui, draft.words()),
        content_types(ui, form),
        when(draft.asks_about_material(), || age(ui, form)),
        more(ui, form, &asks),
        feedback(ui, form, &asks),
        when(draft.asks_good_faith(), good_faith),
    ]
}

/// The details that only few reporters know.
fn more(ui: &Ui, form: &Form, asks: &[Ask]) -> Html {
    let draft = &form.draft;
    let ask = |field| ask(ui, form, asks, field);
    let seen = several![ask(Field::ObservedOn), ask(Field::ObservedAt)];
    let content = several![
        ui.words("summary", "", "more"),
        element("div", "pair", seen),
        when(draft.asks_about_material(), || paid(ui, form)),
        when(draft.asks_how_to_pay(), || payment(ui, form)),
        ui.words("p", "hint", "credentials_hint"),
        ask(Field::SiteUser),
        ask(Field::SitePassword),
    ];
    element("details", "", content)
}

/// The written question `field`; nothing if it is not in `asks`.
fn ask(ui: &Ui, form: &Form, asks: &[Ask], field: Field) -> Html {
    let ask = asks.iter().find(|ask| ask.field == field);
    ask.map(|ask| written(ui, form, None, &form.draft.answers, ask))
        .unwrap_or_default()
}

fn danger(ui: &Ui, form: &Form) -> Html {
    let chosen = form.draft.child_in_danger;
    let choice = |value, answer| Choice {
        value,
        chosen: chosen == answer,
        edit: Edit::ChildInDanger(answer),
    };
    let choices = vec![
        choice("yes", Some(true)),
        choice("no", Some(false)),
        choice("unknown", None),
    ];
    several![
        radios(ui, form, "child_in_danger", "paid.", choices),
        when(chosen == Some(true), || {
            element("div", "notice", emergency(ui))
        }),
    ]
}

fn content_types(ui: &Ui, form: &Form) -> Html {
    let choices = ContentType::ALL.iter().map(|choice| Choice {
        value: choice.name(),
        chosen: form.draft.content_types.contains(*choice),
        edit: Edit::ContentType(*choice),
    });
    checkboxes(
        ui,
        form,
        "content_types",
        "content_type.",
        choices.collect(),
    )
}

fn age(ui: &Ui, form: &Form) -> Html {
    let choices = AgeHint::ALL.iter().map(|choice| Choice {
        value: choice.name(),
        chosen: form.draft.age_hint == Some(*choice),
        edit: Edit::AgeHint(*choice),
    });
    radios(ui, form, "age_hint", "age.", choices.collect())
}

fn paid(ui: &Ui, form: &Form) -> Html {
    let choices = PaidAccess::ALL.iter().map(|choice| Choice {
        value: choice.name(),
        chosen: form.draft.paid_access == Some(*choice),
        edit: Edit::PaidAccess(*choice),
    });
    radios(ui, form, "paid_access", "paid.", choices.collect())
}

fn payment(ui: &Ui, form: &Form) -> Html {
    let choices = PaymentMethod::ALL.iter().map(|choice| Choice {
        value: choice.name(),
        chosen: form.draft.payment_methods.contains(*choice),
        edit: Edit::PaymentMethod(*choice),
    });
    checkboxes(ui, form, "payment_methods", "payment.", choices.collect())
}

fn feedback(ui: &Ui, form: &Form, asks: &[Ask]) -> Html {
    let content = several![
        checkbox(ui, form, "feedback", form.draft.feedback, Edit::Feedback),
        ui.words("p", "hint", "feedback_hint"),
        ask(ui, form, asks, Field::Contact),
        page(ui, ui.hotline.privacy_url.as_ref(), "privacy"),
    ];
    element("div", "field", content)
}
