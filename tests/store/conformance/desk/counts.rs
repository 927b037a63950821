//! The numbers that a store keeps, and the parts that are still there, are as if counted now: after
//! any history, and in a copy of the store.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::assessment::SiteType;
use model::audit::ActName;
use model::case::Card;
use model::priority::Priority;
use model::queue::{Claim, Depth, LeaseToken, QueueState, WaitingCount};
use model::time::{Day, Hour, Timestamp};
use model::workflow::{Outcome, State};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use shared::report::Category;
use store::{Batch, CaseCount, CaseFilter, RecordChange, RecordKind, Source, Store, Tallied};

use super::{act, adopted, case, kept, put};
use crate::conformance::{BEGIN, entry, id};
use crate::{Database, Written as _};

/// Number of reports in a history.
const REPORTS: u8 = 60;

/// Number of acts in a history.
const ACTS: usize = 300;

pub(crate) async fn kept_numbers_are_as_if_counted_now(database: Database) {
    let store = database.open().await;
    for seed in 0..3 {
        let mut history = History {
            store: &*store,
            rng: StdRng::seed_from_u64(seed),
            now: BEGIN.plus_seconds(seed * 10_000),
            next: 1 + REPORTS * u8::try_from(seed).unwrap(),
        };
        let end = history.next + REPORTS;
        for _ in 0..ACTS {
            history.act(end).await;
        }
        are_true(&*store, history.now).await;
    }
    store.forget(BEGIN).await.unwrap();
    are_true(&*store, BEGIN.plus_seconds(20_000)).await;
    assert_eq!(store.miscounted().await.unwrap(), [""; 0]);
    let other = Database::sqlite();
    let copy = other.open().await;
    store::copy::copy(&*store, &*copy, |_| {}).await.unwrap();
    are_true(&*copy, BEGIN.plus_seconds(20_000)).await;
}

/// A desk and its intake, of which each act is one of many.
struct History<'a> {
    store: &'a dyn Store,
    rng: StdRng,
    now: Timestamp,
    next: u8,
}

