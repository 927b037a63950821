use strum::VariantArray;

use super::*;
use crate::assessment::{Classification, Finding};
use crate::due::DueKind;
use crate::item::{Known, Signed};
use crate::life::{End, ItemState};
use crate::referred::{Referred, ReferredItem};
use crate::worksheet::{HandOffState, HandoffKind};

const NOW: Hour = Hour(500_000);

fn item(place: u32) -> Item {
    let location = serde_json::from_str(r#"{ "type": "chat", "app": "App" }"#).unwrap();
    Item::new(place, location, Some(place - 1))
}

/// A case of two items that another hotline referred.
fn referred() -> Worksheet {
    let one = || ReferredItem {
        location: item(1).location,
        finding: Finding {
            classification: Classification::Baseline,
            gender: None,
            age_group: None,
            commerciality: None,
            site_type: None,
            is_virtual: false,
            child_modelling: false,
            user_generated: false,
            ucs_labels: Vec::new(),
            hosting: None,
        },
        held_until: None,
        told: None,
        taken_back: None,
    };
    let text = |text: &str| text.to_owned();
    Worksheet {
        items: vec![item(1), item(2)],
        referred: Some(Referred {
            by: text("no"),
            name: text("Hotline"),
            contact: text("desk@no.example"),
            parcel: text("00"),
            made: text("2027-01-15T08:00:00Z"),
            received: text("2027-01-15T08:00:00Z"),
            assessed_on: text("2027-01-15"),
            explanation: String::new(),
            items: vec![one(), one()],
            messages: 0,
        }),
        ..Worksheet::default()
    }
}

/// A case of two items that were handed off to another hotline.
fn handed_off() -> Worksheet {
    let hand_off = HandedOff {
        kind: HandoffKind::Hotline,
        to: "nl".to_owned(),
        items: vec![1, 2],
        by: "anna".to_owned(),
        at: "2027-01-15T08:00:00Z".to_owned(),
        state: HandOffState::Opened,
        since: None,
        left: None,
        has_file: false,
        version: 3,
        answer_by: None,
        answer: None,
        parcel: None,
        receipt: None,
        outcomes: Vec::new(),
        heard: 0,
    };
    Worksheet {
        items: vec![item(1), item(2)],
        hand_offs: vec![hand_off],
        ..Worksheet::default()
    }
}

fn outcome(became: Became) -> ItemOutcome {
    ItemOutcome {
        became,
        ..ItemOutcome::anew()
    }
}

fn told(sheet: &mut Worksheet) -> Vec<(u32, Became)> {
    let told = sheet.tell().map(|told| told.items).unwrap_or_default();
    told.into_iter().map(|(at, it)| (at, it.became)).collect()
}

#[test]
fn what_has_changed_is_told_once_and_all_that_is_known_each_time() {
    let mut sheet = referred();
    assert_eq!(sheet.tell(), None);
    sheet.items[0].state = ItemState::Illegal;
    assert_eq!(told(&mut sheet), [(1, Became::AtWork)]);
    assert_eq!(sheet.tell(), None);
    sheet.items[0].state = ItemState::LookedAfter;
    assert_eq!(sheet.tell(), None, "they deal with it as before");
    sheet.items[1].end(End::Elsewhere, NOW);
    sheet.items[1].elsewhere = Some("DE".to_owned());
    let second = sheet.tell().unwrap();
    assert_eq!(second.sequence, 2);
    assert_eq!(second.items.len(), 2);
    assert_eq!(second.items[1].1.country.as_deref(), Some("DE"));
    sheet.items[0].assess_anew();
    let expected = [(1, Became::Assessing), (2, Became::Elsewhere)];
    assert_eq!(told(&mut sheet), expected);
}

#[test]
fn a_known_item_is_told_as_it_stood_when_somebody_looked() {
    let mut sheet = referred();
    sheet.items.remove(1);
    sheet.known.push(Known {
        case: "00".repeat(16).parse().unwrap(),
        item: "7-1".parse().unwrap(),
        reported: Some(1),
        settled: Some(Signed::in_hour("anna", NOW)),
        became: Some(outcome(Became::Removed)),
    });
    assert_eq!(told(&mut sheet), [(2, Became::Removed)]);
}

#[test]
fn what_is_heard_is_news_until_a_person_has_seen_it() {
    let mut sheet = handed_off();
    let all = [(1, outcome(Became::AtWork)), (2, outcome(Became::Removed))];
    assert!(sheet.hear(3, 1, &all, NOW));
    assert!(!sheet.hear(3, 1, &all, NOW), "the same message again");
    assert!(!sheet.hear(4, 2, &all, NOW), "another hand-off");
    assert!(!sheet.hear(
        3,
        2,
        &[(0, outcome(Became::Removed)), (9, outcome(Became::Removed))],
        NOW
    ));
    let news: Vec<u32> = sheet.hand_offs[0].news().map(|heard| heard.item).collect();
    assert_eq!(news, [2], "nobody has to look at what goes on");
    assert_eq!(
        sheet.hand_offs[0].answer_of_outcomes(),
        Some(Answer::AtWork)
    );
    assert!(
        sheet
            .due()
            .iter()
            .any(|due| due.kind == DueKind::Outcome && due.items == [2])
    );
    assert!(
        !sheet.hear(3, 2, &[(1, outcome(Became::NotIllegal))], NOW),
        "an older one"
    );
    assert!(
        sheet.hear(3, 5, &[(1, outcome(Became::NotIllegal))], NOW),
        "gaps are allowed"
    );
    assert_eq!(sheet.hand_offs[0].answer_of_outcomes(), Some(Answer::Other));
}

#[test]
fn an_item_that_has_ended_here_is_news_only_if_it_is_not_dealt_with() {
    let mut sheet = handed_off();
    sheet.items[0].end(End::WithHotline, NOW);
    sheet.items[1].end(End::WithHotline, NOW);
    let all = [
        (1, outcome(Became::Removed)),
        (2, outcome(Became::NotFound)),
    ];
    assert!(sheet.hear(3, 1, &all, NOW));
    let news: Vec<u32> = sheet.hand_offs[0].news().map(|heard| heard.item).collect();
    assert_eq!(news, [2]);
}

#[test]
fn a_referral_is_silent_from_when_it_left_until_something_is_told_or_all_its_items_have_ended() {
    let at = |time: &str| time.parse::<Timestamp>().unwrap();
    let silent = |sheet: &Worksheet, by: &str| sheet.silent(at(by)).count();
    let mut sheet = handed_off();
    assert_eq!(silent(&sheet, "2027-01-15T07:59:59Z"), 0);
    assert_eq!(silent(&sheet, "2027-01-15T08:00:00Z"), 1);
    sheet.hand_offs[0].left = Some("2027-01-16T10:00:00Z".to_owned());
    assert_eq!(
        silent(&sheet, "2027-01-16T09:00:00Z"),
        0,
        "a file that a person brought later"
    );
    for state in HandOffState::VARIANTS {
        sheet.hand_offs[0].state = *state;
        let expected = usize::from(state.awaits_answer());
        assert_eq!(
            silent(&sheet, "2027-01-16T10:00:00Z"),
            expected,
            "{state:?}"
        );
    }
    sheet.hand_offs[0].state = HandOffState::Arrived;
    sheet.hand_offs[0].kind = HandoffKind::Police;
    assert_eq!(
        silent(&sheet, "2027-01-16T10:00:00Z"),
        0,
        "the police tell nothing by themselves"
    );
    sheet.hand_offs[0].kind = HandoffKind::Hotline;
    sheet
        .items
        .iter_mut()
        .for_each(|item| item.end(End::Removed, NOW));
    assert_eq!(silent(&sheet, "2027-01-16T10:00:00Z"), 0);
}

#[test]
fn what_is_heard_or_claimed_of_earlier_content_changes_nothing() {
    let mut sheet = handed_off();
    sheet.items[0].state = ItemState::LookedAfter;
    sheet.hand_offs[0].outcomes = vec![HeardOutcome {
        item: 1,
        outcome: outcome(Became::Removed),
        on: "2027-01-15T08:00:00Z".to_owned(),
        is_news: true,
    }];
    for (new_since, can_follow) in [(None, true), (Some(2), true), (Some(3), false)] {
        sheet.items[0].new_since = new_since;
        assert_eq!(
            sheet.can_follow(&sheet.hand_offs[0]),
            can_follow,
            "{new_since:?}"
        );
    }
    let mut sheet = referred();
    assert!(sheet.claim_of(&sheet.items[0]).is_some());
    sheet.items[0].is_new_in(4);
    assert!(sheet.claim_of(&sheet.items[0]).is_none());
}
