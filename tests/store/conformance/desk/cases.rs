//! How cases are found, linked, counted and due.

use model::audit::ActName;
use model::case::Card;
use model::priority::Priority;
use model::time::{Day, Hour};
use model::workflow::State;
use shared::report::Category;
use store::{Batch, CaseFilter, LocationDigest, Place, RecordKind};

use super::{act, adopt, case, changed, kept};
use crate::conformance::{BEGIN, enqueue, id};
use crate::{Database, Written as _};

pub(crate) async fn cases_are_found_by_what_they_are(database: Database) {
    let store = database.open().await;
    for number in 1..=4 {
        let mut case = case(number);
        let card = &mut case.card;
        match number {
            1 => card.assignee = None,
            2 => card.state = State::Closed,
            3 => (card.facts.language, card.priority) = ("nl".to_owned(), Priority::Danger),
            _ => {
                card.facts.partner = Some("school".to_owned());
                card.facts.category = Category::Grooming;
            }
        }
        adopt(&*store, case, &[]).await;
    }
    let all = CaseFilter {
        max: 10,
        ..CaseFilter::default()
    };
    let by = |change: fn(&mut CaseFilter)| {
        let mut filter = all.clone();
        change(&mut filter);
        filter
    };
    for (filter, found) in [
        (all.clone(), vec![3, 1, 2, 4]),
        (by(|f| f.states = vec![State::Closed]), vec![2]),
        (
            by(|f| f.states = vec![State::Closed, State::ToAssess]),
            vec![3, 1, 2, 4],
        ),
        (by(|f| f.assignee = Some("anna".to_owned())), vec![3, 2, 4]),
        (by(|f| f.language = Some("nl".to_owned())), vec![3]),
        (by(|f| f.partner = Some("school".to_owned())), vec![4]),
        (by(|f| f.category = Some(Category::Grooming)), vec![4]),
        (by(|f| f.priority = Some(Priority::Child)), vec![1, 2, 4]),
        (
            by(|f| {
                f.priority = Some(Priority::Child);
                f.assignee = Some("anna".to_owned());
                f.states = vec![State::ToAssess];
            }),
            vec![4],
        ),
    ] {
        let cases = store.cases(&filter).await.unwrap();
        let ids: Vec<u8> = cases.iter().map(|card| card.id.as_bytes()[0]).collect();
        assert_eq!(ids, found, "{filter:?}");
    }
    let mut some = store.cases_of(&[id(4), id(9), id(1)]).await.unwrap();
    some.sort_by_key(|case| case.card.number);
    let of = async |number| store.case(id(number)).await.unwrap().unwrap();
    assert_eq!(some, [of(1).await, of(4).await]);
    assert!(store.cases_of(&[]).await.unwrap().is_empty());
}

pub(crate) async fn cases_are_read_by_the_hours_of_their_reports(database: Database) {
    let store = database.open().await;
    for number in 1..=3 {
        adopt(&*store, case(number), &[]).await;
    }
    enqueue(&*store, 4, Priority::Child).await;
    let hour = |hours: u64| Hour(BEGIN.hour().0 + hours);
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = store.arrived(hour(0)..hour(1), after, 2).await.unwrap();
        let Some((place, _)) = page.last() else {
            break;
        };
        after = Some(*place);
        found.extend(page.into_iter().map(|(_, case)| case.unwrap()));
    }
    assert_eq!(found, [case(1), case(2), case(3)]);
    let before = store.arrived(Hour(0)..hour(0), None, 9).await.unwrap();
    let behind = store.arrived(hour(1)..hour(9), None, 9).await.unwrap();
    assert!(before.is_empty() && behind.is_empty());
}

