//! Items that two hotlines classify differently. Both opinions stay: neither is overwritten by the other.

use crate::assessment::Classification;
use crate::outcome::ItemOutcome;
use crate::worksheet::Worksheet;

/// An item that another hotline classifies differently from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dispute<'a> {
    /// The number of the item within the case; none if it is the item of an earlier case.
    pub item: Option<u32>,
    /// The other hotline: by its name in the config if we referred the item to it, by its id if it referred the item to us.
    pub hotline: &'a str,
    /// The classification by this hotline's desk.
    pub ours: Classification,
    /// The classification by the other hotline's desk.
    pub theirs: Classification,
}

impl Worksheet {
    /// The items that another hotline classifies differently from us, once both have decided.
    pub fn disputes(&self) -> Vec<Dispute<'_>> {
        let all = self.disputed_there().chain(self.disputed_here());
        all.filter(|dispute| dispute.ours != dispute.theirs)
            .collect()
    }

    /// What hotlines say of items that we referred to them.
    fn disputed_there(&self) -> impl Iterator<Item = Dispute<'_>> {
        let told = self.hand_offs.iter();
        let told = told.flat_map(|it| it.outcomes.iter().map(|heard| (&it.to, heard)));
        told.filter_map(|(to, heard)| {
            Some(Dispute {
                item: Some(heard.item),
                hotline: to,
                ours: classified(self.item(heard.item)?.outcome())?,
                theirs: heard.outcome.classification?,
            })
        })
    }

    /// What a hotline says of items that it referred to us.
    fn disputed_here(&self) -> impl Iterator<Item = Dispute<'_>> {
        let referred = self.referred.iter();
        let claims = referred.flat_map(|it| (0..).zip(&it.items).map(move |item| (&it.by, item)));
        claims.filter_map(|(by, (at, claim))| {
            let mut items = self.items.iter();
            let own = items.find(|item| item.reported == Some(at));
            Some(Dispute {
                item: own.map(|item| item.place),
                hotline: by,
                ours: classified(self.became(at))?,
                theirs: claim.finding.classification,
            })
        })
    }
}

fn classified(outcome: Option<ItemOutcome>) -> Option<Classification> {
    outcome?.classification
}
