//! Work that is due on a day: what a hotline must not forget while it waits for somebody else.

use crate::choices::choices;
use crate::item::Item;
use crate::life::ItemState;
use crate::name::DESK;
use crate::time::Day;
use crate::worksheet::{HandOffState, HandedOff, Worksheet};

choices! {
    /// The kind of work that is due.
    pub enum DueKind {
        /// Somebody has to look whether the content is still there.
        LookAgain,
        /// The content was still there after the last notice to its host.
        SecondNotice,
        /// The day has come until which the police asked to wait.
        Hold,
        /// The recipient of a hand-off should have answered.
        Answer,
        /// Another hotline has told what became of items, and a person has to look at it.
        Outcome,
        /// A mail or a parcel did not get there, and its items need another way.
        NotSent,
        /// The reporter waits for an answer, and nothing else is left to do.
        Feedback,
        /// The case was handed to somebody who has not acted on it since.
        HandedOver,
    }
}

/// One piece of work that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The kind of work.
    pub kind: DueKind,
    /// The day on which it is due.
    pub on: Day,
    /// The numbers of the items that it is about; none for work on the case as a whole.
    pub items: Vec<u32>,
    /// The version of the hand-off that it is about; none for other work.
    pub hand_off: Option<u64>,
}

/// Characters of the day in a time (RFC 3339).
const DAY_CHARS: usize = 10;

impl Worksheet {
    /// The work that is due now or later, the earliest first.
    pub fn due(&self) -> Vec<Due> {
        let items = self.items.iter().filter_map(|item| self.due_of(item));
        let answers = self.hand_offs.iter().filter_map(|it| self.due_answer(it));
        let outcomes = self.hand_offs.iter().filter_map(due_outcome);
        let not_sent = self.hand_offs.iter().filter_map(|it| self.due_not_sent(it));
        let of_case = self
            .due_feedback()
            .into_iter()
            .chain(self.due_handed_over());
        let mut all: Vec<Due> = items
            .chain(answers)
            .chain(outcomes)
            .chain(not_sent)
            .chain(of_case)
            .collect();
        all.sort_by_key(|due| due.on);
        all
    }

    fn due_of(&self, item: &Item) -> Option<Due> {
        let (kind, on) = match item.state {
            ItemState::LookedAfter if self.needs_second_notice(item) => {
                (DueKind::SecondNotice, Some(&item.still_online.last()?.on))
            }
            ItemState::LookedAfter => (DueKind::LookAgain, item.look_again.as_ref()),
            ItemState::Held => (DueKind::Hold, item.held_until.as_ref()),
            _ => return None,
        };
        Some(Due {
            kind,
            on: on?.parse().ok()?,
            items: vec![item.place],
            hand_off: None,
        })
    }

    /// Whether the host had a notice before the content was still online, and none since.
    fn needs_second_notice(&self, item: &Item) -> bool {
        let notices = || self.left(item).filter(|it| it.kind.goes_to_host());
        let is_later = |version| notices().any(|it| it.version > version);
        let online_at = item.online_at;
        online_at.is_some_and(|version| notices().next().is_some() && !is_later(version))
    }

    /// The answer that is expected to a hand-off, while one of its items is open.
    fn due_answer(&self, hand_off: &HandedOff) -> Option<Due> {
        let open = self.open_items(hand_off);
        let on = hand_off.answer_by.as_ref()?.parse().ok()?;
        (hand_off.state.awaits_answer() && !open.is_empty()).then_some(Due {
            kind: DueKind::Answer,
            on,
            items: open,
            hand_off: Some(hand_off.version),
        })
    }

    /// A hand-off that did not leave by itself, while one of its items is open and nothing was tried for it since.
    fn due_not_sent(&self, hand_off: &HandedOff) -> Option<Due> {
        let since = hand_off.since.as_ref().filter(|since| since.by == DESK)?;
        let is_last = |place: &u32| {
            let is_later = |it: &&HandedOff| it.version > hand_off.version;
            let mut later = self.hand_offs.iter().filter(is_later);
            !later.any(|it| it.items.contains(place))
        };
        let mut items = self.open_items(hand_off);
        items.retain(is_last);
        let failed = matches!(
            hand_off.state,
            HandOffState::Failed | HandOffState::NotOpened
        );
        Some(Due {
            kind: DueKind::NotSent,
            on: since.on.get(..DAY_CHARS)?.parse().ok()?,
            items,
            hand_off: Some(hand_off.version),
        })
        .filter(|due| failed && !due.items.is_empty())
    }

    /// The numbers of the items of a hand-off that are open.
    pub(crate) fn open_items(&self, hand_off: &HandedOff) -> Vec<u32> {
        let is_open = |place: &u32| self.item(*place).is_some_and(Item::is_open);
        hand_off.items.iter().copied().filter(is_open).collect()
    }

