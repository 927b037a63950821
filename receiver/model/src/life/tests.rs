use std::collections::BTreeSet;

use strum::VariantArray;

use super::*;

#[test]
fn a_step_has_one_name_in_each_state() {
    let names: BTreeSet<_> = STEPS
        .iter()
        .map(|step| (step.from.name(), step.name))
        .collect();
    assert_eq!(names.len(), STEPS.len());
    for step in STEPS {
        assert_eq!(step_named(step.from, step.name), Some(step));
    }
}

#[test]
fn every_state_is_reached_and_no_state_is_a_dead_end() {
    for state in ItemState::VARIANTS {
        let is_reached = *state == ItemState::ToAssess
            || STEPS
                .iter()
                .any(|step| step.to.state() == *state && step.from != *state);
        assert!(is_reached, "{state:?} is never reached");
        assert!(leads_to_an_end(*state), "{state:?} leads to no end");
    }
}

/// Whether steps that need nothing but words lead to an end from here, so that nobody has to
/// record anything untrue: neither a finding nor a hand-off.
fn leads_to_an_end(state: ItemState) -> bool {
    let mut reached = vec![state];
    let mut at = 0;
    while let Some(state) = reached.get(at).copied() {
        for step in steps_from(state) {
            let needs_words = matches!(step.needs, Requirement::Nothing | Requirement::Reason);
            if needs_words && !reached.contains(&step.to.state()) {
                reached.push(step.to.state());
            }
        }
        at += 1;
    }
    reached.contains(&ItemState::Ended)
}

#[test]
fn every_end_but_one_is_the_end_of_a_step() {
    for end in End::VARIANTS {
        let is_reached = STEPS.iter().any(|step| step.to.end() == Some(*end));
        // Another item with the same address is found by correcting an address.
        assert_eq!(is_reached, *end != End::Same, "{end:?}");
    }
}

#[test]
fn illegal_is_what_a_finding_says() {
    for step in STEPS {
        let enters = step.to.state().is_illegal() && !step.from.is_illegal();
        let is_proven = matches!(
            step.needs,
            Requirement::Illegal | Requirement::WasIllegal | Requirement::Claim
        );
        assert_eq!(enters, is_proven, "{step:?}");
        if let Some(end) = step.to.end() {
            assert_eq!(end.is_illegal(), step.from.is_illegal(), "{step:?}");
        }
        let clears = step.to.end() == Some(End::NotIllegal);
        assert_eq!(clears, step.needs == Requirement::Legal, "{step:?}");
    }
}

#[test]
fn every_verdict_can_be_corrected_and_every_end_reopened() {
    for state in [ItemState::Illegal, ItemState::Held, ItemState::LookedAfter] {
        let step = step_named(state, "correct").unwrap();
        assert_eq!(step.to, Next::Open(ItemState::ToAssess));
        assert_eq!(step.needs, Requirement::Reason);
    }
    let step = step_named(ItemState::Ended, "reopen").unwrap();
    assert_eq!(step.to, Next::Open(ItemState::ToAssess));
}

#[test]
fn a_second_review_is_decided_by_another_person_and_withdrawn_by_who_asked() {
    for step in steps_from(ItemState::SecondReview) {
        let expected = match step.name {
            "withdraw" => TakenBy::Asker,
            _ => TakenBy::SecondPerson,
        };
        assert_eq!(step.by, expected, "{step:?}");
    }
    let others = STEPS
        .iter()
        .filter(|step| step.from != ItemState::SecondReview);
    assert!(others.clone().all(|step| step.by == TakenBy::Anybody));
}
