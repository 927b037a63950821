//! The step that asks for the locations. The first question of each is for the clue, because the clue
//! tells the kind of location, and the kind decides the other questions.

use web_sys::Event;
use yew::{Html, html};

use super::layout::{emergency, kept, question};
use crate::draft::{Clue, DraftLocation, Edit, Kind, Need, Pasted, field_id};
use crate::fields::written;
use crate::form::{Action, Form, UNDO};
use crate::text::{decimal, shown};
use crate::ui::Ui;

pub(super) fn view(ui: &Ui, form: &Form) -> Html {
    let locations = form.draft.locations.iter().enumerate();
    let add = Action::Edit(Edit::AddLocation);
    let add = form
        .draft
        .has_room()
        .then(|| ui.button("add-location", "add_location", add));
    let body = html! {
        <>
            <div class="notice">
                { emergency(ui) }
                <p>{ ui.text("do_not_share") }{ " " }{ ui.text("report_once") }</p>
            </div>
            { locations.map(|(at, one)| location(ui, form, at, one)).collect::<Html>() }
            { add }
        </>
    };
    question(ui, form, "where_title", Action::Next, body)
}

fn location(ui: &Ui, form: &Form, at: usize, location: &DraftLocation) -> Html {
    let parts = location.parts();
    let found = &parts[0].asks()[0];
    // The number of nodes is always the same. If it changed, Yew would replace the question for the
    // clue, and that question would lose the focus.
    let body = html! {
        <>
            { written(ui, form, Some(at), &location.answers, found) }
            <p class="clue" role="status">{ recognised(ui, location, &parts) }</p>
            { addresses(ui, at, location) }
            { questions(ui, form, at, &parts) }
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

/// The questions below the clue. Several addresses are recognised each by itself, and the form asks
/// nothing more about them.
fn questions(ui: &Ui, form: &Form, at: usize, parts: &[DraftLocation]) -> Html {
    let [part] = parts else {
        return Html::default();
    };
    let asks = part.asks();
    let ask = |ask| written(ui, form, Some(at), &part.answers, ask);
    let one_of = asks.iter().any(|ask| ask.need == Need::OneOf);
    html! {
        <>
            { kinds(ui, at, part) }
            if one_of {
                <p class="hint">{ ui.text("error.one_of") }</p>
            }
            { asks[1..].iter().map(ask).collect::<Html>() }
        </>
    }
}

/// The addresses that the form has found in a clue, the words that it keeps, and the button that takes
/// the clue as it was written, or looks for the addresses again.
fn addresses(ui: &Ui, at: usize, location: &DraftLocation) -> Html {
    let pasted = location.pasted();
    let is_undone = location.is_undone();
    if pasted.is_none() && !is_undone {
        return Html::default();
    }
    let label = if is_undone {
        "use_addresses"
    } else {
        "as_written"
    };
    html! {
        <div class="field">
            { pasted.map(|pasted| list(ui, at, pasted)).unwrap_or_default() }
            <button type="button" class="link" id={field_id(Some(at), UNDO)}
                onclick={ui.edits(Edit::AsWritten(at, !is_undone))}>
                { ui.text(label) }
            </button>
        </div>
    }
}

fn list(ui: &Ui, at: usize, pasted: Pasted) -> Html {
    let several = pasted.addresses.len() > 1;
    let lines = pasted.addresses.into_iter().map(|(index, address)| {
        let label = [&*ui.locale.text("remove"), ": ", &address].concat();
        html! {
            <li>
                <bdi dir="ltr">{ shown(address) }</bdi>
                if several {
                    <button type="button" class="link" aria-label={label}
                        onclick={ui.edits(Edit::TakeOut(at, index))}>
                        { ui.text("remove") }
                    </button>
                }
            </li>
        }
    });
    html! {
        <>
            <ul class="addresses">{ for lines }</ul>
            { kept(ui, pasted.words) }
        </>
    }
}

/// What the form has recognised: the number of addresses in the clue if they are not all of it, and the
/// kind of location if the reporter has chosen none.
fn recognised(ui: &Ui, location: &DraftLocation, parts: &[DraftLocation]) -> Html {
    let count = location.pasted().map(|_| {
        let number = decimal(parts.len());
        ui.filled("addresses", &[("number", &number)])
    });
    let kind = match parts {
        [part] => recognised_kind(ui, part),
        _ => None,
    };
    let between = (count.is_some() && kind.is_some()).then(|| shown(" · "));
    html! { <>{ count }{ between }{ kind }</> }
}

/// The kind that the form has recognised; nothing if the reporter has chosen one.
fn recognised_kind(ui: &Ui, location: &DraftLocation) -> Option<Html> {
    let (None, Some(clue)) = (location.chosen, location.clue()) else {
        return None;
    };
    let what = match clue {
        Clue::Network(name) | Clue::Handle(Some(name)) => name.to_owned(),
        Clue::Local => return Some(ui.text("error.local")),
        clue => ui.locale.named("kind.", clue.kind().name()),
    };
    Some(ui.filled("recognised", &[("what", &what)]))
}

fn kinds(ui: &Ui, at: usize, location: &DraftLocation) -> Html {
    let id = field_id(Some(at), "kind");
    // The value of the first option is empty, which is the name of no kind.
    let onchange = ui.takes::<Event>(move |name| Edit::Kind(at, Kind::named(&name)));
    let clue = location.clue().filter(|clue| *clue != Clue::Local);
    let known = location.chosen.is_some() || clue.is_some();
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
