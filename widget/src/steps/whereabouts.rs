//! Where it was seen: one location or several.

use web_sys::{Event, HtmlSelectElement};
use yew::{Html, TargetCast, html};

use super::layout::question;
use crate::draft::{DraftLocation, Edit, Kind, Need, field_id};
use crate::fields::written;
use crate::form::{Action, Form};
use crate::ui::Ui;

pub(super) fn view(ui: &Ui, form: &Form) -> Html {
    let locations = form.draft.locations.iter().enumerate();
    let add = form.draft.has_room().then(|| {
        html! {
            <button type="button" id="add-location" onclick={ui.edits(Edit::AddLocation)}>
                { ui.text("add_location") }
            </button>
        }
    });
    let body = html! {
        <>
            <p>{ ui.text("where_hint") }</p>
            { for locations.map(|(at, one)| location(ui, form, at, one)) }
            { add }
        </>
    };
    question(ui, form, "where_title", Action::Next, body)
}

fn location(ui: &Ui, form: &Form, at: usize, location: &DraftLocation) -> Html {
    let several = form.draft.locations.len() > 1;
    let title = ui
        .locale
        .filled("location", &[("number", &(at + 1).to_string())]);
    let remove = several.then(|| {
        html! {
            <button type="button" id={field_id(Some(at), "remove")}
                aria-label={[&*ui.text("remove"), ": ", &title].concat()}
                onclick={ui.edits(Edit::RemoveLocation(at))}>
                { ui.text("remove") }
            </button>
        }
    });
    let asks = location.kind.asks();
    let one_of = asks.iter().any(|ask| ask.need == Need::OneOf);
    html! {
        <fieldset class="location">
            <legend>{ title }</legend>
            { kinds(ui, at, location.kind) }
            if one_of {
                <p class="hint">{ ui.text("error.one_of") }</p>
            }
            { for asks.iter().map(|ask| written(ui, form, Some(at), &location.answers, ask)) }
            { remove }
        </fieldset>
    }
}

fn kinds(ui: &Ui, at: usize, chosen: Kind) -> Html {
    let id = field_id(Some(at), "kind");
    let onchange = ui.takes(move |event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>()?;
        let kind = Kind::ALL.get(usize::try_from(select.selected_index()).ok()?)?;
        Some(Edit::Kind(at, *kind))
    });
    let options = Kind::ALL.iter().map(|kind| {
        html! {
            <option value={kind.name()} selected={*kind == chosen}>
                { ui.locale.named("kind.", kind.name()) }
            </option>
        }
    });
    html! {
        <div class="field">
            <label for={id.clone()}>{ ui.text("field.kind") }</label>
            <select {id} ~value={chosen.name()} autocomplete="off" {onchange}>{ for options }</select>
        </div>
    }
}
