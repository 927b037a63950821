//! The step that asks for the locations. The first question of each is for the clue, because the clue
//! tells the kind of location, and the kind decides the other questions.

use web_sys::Event;
use yew::{Html, html};

use super::layout::{emergency, question};
use crate::draft::{Clue, DraftLocation, Edit, Kind, Need, field_id};
use crate::fields::written;
use crate::form::{Action, Form};
use crate::text::{decimal, shown};
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
            <div class="notice">
                { emergency(ui) }
                <p>{ ui.text("do_not_share") }</p>
                <p>{ ui.text("report_once") }</p>
            </div>
            { locations.map(|(at, one)| location(ui, form, at, one)).collect::<Html>() }
            { add }
        </>
    };
    question(ui, form, "where_title", Action::Next, body)
}

fn location(ui: &Ui, form: &Form, at: usize, location: &DraftLocation) -> Html {
    let asks = location.asks();
    let ask = |ask| written(ui, form, Some(at), &location.answers, ask);
    let one_of = asks.iter().any(|ask| ask.need == Need::OneOf);
    let body = html! {
        <>
            { ask(&asks[0]) }
            <p class="clue" role="status">{ recognised(ui, location) }</p>
            { kinds(ui, at, location) }
            if one_of {
                <p class="hint">{ ui.text("error.one_of") }</p>
            }
            // These questions are one node. As separate nodes, they would make Yew replace the first
            // question whenever their number changes, and that question would lose the focus.
            { asks[1..].iter().map(ask).collect::<Html>() }
        </>
    };
    if form.draft.locations.len() == 1 {
        return body;
    }
    let title = ui
        .locale
        .filled("location", &[("number", &decimal(at + 1))]);
    let label = [&*ui.locale.text("remove"), ": ", &title].concat();
    html! {
        <fieldset class="location">
            <legend>{ shown(title) }</legend>
            { body }
            <button type="button" id={field_id(Some(at), "remove")}
                aria-label={label}
                onclick={ui.edits(Edit::RemoveLocation(at))}>
                { ui.text("remove") }
            </button>
        </fieldset>
    }
}

/// The kind that the form has recognised; nothing if the reporter has chosen one.
fn recognised(ui: &Ui, location: &DraftLocation) -> Html {
    let (None, Some(clue)) = (location.chosen, location.clue()) else {
        return shown("");
    };
    let what = match clue {
        Clue::Network(name) => name.to_owned(),
        clue => ui.locale.named("kind.", clue.kind().name()),
    };
    ui.filled("recognised", &[("what", &what)])
}

fn kinds(ui: &Ui, at: usize, location: &DraftLocation) -> Html {
    let id = field_id(Some(at), "kind");
    // The value of the first option is empty, which is the name of no kind.
    let onchange = ui.takes::<Event>(move |name| Edit::Kind(at, Kind::named(&name)));
    let known = location.chosen.is_some() || location.clue().is_some();
    let chosen = known.then(|| location.kind());
    let name = chosen.map_or("", Kind::name);
    let options = Kind::ALL.iter().map(|kind| {
        html! {
            <option value={kind.name()} selected={chosen == Some(*kind)}>
                { ui.named("kind.", kind.name()) }
            </option>
        }
    });
    html! {
        <div class="field">
            <label for={id.clone()}>{ ui.text("field.kind") }</label>
            <select {id} ~value={name} autocomplete="off" {onchange}>
                <option value="" selected={!known}>{ ui.text("kind.any") }</option>
                { for options }
            </select>
        </div>
    }
}
