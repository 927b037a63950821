//! The step that asks for the locations. The first question of each is for the clue, because the clue
//! tells the kind of location, and the kind decides the other questions.

use web_sys::Event;
use yew::{Html, html};

use super::layout::{emergency, kept, question};
use crate::draft::{Clue, DraftLocation, Edit, Kind, Need, Pasted, field_id};
use crate::fields::written;
use crate::form::{Action, Form, UNDO};
use crate::text::{decimal, shown};
use crate::ui::{Ui, button, element, joined, several, when};

pub(super) fn view(ui: &Ui, form: &Form) -> Html {
    let locations = form.draft.locations.iter().enumerate();
    let add = || {
        let add = Action::Edit(Edit::AddLocation);
        ui.button("add-location", "", "add_location", add)
    };
    let advice = several![ui.text("do_not_share"), shown(" "), ui.text("report_once")];
    let advice = element("p", "", advice);
    let notice = several![emergency(ui), advice];
    let body = several![
        element("div", "notice", notice),
        joined(locations.map(|(at, one)| location(ui, form, at, one))),
        when(form.draft.has_room(), add),
    ];
    question(ui, form, "where_title", Action::Next, body)
}

fn location(ui: &Ui, form: &Form, at: usize, location: &DraftLocation) -> Html {
    let parts = location.parts();
    let found = &parts[0].asks()[0];
    // The number of nodes is always the same. If it changed, Yew would replace the question for the
    // clue, and that question would lose the focus.
    let body = several![
        written(ui, form, Some(at), &location.answers, found),
        html! { <p class="clue" role="status">{ recognised(ui, location, &parts) }</p> },
        addresses(ui, at, location),
        questions(ui, form, at, &parts),
    ];
    if form.draft.locations.len() == 1 {
        return body;
    }
    let title = ui
        .locale
        .filled("location", &[("number", &decimal(at + 1))]);
    let id = Some(field_id(Some(at), "remove").into());
    let remove = Action::Edit(Edit::RemoveLocation(at));
    let remove = ui.button_about(id, "", "remove", &title, remove);
    let legend = element("legend", "", shown(title));
    element("fieldset", "location", several![legend, body, remove])
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
    several![
        kinds(ui, at, part),
        when(one_of, || ui.words("p", "hint", "error.one_of")),
        joined(asks[1..].iter().map(ask)),
    ]
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
    let id = Some(field_id(Some(at), UNDO).into());
    let undo = ui.edits(Edit::AsWritten(at, !is_undone));
    let content = several![
        pasted
            .map(|pasted| list(ui, at, pasted))
            .unwrap_or_default(),
        button(id, "link", None, ui.text(label), undo),
    ];
    element("div", "field", content)
}

fn list(ui: &Ui, at: usize, pasted: Pasted) -> Html {
    let is_one_of_several = pasted.addresses.len() > 1;
    let lines = pasted.addresses.into_iter().map(|(index, address)| {
        let take_out = when(is_one_of_several, || {
            let take_out = Action::Edit(Edit::TakeOut(at, index));
            ui.button_about(None, "link", "remove", &address, take_out)
        });
        let address = html! { <bdi dir="ltr">{ shown(address) }</bdi> };
        element("li", "", several![address, take_out])
    });
    let list = element("ul", "addresses", joined(lines));
    several![list, kept(ui, pasted.words)]
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
    let between = when(count.is_some() && kind.is_some(), || shown(" · "));
    let [count, kind] = [count, kind].map(Option::unwrap_or_default);
    several![count, between, kind]
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
    let any = html! { <option value="" selected={!known}>{ ui.text("kind.any") }</option> };
    let options = several![any, joined(options)];
    let label = html! { <label for={id.clone()}>{ ui.text("field.kind") }</label> };
    let select = html! {
        <select {id} ~value={name} autocomplete="off" {onchange}>{ options }</select>
    };
    element("div", "field", several![label, select])
}
