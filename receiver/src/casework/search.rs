//! Finds cases: by number, parcel, address, host, domain and account through the keyed digests in the store, and by the
//! words that people wrote, for which cases have to be opened.

use std::collections::HashSet;

use model::actor::Actor;
use model::case::{Card, CaseName, Note};
use model::workflow::State;
use shared::paste;
use shared::report::{Description, ReportId, UntrustedReport};
use store::{CaseFilter, LocationDigest, Place, RecordKind};
use strum::VariantArray;
use zeroize::Zeroizing;

use super::hits::{self, Hit};
use super::identity::terms::{self, Term};
use super::outbox::parcel_key;
use super::reads::Read;
use super::{CaseError, Casework, identity, locations};
use crate::parcel::ParcelId;

/// Cases that are shown of those that were found by one thing: the last ones.
pub(crate) const SHOWN: usize = 50;

/// Cases that one search for words opens, at most: about a second's work.
pub(crate) const OPENED: usize = 1000;

/// Cases that are read from the store at a time.
const PAGE: usize = 100;

/// The thing by which cases were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FoundBy {
    /// The number of a case or of an item, or the id of a report.
    Number,
    /// The address, with all that counts in it.
    Address,
    /// The host of an address.
    Host,
    /// The registrable domain of an address.
    Domain,
    /// The name of an account, of a room, or of a sender.
    Account,
    /// The number of a parcel from or to another hotline.
    Parcel,
}

/// Cases that were found by one thing.
pub(crate) struct Found {
    pub(crate) by: FoundBy,
    /// The number of cases. The store counts them, and the log does not vouch for it.
    pub(crate) count: u64,
    /// The last of these cases, the newest first; at most [`SHOWN`].
    pub(crate) cases: Vec<Hit>,
}

/// What a search for words has found so far.
pub(crate) struct FoundWords {
    /// The cases with all of the words, in the order of their urgency and age.
    pub(crate) cases: Vec<Hit>,
    /// The number of cases that were opened.
    pub(crate) opened: usize,
    /// The place behind which the search goes on; none at its end.
    pub(crate) next: Option<Place>,
}

impl Casework {
    /// The cases that have this number, parcel, address, host, domain or account. Logs the search first.
    #[tracing::instrument(skip_all, name = "casework.find")]
    pub(crate) async fn find(&self, actor: &Actor, text: &str) -> Result<Vec<Found>, CaseError> {
        self.log_read(actor, Read::Search).await?;
        let mut found = Vec::new();
        if let Some(card) = self.card_named(text).await? {
            found.push(Found {
                by: FoundBy::Number,
                count: 1,
                cases: self.hits(vec![card]).await?,
            });
        }
        let cards = self.cards_of_parcel(text).await?;
        if !cards.is_empty() {
            found.push(Found {
                by: FoundBy::Parcel,
                count: cards.len() as u64,
                cases: self.hits(cards).await?,
            });
        }
        for (by, digest) in self.asked_for(text) {
            let count = self.store.count_linked(&[digest], None).await?;
            if count > 0 {
                let mut cards = self.store.linked(&[digest], None, SHOWN).await?;
                cards.reverse();
                let cases = self.hits(cards).await?;
                found.push(Found { by, count, cases });
            }
        }
        Ok(found)
    }

    /// The cases not yet scrubbed in which people wrote all of these words, in any order and anywhere: in the
    /// description, a location, an explanation or a note. Opens at most [`OPENED`] cases, from the one
    /// behind `after` on. Logs the search first.
    #[tracing::instrument(skip_all, name = "casework.find_words")]
    pub(crate) async fn find_words(
        &self,
        actor: &Actor,
        text: &str,
        after: Option<Place>,
    ) -> Result<FoundWords, CaseError> {
        self.log_read(actor, Read::Search).await?;
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut filter = CaseFilter {
            states: with_content(),
            after,
            max: PAGE,
            ..CaseFilter::default()
        };
        let (mut cards, mut opened) = (Vec::new(), 0);
        loop {
            let (page, next) = self.list(&filter).await?;
            opened += page.len();
            for card in page {
                if self.has_words(card.id, &words).await? {
                    cards.push(card);
                }
            }
            filter.after = next;
            if next.is_none() || opened >= OPENED || cards.len() >= SHOWN {
                break;
            }
        }
        Ok(FoundWords {
            cases: self.hits(cards).await?,
            opened,
            next: filter.after,
        })
    }

