//! Rules for which cases may leave the desk, and when.

use model::case::{Dossier, HandoffKind};
use model::workflow::State;

/// The reason why a hand-off is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The state of the case does not allow this hand-off.
    #[error("a case in this state is not handed off this way: reopen it, or take it up again")]
    State,
    /// The case is not assessed as illegal.
    #[error("it has not been assessed as illegal: assess each location first")]
    NotAssessed,
    /// The police asked to hold the notice, because it can destroy evidence.
    #[error("the police asked to hold it: a notice to the host can destroy evidence")]
    OnHold,
    /// A setting is missing in the config.
    #[error("the receiver's config has no {0}")]
    NotConfigured(&'static str),
    /// The config has no hotline of this name.
    #[error("the receiver's config knows no hotline of this name")]
    UnknownHotline,
    /// No location fits into the format.
    #[error("no location of this case fits into this format: choose another way")]
    NothingFits,
    /// A host need not act on a notice without an explanation.
    #[error("the assessment has no explanation, and a notice needs one")]
    NoExplanation,
    /// The mail or the sealed referral could not be made.
    #[error("it could not be put together; nothing has left")]
    Failed,
}

/// Checks whether this case may be handed off in this way now.
///
/// SCART imports reports for assessment, and the police must learn of a child in danger at once:
/// these need no assessment. Every other hand-off states that content is illegal, so an analyst
/// must have assessed it as illegal. A police hold blocks both XARF and notices: both go to the
/// host.
pub(super) fn check(kind: HandoffKind, dossier: &Dossier) -> Result<(), Refusal> {
    match kind {
        HandoffKind::ScartCsv | HandoffKind::ScartMail => allow(goes_to_scart(dossier.state)),
        HandoffKind::Police => allow(goes_to_police(dossier.state)),
        HandoffKind::Xarf | HandoffKind::Notice => {
            assessed(dossier)?;
            match dossier.notice_on_hold {
                true => Err(Refusal::OnHold),
                false => Ok(()),
            }
        }
        HandoffKind::Hotline => assessed(dossier),
    }
}

/// Cases that the hotline still assesses, and cases assessed as illegal.
fn goes_to_scart(state: State) -> bool {
    use State::{InAssessment, SecondReview, Triage};
    matches!(state, Triage | InAssessment | SecondReview) || state.is_assessed_illegal()
}

/// Also cases outside the hotline's remit, and cases whose content was not found: the police may
/// have other means.
fn goes_to_police(state: State) -> bool {
    use State::{NeedsMore, NotFound, OutOfRemit};
    goes_to_scart(state) || matches!(state, OutOfRemit | NeedsMore | NotFound)
}

fn allow(allowed: bool) -> Result<(), Refusal> {
    allowed.then_some(()).ok_or(Refusal::State)
}

fn assessed(dossier: &Dossier) -> Result<(), Refusal> {
    let found = dossier.assessment.as_ref().is_some_and(|assessment| {
        assessment.is_illegal() && assessment.findings.len() == dossier.report.locations.len()
    });
    (dossier.state.is_assessed_illegal() && found)
        .then_some(())
        .ok_or(Refusal::NotAssessed)
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use strum::VariantArray;

    use super::super::prepare;
    use super::super::tests::{NOW, dossier};
    use super::*;
    use HandoffKind::{Hotline, Notice, Police, ScartCsv, ScartMail, Xarf};
    use model::assessment::Classification;

    const TAKEN: &[HandoffKind] = &[ScartCsv, ScartMail, Police];
    const ALL: &[HandoffKind] = &[ScartCsv, ScartMail, Xarf, Notice, Police, Hotline];

    /// The kinds of hand-off that each state allows, with a complete dossier.
    fn expected(state: State) -> &'static [HandoffKind] {
        match state {
            State::Triage | State::InAssessment | State::SecondReview => TAKEN,
            State::NeedsMore | State::OutOfRemit | State::NotFound => &[Police],
            State::NotIllegal | State::Closed | State::Anonymised => &[],
            State::AssessedIllegal
            | State::Monitoring
            | State::Removed
            | State::Unavailable
            | State::Moved => ALL,
        }
    }

    #[test]
    fn each_state_lets_out_what_it_may() {
        for state in State::VARIANTS {
            let mut dossier = dossier();
            dossier.state = *state;
            for kind in HandoffKind::VARIANTS {
                let allowed = check(*kind, &dossier).is_ok();
                assert_eq!(
                    allowed,
                    expected(*state).contains(kind),
                    "{state:?} {kind:?}"
                );
            }
        }
    }

    #[test]
    fn without_an_illegal_finding_for_each_location_nothing_is_called_illegal() {
        let mut none = dossier();
        none.assessment = None;
        let mut short = dossier();
        short.assessment.as_mut().unwrap().findings.pop();
        let mut legal = dossier();
        for finding in &mut legal.assessment.as_mut().unwrap().findings {
            finding.classification = Classification::Doubtful;
        }
        for dossier in [none, short, legal] {
            for kind in ALL {
                let allowed = check(*kind, &dossier).is_ok();
                assert_eq!(allowed, TAKEN.contains(kind), "{kind:?}");
            }
        }
    }

    #[test]
    fn without_its_section_in_the_config_nothing_is_made() {
        let rng = &mut UnwrapErr(SysRng);
        for kind in ALL {
            let refused = prepare(*kind, "nl", &dossier(), None, NOW, rng).unwrap_err();
            assert_eq!(refused, Refusal::NotConfigured("[desk.handoffs]"));
        }
    }

    #[test]
    fn the_polices_word_holds_what_goes_to_hosts_and_nothing_else() {
        let mut held = dossier();
        held.notice_on_hold = true;
        for kind in ALL {
            let refused = check(*kind, &held) == Err(Refusal::OnHold);
            assert_eq!(refused, matches!(kind, Xarf | Notice), "{kind:?}");
        }
    }
}
