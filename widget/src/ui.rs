//! The texts, the hotline and the listeners that every part of the view needs.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{Event, MouseEvent};
use yew::html::onclick;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VList, VTag};
use yew::{AttrValue, Callback, Html};

use crate::browser::value;
use crate::draft::Edit;
use crate::form::Action;
use crate::hotline::Hotline;
use crate::text::{Locale, shown};

/// The context that every part of the view gets.
pub(crate) struct Ui {
    /// The texts in the form's language.
    pub(crate) locale: Locale,
    /// The hotline that the form belongs to.
    pub(crate) hotline: Rc<Hotline>,
    /// Sends an action to the form's reducer.
    pub(crate) act: Callback<Action>,
}

impl Ui {
    pub(crate) fn text(&self, key: &str) -> Html {
        shown(self.locale.text(key))
    }

    /// The text of the key that `prefix` and `name` make.
    pub(crate) fn named(&self, prefix: &str, name: &str) -> Html {
        shown(self.locale.named(prefix, name))
    }

    /// The text of this key, with each `{name}` replaced.
    pub(crate) fn filled(&self, key: &str, values: &[(&str, &str)]) -> Html {
        shown(self.locale.filled(key, values))
    }

    /// An element of this name and class with the text of this key. An empty class is none.
    pub(crate) fn words(&self, name: &'static str, class: &'static str, key: &str) -> Html {
        element(name, class, self.text(key))
    }

    /// A button with the text of this key, which sends `action` when it is pressed. An empty class is none.
    pub(crate) fn button(
        &self,
        id: &'static str,
        class: &'static str,
        key: &str,
        action: Action,
    ) -> Html {
        let id = Some(id.into());
        button(id, class, None, self.text(key), self.does(action))
    }

    /// The button in [`Self::button`] with a name of its own for screen readers: its text, and `about`.
    pub(crate) fn button_about(
        &self,
        id: Option<AttrValue>,
        class: &'static str,
        key: &str,
        about: &str,
        action: Action,
    ) -> Html {
        let words = self.locale.text(key);
        let label = [&*words, ": ", about].concat();
        let onclick = self.does(action);
        button(id, class, Some(label.into()), shown(words), onclick)
    }

    /// A listener that sends `action` at the first event, after which the view has new listeners.
    pub(crate) fn does<E: 'static>(&self, action: Action) -> Callback<E> {
        let (act, action) = (self.act.clone(), Cell::new(Some(action)));
        Callback::from(move |_| {
            if let Some(action) = action.take() {
                act.emit(action);
            }
        })
    }

    /// A listener that sends the edit that `edit` makes of the element's value.
    pub(crate) fn takes<E: AsRef<Event> + 'static>(
        &self,
        edit: impl Fn(String) -> Edit + 'static,
    ) -> Callback<E> {
        let act = self.act.clone();
        Callback::from(move |event: E| {
            if let Some(value) = value(event.as_ref()) {
                act.emit(Action::Edit(edit(value)));
            }
        })
    }

    /// A listener that sends `edit` at the first event.
    pub(crate) fn edits<E: 'static>(&self, edit: Edit) -> Callback<E> {
        self.does(Action::Edit(edit))
    }
}

/// An element of this name and class; an empty class is none.
pub(crate) fn element(name: &'static str, class: &'static str, content: Html) -> Html {
    tag(name, &["class"], Box::new([classed(class)]), content).into()
}

/// An element of this name with attributes. Elements made here share their code, and each `html!` would be that
/// code once more.
fn tag(
    name: &'static str,
    keys: &'static [&'static str],
    values: Box<[Option<AttributeOrProperty>]>,
    content: Html,
) -> VTag {
    let mut tag = VTag::new(name);
    tag.set_attributes(Attributes::Dynamic { keys, values });
    if let Some(inside) = tag.children_mut() {
        *inside = content;
    }
    tag
}

/// The attribute of a class; none if it is empty.
fn classed(class: &'static str) -> Option<AttributeOrProperty> {
    (!class.is_empty()).then_some(AttributeOrProperty::Static(class))
}

/// Several nodes as one. One after the other is less code than all in a `vec!`.
macro_rules! several {
    ($($node:expr),+ $(,)?) => {{
        let mut nodes = $crate::ui::Nodes::default();
        $(nodes.add($node);)+
        nodes.joined()
    }};
}

pub(crate) use several;

/// Nodes beside each other.
#[derive(Default)]
pub(crate) struct Nodes(Vec<Html>);

impl Nodes {
    pub(crate) fn add(&mut self, node: Html) {
        self.0.push(node);
    }

    pub(crate) fn joined(self) -> Html {
        VList::with_children(self.0, None).into()
    }
}

/// Any number of nodes as one.
pub(crate) fn joined(all: impl Iterator<Item = Html>) -> Html {
    let mut nodes = Nodes::default();
    all.for_each(|node| nodes.add(node));
    nodes.joined()
}

/// The node if the condition holds, else nothing.
pub(crate) fn when(condition: bool, node: impl FnOnce() -> Html) -> Html {
    condition.then(node).unwrap_or_default()
}

/// A button with these words. An empty class is none. A screen reader reads out the label instead, if there is one.
pub(crate) fn button(
    id: Option<AttrValue>,
    class: &'static str,
    label: Option<AttrValue>,
    words: Html,
    onclick: Callback<MouseEvent>,
) -> Html {
    let keys = &["type", "class", "id", "aria-label"];
    let values = Box::new([
        Some(AttributeOrProperty::Static("button")),
        classed(class),
        id.map(AttributeOrProperty::Attribute),
        label.map(AttributeOrProperty::Attribute),
    ]);
    let mut button = tag("button", keys, values, words);
    button.set_listeners(Box::new([Some(Rc::new(onclick::Wrapper::new(onclick)))]));
    button.into()
}
