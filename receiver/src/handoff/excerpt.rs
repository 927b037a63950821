//! Parts of a dossier that several formats share.

use model::assessment::Finding;
use model::case::{Dossier, DossierItem};
use shared::report::Location;

/// A location that is assessed as illegal.
pub(super) struct Illegal<'a> {
    /// The item's number within its case.
    pub(super) place: u32,
    /// The location, as corrected and as it may leave the desk.
    pub(super) location: &'a Location,
    /// The finding about it.
    pub(super) finding: &'a Finding,
}

/// The chosen items with their locations.
pub(super) fn items(dossier: &Dossier) -> impl Iterator<Item = (&DossierItem, &Location)> {
    dossier.items.iter().zip(&dossier.report.locations)
}

/// Every chosen item that is assessed as illegal.
pub(super) fn illegal(dossier: &Dossier) -> Vec<Illegal<'_>> {
    let found = items(dossier).filter_map(|(item, location)| {
        Some(Illegal {
            place: item.place,
            location,
            finding: item.finding.as_ref()?,
        })
    });
    found
        .filter(|found| found.finding.classification.is_illegal())
        .collect()
}

/// The analyst's explanations of the chosen items for recipients, each once; empty if there are none.
pub(super) fn explanation(dossier: &Dossier) -> String {
    let mut all: Vec<&str> = Vec::new();
    for item in &dossier.items {
        let explanation = item.explanation.trim();
        if !explanation.is_empty() && !all.contains(&explanation) {
            all.push(explanation);
        }
    }
    all.join("\n\n")
}

/// The day of the last finding (RFC 3339), if there is one.
pub(super) fn assessed_on(dossier: &Dossier) -> Option<&str> {
    let days = dossier
        .items
        .iter()
        .filter_map(|item| item.assessed_on.as_deref());
    days.max()
}

/// The name of a file about this case.
pub(super) fn file_name(dossier: &Dossier, what: &str) -> String {
    format!("{}-{what}", dossier.id)
}
