//! Rules for which items may leave the desk, and when.

use model::assessment::Finding;
use model::case::Dossier;
use model::item::Item;
use model::life::{End, ItemState};
use model::worksheet::HandoffKind;

/// The reason why a hand-off is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The state of an item does not allow this hand-off.
    #[error("an item in this state is not handed off this way: reopen it, or take it up again")]
    State,
    /// An item is not assessed as illegal.
    #[error("it has not been assessed as illegal: assess it first")]
    NotAssessed,
    /// An item is held: the police asked to wait, because a notice can destroy evidence.
    #[error("the police asked to hold it: a notice to the host can destroy evidence")]
    OnHold,
    /// A setting is missing in the config.
    #[error("the receiver's config has no {0}")]
    NotConfigured(&'static str),
    /// The config has no hotline of this name.
    #[error("the receiver's config knows no hotline of this name")]
    UnknownHotline,
    /// No chosen item fits into the format.
    #[error("none of the chosen items fits into this format: choose another way")]
    NothingFits,
    /// No chosen item has an explanation. A host need not act on a notice without one.
    #[error("none of the chosen items has an explanation, and a notice needs one")]
    NoExplanation,
    /// The notice leaves the notifier out, and a mail would name it.
    #[error("the notice leaves the hotline out, but a mail would name it: hand it over as a file")]
    Anonymous,
    /// No valid exchange key of the other hotline is known.
    #[error("no valid key of this hotline is known: `receiver exchange show` says why")]
    NoKey,
    /// The desk's own signer has no valid certificate.
    #[error("our certificate for the exchange is not valid: `receiver exchange show` says why")]
    NotCertified,
    /// A parcel has no room for all chosen items.
    #[error("this is too much for one referral: refer fewer items at once")]
    TooLong,
    /// The mail could not be made.
    #[error("it could not be put together; nothing has left")]
    Failed,
}

/// Checks whether the chosen items may be handed off in this way now.
///
/// SCART imports reports for assessment, and the police must learn of a child in danger at once:
/// these need no assessment. Every other hand-off states that content is illegal, so an analyst must
/// have assessed each item as illegal. A police hold blocks both XARF and notices: both go to the
/// host.
pub(super) fn check(kind: HandoffKind, dossier: &Dossier) -> Result<(), Refusal> {
    let mut items = dossier.items.iter();
    items.try_for_each(|item| {
        let is_found = item.finding.as_ref().is_some_and(is_illegal);
        check_item(kind, item.state, item.end, is_found)
    })
}

/// Whether an item may be handed off in this way now.
pub(crate) fn may_leave(kind: HandoffKind, item: &Item) -> bool {
    let is_found = item.finding.as_ref().is_some_and(is_illegal);
    check_item(kind, item.state, item.end, is_found).is_ok()
}

/// The rule for one item. `is_found`: its finding says that it is illegal.
fn check_item(
    kind: HandoffKind,
    state: ItemState,
    end: Option<End>,
    is_found: bool,
) -> Result<(), Refusal> {
    let allowed = match kind {
        HandoffKind::ScartCsv | HandoffKind::ScartMail => goes_to_scart(state),
        HandoffKind::Police => goes_to_police(state, end),
        _ if kind.goes_to_host() && state == ItemState::Held => return Err(Refusal::OnHold),
        HandoffKind::Xarf | HandoffKind::Notice | HandoffKind::Hotline => {
            let is_assessed = state.is_illegal() && is_found;
            return is_assessed.then_some(()).ok_or(Refusal::NotAssessed);
        }
    };
    allowed.then_some(()).ok_or(Refusal::State)
}

fn is_illegal(finding: &Finding) -> bool {
    finding.classification.is_illegal()
}

/// Items that the hotline still assesses, and items assessed as illegal that are not gone.
fn goes_to_scart(state: ItemState) -> bool {
    state.is_assessed_now() || state.is_illegal()
}

