//! A content item: one address that the hotline works on, however many reports name it.

mod number;

use serde::{Deserialize, Serialize};
use shared::report::{Location, ReportId};
use utoipa::ToSchema;

pub use self::number::{ItemNumber, NotANumber};
use crate::actor::Actor;
use crate::assessment::{Classification, Finding, Verdict};
use crate::life::{
    BACK_ONLINE, ELSEWHERE, End, HOLD, ItemState, LOOK_AGAIN, Next, RELEASE, STILL_ONLINE, Step,
    TakenBy, steps_from,
};
use crate::outcome::{Became, ItemOutcome};
use crate::time::{Day, Hour};

/// A content item, as the case that brought it keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The item's number within its case, from 1.
    pub place: u32,
    /// The location, as corrected.
    pub location: Location,
    /// The position of the location in the report, from 0; none if an analyst added the item.
    pub reported: Option<u32>,
    /// The earlier forms of the location, the oldest first.
    pub corrections: Vec<Correction>,
    /// The item's state.
    pub state: ItemState,
    /// Why the item has ended; none while it is open.
    pub end: Option<End>,
    /// The finding, if it has been recorded.
    pub finding: Option<Finding>,
    /// Facts that a host or the police need, in the analyst's words; may be empty.
    pub explanation: String,
    /// The person who recorded the finding, and the day.
    pub assessed: Option<Signed>,
    /// The person who gave the present verdict, and the hour of it; none while there is none, and of verdicts
    /// that earlier receivers recorded.
    #[serde(default)]
    pub decided: Option<Signed>,
    /// The hour (RFC 3339) in which the item ended; none while it is open, and if it ended in an earlier
    /// receiver.
    #[serde(default)]
    pub ended: Option<String>,
    /// The last second review.
    pub review: Option<Review>,
    /// The second looks of those who lead at its verdicts, in order.
    #[serde(default)]
    pub second_looks: Vec<SecondLook>,
    /// The day (RFC 3339) until which the police asked to wait; none unless they did and have not
    /// released it. It stays whatever else becomes of the item.
    pub held_until: Option<String>,
    /// The person who recorded that the police asked to wait, and the day; none if they never did.
    #[serde(default)]
    pub held: Option<Signed>,
    /// The person who recorded that the police released it, and the day; none unless they did, and have
    /// not asked to wait again.
    #[serde(default)]
    pub released: Option<Signed>,
    /// The day (RFC 3339) on which to look again; none unless the item is looked after.
    pub look_again: Option<String>,
    /// The times at which the content was still online, after the hand-off.
    pub still_online: Vec<Signed>,
    /// The version of the case at which the content was still online, so that a later notice to the host
    /// is a second one; none if it never was, or if a person has set a day to look again since.
    #[serde(default)]
    pub online_at: Option<u64>,
    /// The item to which the content has moved, or whose address is the same.
    pub other: Option<ItemNumber>,
    /// The country (ISO 3166-1 alpha-2) in which a person found the content to be, if that is not ours.
    #[serde(default)]
    pub elsewhere: Option<String>,
    /// The version of the case at which the address was corrected, or the content changed or came back online, so
    /// that only later hand-offs count; none if that never happened.
    pub new_since: Option<u64>,
    /// Whether another item has the same address, so that reports of the address are seen there.
    pub is_seen_elsewhere: bool,
}

/// A person, and a day or a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The account or token (`token:NAME`).
    pub by: String,
    /// The day or the time (RFC 3339).
    pub on: String,
}

impl Signed {
    /// The signature of a person or token in an hour.
    pub fn in_hour(by: &str, hour: Hour) -> Self {
        Self {
            by: by.to_owned(),
            on: hour.to_string(),
        }
    }

    /// The signature of a person or token on a day.
    pub fn on_day(by: &str, day: Day) -> Self {
        Self {
            by: by.to_owned(),
            on: day.to_string(),
        }
    }
}

/// A change of an item's location by an analyst.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The account or token (`token:NAME`) that corrected the location.
    pub by: String,
    /// The time of the correction (RFC 3339).
    pub at: String,
    /// The location that the item had before the correction.
    pub from: Location,
}

