//! What every part of the view needs: the words, the hotline, and a way to act.

use std::rc::Rc;

use js_sys::Reflect;
use web_sys::Event;
use yew::{Callback, Html};

use crate::draft::Edit;
use crate::form::Action;
use crate::hotline::Hotline;
use crate::text::{Locale, shown};

/// What every part of the view needs.
pub struct Ui {
    /// The words.
    pub locale: Locale,
    /// The hotline that the form belongs to.
    pub hotline: Rc<Hotline>,
    /// Takes what the reporter does.
    pub act: Callback<Action>,
}

impl Ui {
    /// The text of a key.
    pub fn text(&self, key: &str) -> Html {
        shown(self.locale.text(key))
    }

    /// The text of a key that is built.
    pub fn named(&self, prefix: &str, name: &str) -> Html {
        shown(self.locale.named(prefix, name))
    }

    /// The text of a key, with each `{name}` replaced.
    pub fn filled(&self, key: &str, values: &[(&str, &str)]) -> Html {
        shown(self.locale.filled(key, values))
    }

    /// A listener that lets always the same happen.
    pub fn does<E: 'static>(&self, action: Action) -> Callback<E> {
        self.act.reform(move |_| action.clone())
    }

    /// A listener that makes the change that the value of its element stands for.
    pub fn takes<E: AsRef<Event> + 'static>(
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

    /// A listener that always makes the same change.
    pub fn edits<E: 'static>(&self, edit: Edit) -> Callback<E> {
        self.does(Action::Edit(edit))
    }
}

/// The value of the element of an event. Every element that asks has one: to ask which kind it is
/// would be more to load.
fn value(event: &Event) -> Option<String> {
    let value = Reflect::get(&event.target()?.into(), &"value".into()).ok()?;
    value.as_string()
}
