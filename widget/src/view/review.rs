//! The step that shows all answers once more, as the report will contain them.

use shared::report::{AgeHint, Category, ContentType, PaidAccess, PaymentMethod};
use yew::Html;

use super::layout::question;
use crate::browser::fresh_id;
use crate::draft::{Answers, Ask, Draft};
use crate::form::{Action, Form};
use crate::step::Step;
use crate::text::{decimal, shown};
use crate::ui::{Ui, element, several, when};

pub(super) fn view(ui: &Ui, form: &Form) -> Html {
    let draft = &form.draft;
    let body = several![
        ui.words("p", "", "review_hint"),
        section(ui, Step::Where, "where_title", locations(ui, draft)),
        section(ui, Step::What, "what_title", details(ui, draft)),
    ];
    question(ui, form, "review_title", Action::Send(fresh_id()), body)
}

fn section(ui: &Ui, step: Step, title: &str, rows: Html) -> Html {
    let title = ui.locale.text(title);
    let id = ["edit-", step.name()].concat();
    let change = Action::Change(step);
    let change = ui.button_about(Some(id.into()), "link", "change", &title, change);
    let heading = element("h2", "", shown(title));
    let content = several![heading, change, element("dl", "", rows)];
    element("section", "", content)
}

fn locations(ui: &Ui, draft: &Draft) -> Html {
    let parts = draft.parts();
    let is_one_of_several = parts.len() > 1;
    let parts = parts.iter().enumerate();
    parts
        .map(|(at, (_, location))| {
            let label = if is_one_of_several {
                ui.filled("location", &[("number", &decimal(at + 1))])
            } else {
                ui.text("field.kind")
            };
            let kind = ui.named("kind.", location.kind().name());
            let network = location.network();
            let network = network.map(|name| row(ui, "platform", shown(name)));
            several![
                pair(label, kind),
                answers(ui, &location.answers, &location.asks()),
                network.unwrap_or_default(),
            ]
        })
        .collect()
}

fn details(ui: &Ui, draft: &Draft) -> Html {
    let child = draft.asks_about_child();
    let danger = draft.child_in_danger.filter(|_| child);
    let danger = danger.map(|yes| if yes { "yes" } else { "no" });
    let material = draft.asks_about_material();
    let age = draft.age_hint.filter(|_| material).map(AgeHint::name);
    let paid = draft.paid_access.filter(|_| material).map(PaidAccess::name);
    let types = draft.content_types.iter().map(ContentType::name);
    let payment = draft.payment_methods.iter().map(PaymentMethod::name);
    let payment = payment.filter(|_| draft.asks_how_to_pay());
    let description = draft.description();
    several![
        chosen(
            ui,
            "category",
            "category.",
            draft.category.map(Category::name),
        ),
        chosen(ui, "child_in_danger", "paid.", danger),
        chosen(ui, "content_types", "content_type.", types),
        chosen(ui, "age_hint", "age.", age),
        chosen(ui, "paid_access", "paid.", paid),
        chosen(ui, "payment_methods", "payment.", payment),
        when(!description.is_empty(), || {
            row(ui, "description", shown(description))
        }),
        // The first question is that for the description.
        answers(ui, &draft.answers, &draft.asks()[1..]),
        when(draft.asks_good_faith(), || {
            row(ui, "good_faith", ui.text("paid.yes"))
        }),
    ]
}

/// The written answers, completed as the report will contain them.
fn answers(ui: &Ui, answers: &Answers, asks: &[Ask]) -> Html {
    let given = asks.iter().filter(|ask| !answers.lacks(ask.field));
    given
        .map(|ask| {
            let answer = ask.format.shown(answers.get(ask.field)).into_owned();
            row(ui, ask.fills.name(), shown(answer))
        })
        .collect()
}

/// The chosen options; nothing if there are none.
fn chosen(
    ui: &Ui,
    field: &str,
    prefix: &str,
    names: impl IntoIterator<Item = &'static str>,
) -> Html {
    let mut labels = String::new();
    for name in names {
        if !labels.is_empty() {
            labels += ", ";
        }
        labels += &ui.locale.named(prefix, name);
    }
    when(!labels.is_empty(), || row(ui, field, shown(labels)))
}

fn row(ui: &Ui, field: &str, value: Html) -> Html {
    pair(ui.named("field.", field), value)
}

fn pair(label: Html, value: Html) -> Html {
    let value = element("dd", "", element("bdi", "", value));
    element("div", "", several![element("dt", "", label), value])
}