/// Also items outside the hotline's remit, items whose content was not found, and illegal items
/// whose content is gone: the police may have other means.
fn goes_to_police(state: ItemState, end: Option<End>) -> bool {
    let has_other_means = |end: End| {
        use End::{Elsewhere, NeverFound, NotFound, OutOfRemit};
        matches!(end, OutOfRemit | NotFound | NeverFound | Elsewhere) || end.is_illegal()
    };
    state != ItemState::Ended || end.is_some_and(has_other_means)
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use strum::VariantArray;

    use super::super::tests::{NOW, dossier};
    use super::super::{Addressee, prepare};
    use super::*;
    use HandoffKind::{Hotline, Notice, Police, ScartCsv, ScartMail, Xarf};
    use model::assessment::Classification;

    const TAKEN: &[HandoffKind] = &[ScartCsv, ScartMail, Police];
    const HELD: &[HandoffKind] = &[ScartCsv, ScartMail, Police, Hotline];
    const ALL: &[HandoffKind] = &[ScartCsv, ScartMail, Xarf, Notice, Police, Hotline];

    /// The kinds of hand-off that each state and end allow, with a complete dossier.
    fn expected(state: ItemState, end: End) -> &'static [HandoffKind] {
        match state {
            ItemState::ToAssess | ItemState::SecondReview => TAKEN,
            ItemState::NeedsMore => &[Police],
            ItemState::Illegal | ItemState::LookedAfter => ALL,
            ItemState::Held => HELD,
            ItemState::Ended => match end {
                End::NotIllegal | End::Same | End::Spam => &[],
                _ => &[Police],
            },
        }
    }

    #[test]
    fn each_state_and_end_lets_out_what_it_may() {
        for (state, end) in states() {
            let mut dossier = dossier();
            for item in &mut dossier.items {
                item.state = state;
                item.end = (state == ItemState::Ended).then_some(end);
            }
            for kind in HandoffKind::VARIANTS {
                let allowed = check(*kind, &dossier).is_ok();
                let expected = expected(state, end).contains(kind);
                assert_eq!(allowed, expected, "{state:?} {end:?} {kind:?}");
            }
        }
    }

    fn states() -> impl Iterator<Item = (ItemState, End)> {
        let states = ItemState::VARIANTS.iter();
        states.flat_map(|state| End::VARIANTS.iter().map(|end| (*state, *end)))
    }

    #[test]
    fn one_item_that_must_not_leave_keeps_the_others_here() {
        let mut dossier = dossier();
        dossier.items.push(dossier.items[0].clone());
        dossier
            .report
            .locations
            .push(dossier.report.locations[0].clone());
        let place = dossier.items.len() - 1;
        dossier.items[place].state = ItemState::ToAssess;
        for kind in ALL {
            let allowed = check(*kind, &dossier).is_ok();
            assert_eq!(allowed, TAKEN.contains(kind), "{kind:?}");
        }
    }

    #[test]
    fn without_an_illegal_finding_nothing_is_called_illegal() {
        let mut none = dossier();
        none.items[0].finding = None;
        let mut legal = dossier();
        for finding in legal
            .items
            .iter_mut()
            .filter_map(|item| item.finding.as_mut())
        {
            finding.classification = Classification::Doubtful;
        }
        for dossier in [none, legal] {
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
            let to = Addressee::named("nl");
            let refused = prepare(*kind, &to, &dossier(), None, NOW, rng).unwrap_err();
            assert_eq!(refused, Refusal::NotConfigured("[desk.handoffs]"));
        }
    }

    #[test]
    fn the_polices_word_holds_what_goes_to_hosts_and_nothing_else() {
        let mut held = dossier();
        for item in &mut held.items {
            item.state = ItemState::Held;
        }
        for kind in ALL {
            let refused = check(*kind, &held) == Err(Refusal::OnHold);
            assert_eq!(refused, kind.goes_to_host(), "{kind:?}");
        }
    }
}
