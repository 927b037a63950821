//! What stands on the page of a case beside the button that was pressed. Every button sends it along,
//! so that none of them takes away what was typed: findings and explanations are recorded before the
//! act of the button, texts are kept as notes after it, and a field that only another button uses
//! refuses the act.

use model::actor::Actor;
use shared::report::ReportId;

use super::findings::observed;
use crate::casework::Observed;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::problem::Problem;
use crate::words::{Text, Words};

/// Maximum characters of a text that is kept as a note.
const NOTE_CHARS: usize = 4000;

/// The fields that belong to one button alone, each with the page's message if another was pressed.
const OF_ONE_BUTTON: [(&str, Text); 6] = [
    ("addresses", Words::problem_addresses_first),
    ("until", USE_FIRST),
    ("look_again", USE_FIRST),
    ("to", USE_FIRST),
    ("colleague", USE_FIRST),
    ("question", USE_FIRST),
];

const USE_FIRST: Text = Words::problem_use_first;

/// The page's message at a text that is too long.
const TOO_LONG: Text = Words::problem_at_most_4000;

/// The fields of the page that the button is not about.
pub(super) struct Beside<'a> {
    /// The version that the author of the form saw; 0 if the form names none.
    version: u64,
    pub(super) observed: Vec<Observed>,
    notes: Vec<&'a str>,
}

impl<'a> Beside<'a> {
    /// Reads the fields beside a button that uses these itself.
    pub(super) fn read(form: &'a Fields, used: &[&str]) -> Result<Self, Problem> {
        for (name, words) in OF_ONE_BUTTON {
            if !used.contains(&name) && form.get(name).is_some() {
                return Err(Problem::field(name, words));
            }
        }
        let mut notes = Vec::new();
        for name in ["reason", "text"] {
            let text = form.get(name).unwrap_or_default();
            if text.chars().count() > NOTE_CHARS {
                return Err(Problem::field(name, TOO_LONG));
            }
            if !text.is_empty() && !used.contains(&name) {
                notes.push(text);
            }
        }
        Ok(Self {
            version: form.optional("version")?.unwrap_or_default(),
            observed: observed(form)?,
            notes,
        })
    }

    /// Records the findings and explanations. Returns the version of the case for the act itself.
    pub(super) async fn record(
        &self,
        desk: &Desk,
        actor: &Actor,
        id: ReportId,
    ) -> Result<u64, Problem> {
        if self.observed.is_empty() {
            return Ok(self.version);
        }
        let casework = &desk.casework;
        let recorded = casework.assess(actor, id, self.version, &self.observed, None);
        Ok(recorded.await?)
    }

    /// Keeps the texts as notes.
    pub(super) async fn note(
        &self,
        desk: &Desk,
        actor: &Actor,
        id: ReportId,
    ) -> Result<(), Problem> {
        for text in &self.notes {
            desk.casework.note(actor, id, text).await?;
        }
        Ok(())
    }
}
