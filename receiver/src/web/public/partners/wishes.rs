//! The fields of the partners' page, as somebody has filled them in.

use serde::Deserialize;
use shared::report::{LanguageTag, PartnerSlug};

use super::snippet::Variant;
use crate::web::public::theme::{ACCENT, CORNER, Colour, MAX_CORNER, Theme};

/// The button's words until a partner has entered others.
const WORDS: &str = "Report illegal content";

/// The fields of the page's query, unchecked: the template shows some of them again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wishes {
    pub(super) partner: String,
    words: String,
    pub(super) language: String,
    variant: String,
    accent: String,
    corner: String,
    pub(super) pinned: String,
    pub(super) policy: String,
}

impl Wishes {
    /// The partner's name, if a valid one was entered.
    pub(super) fn partner(&self) -> Option<PartnerSlug> {
        self.partner.parse().ok()
    }

    /// Whether a name was entered that no partner can have.
    pub(super) fn is_name_wrong(&self) -> bool {
        self.partner().is_none() && !self.partner.trim().is_empty()
    }

    /// The words of button or link.
    pub(super) fn words(&self) -> &str {
        match self.words.trim() {
            "" => WORDS,
            words => words,
        }
    }

    /// How the form gets onto the partner's page.
    pub(super) fn variant(&self) -> Variant {
        let is_named = |variant: &Variant| variant.name() == self.variant;
        Variant::ALL.into_iter().find(is_named).unwrap_or_default()
    }

    /// The form's language, if one of the form's languages was chosen.
    pub(super) fn language<'a>(&self, languages: &'a [LanguageTag]) -> Option<&'a LanguageTag> {
        languages.iter().find(|tag| tag.as_str() == self.language)
    }

    /// The form's look, without what equals the form's own: a field for a colour is never empty.
    pub(super) fn theme(&self) -> Theme {
        let corner = self.corner.parse().ok();
        Theme {
            accent: Colour::parse(&self.accent).filter(|accent| *accent != ACCENT),
            corner: corner.filter(|corner| *corner <= MAX_CORNER && *corner != CORNER),
        }
    }

    /// Whether the snippet names a script that never changes.
    pub(super) fn is_pinned(&self) -> bool {
        !self.pinned.is_empty()
    }

    /// The content security policy that was pasted, if any was.
    pub(super) fn policy(&self) -> Option<&str> {
        Some(self.policy.as_str()).filter(|policy| !policy.trim().is_empty())
    }
}
