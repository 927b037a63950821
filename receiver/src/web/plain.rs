//! Problems in the words of the desk's pages.

use std::borrow::Cow;

use model::actor::Actor;
use model::audit::LogEntry;

use super::present::logged_words;
use super::problem::Problem;
use super::when::When;
use crate::staff::Wait;
use crate::words::Words;

/// The last change of what a page shows. A page that knows it has it among the extensions of its
/// answer.
#[derive(Debug, Clone)]
pub(super) struct LastChange {
    entry: LogEntry,
    is_own: bool,
}

impl LastChange {
    /// The last entry of a history, as this actor sees it.
    pub(super) fn of(history: &[LogEntry], actor: &Actor) -> Option<Self> {
        let entry = history.last()?.clone();
        let is_own = entry.who == actor.name;
        Some(Self { entry, is_own })
    }

    fn text(&self, when: When<'_>) -> Cow<'static, str> {
        let LogEntry {
            at, what, old, new, ..
        } = &self.entry;
        let words = when.words;
        let (at, act) = (
            when.written(at).into_owned(),
            words.choice_act(what.clone()),
        );
        let [old, new] = [old, new].map(|value| logged_words(words, what, value));
        match (&old[..], &new[..]) {
            ("", "") => words.problem_change(act, at),
            ("", value) | (value, "") => words.problem_change_value(act, at, value.to_owned()),
            _ => words.problem_change_values(act, at, new, old),
        }
    }
}

/// Why something was refused, in plain words.
pub(super) fn reason(problem: Problem, words: Words) -> Cow<'static, str> {
    match problem {
        Problem::Field { reason, .. } | Problem::NotYet(reason) => reason.in_words(words),
        Problem::BadRequest | Problem::Unacceptable => words.problem_form(),
        Problem::Unauthorized => words.problem_session_ended(),
        Problem::Unconfirmed => words.problem_unconfirmed(),
        Problem::Forbidden => words.problem_forbidden(),
        Problem::NotFound => words.problem_not_found(),
        Problem::NoAccount => words.problem_no_account(),
        Problem::NoHandoffs => words.problem_no_hand_offs(),
        Problem::Conflict => words.problem_conflict(),
        Problem::TooLarge => words.problem_too_large(),
        Problem::Overdue => words.problem_overdue(),
        Problem::Locked => words.unlock_title(),
        Problem::Unavailable => words.problem_unavailable(),
        // The problems of the intake, of the API and of hosts, which have no pages.
        Problem::MethodNotAllowed
        | Problem::ParcelVersion
        | Problem::PullUnsigned
        | Problem::PullNonce
        | Problem::PullVersion
        | Problem::PullOtherDesk
        | Problem::PullSameStore
        | Problem::UnknownKey
        | Problem::ProofOfWork
        | Problem::LeaseLost
        | Problem::Host
        | Problem::OtherHost
        | Problem::TooSlow
        | Problem::LengthRequired
        | Problem::MediaType => words.problem_not_here(),
    }
}

/// The message that names the time of the next attempt.
pub(super) fn too_early(wait: Wait, words: Words) -> Cow<'static, str> {
    match wait.0 {
        seconds @ ..90 => words.login_wait(seconds, "seconds"),
        seconds => words.login_wait(seconds.div_ceil(60), "minutes"),
    }
}

/// Why a form was refused because of a change, for the page that shows it as it is now. `is_as_seen`
/// if the form was sent from the present version.
pub(super) fn conflict(
    last: Option<&LastChange>,
    is_as_seen: bool,
    when: When<'_>,
) -> Cow<'static, str> {
    let words = when.words;
    match last {
        _ if is_as_seen => words.problem_state(),
        None => words.problem_conflict(),
        Some(last) if last.is_own => words.problem_changed_by_you(last.text(when)),
        Some(last) => words.problem_changed_by(last.text(when), last.entry.who.clone()),
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
