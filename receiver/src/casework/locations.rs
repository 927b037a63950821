//! Locations of items: corrected, split and added by an analyst. What the reporter wrote stays in the
//! report.

use model::actor::Actor;
use model::audit::ActName;
use model::case::Card;
use model::item::{Correction, Item, ItemNumber};
use model::life::{End, ItemState};
use model::worksheet::Worksheet;
use shared::limits::MAX_LOCATIONS;
use shared::paste;
use shared::report::{Location, Name, ReportId};
use store::KnownItem;

use super::adopt::unsettled;
use super::{CaseError, Casework, identity};
use crate::webhooks::EventType;

/// Maximum number of items of a case.
const MAX_ITEMS: usize = 5 * MAX_LOCATIONS;

impl Casework {
    /// Replaces the location of an item by these addresses, one on each line: the first becomes the
    /// item's, each other one becomes an item of its own. Without an item, all are added. Returns
    /// the case's new version.
    #[tracing::instrument(skip_all, name = "casework.correct")]
    pub(crate) async fn correct(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        place: Option<u32>,
        addresses: &str,
    ) -> Result<u64, CaseError> {
        let mut sheet = self.sheet_seen(id, version).await?;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let mut given = read(addresses)?.into_iter();
        let mut numbers = Vec::new();
        if let Some(place) = place {
            let item = worksheet.item_mut(place).ok_or(CaseError::Conflict)?;
            self.is_named_here_only(&sheet.card, item).await?;
            let to = given.next().ok_or(CaseError::NoAddress(1))?;
            let at = self.clock.now().to_string();
            replace(actor, item, to, &at, sheet.card.version)?;
            numbers.push(place);
        }
        for location in given {
            let item = Item::new(worksheet.next_place(), location, None);
            numbers.push(item.place);
            worksheet.items.push(item);
        }
        if worksheet.items.len() > MAX_ITEMS {
            return Err(CaseError::TooMany);
        }
        self.see_elsewhere(&sheet.card, worksheet, &numbers).await?;
        let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
        let old = place.map_or_else(String::new, |place| place.to_string());
        let act = self.act(actor, id, ActName::Correct, &old, &numbers.join(", "));
        self.commit_changed(sheet, act, EventType::Changed).await
    }

    /// Replaces the location of an item by the addresses that were found in it ([`suggested`]), as
    /// [`Self::correct`] does with those that an analyst wrote.
    #[tracing::instrument(skip_all, name = "casework.accept")]
    pub(crate) async fn accept(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        place: u32,
    ) -> Result<u64, CaseError> {
        let sheet = self.sheet_seen(id, version).await?;
        let worksheet = sheet.worksheet.as_ref().ok_or(CaseError::Conflict)?;
        let item = worksheet.item(place).ok_or(CaseError::Conflict)?;
        let addresses = suggested(&item.location).join("\n");
        self.correct(actor, id, version, Some(place), &addresses)
            .await
    }

    /// Fails if reports of other cases name the address of an item: it really was reported, and has to
    /// stay an item.
    async fn is_named_here_only(&self, card: &Card, item: &Item) -> Result<(), CaseError> {
        let Some(digest) = self.digest_of(item) else {
            return Ok(());
        };
        let others = self.store.linked(&[digest], Some(card.id), 1).await?;
        let is_known_there = others.is_empty() || item.end == Some(End::Same);
        is_known_there
            .then_some(())
            .ok_or(CaseError::NamedByOthers(item.place))
    }

    /// The number of the item to which the content of others moves: a new item of the case, or the one
    /// that has the address already, which has to be looked at again.
    pub(super) async fn moved(
        &self,
        card: &Card,
        worksheet: &mut Worksheet,
        from: &[u32],
        address: &str,
    ) -> Result<ItemNumber, CaseError> {
        let mut given = read(address)?;
        let (Some(location), true) = (given.pop(), given.is_empty()) else {
            return Err(CaseError::NoAddress(1));
        };
        let digest = identity::digest(&self.vault, &location);
        let has_it = |item: &&mut Item| digest.is_some() && self.digest_of(item) == digest;
        if let Some(item) = worksheet.items.iter_mut().find(has_it) {
            if from.contains(&item.place) {
                return Err(CaseError::NoAddress(1));
            }
            if !item.is_open() {
                item.assess_anew();
            }
            return Ok(number(card, item.place));
        }
        let elsewhere = self.known(digest.as_slice()).await?.pop();
        if let Some(known) = elsewhere.filter(|known| known.case != card.id) {
            let number = known.number;
            name(worksheet, &known);
            return Ok(number);
        }
        if worksheet.items.len() >= MAX_ITEMS {
            return Err(CaseError::TooMany);
        }
        let place = worksheet.next_place();
        worksheet.items.push(Item::new(place, location, None));
        Ok(number(card, place))
    }