    /// The card of the case that a text names by a number or an id, also if the case is damaged.
    async fn card_named(&self, text: &str) -> Result<Option<Card>, CaseError> {
        let Ok(name) = CaseName::of_case_or_item(text.trim_start_matches('#')) else {
            return Ok(None);
        };
        let named = match name {
            CaseName::Id(id) => self.store.case(id).await?.map(|case| case.card),
            CaseName::Number(number) => self.numbered(number).await?,
        };
        Ok(named)
    }

    /// The cards of the cases of a parcel with this number: those that we referred in it to a hotline that we know, or
    /// that such a hotline referred to us.
    async fn cards_of_parcel(&self, text: &str) -> Result<Vec<Card>, CaseError> {
        let Ok(parcel) = text.trim().to_lowercase().parse::<ParcelId>() else {
            return Ok(Vec::new());
        };
        let exchange = self.exchange.as_ref();
        let mut cards = Vec::new();
        for other in exchange.map(|it| it.other_ids()).unwrap_or_default() {
            let sent = self.hand_off_of(&other, parcel).await?;
            let case = match sent {
                Some(of) => Some(of.case),
                None => self.brought_in(&parcel_key(&other, parcel)).await?,
            };
            if let Some(case) = case {
                cards.extend(self.store.case(case).await?.map(|case| case.card));
            }
        }
        Ok(cards)
    }

    /// What a text may name, with its digests, each once.
    fn asked_for(&self, text: &str) -> Vec<(FoundBy, LocationDigest)> {
        let found = paste::different(paste::find(text)).into_iter();
        let mut asked = Vec::new();
        let ask = |term: Term| (by(&term), term.digest(&self.vault));
        for location in found.filter_map(|one| locations::location(&one.address)) {
            let address = identity::digest(&self.vault, &location);
            asked.extend(address.map(|digest| (FoundBy::Address, digest)));
            asked.extend(terms::of(&location).into_iter().map(ask));
        }
        asked.extend(Term::account(text).map(ask));
        let mut known = HashSet::new();
        asked.retain(|(_, digest)| known.insert(*digest));
        asked
    }

    /// Whether all of the words stand in what people wrote in a case.
    async fn has_words(&self, id: ReportId, words: &[&str]) -> Result<bool, CaseError> {
        let text = match self.written(id).await {
            // A damaged case, or a damaged text of it, hides nothing of the others.
            Err(CaseError::Unreadable(_) | CaseError::Record(_)) => return Ok(false),
            text => text?,
        };
        Ok(words.iter().all(|word| text.contains(word)))
    }

    /// All that people wrote in a case, in lower case.
    async fn written(&self, id: ReportId) -> Result<Zeroizing<String>, CaseError> {
        let description: Option<Description> = self.part(RecordKind::Description, id).await?;
        let report: Option<UntrustedReport> = self.part(RecordKind::Report, id).await?;
        let notes: Option<Vec<Note>> = self.part(RecordKind::Notes, id).await?;
        let worksheet = self.sheet(id).await?.worksheet;
        let mut texts: Vec<String> = Vec::new();
        texts.extend(description.map(|text| text.as_str().to_owned()));
        texts.extend(notes.into_iter().flatten().map(|note| note.text));
        let mut locations = report.map_or_else(Vec::new, |report| report.locations);
        for item in worksheet.map_or_else(Vec::new, |sheet| sheet.items) {
            texts.push(item.explanation);
            locations.push(item.location);
        }
        texts.extend(locations.iter().flat_map(hits::texts));
        Ok(texts.join("\n").to_lowercase().into())
    }
}

fn by(term: &Term) -> FoundBy {
    match term {
        Term::Host(_) => FoundBy::Host,
        Term::Domain(_) => FoundBy::Domain,
        Term::Account(_) => FoundBy::Account,
    }
}

/// The states of a case that has content.
fn with_content() -> Vec<State> {
    let states = State::VARIANTS.iter().copied();
    states.filter(|state| *state != State::Anonymised).collect()
}
