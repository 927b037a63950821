use strum::VariantArray;

use super::*;
use crate::item::ItemNumber;

fn item(place: u32, state: ItemState, end: Option<End>) -> Item {
    let location = serde_json::from_str(r#"{ "type": "chat", "app": "App" }"#).unwrap();
    Item {
        state,
        end,
        ..Item::new(place, location, None)
    }
}

fn ended(place: u32, end: End) -> Item {
    item(place, ItemState::Ended, Some(end))
}

fn sheet(items: Vec<Item>) -> Worksheet {
    Worksheet {
        items,
        ..Worksheet::default()
    }
}

fn known(settled: bool) -> Known {
    Known {
        case: ReportId::new([1; 16]),
        item: ItemNumber { case: 7, place: 2 },
        reported: Some(0),
        settled: settled.then(|| Signed {
            by: "anna".to_owned(),
            on: "2027-01-15".to_owned(),
        }),
        became: None,
    }
}

#[test]
fn a_case_is_open_while_an_item_of_its_own_is_open() {
    for state in ItemState::VARIANTS {
        for end in End::VARIANTS {
            let sheet = sheet(vec![
                ended(1, *end),
                item(2, *state, (*state == ItemState::Ended).then_some(*end)),
            ]);
            let is_open = *state != ItemState::Ended;
            assert_eq!(sheet.state().is_open(), is_open, "{state:?} {end:?}");
            let waits = matches!(state, ItemState::ToAssess | ItemState::SecondReview);
            let is_decided = end.is_illegal() || !waits;
            assert_eq!(sheet.outcome().is_some(), is_decided, "{state:?} {end:?}");
        }
    }
}

#[test]
fn a_known_item_keeps_a_case_open_until_somebody_has_looked_at_it() {
    let mut sheet = sheet(Vec::new());
    sheet.known = vec![known(true), known(false)];
    assert_eq!((sheet.state(), sheet.outcome()), (State::ToAssess, None));
    sheet.known[1] = known(true);
    let repeat = Some(Outcome::Repeat);
    assert_eq!((sheet.state(), sheet.outcome()), (State::Closed, repeat));
    sheet.items.push(ended(1, End::NotFound));
    assert_eq!(sheet.outcome(), Some(Outcome::NotFound));
}

#[test]
fn an_owed_answer_keeps_a_case_open_unless_the_report_is_spam() {
    for (end, state) in [
        (End::Removed, State::FeedbackOwed),
        (End::NotIllegal, State::FeedbackOwed),
        (End::Spam, State::Closed),
    ] {
        let mut sheet = sheet(vec![ended(1, end)]);
        let feedback = |state| Feedback {
            state,
            settled: None,
            due: None,
        };
        sheet.feedback = Some(feedback(FeedbackState::Owed));
        assert_eq!(sheet.state(), state, "{end:?}");
        for state in [FeedbackState::Answered, FeedbackState::GivenUp] {
            sheet.feedback = Some(feedback(state));
            assert_eq!(sheet.state(), State::Closed, "{end:?}");
        }
    }
}

#[test]
fn a_hand_off_gets_further_and_never_back() {
    use HandOffState::{
        Answered, Arrived, Failed, Made, NoAnswer, Sending, Sent, TakenBack, Unknown,
    };
    for state in HandOffState::VARIANTS {
        for next in state.next() {
            assert!(!next.next().contains(state), "{state:?} {next:?}");
            let ends = [Failed, TakenBack].contains(next);
            assert!(next.has_left() || ends, "{state:?} {next:?}");
        }
    }
    // Only the task that sends mails says what became of one that is being sent.
    assert!(Sending.next().is_empty());
    for state in [Made, Unknown] {
        assert_eq!(state.next(), [Sent, Failed]);
    }
    for state in [Sent, Arrived, Answered, NoAnswer] {
        assert!(state.has_left());
    }
}