impl History<'_> {
    async fn act(&mut self, end: u8) {
        self.now = self.now.plus_seconds(self.rng.random_range(0..30));
        match self.rng.random_range(0..8) {
            0 | 1 if self.next < end => self.arrive().await,
            2 => self.reorder().await,
            3 => drop(self.claimed(3).await),
            4 => self.acknowledge().await,
            5 => self.adopt().await,
            6 => self.scrub().await,
            _ => self.change().await,
        }
    }

    async fn arrive(&mut self) {
        let mut report = entry(self.next, self.pick(&Priority::ALL));
        report.received = Hour(BEGIN.hour().0 - self.rng.random_range(0..5));
        self.store.enqueue(report).await.unwrap();
        self.next += 1;
    }

    async fn reorder(&mut self) {
        let listed = self.store.list(None, None, 100).await.unwrap();
        if let Some(stored) = listed.choose(&mut self.rng) {
            let priority = self.pick(&Priority::ALL);
            self.store.set_priority(stored.id, priority).await.unwrap();
        }
    }

    /// Claims reports, of which some have no lease left after it.
    async fn claimed(&mut self, max: usize) -> (LeaseToken, Vec<u8>) {
        let claim = Claim {
            max,
            token: LeaseToken::random(&mut UnwrapErr(SysRng)),
            now: self.now,
            until: self.now.plus_seconds(self.rng.random_range(1..200)),
            max_attempts: NonZeroU32::new(3).unwrap(),
        };
        let claimed = self.store.claim(claim).await.unwrap();
        let numbers = claimed.iter().map(|stored| stored.id.as_bytes()[0]);
        (claim.token, numbers.collect())
    }

    async fn acknowledge(&mut self) {
        let (lease, numbers) = self.claimed(2).await;
        for number in numbers {
            match self.rng.random_bool(0.5) {
                true => self.store.ack(id(number), lease, self.now).await.unwrap(),
                false => self
                    .store
                    .release(id(number), lease, self.now)
                    .await
                    .unwrap(),
            }
        }
    }

    async fn adopt(&mut self) {
        let (lease, numbers) = self.claimed(2).await;
        let mut batch = Batch::default();
        for number in numbers {
            let mut case = case(number);
            (case.card.number, case.card.priority) = (0, self.pick(&Priority::ALL));
            case.card.facts.category = self.pick(&[Category::Csam, Category::Grooming]);
            case.card.facts.month.0 += self.rng.random_range(0..2);
            case.card.facts.partner = self.maybe(&["school", "club"]);
            case.card.facts.origin = self.maybe(&["nl"]);
            self.assess(&mut case.card);
            let mut adopted = adopted(lease, case, &[]);
            adopted.source = Source::Queue {
                lease,
                now: self.now,
            };
            batch.adopted.push(adopted);
            for part in RecordKind::PARTS {
                if self.rng.random_bool(0.6) {
                    batch.records.push(put(part, id(number).as_bytes(), 1, 0));
                }
            }
            batch.acts.push(act(number, ActName::Take));
        }
        self.store.commit(batch).await.unwrap();
    }

    /// Changes a case, or does nothing.
    async fn change(&mut self) {
        let Some(card) = self.any_case().await else {
            return;
        };
        let mut case = self.store.case(card.id).await.unwrap().unwrap();
        case.card.version += 1;
        case.card.priority = self.pick(&Priority::ALL);
        self.assess(&mut case.card);
        let batch = Batch {
            cases: vec![kept(case)],
            acts: vec![act(0, ActName::Step)],
            ..Batch::default()
        };
        self.store.commit(batch).await.unwrap();
    }

    /// Removes a part of a case, or adds one.
    async fn scrub(&mut self) {
        let Some(card) = self.any_case().await else {
            return;
        };
        let (part, key) = (self.pick(&RecordKind::PARTS), card.id.as_bytes());
        let change = match self.store.record(part, key).await.unwrap() {
            Some(_) => RecordChange::Remove(part, key.to_vec()),
            None => put(part, key, 1, 0),
        };
        let batch = Batch {
            records: vec![change],
            acts: vec![act(0, ActName::Scrub)],
            ..Batch::default()
        };
        self.store.commit(batch).await.unwrap();
    }

    fn assess(&mut self, card: &mut Card) {
        let states = [State::ToAssess, State::Illegal, State::Closed];
        card.state = self.pick(&states);
        card.assignee = self.maybe(&["anna", "ben"]);
        card.closed =
            (!card.state.is_open()).then(|| Hour(BEGIN.hour().0 + self.rng.random_range(0..5)));
        let day = Day(self.rng.random_range(0..4));
        card.due = self.rng.random_bool(0.7).then_some(day);
        card.is_handed_over = Some(self.rng.random_bool(0.4));
        let outcomes = [Outcome::AssessedIllegal, Outcome::NotIllegal];
        card.facts.outcome = self.rng.random_bool(0.7).then(|| self.pick(&outcomes));
        card.facts.country = self.maybe(&["NL", "US"]);
        let sites = [SiteType::Website, SiteType::Forum];
        card.facts.site_type = self.rng.random_bool(0.5).then(|| self.pick(&sites));
    }

    async fn any_case(&mut self) -> Option<Card> {
        let cards = all_cards(self.store).await;
        cards.choose(&mut self.rng).cloned()
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        *of.choose(&mut self.rng).unwrap()
    }

    fn maybe(&mut self, of: &[&str]) -> Option<String> {
        let picked = self.pick(of).to_owned();
        self.rng.random_bool(0.6).then_some(picked)
    }
}

async fn all_cards(store: &dyn Store) -> Vec<Card> {
    let everything = CaseFilter {
        max: 1000,
        ..CaseFilter::default()
    };
    store.cases(&everything).await.unwrap()
}

/// Compares each number that the store keeps with one that is counted now.
async fn are_true(store: &dyn Store, now: Timestamp) {
    queue_is_true(store, now).await;
    cases_are_true(&all_cards(store).await, store).await;
    parts_are_true(&all_cards(store).await, store).await;
    due_days_are_true(&all_cards(store).await, store).await;
    handed_over_is_true(&all_cards(store).await, store).await;
}

async fn queue_is_true(store: &dyn Store, now: Timestamp) {
    let (mut depth, mut waiting) = (Depth::default(), BTreeMap::new());
    for stored in store.list(None, None, 1000).await.unwrap() {
        match stored.state(now) {
            QueueState::Waiting => {
                depth.waiting += 1;
                *waiting
                    .entry((stored.priority, stored.received))
                    .or_default() += 1;
            }
            QueueState::Leased => depth.leased += 1,
            QueueState::Dead => depth.dead += 1,
        }
    }
    let waiting = waiting
        .into_iter()
        .map(|((priority, received), reports)| WaitingCount {
            priority,
            received,
            reports,
        });
    assert_eq!(
        store.waiting(now).await.unwrap(),
        waiting.collect::<Vec<_>>()
    );
    assert_eq!(store.depth(now).await.unwrap(), depth);
}

