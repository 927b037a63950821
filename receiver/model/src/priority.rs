//! How urgent a report is.

use serde::{Deserialize, Serialize};
use shared::report::{AgeHint, Category, UntrustedReport};
use utoipa::ToSchema;

/// The priority of a report. A lower value is more urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// A child seems to be in danger now.
    Danger = 0,
    /// A victim or suspect may be identifiable.
    Person = 1,
    /// Suspected material of a child before puberty.
    YoungChild = 2,
    /// Other suspected material of a child.
    Child = 3,
    /// Every other report.
    Rest = 4,
}

impl Priority {
    /// Every priority, the most urgent first.
    pub const ALL: [Self; 5] = [
        Self::Danger,
        Self::Person,
        Self::YoungChild,
        Self::Child,
        Self::Rest,
    ];

    /// The priority that follows from the reporter's answers.
    pub fn of(report: &UntrustedReport) -> Self {
        match (report.category, report.age_hint) {
            _ if report.child_in_danger == Some(true) => Self::Danger,
            (Category::Grooming | Category::Sextortion, _) => Self::Person,
            (Category::Csam, Some(AgeHint::Infant | AgeHint::Prepubescent)) => Self::YoungChild,
            (Category::Csam, _) => Self::Child,
            (Category::HateSpeech | Category::Other, _) => Self::Rest,
        }
    }

    /// The name that pages and the API show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Person => "person",
            Self::YoungChild => "young_child",
            Self::Child => "child",
            Self::Rest => "rest",
        }
    }
}
