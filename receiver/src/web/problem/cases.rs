//! Problems of acts on cases, in the words of the pages: at the field that is wrong, where there is one.

use model::life::Requirement;

use super::{Problem, log};
use crate::casework::CaseError;
use crate::handoff::Refusal;

impl From<CaseError> for Problem {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::NotFound => Self::NotFound,
            CaseError::Conflict => Self::Conflict,
            CaseError::Forbidden => Self::Forbidden,
            CaseError::NotYet(item, needs) => needed(item, needs),
            CaseError::NoStep(_) => Self::NotYet("An item is in a state that does not allow this."),
            CaseError::NothingChosen => {
                Self::field("items", "Choose the items that this is about.")
            }
            CaseError::Incomplete(item, menu) => {
                Self::field((menu, item), "This finding needs this as well.")
            }
            CaseError::NoFinding(item) => Self::field(
                ("classification", item),
                "Nothing is recorded for this item yet.",
            ),
            CaseError::NoCountry(item) => Self::field(
                ("address", item),
                "No registry has given this address to a country.",
            ),
            CaseError::Explanation(item) => {
                Self::field(("explanation", item), "At most 1,000 characters.")
            }
            CaseError::NoAddress(_) => Self::field(
                "addresses",
                "One address on each line, with http://, https:// or magnet: before it.",
            ),
            CaseError::NamedByOthers(_) => Self::field(
                "addresses",
                "Other reports name this address, so it stays an item. Add the right one as a new item.",
            ),
            CaseError::Period => Self::field(
                "from",
                "The first day is not after the last one, and both are at most five years apart.",
            ),
            CaseError::TooMany => Self::field("addresses", "These are too many addresses."),
            CaseError::NoRecipient => Self::field("to", "Name the recipient."),
            CaseError::Elsewhere(_) => Self::field(
                "to",
                "This recipient may not get all of the chosen items: a host gets only what it \
                 hosts, another hotline only what lies in its country.",
            ),
            CaseError::NamesOther(item) => Self::field(
                ("explanation", item),
                "This explanation names the address of another host.",
            ),
            CaseError::Text => Self::BadRequest,
            CaseError::Refused(refusal) => refusal.into(),
            CaseError::Store(error) => error.into(),
            CaseError::Foreign(_) => Self::NotYet(
                "This report is not as the hotline's intake has stored it: it was changed, or put into the \
                 store by somebody else. It is set aside.",
            ),
            CaseError::Log(_)
            | CaseError::Table(_)
            | CaseError::Unreadable(_)
            | CaseError::Record(_) => {
                log("a case cannot be shown or changed", &error);
                Self::Unavailable
            }
        }
    }
}

/// The problem of an item that lacks what a step needs.
fn needed(item: u32, needs: Requirement) -> Problem {
    match needs {
        Requirement::Reason => Problem::field("reason", "This step needs a reason."),
        Requirement::Until => Problem::field(
            "until",
            "Until which day do the police ask to wait? From today on.",
        ),
        Requirement::Day => Problem::field("look_again", "On which day? Not one in the past."),
        Requirement::Address => Problem::field("to", "To which address has it moved?"),
        Requirement::Illegal => Problem::field(
            ("classification", item),
            "This verdict needs a finding that says illegal.",
        ),
        Requirement::Legal => Problem::field(
            ("classification", item),
            "This verdict needs a finding that says not illegal.",
        ),
        Requirement::HandOff => Problem::NotYet("This step needs a hand-off that has left."),
        Requirement::Police => {
            Problem::NotYet("This step needs a hand-off to the police that has left.")
        }
        Requirement::Hotline => {
            Problem::NotYet("This step needs a hand-off to another hotline that has left.")
        }
        Requirement::WasIllegal => {
            Problem::NotYet("This step needs an end after an assessment as illegal.")
        }
        Requirement::Nothing => Problem::NotYet("This step is not possible now."),
    }
}

fn refusal_words(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::OnHold => "The police asked to wait: a notice to the host can destroy evidence.",
        Refusal::NothingFits => "None of the chosen items fits into this format.",
        Refusal::NoExplanation => "A notice needs an explanation of one of the chosen items.",
        Refusal::Anonymous => {
            "The notice leaves the hotline out, but a mail would name it: hand it over as a file."
        }
        Refusal::NotAssessed => "A chosen item is not assessed as illegal.",
        _ => "A chosen item is in a state in which it is not handed off this way.",
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotConfigured(_) => Self::NoHandoffs,
            Refusal::UnknownHotline => {
                Self::field("to", "The config knows no hotline of this name.")
            }
            Refusal::Failed => Self::Unavailable,
            Refusal::State
            | Refusal::NotAssessed
            | Refusal::OnHold
            | Refusal::NothingFits
            | Refusal::NoExplanation
            | Refusal::Anonymous => Self::NotYet(refusal_words(&refusal)),
        }
    }
}