    fn due_handed_over(&self) -> Option<Due> {
        let handed_over = self.handed_over.as_ref();
        let on = handed_over.filter(|_| self.state().is_open())?.on.parse();
        Some(Due {
            kind: DueKind::HandedOver,
            on: on.ok()?,
            items: Vec::new(),
            hand_off: None,
        })
    }

    fn due_feedback(&self) -> Option<Due> {
        Some(Due {
            kind: DueKind::Feedback,
            on: self.feedback.as_ref()?.due.as_ref()?.parse().ok()?,
            items: Vec::new(),
            hand_off: None,
        })
    }
}

/// What the recipient of a hand-off told, and nobody here has seen.
fn due_outcome(hand_off: &HandedOff) -> Option<Due> {
    let first = hand_off.news().map(|heard| &heard.on).min()?;
    Some(Due {
        kind: DueKind::Outcome,
        on: first.get(..DAY_CHARS)?.parse().ok()?,
        items: hand_off.news().map(|heard| heard.item).collect(),
        hand_off: Some(hand_off.version),
    })
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::item::{Signed, Taken};
    use crate::life::{End, HOLD, LOOK_AGAIN, RELEASE, STILL_ONLINE, step_named};
    use crate::time::Hour;
    use crate::worksheet::{Feedback, FeedbackState, HandoffKind};

    const TODAY: Day = Day(20_833);
    const NEXT: Day = Day(20_836);

    fn item(state: ItemState) -> Item {
        let location = serde_json::from_str(r#"{ "type": "chat", "app": "App" }"#).unwrap();
        Item {
            state,
            ..Item::new(1, location, None)
        }
    }

    fn notice(version: u64, state: HandOffState) -> HandedOff {
        HandedOff {
            kind: HandoffKind::Notice,
            to: "Host".to_owned(),
            items: vec![1],
            by: "anna".to_owned(),
            at: "2027-01-15T08:00:00Z".to_owned(),
            state,
            since: None,
            left: None,
            has_file: false,
            version,
            answer_by: Some(NEXT.to_string()),
            answer: None,
            parcel: None,
            receipt: None,
            outcomes: Vec::new(),
            heard: 0,
        }
    }

    fn sheet(item: Item, hand_offs: Vec<HandedOff>) -> Worksheet {
        Worksheet {
            items: vec![item],
            hand_offs,
            ..Worksheet::default()
        }
    }

    fn take(sheet: &mut Worksheet, step: &str, version: u64) {
        let item = &mut sheet.items[0];
        let step = step_named(item.state, step).unwrap();
        let taken = Taken {
            now: Hour(0),
            by: "anna",
            today: TODAY,
            look_again: NEXT,
            until: "2027-02-01",
            country: "",
            version,
        };
        item.take(step, &taken);
    }

    fn kinds(sheet: &Worksheet) -> Vec<(DueKind, String)> {
        let due = sheet.due().into_iter();
        due.map(|due| (due.kind, due.on.to_string())).collect()
    }

    fn on(kind: DueKind, day: Day) -> (DueKind, String) {
        (kind, day.to_string())
    }

    #[test]
    fn every_state_of_an_item_is_due_or_waits_for_a_person_here() {
        for state in ItemState::VARIANTS {
            let mut item = item(*state);
            item.look_again = Some(NEXT.to_string());
            item.held_until = Some(TODAY.to_string());
            item.end = (*state == ItemState::Ended).then_some(End::Removed);
            let expected = match state {
                ItemState::LookedAfter => vec![on(DueKind::LookAgain, NEXT)],
                ItemState::Held => vec![on(DueKind::Hold, TODAY)],
                _ => Vec::new(),
            };
            assert_eq!(kinds(&sheet(item, Vec::new())), expected, "{state:?}");
        }
    }

    #[test]
    fn content_that_is_still_online_after_a_notice_needs_a_second_one() {
        let mut all = sheet(
            item(ItemState::LookedAfter),
            vec![notice(2, HandOffState::Answered)],
        );
        take(&mut all, STILL_ONLINE, 5);
        assert_eq!(kinds(&all), [on(DueKind::SecondNotice, TODAY)]);
        all.hand_offs.push(notice(6, HandOffState::Failed));
        assert_eq!(
            kinds(&all),
            [on(DueKind::SecondNotice, TODAY)],
            "it has not left"
        );
        all.hand_offs.push(notice(7, HandOffState::Answered));
        assert_eq!(kinds(&all), [on(DueKind::LookAgain, NEXT)]);
        take(&mut all, STILL_ONLINE, 8);
        assert_eq!(kinds(&all), [on(DueKind::SecondNotice, TODAY)]);
        take(&mut all, LOOK_AGAIN, 9);
        assert_eq!(
            kinds(&all),
            [on(DueKind::LookAgain, NEXT)],
            "a person decided so"
        );
        assert_eq!(all.items[0].still_online.len(), 2);

        let mut police = notice(2, HandOffState::Sent);
        police.kind = HandoffKind::Police;
        let mut all = sheet(item(ItemState::LookedAfter), vec![police]);
        take(&mut all, STILL_ONLINE, 5);
        assert_eq!(
            kinds(&all)[0],
            on(DueKind::LookAgain, NEXT),
            "no host had a first one"
        );
    }

    #[test]
    fn a_hold_says_who_recorded_it_and_who_released_it() {
        let mut all = sheet(item(ItemState::Illegal), Vec::new());
        take(&mut all, HOLD, 2);
        let signed = Some(Signed::on_day("anna", TODAY));
        assert_eq!(kinds(&all), [(DueKind::Hold, "2027-02-01".to_owned())]);
        assert_eq!(
            (&all.items[0].held, &all.items[0].released),
            (&signed, &None)
        );
        take(&mut all, HOLD, 3);
        assert_eq!(
            all.items[0].state,
            ItemState::Held,
            "the day can be changed"
        );
        take(&mut all, RELEASE, 4);
        assert_eq!(kinds(&all), []);
        assert_eq!(
            (&all.items[0].held, &all.items[0].released),
            (&signed, &signed)
        );
    }

    #[test]
    fn an_answer_is_due_until_it_comes_or_all_its_items_have_ended() {
        for state in HandOffState::VARIANTS {
            let waits = matches!(
                state,
                HandOffState::Sending
                    | HandOffState::Sent
                    | HandOffState::Arrived
                    | HandOffState::Opened
            );
            let mut all = sheet(item(ItemState::Illegal), vec![notice(2, *state)]);
            let expected = waits.then(|| on(DueKind::Answer, NEXT));
            assert_eq!(
                kinds(&all),
                expected.into_iter().collect::<Vec<_>>(),
                "{state:?}"
            );
            all.items[0].state = ItemState::Ended;
            assert_eq!(kinds(&all), [], "{state:?}");
        }
    }

    #[test]
    fn what_did_not_leave_by_itself_is_due_until_something_else_is_tried() {
        let failed = |version, by: &str| HandedOff {
            since: Some(Signed {
                by: by.to_owned(),
                on: "2027-01-15T08:00:00Z".to_owned(),
            }),
            ..notice(version, HandOffState::Failed)
        };
        let mut all = sheet(item(ItemState::Illegal), vec![failed(2, DESK)]);
        assert_eq!(kinds(&all), [on(DueKind::NotSent, TODAY)]);
        all.hand_offs.push(HandedOff {
            answer_by: None,
            ..notice(3, HandOffState::Sending)
        });
        assert_eq!(kinds(&all), []);
        all.hand_offs[1] = failed(3, DESK);
        assert_eq!(kinds(&all), [on(DueKind::NotSent, TODAY)], "once");
        all.items[0].state = ItemState::Ended;
        assert_eq!(kinds(&all), []);
        let by_a_person = sheet(item(ItemState::Illegal), vec![failed(2, "anna")]);
        assert_eq!(kinds(&by_a_person), []);
    }

    #[test]
    fn a_case_that_was_handed_over_is_due_while_it_is_open() {
        let mut all = sheet(item(ItemState::ToAssess), Vec::new());
        all.handed_over = Some(Signed::on_day("lena", TODAY));
        assert_eq!(kinds(&all), [on(DueKind::HandedOver, TODAY)]);
        (all.items[0].state, all.items[0].end) = (ItemState::Ended, Some(End::NotFound));
        assert_eq!(kinds(&all), []);
    }

    #[test]
    fn feedback_is_due_once_nothing_else_is_left() {
        let mut all = sheet(item(ItemState::ToAssess), Vec::new());
        all.feedback = Some(Feedback {
            state: FeedbackState::Owed,
            settled: None,
            due: None,
        });
        all.follow(TODAY);
        assert_eq!(kinds(&all), []);
        (all.items[0].state, all.items[0].end) = (ItemState::Ended, Some(End::NotFound));
        all.follow(TODAY);
        all.follow(NEXT);
        assert_eq!(
            kinds(&all),
            [on(DueKind::Feedback, TODAY)],
            "since the first day"
        );
        (all.items[0].state, all.items[0].end) = (ItemState::ToAssess, None);
        all.follow(NEXT);
        assert_eq!(kinds(&all), [], "reopened");
    }
}
