//! Reads cases. Only [`reveal`](super::reveal) opens contact and credentials.

use std::collections::{BTreeMap, HashMap};

use model::actor::Actor;
use model::audit::{ActName, LogEntry};
use model::case::{Card, Case, CaseName, Dossier, DossierItem};
use model::chain::ChainedAct;
use model::item::{Item, Known};
use model::life::Step;
use model::worksheet::Worksheet;
use serde::de::DeserializeOwned;
use shared::report::{ReportId, UntrustedReport};
use store::{CaseFilter, LocationDigest, Place, RecordKind, SealedCase};

use super::commit::Sheet;
use super::reads::Read;
use super::step::steps_of;
use super::{CaseError, Casework, Hit, Offer, identity};

/// Number of other cases that are shown of those whose reports name an item.
pub(crate) const SHOWN: usize = 100;

/// Number of entries of the log in the history of a case: each repeat of its addresses adds one.
pub(crate) const ENTRIES: usize = 500;

/// A case with related data for its page.
pub(crate) struct CaseView {
    /// The case itself, without contact and credentials.
    pub(crate) case: Case,
    /// The cases whose reports name each item, in the order of the items.
    pub(crate) sightings: Vec<Sightings>,
    /// The steps that the person who asks may let each item take, in the order of the items. Some need something
    /// else first.
    pub(crate) steps: Vec<Vec<&'static Step>>,
    /// The items of earlier cases that the report names.
    pub(crate) known: Vec<KnownView>,
    /// The log's last [`ENTRIES`] entries about the case, the oldest first, without those about reads.
    pub(crate) history: Vec<LogEntry>,
    /// The others who have its page open, sorted; empty in the API.
    pub(crate) also_open: Vec<String>,
    /// The ways to hand the case off, available or not; empty once it is scrubbed.
    pub(crate) offers: Vec<Offer>,
    /// Whether its reporter can be asked something now.
    pub(crate) can_ask: bool,
}

/// The cases whose reports name an item, that of the item included.
pub(crate) struct Sightings {
    /// The number of these cases. The store counts them, and the log does not vouch for it.
    pub(crate) count: u64,
    /// The last of these cases, the oldest first; at most [`SHOWN`] and the item's own.
    pub(crate) cases: Vec<Card>,
}

/// An item of an earlier case that a report names.
pub(crate) struct KnownView {
    /// The item's number, and whether somebody has looked at it in the light of the report.
    pub(crate) known: Known,
    /// The earlier case.
    pub(crate) card: Card,
    /// The item; none once it is scrubbed, or if its case is damaged.
    pub(crate) item: Option<Item>,
}

/// The way in which a view of a case shows its locations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locations {
    /// Defanged, as on pages.
    Defanged,
    /// With their exact text, as in the API.
    Exact,
}

impl Casework {
    /// A case with everything for its page. Logs the read first.
    #[tracing::instrument(skip_all, name = "casework.view")]
    pub(crate) async fn view(
        &self,
        actor: &Actor,
        id: ReportId,
        locations: Locations,
    ) -> Result<CaseView, CaseError> {
        let case = self.case(id).await?;
        let read = match locations {
            Locations::Defanged => Read::Case(id),
            Locations::Exact => Read::Exact(id),
        };
        self.log_read(actor, read).await?;
        Ok(CaseView {
            also_open: match locations {
                Locations::Defanged => self.visits.open(actor, id, self.clock.now()),
                Locations::Exact => Vec::new(),
            },
            history: self.history(id, ENTRIES).await?,
            offers: self.offers(&case).await?,
            can_ask: self.can_ask(&case),
            sightings: self.sightings(&case).await?,
            steps: self.steps_of_items(actor, case.worksheet.as_ref()),
            known: self.known_views(&case).await?,
            case,
        })
    }

