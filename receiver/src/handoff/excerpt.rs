//! Parts of a dossier that several formats share.

use model::assessment::Finding;
use model::case::Dossier;
use sha2::{Digest, Sha256};
use shared::report::Location;

/// A location that is assessed as illegal.
pub(super) struct Illegal<'a> {
    /// The location's position in the report, from 0.
    pub(super) place: usize,
    /// The location, as reported.
    pub(super) location: &'a Location,
    /// The finding about it.
    pub(super) finding: &'a Finding,
}

/// Every location that is assessed as illegal.
pub(super) fn illegal(dossier: &Dossier) -> Vec<Illegal<'_>> {
    let findings = dossier.assessment.iter().flat_map(|made| &made.findings);
    let locations = dossier.report.locations.iter().zip(findings).enumerate();
    locations
        .map(|(place, (location, finding))| Illegal {
            place,
            location,
            finding,
        })
        .filter(|found| found.finding.classification.is_illegal())
        .collect()
}

/// The analyst's explanation for recipients; empty if there is none.
pub(super) fn explanation(dossier: &Dossier) -> &str {
    let assessment = dossier.assessment.as_ref();
    assessment.map_or("", |made| made.explanation.trim())
}

/// The name of a file about this case.
pub(super) fn file_name(dossier: &Dossier, what: &str) -> String {
    format!("{}-{what}", dossier.id)
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
