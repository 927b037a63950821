//! What another hotline says of the items that it referred to us.

use std::borrow::Cow;

use model::defang::visible;
use model::referred::{Referred, ReferredItem};

use crate::web::pages::findings::FindingWords;
use crate::web::present::{self, Field};
use crate::web::when::When;

/// A referral as a page shows it: text, safe to display.
pub(super) struct ReferredShown {
    /// Whether its hotline is distrusted here.
    pub(super) is_distrusted: bool,
    /// The places of the items that it has taken back, as words; none if there are none.
    pub(super) taken_back: Option<String>,
    pub(super) facts: Vec<Field>,
    /// The number of characters of the explanation, and the explanation; none if it is empty.
    pub(super) explanation: Option<(usize, String)>,
    pub(super) items: Vec<ReferredItemShown>,
}

/// An item of a referral.
pub(super) struct ReferredItemShown {
    /// The item's place in the referral, from 1.
    pub(super) place: usize,
    pub(super) fields: Vec<Field>,
    pub(super) facts: Vec<Field>,
}

impl ReferredShown {
    pub(super) fn new(
        when: When<'_>,
        words: &FindingWords,
        referred: &Referred,
        is_distrusted: bool,
    ) -> Self {
        let written = |time: &str| visible(&when.written(time));
        let name = match referred.name == referred.by {
            true => visible(&referred.by),
            false => format!("{} ({})", visible(&referred.name), visible(&referred.by)),
        };
        let facts = [
            (when.words.referred_by(), name),
            (when.words.referred_contact(), visible(&referred.contact)),
            (when.words.referred_made(), written(&referred.made)),
            (when.words.referred_received(), written(&referred.received)),
            (
                when.words.referred_assessed(),
                written(&referred.assessed_on),
            ),
            (when.words.referred_parcel(), visible(&referred.parcel)),
        ];
        let explanation = referred.explanation.trim();
        let items = (1..).zip(&referred.items);
        Self {
            is_distrusted,
            taken_back: taken_back(when, referred),
            facts: facts.into(),
            explanation: (!explanation.is_empty()).then(|| present::prose(explanation)),
            items: items
                .map(|(place, item)| ReferredItemShown::new(when, words, place, item))
                .collect(),
        }
    }
}

fn taken_back(when: When<'_>, referred: &Referred) -> Option<String> {
    let items = (1_usize..).zip(&referred.items);
    let items = items.filter(|(_, item)| item.taken_back.is_some());
    let places: Vec<_> = items.map(|(place, _)| place.to_string()).collect();
    (!places.is_empty()).then(|| when.words.list(&places))
}

impl ReferredItemShown {
    fn new(when: When<'_>, words: &FindingWords, place: usize, item: &ReferredItem) -> Self {
        let mut facts = words.shown(when, &item.finding);
        let held: Option<Cow<'_, str>> = item.held_until.as_deref().map(|day| when.written(day));
        facts.extend(held.map(|day| (when.words.referred_held(), visible(&day))));
        let told = item.told.as_ref();
        let told = told.map(|told| present::outcome_words(when.words, told));
        facts.extend(told.map(|told| (when.words.referred_told(), told)));
        let taken_back = item.taken_back.as_deref().map(|hour| when.written(hour));
        facts.extend(taken_back.map(|hour| (when.words.referred_taken_back(), visible(&hour))));
        Self {
            place,
            fields: present::location(when.words, &item.location).1,
            facts,
        }
    }
}