    fn steps_of_items(
        &self,
        actor: &Actor,
        worksheet: Option<&Worksheet>,
    ) -> Vec<Vec<&'static Step>> {
        let Some(worksheet) = worksheet else {
            return Vec::new();
        };
        let may_claim = self.may_take_over(worksheet);
        let items = worksheet.items.iter();
        items
            .map(|item| steps_of(actor, worksheet, may_claim, item))
            .collect()
    }

    /// A page of the list of a filter, and the place behind which the list goes on; none at its end.
    #[tracing::instrument(skip_all, name = "casework.list")]
    pub(crate) async fn list(
        &self,
        filter: &CaseFilter,
    ) -> Result<(Vec<Card>, Option<Place>), CaseError> {
        let one_more = CaseFilter {
            max: filter.max + 1,
            ..filter.clone()
        };
        let mut cards = self.store.cases(&one_more).await?;
        let has_more = cards.len() > filter.max;
        cards.truncate(filter.max);
        let last = cards.last().filter(|_| has_more);
        let next = last.map(|card| filter.place(card));
        Ok((cards, next))
    }

    /// The same list, with the places that the cases name. Logs the read first.
    #[tracing::instrument(skip_all, name = "casework.list_places")]
    pub(crate) async fn list_places(
        &self,
        actor: &Actor,
        cards: Vec<Card>,
    ) -> Result<Vec<Hit>, CaseError> {
        self.log_read(actor, Read::List).await?;
        self.hits(cards).await
    }

    /// The number of open cases of each account or token that has any.
    #[tracing::instrument(skip_all, name = "casework.assigned")]
    pub(crate) async fn assigned(&self) -> Result<BTreeMap<String, u64>, CaseError> {
        let mut assigned = BTreeMap::new();
        for count in self.store.counts().await? {
            if let Some(name) = count.assignee {
                *assigned.entry(name).or_default() += count.cases;
            }
        }
        Ok(assigned)
    }

    /// The id of the case of this name, if it has that number; an id is its own, whether there is such a
    /// case or not.
    #[tracing::instrument(skip_all, name = "casework.named")]
    pub(crate) async fn named(&self, name: CaseName) -> Result<ReportId, CaseError> {
        match name {
            CaseName::Id(id) => Ok(id),
            CaseName::Number(number) => {
                let id = self.store.numbered(number).await?;
                id.ok_or(CaseError::NotFound)
            }
        }
    }

    /// The dossier of chosen items of a case; without any, that of the whole report.
    pub(super) async fn dossier(&self, case: &Case, places: &[u32]) -> Result<Dossier, CaseError> {
        let dossier = match places {
            [] => whole(case),
            places => dossier(case, places),
        };
        let mut dossier = dossier.ok_or(CaseError::Conflict)?;
        let digests = identity::digests(&self.vault, &dossier.report.locations);
        dossier.reports = self.count_named(&digests, case.card.id).await?;
        Ok(dossier)
    }

    /// The sheet of a case: all but the reporter's words.
    pub(super) async fn sheet(&self, id: ReportId) -> Result<Sheet, CaseError> {
        let SealedCase { card, file, .. } = self.sealed(id).await?;
        let worksheet = self.open_worksheet(&card, &file)?;
        Ok(Sheet { card, worksheet })
    }

    /// The sheet of a case; `None` if the case is damaged, which hides nothing of the cases beside it.
    pub(super) async fn undamaged(&self, id: ReportId) -> Result<Option<Sheet>, CaseError> {
        match self.sheet(id).await {
            Err(CaseError::Unreadable(_)) => Ok(None),
            sheet => sheet.map(Some),
        }
    }

    /// The sheets of those of these cases that are not damaged, read at once.
    pub(super) async fn all_undamaged(
        &self,
        cards: &[Card],
    ) -> Result<HashMap<ReportId, Sheet>, CaseError> {
        let ids: Vec<_> = cards.iter().map(|card| card.id).collect();
        let mut sheets = HashMap::new();
        for SealedCase { card, file, .. } in self.store.cases_of(&ids).await? {
            match self.open_worksheet(&card, &file) {
                Ok(worksheet) => drop(sheets.insert(card.id, Sheet { card, worksheet })),
                Err(CaseError::Unreadable(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(sheets)
    }

    /// The sheet of a case, if at most its hand-offs have changed since the version that the author
    /// of the request saw.
    pub(super) async fn sheet_seen(&self, id: ReportId, version: u64) -> Result<Sheet, CaseError> {
        let sheet = self.sheet(id).await?;
        sheet.is_as_seen(version)?;
        Ok(sheet)
    }

    /// A part of a case; `None` if it was scrubbed or never existed.
    pub(super) async fn part<T: DeserializeOwned>(
        &self,
        kind: RecordKind,
        id: ReportId,
    ) -> Result<Option<T>, CaseError> {
        let kept = self.records().get(kind, id.as_bytes()).await?;
        Ok(kept.map(|kept| kept.value))
    }

    pub(super) async fn case(&self, id: ReportId) -> Result<Case, CaseError> {
        let Sheet { card, worksheet } = self.sheet(id).await?;
        let notes = self.part(RecordKind::Notes, id).await?;
        Ok(Case {
            card,
            worksheet,
            report: self.part(RecordKind::Report, id).await?,
            description: self.part(RecordKind::Description, id).await?,
            has_contact: self.has(RecordKind::Contact, id).await?,
            has_credentials: self.has(RecordKind::Credentials, id).await?,
            notes: notes.unwrap_or_default(),
        })
    }

    /// Whether a part of a case exists. Does not open it.
    pub(super) async fn has(&self, kind: RecordKind, id: ReportId) -> Result<bool, CaseError> {
        Ok(self.store.record(kind, id.as_bytes()).await?.is_some())
    }

    /// The number of cases whose reports name one of these addresses, and of the case `own`.
    async fn count_named(
        &self,
        digests: &[LocationDigest],
        own: ReportId,
    ) -> Result<u64, CaseError> {
        match digests {
            [] => Ok(1),
            digests => Ok(self.store.count_linked(digests, Some(own)).await? + 1),
        }
    }

    /// The cases whose reports name each item of a case.
    async fn sightings(&self, case: &Case) -> Result<Vec<Sightings>, CaseError> {
        let items = case.worksheet.iter().flat_map(|worksheet| &worksheet.items);
        let (card, mut all) = (&case.card, Vec::new());
        for item in items {
            let digest = self.digest_of(item);
            let digests = digest.as_slice();
            let mut cases = match digests {
                [] => Vec::new(),
                digests => self.store.linked(digests, Some(card.id), SHOWN).await?,
            };
            cases.push(card.clone());
            cases.sort_unstable_by_key(|card| card.number);
            let count = self.count_named(digests, card.id).await?;
            all.push(Sightings { count, cases });
        }
        Ok(all)
    }

    async fn known_views(&self, case: &Case) -> Result<Vec<KnownView>, CaseError> {
        let known = case.worksheet.iter().flat_map(|worksheet| &worksheet.known);
        let mut all = Vec::new();
        for known in known {
            let (card, worksheet) = match self.undamaged(known.case).await? {
                Some(Sheet { card, worksheet }) => (card, worksheet),
                None => {
                    let card = self.numbered(known.item.case).await?;
                    (card.ok_or(CaseError::NotFound)?, None)
                }
            };
            let item = worksheet.and_then(|sheet| sheet.item(known.item.place).cloned());
            let known = known.clone();
            all.push(KnownView { known, card, item });
        }
        Ok(all)
    }

    /// The card of the case with this short number, even if the case cannot be opened.
    pub(super) async fn numbered(&self, number: u64) -> Result<Option<Card>, CaseError> {
        let filter = CaseFilter {
            number: Some(number),
            max: 1,
            ..CaseFilter::default()
        };
        Ok(self.store.cases(&filter).await?.pop())
    }

    /// The last `max` entries about a case without those of reads, which are only in the log itself: a history
    /// tells what became of the case, and would otherwise grow by each look at it.
    pub(super) async fn history(
        &self,
        id: ReportId,
        max: usize,
    ) -> Result<Vec<LogEntry>, CaseError> {
        let acts = self.store.acts_on(id, max).await?;
        let mut entries: Vec<LogEntry> = acts.iter().map(ChainedAct::shown).collect();
        entries.retain(|entry| entry.what != ActName::Read.name());
        Ok(entries)
    }

    async fn sealed(&self, id: ReportId) -> Result<SealedCase, CaseError> {
        self.store.case(id).await?.ok_or(CaseError::NotFound)
    }
}

/// The data of chosen items for hand-offs; `None` if one of them does not exist, or once the case is
/// scrubbed. The number of reports is still to be counted.
fn dossier(case: &Case, places: &[u32]) -> Option<Dossier> {
    let (report, worksheet) = (case.report.as_ref()?, case.worksheet.as_ref()?);
    let chosen: Option<Vec<&Item>> = places.iter().map(|place| worksheet.item(*place)).collect();
    let chosen = chosen?;
    Some(Dossier {
        id: case.card.id,
        received: case.card.received,
        report: UntrustedReport {
            locations: chosen.iter().map(|item| item.location.clone()).collect(),
            ..report.clone()
        },
        description: case.description.clone(),
        items: chosen.into_iter().map(of_item).collect(),
        reports: 1,
        referred: worksheet.referred.clone(),
    })
}

fn of_item(item: &Item) -> DossierItem {
    DossierItem {
        place: item.place,
        state: item.state,
        end: item.end,
        finding: item.finding.clone(),
        assessed_on: item.assessed.as_ref().map(|assessed| assessed.on.clone()),
        explanation: item.explanation.clone(),
        held_until: item.held_until.clone(),
    }
}

/// The data of the whole report, as it came, for the police; `None` once it is scrubbed. A location
/// that brought no item of its own, or whose item has ended, goes as one that has no finding.
fn whole(case: &Case) -> Option<Dossier> {
    let (report, worksheet) = (case.report.as_ref()?, case.worksheet.as_ref()?);
    let item_at = |at: u32| {
        let mut items = worksheet.items.iter().filter(|item| item.is_open());
        let item = items.find(|item| item.reported == Some(at));
        item.map_or_else(DossierItem::of_nothing, of_item)
    };
    let positions = (0..).zip(&report.locations).map(|(at, _)| at);
    Some(Dossier {
        id: case.card.id,
        received: case.card.received,
        report: report.clone(),
        description: case.description.clone(),
        items: positions.map(item_at).collect(),
        reports: 1,
        referred: worksheet.referred.clone(),
    })
}
