//! The fields of the partners' page, as the partner filled them in.

use serde::Deserialize;
use shared::report::{LanguageTag, PartnerSlug};

use super::snippet::Variant;
use super::texts::is_default;
use crate::web::public::slug::slug_of;
use crate::web::public::theme::{ACCENT, CORNER, Colour, MAX_CORNER, Theme};

/// Maximum characters of a field, but for the policy; more than any field of the page takes.
const FIELD_CHARACTERS: usize = 100;

/// Maximum bytes of a pasted policy: what it costs to check grows faster than the policy, and the
/// answer repeats it several times.
const POLICY_BYTES: usize = 8 * 1024;

/// The fields of the page's query, unchecked: the template shows some of them again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wishes {
    /// The language of the page, if the partner chose one.
    pub(super) lang: String,
    pub(super) partner: String,
    words: String,
    pub(super) language: String,
    variant: String,
    accent: String,
    corner: String,
    pub(super) pinned: String,
    pub(super) plain: String,
    pub(super) policy: String,
}

impl Wishes {
    /// Whether no field is longer than the page lets it be.
    pub(super) fn are_short(&self) -> bool {
        let fields = [
            &self.lang,
            &self.partner,
            &self.words,
            &self.language,
            &self.variant,
            &self.accent,
            &self.corner,
            &self.pinned,
            &self.plain,
        ];
        let is_short = |field: &&String| field.chars().count() <= FIELD_CHARACTERS;
        fields.iter().all(is_short) && self.policy.len() <= POLICY_BYTES
    }

    /// The partner's name in addresses, made of what was entered.
    pub(super) fn partner(&self) -> Option<PartnerSlug> {
        slug_of(&self.partner)
    }

    /// Whether nothing remains of the entered name.
    pub(super) fn is_name_wrong(&self) -> bool {
        self.partner().is_none() && !self.partner.trim().is_empty()
    }

    /// The text of the button or link: `default` until the partner enters another. The default text of
    /// another language is none that somebody entered: the page was read in that language before.
    pub(super) fn words<'a>(&'a self, default: &'a str) -> &'a str {
        match self.words.trim() {
            words if words.is_empty() || is_default(words) => default,
            words => words,
        }
    }

    /// The chosen variant of the snippet.
    pub(super) fn variant(&self) -> Variant {
        let is_named = |variant: &Variant| variant.name() == self.variant;
        Variant::ALL.into_iter().find(is_named).unwrap_or_default()
    }

    /// The chosen language, if the form has it.
    pub(super) fn language<'a>(&self, languages: &'a [LanguageTag]) -> Option<&'a LanguageTag> {
        languages.iter().find(|tag| tag.as_str() == self.language)
    }

    /// The chosen theme, without values equal to the form's own: a colour field is never empty.
    pub(super) fn theme(&self) -> Theme {
        let corner = self.corner.parse().ok();
        Theme {
            accent: Colour::parse(&self.accent).filter(|accent| *accent != ACCENT),
            corner: corner.filter(|corner| *corner <= MAX_CORNER && *corner != CORNER),
        }
    }

    /// Whether the snippet pins the loader by its hash.
    pub(super) fn is_pinned(&self) -> bool {
        !self.pinned.is_empty()
    }

    /// Whether the button has a look of its own.
    pub(super) fn has_look(&self) -> bool {
        self.plain.is_empty()
    }

    /// The pasted content security policy, if there is one.
    pub(super) fn policy(&self) -> Option<&str> {
        Some(self.policy.as_str()).filter(|policy| !policy.trim().is_empty())
    }
}
