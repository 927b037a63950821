//! What stands around every page of the desk: whose desk it is, who is logged in, where one may go.

use super::Desk;
use super::auth::Who;
use super::role::Right;

/// The pages that every other leads to, in this order, and what each asks for.
const PLACES: &[(Right, Place)] = &[
    (Right::Look, Place::new("/", "Queue")),
    (Right::Look, Place::new("/cases", "Cases")),
    (Right::Statistics, Place::new("/statistics", "Statistics")),
    (Right::Retention, Place::new("/retention", "Retention")),
    (Right::Staff, Place::new("/staff", "Staff")),
    (Right::Staff, Place::new("/tokens", "Tokens")),
    (Right::Audit, Place::new("/audit", "Log")),
];

/// Where one may go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) path: &'static str,
    pub(super) words: &'static str,
}

impl Place {
    const fn new(path: &'static str, words: &'static str) -> Self {
        Self { path, words }
    }
}

/// What the template of every page needs, as its `frame`.
pub(super) struct Frame<'a> {
    /// The hotline's name.
    pub(super) hotline: &'a str,
    /// Who is logged in, if somebody is.
    pub(super) who: Option<&'a Who>,
}

impl Frame<'_> {
    /// Whether who is logged in may do this.
    pub(super) fn may(&self, right: Right) -> bool {
        self.who.is_some_and(|who| who.may(right))
    }

    /// Where who is logged in may go.
    pub(super) fn places(&self) -> impl Iterator<Item = &'static Place> {
        let allowed = PLACES.iter().filter(|(right, _)| self.may(*right));
        allowed.map(|(_, place)| place)
    }
}

impl Desk {
    /// What stands around a page for somebody.
    pub(super) fn frame<'a>(&'a self, who: &'a Who) -> Frame<'a> {
        Frame {
            hotline: &self.hotline,
            who: Some(who),
        }
    }

    /// What stands around a page for nobody in particular.
    pub(super) fn frame_for_nobody(&self) -> Frame<'_> {
        Frame {
            hotline: &self.hotline,
            who: None,
        }
    }
}