pub(crate) async fn what_was_closed_unread_is_found_the_last_first(database: Database) {
    let store = database.open().await;
    for (number, closed) in [
        (1, Some(20)),
        (2, None),
        (3, Some(30)),
        (4, Some(10)),
        (5, Some(30)),
    ] {
        let mut case = case(number);
        let card = &mut case.card;
        card.closed = closed.map(Hour);
        card.state = closed.map_or(State::ToAssess, |_| State::Closed);
        adopt(&*store, case, &[]).await;
    }
    // Somebody has changed case 1 since.
    let mut changed = store.case(id(1)).await.unwrap().unwrap();
    changed.card.version += 1;
    let batch = Batch {
        cases: vec![super::kept(changed)],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
    let found = async |after: Option<u8>| {
        let mut filter = CaseFilter {
            closed_unread: true,
            max: 9,
            ..CaseFilter::default()
        };
        if let Some(after) = after {
            let case = store.case(id(after)).await.unwrap().unwrap();
            filter.after = Some(filter.place(&case.card));
        }
        let cards = store.cases(&filter).await.unwrap();
        assert!(cards.iter().all(Card::is_closed_unread));
        cards
            .iter()
            .map(|card| card.id.as_bytes()[0])
            .collect::<Vec<_>>()
    };
    assert_eq!(found(None).await, [5, 3, 4]);
    assert_eq!(found(Some(5)).await, [3, 4]);
    assert_eq!(found(Some(3)).await, [4]);
    assert!(found(Some(4)).await.is_empty());
}

pub(crate) async fn what_is_due_is_listed_from_the_first_day_on(database: Database) {
    let store = database.open().await;
    for number in 1..=12 {
        let mut case = case(number);
        case.card.due = (number != 5).then(|| Day(u32::from(number) % 4));
        case.card.assignee = ["anna", "ben"]
            .get(usize::from(number) % 3)
            .map(|it| (*it).to_owned());
        adopt(&*store, case, &[]).await;
    }
    let by = |assignee: Option<&str>, not_assignee: Option<&str>| CaseFilter {
        assignee: assignee.map(str::to_owned),
        not_assignee: not_assignee.map(str::to_owned),
        due: Some(Day(1)..=Day(2)),
        max: 2,
        ..CaseFilter::default()
    };
    for (mut filter, expected) in [
        (by(None, None), &[1, 9, 2, 6, 10][..]),
        (by(Some("anna"), None), &[9, 6]),
        (by(None, Some("anna")), &[1, 2, 10]),
        (by(None, Some("carla")), &[1, 9, 2, 6, 10]),
    ] {
        let mut listed = Vec::new();
        loop {
            let page = store.cases(&filter).await.unwrap();
            assert!(page.len() <= 2);
            let Some(last) = page.last() else { break };
            filter.after = Some(filter.place(last));
            listed.extend(page.iter().map(|card| card.id.as_bytes()[0]));
        }
        assert_eq!(listed, expected, "{filter:?}");
    }
}

pub(crate) async fn what_earlier_receivers_left_open_is_listed_until_it_is_known(
    database: Database,
) {
    let store = database.open().await;
    for number in 1..=6 {
        let mut case = case(number);
        case.card.is_handed_over = [None, Some(true), Some(false)][usize::from(number) % 3];
        adopt(&*store, case, &[]).await;
    }
    let mut filter = CaseFilter {
        not_known: true,
        max: 1,
        ..CaseFilter::default()
    };
    for expected in [Some(id(3)), Some(id(6)), None] {
        let page = store.cases(&filter).await.unwrap();
        assert_eq!(page.first().map(|card| card.id), expected);
        filter.after = page.first().map(|card| filter.place(card));
    }
    let case = store.case(id(3)).await.unwrap().unwrap();
    let batch = Batch {
        cases: vec![kept(changed(&case, |card| {
            card.is_handed_over = Some(true)
        }))],
        acts: vec![act(3, ActName::Convert)],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
    let left = store.cases(&filter).await.unwrap();
    assert_eq!(left[0].id, id(6));
    assert_eq!(store.handed_over("anna").await.unwrap(), 3);
    assert_eq!(store.handed_over("ben").await.unwrap(), 0);
}

pub(crate) async fn cases_of_one_location_are_linked(database: Database) {
    let store = database.open().await;
    for (number, locations) in [(1, &[1, 2][..]), (2, &[2, 3]), (3, &[4]), (4, &[1])] {
        adopt(&*store, case(number), locations).await;
    }
    let linked = async |locations: &[u8]| {
        let digests: Vec<_> = locations
            .iter()
            .map(|number| LocationDigest([*number; 16]))
            .collect();
        let cards = store.linked(&digests, Some(id(1)), 9).await.unwrap();
        let count = store.count_linked(&digests, Some(id(1))).await.unwrap();
        assert_eq!(count, cards.len() as u64);
        let last = store.linked(&digests, Some(id(1)), 1).await.unwrap();
        assert_eq!(last.last(), cards.last(), "the last of them");
        cards
            .iter()
            .map(|card| card.id.as_bytes()[0])
            .collect::<Vec<_>>()
    };
    assert_eq!(linked(&[1, 2]).await, [2, 4]);
    assert_eq!(linked(&[4]).await, [3]);
    assert!(linked(&[9]).await.is_empty());
    assert!(linked(&[]).await.is_empty());
}

pub(crate) async fn a_list_goes_on_behind_a_case(database: Database) {
    let store = database.open().await;
    let states = [State::ToAssess, State::Illegal, State::Closed];
    for number in 1..=12 {
        let mut case = case(number);
        case.card.state = states[usize::from(number) % 3];
        case.card.priority = Priority::ALL[usize::from(number) % 2];
        adopt(&*store, case, &[]).await;
    }
    for states in [&[][..], &states[..1], &states[..2]] {
        let mut filter = CaseFilter {
            states: states.to_vec(),
            max: 100,
            ..CaseFilter::default()
        };
        let all = store.cases(&filter).await.unwrap();
        assert!(all.is_sorted_by_key(|card| (card.priority, card.number)));
        for max in [1, 3, 5] {
            (filter.max, filter.after) = (max, None);
            let mut paged = Vec::new();
            loop {
                let page = store.cases(&filter).await.unwrap();
                let Some(last) = page.last() else { break };
                assert!(page.len() <= max);
                let place = filter.place(last);
                assert_eq!(place.to_string().parse(), Ok(place));
                filter.after = Some(place);
                paged.extend(page);
            }
            assert_eq!(paged, all, "{states:?} by {max}");
        }
    }
    for wrong in [
        "",
        "1",
        "1-",
        "-1",
        "+1-00",
        "a-00000000000000000000000000000000",
    ] {
        assert!(wrong.parse::<Place>().is_err(), "{wrong}");
    }
}

pub(crate) async fn what_was_closed_long_ago_is_due(database: Database) {
    let store = database.open().await;
    for (number, closed) in [(1, None), (2, Some(20)), (3, Some(10)), (4, Some(30))] {
        let mut case = case(number);
        case.card.closed = closed.map(Hour);
        adopt(&*store, case, &[]).await;
    }
    let due = async |kind, before, max| {
        let cards = store.due(kind, Hour(before), max).await.unwrap();
        cards
            .iter()
            .map(|card| card.id.as_bytes()[0])
            .collect::<Vec<_>>()
    };
    assert_eq!(due(RecordKind::Report, 30, 9).await, [3, 2]);
    assert_eq!(due(RecordKind::Report, 31, 9).await, [3, 2, 4]);
    assert_eq!(due(RecordKind::Report, 31, 1).await, [3]);
    assert!(
        due(RecordKind::Contact, 31, 9).await.is_empty(),
        "there is none"
    );
}
