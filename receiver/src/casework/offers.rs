//! The ways to hand items off, grouped by who gets them.

use model::case::Case;
use model::item::Item;
use model::worksheet::HandoffKind;
use strum::VariantArray;

use super::{CaseError, Casework};
use crate::handoff::{self, Refusal, host_of};

/// A way to hand items off to one recipient, and whether it is available.
pub(crate) struct Offer {
    /// The format and the kind of recipient.
    pub(crate) kind: HandoffKind,
    /// The numbers of the items that can go together.
    pub(crate) items: Vec<u32>,
    /// The host of the items, in a notice or a XARF report.
    pub(crate) host: Option<String>,
    /// The recipients to choose from.
    pub(crate) recipients: Vec<String>,
    /// Those of them to whom nothing can be sealed now. They come last.
    pub(crate) without_key: Vec<String>,
    /// Why the way is not available now; `None` if it is.
    pub(crate) refusal: Option<Refusal>,
}

impl Casework {
    /// All ways to hand the items of a case off; none once it is scrubbed.
    pub(super) async fn offers(&self, case: &Case) -> Result<Vec<Offer>, CaseError> {
        let Some(worksheet) = &case.worksheet else {
            return Ok(Vec::new());
        };
        let mut offers = Vec::new();
        for kind in HandoffKind::VARIANTS {
            let mut groups = grouped(*kind, &worksheet.items);
            if *kind == HandoffKind::Police && groups.is_empty() {
                // The whole report.
                groups.push((None, Vec::new()));
            }
            for (host, items) in groups {
                let dossier = self.dossier(case, &items).await?;
                let refusal = handoff::check(*kind, &dossier, self.sender.as_ref()).err();
                let mut recipients = self.recipients_of(*kind, host.as_deref()).await?;
                let without_key = match (kind, &refusal) {
                    (HandoffKind::Hotline, None) => self.without_key().await,
                    _ => Vec::new(),
                };
                recipients.sort_by_key(|name| without_key.contains(name));
                offers.push(Offer {
                    kind: *kind,
                    items,
                    host,
                    recipients,
                    without_key,
                    refusal,
                });
            }
        }
        Ok(offers)
    }

    /// The names of the other hotlines to which nothing can be sealed now.
    async fn without_key(&self) -> Vec<String> {
        let Some(exchange) = &self.exchange else {
            return Vec::new();
        };
        let keys = exchange.other_keys().await.into_iter();
        let without = keys.filter(|other| other.key.is_err());
        without.map(|other| other.name).collect()
    }
}

/// The items that can go together: by host for what goes to hosts, where an item without a host goes
/// alone; otherwise all.
fn grouped(kind: HandoffKind, items: &[Item]) -> Vec<(Option<String>, Vec<u32>)> {
    let mut groups: Vec<(Option<String>, Vec<u32>)> = Vec::new();
    for item in items.iter().filter(|item| handoff::may_leave(kind, item)) {
        let host = host_of(&item.location).filter(|_| kind.goes_to_host());
        let goes_along = |group: &&mut (Option<String>, Vec<u32>)| {
            group.0 == host && (host.is_some() || !kind.goes_to_host())
        };
        match groups.iter_mut().find(goes_along) {
            Some((_, places)) => places.push(item.place),
            None => groups.push((host, vec![item.place])),
        }
    }
    groups
}