/// A second review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The account or token that asked for the review.
    pub asked_by: String,
    /// The person who decided, sent the item back or withdrew the request, and the day; none while
    /// the review is pending.
    #[schema(required)]
    pub decided: Option<Signed>,
    /// Whether the person who asked has heard of the decision.
    pub is_heard: bool,
}

/// A second look at the verdict of somebody else, for the quality of verdicts. It changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondLook {
    /// The person who looked, and the day.
    pub looked: Signed,
    /// The verdict that they looked at.
    pub verdict: Verdict,
    /// The verdict that they would have given.
    pub would_be: Verdict,
}

/// An item of an earlier case that a report names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The case that brought the item.
    pub case: ReportId,
    /// The item's number.
    pub item: ItemNumber,
    /// The position of the location in the report, from 0; none if an analyst named the address.
    pub reported: Option<u32>,
    /// The person who looked at it in the light of this report; none until somebody did.
    pub settled: Option<Signed>,
    /// What became of the item, as it stood when that person looked; none before.
    #[serde(default)]
    pub became: Option<ItemOutcome>,
}

/// The circumstances of a step.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// The account or token that takes it.
    pub by: &'a str,
    /// The hour in which they act.
    pub now: Hour,
    /// The day on which they act, in the hotline's time zone.
    pub today: Day,
    /// The day on which to look again, if the item is looked after then.
    pub look_again: Day,
    /// The day until which the police asked to wait (RFC 3339), if the step needs one.
    pub until: &'a str,
    /// The country in which the content is (ISO 3166-1 alpha-2), if the step needs one.
    pub country: &'a str,
    /// The version of the case before the step.
    pub version: u64,
}

impl Item {
    /// A new item that has to be assessed.
    pub fn new(place: u32, location: Location, reported: Option<u32>) -> Self {
        Self {
            place,
            location,
            reported,
            corrections: Vec::new(),
            state: ItemState::ToAssess,
            end: None,
            finding: None,
            explanation: String::new(),
            assessed: None,
            decided: None,
            ended: None,
            review: None,
            second_looks: Vec::new(),
            held_until: None,
            held: None,
            released: None,
            look_again: None,
            still_online: Vec::new(),
            online_at: None,
            other: None,
            elsewhere: None,
            new_since: None,
            is_seen_elsewhere: false,
        }
    }

