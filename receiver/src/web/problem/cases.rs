//! Problems of acts on cases, in the words of the pages: at the field that is wrong, where there is one.

use model::life::Requirement;

use super::{Problem, log};
use crate::casework::{CaseError, NotBroughtIn};
use crate::exchange::NotOpened;
use crate::handoff::Refusal;
use crate::parcel::NotForUs;
use crate::words::{Text, Words};

impl From<CaseError> for Problem {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::NotFound => Self::NotFound,
            CaseError::Conflict => Self::Conflict,
            CaseError::Forbidden => Self::Forbidden,
            CaseError::NotYet(item, needs) => needed(item, needs),
            CaseError::NoStep(_) => Self::not_yet(Words::problem_no_step),
            CaseError::NothingChosen => Self::field("items", Words::problem_nothing_chosen),
            CaseError::Incomplete(item, menu) => {
                Self::field((menu, item), Words::problem_finding_incomplete)
            }
            CaseError::NoFinding(item) => {
                Self::field(("classification", item), Words::problem_no_finding)
            }
            CaseError::NoCountry(item) => Self::field(("address", item), Words::problem_no_country),
            CaseError::Explanation(item) => {
                Self::field(("explanation", item), Words::problem_at_most_1000)
            }
            CaseError::NoAddress(_) => Self::field("addresses", Words::problem_no_address),
            CaseError::NamedByOthers(_) => Self::field("addresses", Words::problem_named_by_others),
            CaseError::TooMany => Self::field("addresses", Words::problem_too_many_addresses),
            CaseError::NoRecipient => Self::field("to", Words::problem_no_recipient),
            CaseError::Elsewhere(_) => Self::field("to", Words::problem_elsewhere),
            CaseError::NamesOther(item) => {
                Self::field(("explanation", item), Words::problem_names_other)
            }
            CaseError::Period => Self::field("from", Words::problem_period),
            CaseError::Text => Self::BadRequest,
            CaseError::Refused(refusal) => refusal.into(),
            CaseError::Store(error) => error.into(),
            CaseError::NoReport => Self::Conflict,
            CaseError::Question => Self::field("question", Words::problem_question),
            CaseError::BoardFull => Self::not_yet(Words::problem_board_full),
            CaseError::NoAsker(_) => {
                log("no reporter can be asked", &error);
                Self::not_yet(Words::problem_no_asker)
            }
            CaseError::Foreign(_) => Self::not_yet(Words::problem_foreign),
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

impl From<NotBroughtIn> for Problem {
    fn from(error: NotBroughtIn) -> Self {
        let words: Text = match error {
            NotBroughtIn::Case(error) => return error.into(),
            NotBroughtIn::NotOpened(NotOpened::Records(error)) => {
                return CaseError::from(error).into();
            }
            NotBroughtIn::NotOpened(NotOpened::NotConfigured) => Words::problem_no_exchange,
            NotBroughtIn::NotOpened(NotOpened::NotForUs(reason)) => unopened_words(&reason),
        };
        Self::field("file", words)
    }
}

/// Why a parcel cannot be opened.
pub(crate) fn unopened_words(reason: &NotForUs) -> Text {
    match reason {
        NotForUs::Form => Words::problem_no_parcel,
        NotForUs::Version(_) | NotForUs::Kind => Words::problem_parcel_version,
        NotForUs::Unknown(_) => Words::problem_parcel_unknown,
        NotForUs::Signature | NotForUs::Certificate => Words::problem_parcel_forged,
        NotForUs::Other(_) => Words::problem_parcel_other,
        NotForUs::Key => Words::problem_parcel_key,
        NotForUs::Paused => Words::problem_parcel_paused,
        NotForUs::Distrusted => Words::problem_parcel_distrusted,
    }
}

/// The problem of an item that lacks what a step needs.
fn needed(item: u32, needs: Requirement) -> Problem {
    match needs {
        Requirement::Reason => Problem::field("reason", Words::problem_reason_needed),
        Requirement::Until => Problem::field("until", Words::problem_until_needed),
        Requirement::Day => Problem::field("look_again", Words::problem_day_needed),
        Requirement::Address => Problem::field("to", Words::problem_address_needed),
        Requirement::Country => Problem::field("country", Words::problem_country_needed),
        Requirement::Illegal => {
            Problem::field(("classification", item), Words::problem_illegal_needed)
        }
        Requirement::Legal => Problem::field(("classification", item), Words::problem_legal_needed),
        Requirement::HandOff => Problem::not_yet(Words::problem_hand_off_needed),
        Requirement::Police => Problem::not_yet(Words::problem_police_needed),
        Requirement::Hotline => Problem::not_yet(Words::problem_hotline_needed),
        Requirement::WasIllegal => Problem::not_yet(Words::problem_was_illegal_needed),
        Requirement::Nothing | Requirement::Claim => Problem::not_yet(Words::problem_not_now),
    }
}

fn refusal_words(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::OnHold => Words::problem_on_hold,
        Refusal::NothingFits => Words::problem_nothing_fits,
        Refusal::NoExplanation => Words::problem_no_explanation,
        Refusal::Anonymous => Words::problem_anonymous,
        Refusal::NotAssessed => Words::problem_not_assessed,
        Refusal::NoKey => Words::problem_no_exchange_key,
        Refusal::NotCertified => Words::problem_not_certified,
        Refusal::TooLong => Words::problem_referral_too_long,
        _ => Words::problem_hand_off_state,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotConfigured(_) => Self::NoHandoffs,
            Refusal::UnknownHotline => Self::field("to", Words::problem_unknown_hotline),
            Refusal::Failed => Self::Unavailable,
            Refusal::State
            | Refusal::NotAssessed
            | Refusal::OnHold
            | Refusal::NothingFits
            | Refusal::NoExplanation
            | Refusal::Anonymous
            | Refusal::NoKey
            | Refusal::NotCertified
            | Refusal::TooLong => Self::not_yet(refusal_words(&refusal)),
        }
    }
}
