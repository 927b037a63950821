//! What every part of the view needs: the words, the hotline, and a way to act.

use std::rc::Rc;

use yew::{AttrValue, Callback};

use crate::draft::Edit;
use crate::form::Action;
use crate::hotline::Hotline;
use crate::text::Locale;

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
    pub fn text(&self, key: &str) -> AttrValue {
        self.locale.text(key)
    }

    /// A listener that lets always the same happen.
    pub fn does<E: 'static>(&self, action: Action) -> Callback<E> {
        self.act.reform(move |_| action.clone())
    }

    /// A listener that makes the change that an event stands for.
    pub fn takes<E: 'static>(&self, edit: impl Fn(E) -> Option<Edit> + 'static) -> Callback<E> {
        let act = self.act.clone();
        Callback::from(move |event| {
            if let Some(edit) = edit(event) {
                act.emit(Action::Edit(edit));
            }
        })
    }

    /// A listener that always makes the same change.
    pub fn edits<E: 'static>(&self, edit: Edit) -> Callback<E> {
        self.does(Action::Edit(edit))
    }
}
