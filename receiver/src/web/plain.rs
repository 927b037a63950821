//! Problems in the words of the desk's pages.

use model::actor::Actor;
use model::audit::LogEntry;

use super::present::words;
use super::problem::Problem;
use crate::staff::Wait;
use crate::words::Words;

/// The last change of what a page shows. A page that knows it has it among the extensions of its
/// answer.
#[derive(Debug, Clone)]
pub(super) struct LastChange {
    words: String,
    who: String,
    is_own: bool,
}

impl LastChange {
    /// The last entry of a history, as this actor sees it.
    pub(super) fn of(history: &[LogEntry], actor: &Actor) -> Option<Self> {
        let LogEntry {
            at,
            who,
            what,
            old,
            new,
            ..
        } = history.last()?;
        let (old, new) = (words(old), words(new));
        let change = match (&old[..], &new[..]) {
            ("", "") => String::new(),
            ("", new) => format!(", {new}"),
            (old, "") => format!(", {old}"),
            (old, new) => format!(", {old} to {new}"),
        };
        Some(Self {
            words: format!("{}{change}, at {at}", words(what)),
            who: who.clone(),
            is_own: *who == actor.name,
        })
    }
}

/// Why something was refused, in plain words.
pub(super) fn reason(problem: Problem) -> &'static str {
    match problem {
        Problem::Field { words, .. } => words,
        Problem::BadRequest | Problem::Unacceptable => {
            "Something in it is missing, too long, or not one of the choices."
        }
        Problem::Unauthorized => "Your session has ended.",
        Problem::Unconfirmed => "This asks for your password and a code.",
        Problem::Forbidden => "You are not allowed to do this.",
        Problem::NotFound => "It is not there, or not any more.",
        Problem::NotYet(words) => words,
        Problem::NoAccount => "No account of this name may work on cases.",
        Problem::NoHandoffs => {
            "This hand-off is not set up here: the config's [desk.handoffs] has to say how."
        }
        Problem::Conflict => {
            "It has been changed since you opened the page, or its present state does not allow this."
        }
        Problem::TooLarge => "It is too long.",
        Problem::Overdue => {
            "It took too long. It may have been done all the same: look before you send it again."
        }
        Problem::Unavailable => "It is not possible just now. Please try again in a moment.",
        // The problems of the intake, of the API and of hosts, which have no pages.
        Problem::MethodNotAllowed
        | Problem::UnknownKey
        | Problem::ProofOfWork
        | Problem::LeaseLost
        | Problem::Host
        | Problem::OtherHost
        | Problem::TooSlow
        | Problem::LengthRequired
        | Problem::MediaType => "This is not possible here.",
    }
}

/// The message that names the time of the next attempt.
pub(super) fn too_early(wait: Wait, words: Words) -> String {
    let text = match wait.0 {
        seconds @ ..90 => words.login_wait(seconds, "seconds"),
        seconds => words.login_wait(seconds.div_ceil(60), "minutes"),
    };
    text.into_owned()
}

/// Why a form was refused because of a change, for the page that shows it as it is now. `is_as_seen`
/// if the form was sent from the present version.
pub(super) fn conflict(last: Option<&LastChange>, is_as_seen: bool) -> String {
    match last {
        _ if is_as_seen => "Its present state does not allow this.".to_owned(),
        None => reason(Problem::Conflict).to_owned(),
        Some(last) if last.is_own => format!(
            "You yourself changed it after you had opened this page: {}. This page shows it as it is \
             now.",
            last.words
        ),
        Some(last) => format!(
            "{} changed it after you had opened this page: {}. This page shows it as it is now.",
            last.who, last.words
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_in_words() {
        assert!(too_early(Wait(1), Words::default()).ends_with("again in a second."));
        assert!(too_early(Wait(64), Words::default()).ends_with("again in 64 seconds."));
        assert!(too_early(Wait(900), Words::default()).ends_with("again in 15 minutes."));
    }
}