    /// The name of the item's state or, once it has ended, of its end.
    pub fn standing(&self) -> &'static str {
        self.end.map_or(self.state.name(), End::name)
    }

    /// Whether work is left.
    pub fn is_open(&self) -> bool {
        self.state != ItemState::Ended
    }

    /// Whether the content is assessed as illegal, whether or not the item has ended.
    pub fn is_illegal(&self) -> bool {
        self.state.is_illegal() || self.end.is_some_and(End::is_illegal)
    }

    /// The verdict, if a person gave one that others can compare with their own.
    pub fn verdict(&self) -> Option<Verdict> {
        if self.is_illegal() {
            return Some(Verdict::Illegal);
        }
        match self.end? {
            End::NotIllegal => Some(Verdict::NotIllegal),
            End::NotFound | End::NeverFound => Some(Verdict::NotFound),
            End::OutOfRemit | End::Elsewhere => Some(Verdict::OutOfRemit),
            _ => None,
        }
    }

    /// What the hotline that referred the item hears of it; none while nobody has decided anything.
    pub fn outcome(&self) -> Option<ItemOutcome> {
        let became = Became::of(self.state, self.end)?;
        let country = self.elsewhere.clone();
        Some(ItemOutcome {
            became,
            classification: self.classification(),
            country: country.filter(|_| became == Became::Elsewhere),
        })
    }

    /// The classification, if there is a finding.
    pub fn classification(&self) -> Option<Classification> {
        self.finding.as_ref().map(|finding| finding.classification)
    }

    /// Whether this person asked for the pending second review.
    pub fn is_asked_by(&self, actor: &Actor) -> bool {
        let pending = self
            .review
            .as_ref()
            .filter(|_| self.state == ItemState::SecondReview);
        pending.is_some_and(|review| review.asked_by == actor.name)
    }

    /// Puts the item back to be assessed, as one that never ended.
    pub fn assess_anew(&mut self) {
        (self.state, self.end, self.other) = (ItemState::ToAssess, None, None);
        (self.decided, self.ended) = (None, None);
    }

    /// Lets only hand-offs after this version of the case count: those before it were about other content, or content that
    /// was gone since.
    pub fn is_new_in(&mut self, version: u64) {
        (self.new_since, self.online_at) = (Some(version), None);
    }

    /// Whether what this version of the case recorded is about the content as it is now.
    pub fn is_of_now(&self, version: u64) -> bool {
        self.new_since.is_none_or(|since| version > since)
    }

    /// Lets the item end in this hour.
    pub fn end(&mut self, end: End, now: Hour) {
        (self.state, self.end) = (ItemState::Ended, Some(end));
        self.ended = Some(now.to_string());
    }

    /// Puts the item into the state after a step, and keeps the hours of the verdict and of the end.
    fn go_on(&mut self, next: Next, taken: &Taken<'_>) {
        let was_decided = self.state.is_decided();
        match next {
            Next::End(end) => self.end(end, taken.now),
            Next::Open(state) => (self.state, self.end, self.ended) = (state, None, None),
        }
        if !self.state.is_decided() {
            self.decided = None;
        } else if !was_decided {
            self.decided = Some(Signed::in_hour(taken.by, taken.now));
        }
    }

    /// Takes a step whose requirement is met.
    pub fn take(&mut self, step: &Step, taken: &Taken<'_>) {
        let signed = || Signed::on_day(taken.by, taken.today);
        if let Some(review) = &mut self.review {
            if step.from == ItemState::SecondReview {
                review.decided = Some(signed());
            }
            review.is_heard |= review.asked_by == taken.by;
        }
        match step.name {
            STILL_ONLINE => {
                self.still_online.push(signed());
                self.online_at = Some(taken.version);
            }
            LOOK_AGAIN => self.online_at = None,
            BACK_ONLINE => self.is_new_in(taken.version),
            HOLD => {
                self.held_until = Some(taken.until.to_owned());
                (self.held, self.released) = (Some(signed()), None);
            }
            ELSEWHERE => self.elsewhere = Some(taken.country.to_owned()),
            RELEASE => (self.held_until, self.released) = (None, Some(signed())),
            _ => {}
        }
        self.go_on(step.to, taken);
        if self.state == ItemState::Illegal && self.held_until.is_some() {
            self.state = ItemState::Held;
        }
        if self.state == ItemState::SecondReview {
            self.review = Some(Review {
                asked_by: taken.by.to_owned(),
                decided: None,
                is_heard: false,
            });
        }
        let looks_again = self.state == ItemState::LookedAfter;
        self.look_again = looks_again.then(|| taken.look_again.to_string());
        if self.is_open() {
            self.other = None;
        }
    }

    /// Whether a second review was decided and the person who asked has not heard of it.
    pub fn has_news(&self) -> bool {
        let review = self.review.as_ref();
        review.is_some_and(|review| review.decided.is_some() && !review.is_heard)
    }

    /// Whether this person may record a finding now.
    pub fn is_assessed_by(&self, actor: &Actor) -> bool {
        self.state.is_assessed_now() && !self.is_asked_by(actor)
    }

    /// The steps that this person may take from here. Some need something else first.
    pub fn steps<'a>(&self, actor: &'a Actor) -> impl Iterator<Item = &'static Step> + use<'a> {
        let asker = self.is_asked_by(actor);
        let was_illegal = self.end.is_some_and(End::is_illegal);
        steps_from(self.state)
            .filter(move |step| match step.by {
                TakenBy::Anybody => true,
                TakenBy::SecondPerson => !asker,
                TakenBy::Asker => asker,
            })
            .filter(move |step| was_illegal || step.needs != crate::life::Requirement::WasIllegal)
    }
}
