//! The texts, the hotline and the listeners that every part of the view needs.

use std::rc::Rc;

use web_sys::Event;
use yew::{Callback, Html, html};

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

    /// A button with the text of this key, which sends `action` when it is pressed.
    pub(crate) fn button(&self, id: &'static str, key: &str, action: Action) -> Html {
        html! {
            <button type="button" {id} onclick={self.does(action)}>{ self.text(key) }</button>
        }
    }

    /// A listener that sends `action` at each event.
    pub(crate) fn does<E: 'static>(&self, action: Action) -> Callback<E> {
        self.act.reform(move |_| action.clone())
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

    /// A listener that sends `edit` at each event.
    pub(crate) fn edits<E: 'static>(&self, edit: Edit) -> Callback<E> {
        self.does(Action::Edit(edit))
    }
}