async fn cases_are_true(cards: &[Card], store: &dyn Store) {
    let (mut counts, mut tally) = (BTreeMap::new(), BTreeMap::new());
    for card in cards {
        let key = (card.state, card.priority, card.assignee.clone());
        *counts.entry(key).or_default() += 1;
        // What another hotline referred is no report of the public.
        let facts = facts(card).into_iter();
        for (fact, value) in facts.filter(|_| card.facts.origin.is_none()) {
            let key = (card.facts.month, fact.to_owned(), value);
            *tally.entry(key).or_default() += 1;
        }
    }
    let mut kept = store.counts().await.unwrap();
    kept.sort_by_key(|count| (count.state, count.priority, count.assignee.clone()));
    let counts = counts
        .into_iter()
        .map(|((state, priority, assignee), cases)| CaseCount {
            state,
            priority,
            assignee,
            cases,
        });
    assert_eq!(kept, counts.collect::<Vec<_>>());
    let tally: Vec<Tallied> = tally
        .into_iter()
        .map(|((month, fact, value), cases)| Tallied {
            month,
            fact,
            value,
            cases,
        })
        .collect();
    let mut kept = store.tally(0..=u32::MAX).await.unwrap();
    kept.sort();
    assert_eq!(kept, tally);
    if let Some(first) = tally.first() {
        let month = first.month;
        let one = store.tally(month.0..=month.0).await.unwrap();
        let of_it = tally.iter().filter(|it| it.month == month);
        assert_eq!(one.len(), of_it.count());
    }
}

async fn due_days_are_true(cards: &[Card], store: &dyn Store) {
    for days in [
        Day(0)..=Day(0),
        Day(1)..=Day(2),
        Day(0)..=Day(9),
        Day(7)..=Day(9),
    ] {
        let mut counts = BTreeMap::new();
        for card in cards {
            if card.due.is_some_and(|due| days.contains(&due)) {
                *counts.entry(card.assignee.clone()).or_default() += 1;
            }
        }
        let mut kept = store.due_counts(days).await.unwrap();
        kept.sort();
        assert_eq!(kept, counts.into_iter().collect::<Vec<_>>());
    }
}

async fn handed_over_is_true(cards: &[Card], store: &dyn Store) {
    for name in ["anna", "ben", "carla"] {
        let is_theirs = |card: &&Card| {
            card.is_handed_over == Some(true) && card.assignee.as_deref() == Some(name)
        };
        let counted = cards.iter().filter(is_theirs).count() as u64;
        assert_eq!(store.handed_over(name).await.unwrap(), counted, "{name}");
    }
}

/// The facts of a case by which statistics count.
fn facts(card: &Card) -> Vec<(&'static str, Option<String>)> {
    let (facts, text) = (&card.facts, |name: &str| Some(name.to_owned()));
    let mut all = vec![
        ("category", text(facts.category.name())),
        ("language", text(&facts.language)),
        ("partner", facts.partner.clone()),
        ("outcome", facts.outcome.and_then(|it| text(it.name()))),
        ("waited", text(facts.waited.name())),
    ];
    if facts.outcome == Some(Outcome::AssessedIllegal) {
        all.push(("country", facts.country.clone()));
        all.push(("site_type", facts.site_type.and_then(|it| text(it.name()))));
    }
    all
}

async fn parts_are_true(cards: &[Card], store: &dyn Store) {
    for part in RecordKind::PARTS {
        let mut there = Vec::new();
        for card in cards {
            if store
                .record(part, card.id.as_bytes())
                .await
                .unwrap()
                .is_some()
            {
                there.extend(card.closed.map(|closed| (closed, card.id)));
            }
        }
        for before in (0..6).map(|hours| Hour(BEGIN.hour().0 + hours)) {
            let mut due: Vec<_> = there.iter().filter(|(at, _)| *at < before).collect();
            due.sort();
            let found = store.due(part, before, 1000).await.unwrap();
            assert!(found.is_sorted_by_key(|card| card.closed));
            let mut found: Vec<_> = found.iter().map(|it| (it.closed.unwrap(), it.id)).collect();
            found.sort();
            assert_eq!(found.iter().collect::<Vec<_>>(), due);
            let oldest = due.first().map(|(closed, _)| *closed);
            let counted = store.count_due(part, before).await.unwrap();
            assert_eq!(counted, (due.len() as u64, oldest));
        }
    }
}