    /// Ends those of the changed items whose address another item has. An item of another case becomes
    /// a known item, which has to be looked at.
    async fn see_elsewhere(
        &self,
        card: &Card,
        worksheet: &mut Worksheet,
        changed: &[u32],
    ) -> Result<(), CaseError> {
        for place in changed {
            let item = worksheet.item(*place).ok_or(CaseError::Conflict)?;
            let Some(digest) = self.digest_of(item) else {
                continue;
            };
            let known = self.known(&[digest]).await?.pop();
            let known = known.filter(|known| known.case != card.id);
            // Of two changed items with one address, the first one stays.
            let comes_first = |other: &&Item| {
                other.place < *place || (other.place > *place && !changed.contains(&other.place))
            };
            let mut others = worksheet.items.iter().filter(comes_first);
            let own = others.find(|other| self.digest_of(other) == Some(digest));
            let other = match (own, &known) {
                (Some(own), _) => number(card, own.place),
                (None, Some(known)) => known.number,
                (None, None) => continue,
            };
            if let Some(item) = worksheet.item_mut(*place) {
                item.end(End::Same, self.clock.now().hour());
                (item.other, item.is_seen_elsewhere) = (Some(other), true);
            }
            if let Some(known) = known {
                name(worksheet, &known);
            }
        }
        Ok(())
    }
}

/// The addresses that stand in a location beside others, in words, or to be mended: an analyst may want
/// them instead. Empty if the location is one address as it should be.
pub(crate) fn suggested(location: &Location) -> Vec<String> {
    let found = texts(location).into_iter().flat_map(paste::find).collect();
    let found = paste::different(found).into_iter().map(|one| one.address);
    let found: Vec<String> = found
        .filter(|address| self::location(address).is_some())
        .collect();
    let is_as_it_should_be = match location {
        Location::Web { url, .. } => found == [url.as_str()],
        Location::Onion { url } => found == [url.as_str()],
        Location::FileSharing { magnet, .. } => magnet
            .as_ref()
            .is_some_and(|magnet| found == [magnet.as_str()]),
        _ => false,
    };
    if is_as_it_should_be || found.len() > MAX_LOCATIONS {
        return Vec::new();
    }
    found
}

/// The texts of a location that may hold addresses. The address of an account leads to the account.
fn texts(location: &Location) -> Vec<&str> {
    let names: Vec<Option<&Name>> = match location {
        Location::Web { url, .. } => return vec![url.as_str()],
        Location::Onion { url } => return vec![url.as_str()],
        Location::Other { text } => return vec![text.as_str()],
        Location::FileSharing {
            magnet: Some(magnet),
            ..
        } => return vec![magnet.as_str()],
        Location::FileSharing {
            file_name,
            search_terms,
            ..
        } => vec![file_name.as_ref(), search_terms.as_ref()],
        Location::Chat { handle, .. } => vec![handle.as_ref()],
        Location::Game { name, handle } => vec![Some(name), handle.as_ref()],
        Location::Social { .. } | Location::Newsgroup { .. } | Location::Email { .. } => Vec::new(),
    };
    names.into_iter().flatten().map(Name::as_str).collect()
}

/// Adds a known item that has to be looked at, or lets it be looked at again.
fn name(worksheet: &mut Worksheet, known: &KnownItem) {
    let mut named = worksheet.known.iter_mut();
    match named.find(|it| it.item == known.number) {
        Some(it) => it.settled = None,
        None => worksheet.known.push(unsettled(known, None)),
    }
}

fn number(card: &Card, place: u32) -> ItemNumber {
    ItemNumber {
        case: card.number,
        place,
    }
}

/// Replaces the location of an item whose content has not been assessed.
fn replace(
    actor: &Actor,
    item: &mut Item,
    to: Location,
    at: &str,
    version: u64,
) -> Result<(), CaseError> {
    let is_same = item.end == Some(End::Same);
    let may = item.is_assessed_by(actor) || item.state == ItemState::NeedsMore || is_same;
    if !may {
        return Err(CaseError::NoStep(item.place));
    }
    let from = std::mem::replace(&mut item.location, to);
    item.corrections.push(Correction {
        by: actor.name.clone(),
        at: at.to_owned(),
        from,
    });
    item.is_seen_elsewhere = false;
    item.is_new_in(version);
    // The server was that of the earlier address.
    if let Some(finding) = &mut item.finding {
        finding.hosting = None;
    }
    if is_same {
        item.assess_anew();
    }
    Ok(())
}

/// The locations of these addresses, one on each line. Lines without text are skipped.
fn read(addresses: &str) -> Result<Vec<Location>, CaseError> {
    let lines = (1..).zip(addresses.lines().map(str::trim));
    let given = lines.filter(|(_, line)| !line.is_empty());
    let read = given.map(|(number, line)| location(line).ok_or(CaseError::NoAddress(number)));
    let read: Vec<_> = read.collect::<Result<_, _>>()?;
    match read.len() {
        0 => Err(CaseError::NoAddress(1)),
        1..=MAX_LOCATIONS => Ok(read),
        _ => Err(CaseError::TooMany),
    }
}

/// The location of one address: a hidden service, a page on the web, or a magnet link.
pub(super) fn location(address: &str) -> Option<Location> {
    if let Ok(url) = address.parse() {
        return Some(Location::Onion { url });
    }
    if let Ok(url) = address.parse() {
        let referrer = None;
        return Some(Location::Web { url, referrer });
    }
    let magnet = address
        .parse()
        .ok()
        .filter(|_| address.starts_with("magnet:"))?;
    Some(Location::FileSharing {
        file_name: None,
        search_terms: None,
        magnet: Some(magnet),
        client: None,
    })
}
