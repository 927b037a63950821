//! What becomes of an item that several hotlines have referred. The item belongs to the first case that named it; the cases
//! of later referrals follow it, and each hotline hears of it in answer to its own referral.

use std::collections::BTreeSet;
use std::mem;

use model::audit::ActName;
use model::item::ItemNumber;
use model::outcome::ItemOutcome;
use shared::report::ReportId;

use super::commit::{Change, Sheet};
use super::{CaseError, Casework};
use crate::webhooks::EventType;

/// How an item stands that the case of another hotline's referral follows.
pub(super) struct Followed {
    /// The case of the referral.
    follower: ReportId,
    /// The item, in an earlier case.
    item: ItemNumber,
    /// What the other hotline should hear of it; none while nobody has decided anything about it.
    outcome: Option<ItemOutcome>,
}

/// How the items of a case stand that other cases follow.
pub(super) fn followed(sheet: &Sheet) -> Vec<Followed> {
    let Some(worksheet) = &sheet.worksheet else {
        return Vec::new();
    };
    let each = worksheet.followers.iter().map(|follower| Followed {
        follower: follower.case,
        item: ItemNumber {
            case: sheet.card.number,
            place: follower.item,
        },
        outcome: worksheet.item(follower.item).and_then(|it| it.outcome()),
    });
    each.collect()
}

impl Casework {
    /// Adds to a change what follows from it for the cases that follow its items.
    pub(super) async fn with_followers(&self, mut change: Change) -> Result<Change, CaseError> {
        let followed = mem::take(&mut change.followed);
        let mut followers: BTreeSet<ReportId> = followed.iter().map(|it| it.follower).collect();
        // These are written already. They hear of it with the next change of the item's case.
        for case in &change.batch.cases {
            followers.remove(&case.case.card.id);
        }
        for follower in followers {
            if let Some(heard) = self.told_on(follower, &followed).await? {
                change = change.and(heard);
            }
        }
        Ok(change)
    }

    /// The change of a case that follows items, with what its hotline is told of them; none if nothing is new.
    async fn told_on(
        &self,
        follower: ReportId,
        followed: &[Followed],
    ) -> Result<Option<Change>, CaseError> {
        let Some(mut sheet) = self.undamaged(follower).await? else {
            return Ok(None);
        };
        let Some(worksheet) = sheet.worksheet.as_mut() else {
            return Ok(None);
        };
        let mut news = Vec::new();
        for it in followed.iter().filter(|it| it.follower == follower) {
            if worksheet.hear_of_known(it.item, it.outcome.as_ref()) {
                news.push(it.item.to_string());
            }
        }
        if news.is_empty() {
            return Ok(None);
        }
        let act = self.own_act(follower, ActName::OutcomeFollowed, "", &news.join(", "));
        Ok(Some(self.changed_beside(sheet, act, EventType::Changed)?))
    }
}
