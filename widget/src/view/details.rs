//! The details, nearly all of which are optional.

use shared::report::{AgeHint, Category, ContentType, PaidAccess, PaymentMethod};
use yew::{Html, html};

use super::layout::{emergency, helpline, kept, link};
use crate::draft::{Ask, Edit, Field};
use crate::fields::{Choice, checkbox, checkboxes, radios, written};
use crate::form::Form;
use crate::ui::Ui;

pub(super) fn view(ui: &Ui, form: &Form) -> Html {
    let draft = &form.draft;
    let asks = draft.asks();
    html! {
        <>
            if draft.category == Some(Category::Sextortion) {
                <p class="notice">{ ui.text("sextortion_advice") }</p>
            }
            if draft.may_be_about_reporter() {
                { helpline(ui) }
            }
            <h2>{ ui.text("details_title") }</h2>
            <p>{ ui.text("details_hint") }</p>
            if draft.asks_about_child() {
                { danger(ui, form) }
            }
            { ask(ui, form, &asks, Field::Description) }
            { kept(ui, draft.words()) }
            { content_types(ui, form) }
            if draft.asks_about_material() {
                { age(ui, form) }
            }
            <details>
                <summary>{ ui.text("more") }</summary>
                <div class="pair">
                    { ask(ui, form, &asks, Field::ObservedOn) }
                    { ask(ui, form, &asks, Field::ObservedAt) }
                </div>
                if draft.asks_about_material() {
                    { paid(ui, form) }
                }
                if draft.asks_how_to_pay() {
                    { payment(ui, form) }
                }
                <p class="hint">{ ui.text("credentials_hint") }</p>
                { ask(ui, form, &asks, Field::SiteUser) }
                { ask(ui, form, &asks, Field::SitePassword) }
            </details>
            { feedback(ui, form, &asks) }
            if draft.asks_good_faith() {
                { checkbox(ui, form, "good_faith", draft.good_faith, Edit::GoodFaith) }
            }
        </>
    }
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
    html! {
        <>
            { radios(ui, form, "child_in_danger", "paid.", choices) }
            if chosen == Some(true) {
                <div class="notice">{ emergency(ui) }</div>
            }
        </>
    }
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
    html! {
        <div class="field">
            { checkbox(ui, form, "feedback", form.draft.feedback, Edit::Feedback) }
            <p class="hint">{ ui.text("feedback_hint") }</p>
            { ask(ui, form, asks, Field::Contact) }
            { ui.hotline.privacy_url.as_ref().map(|url| link(url, ui.text("privacy"))) }
        </div>
    }
}
