//! Random samples of decided items, for second looks: how often do two people agree?

use std::ops::RangeInclusive;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::assessment::Verdict;
use model::audit::{Act, ActName};
use model::case::Card;
use model::item::{Item, ItemNumber, SecondLook, Signed};
use model::time::Day;
use model::worksheet::Worksheet;
use rand::seq::index;
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use shared::report::ReportId;
use store::RecordKind;

use super::commit::Change;
use super::{CaseError, Casework};
use crate::records::Kept;
use crate::webhooks::EventType;

/// Maximum number of items of a sample.
pub(crate) const MAX_SAMPLE: usize = 200;

/// A random sample of items that had a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sample {
    /// The person who drew it, and the day.
    pub(crate) drawn: Signed,
    /// The first day on which reports came.
    pub(crate) from: String,
    /// The last day on which reports came.
    pub(crate) to: String,
    /// The number of items with a verdict of which it was drawn.
    pub(crate) of: usize,
    /// The items, in the order of their numbers.
    pub(crate) items: Vec<SampledItem>,
}

/// An item of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SampledItem {
    /// The case of the item.
    pub(crate) case: ReportId,
    /// The item's number.
    pub(crate) number: ItemNumber,
    /// The person who had decided.
    pub(crate) decided_by: String,
    /// The verdict when the sample was drawn.
    pub(crate) verdict: Verdict,
}

/// A sample as it stands.
pub(crate) struct SampleView {
    pub(crate) sample: Sample,
    /// The last second look at each of its items since it was drawn, in their order.
    pub(crate) looks: Vec<Option<SecondLook>>,
}

impl SampleView {
    /// The number of items that were looked at, and of those in which both verdicts are the same.
    pub(crate) fn agreement(&self) -> (usize, usize) {
        let looks = self.looks.iter().flatten();
        let agreed = looks.clone().filter(|look| look.verdict == look.would_be);
        (looks.count(), agreed.count())
    }

    /// How many items have this pair of verdicts: the one of the analyst, and the one of the second look.
    pub(crate) fn pair(&self, verdict: Verdict, would_be: Verdict) -> usize {
        let looks = self.looks.iter().flatten();
        looks
            .filter(|look| (look.verdict, look.would_be) == (verdict, would_be))
            .count()
    }
}

impl Casework {
    /// Draws a sample of so many items of reports that came on these days: each item with a verdict is
    /// equally likely. Returns its key.
    ///
    /// # Errors
    ///
    /// [`CaseError::NothingChosen`] if no item has a verdict.
    #[tracing::instrument(skip_all, name = "casework.draw_sample")]
    pub(crate) async fn draw_sample(
        &self,
        actor: &Actor,
        days: &RangeInclusive<Day>,
        size: usize,
    ) -> Result<Vec<u8>, CaseError> {
        let mut decided = Vec::new();
        let add = |card: &Card, worksheet: &Worksheet| {
            decided.extend(
                worksheet
                    .items
                    .iter()
                    .filter_map(|item| sampled(card, item)),
            );
        };
        self.each_worksheet(days, add).await?;
        if decided.is_empty() {
            return Err(CaseError::NothingChosen);
        }
        let rng = &mut UnwrapErr(SysRng);
        let of = decided.len();
        let mut chosen = index::sample(rng, of, size.min(MAX_SAMPLE).min(of)).into_vec();
        chosen.sort_unstable();
        let items: Vec<_> = chosen.into_iter().map(|at| decided[at].clone()).collect();
        let new = format!(
            "{} of {of}, {} to {}",
            items.len(),
            days.start(),
            days.end()
        );
        let sample = Sample {
            drawn: Signed::on_day(&actor.name, self.today()),
            from: days.start().to_string(),
            to: days.end().to_string(),
            of,
            items,
        };
        let mut key = vec![0; 16];
        rng.fill_bytes(&mut key);
        let record = self.records().add(RecordKind::Sample, &key, &sample)?;
        let act = Act::of(&actor.name, ActName::Sample, "", &new, self.clock.now());
        self.commit(Change::logged(act).with_records([record]))
            .await?;
        Ok(key)
    }

    /// All samples with their keys, the last one first.
    #[tracing::instrument(skip_all, name = "casework.samples")]
    pub(crate) async fn samples(&self) -> Result<Vec<Kept<Sample>>, CaseError> {
        let mut samples: Vec<Kept<Sample>> = self.records().all(RecordKind::Sample).await?;
        samples.sort_by(|one, other| other.value.drawn.on.cmp(&one.value.drawn.on));
        Ok(samples)
    }

    /// A sample, with the second looks at its items.
    #[tracing::instrument(skip_all, name = "casework.sample")]
    pub(crate) async fn sample(&self, key: &[u8]) -> Result<SampleView, CaseError> {
        let sample = self.sample_at(key).await?;
        let mut looks = Vec::new();
        for item in &sample.items {
            let sheet = self.undamaged(item.case).await?;
            let worksheet = sheet.and_then(|sheet| sheet.worksheet);
            let of_case = worksheet.as_ref().and_then(|it| it.item(item.number.place));
            let mut all = of_case
                .into_iter()
                .flat_map(|item| &item.second_looks)
                .rev();
            looks.push(all.find(|look| look.looked.on >= sample.drawn.on).cloned());
        }
        Ok(SampleView { sample, looks })
    }

    /// Records what somebody would have decided about an item of a sample. Nobody looks at their own verdict.
    #[tracing::instrument(skip_all, name = "casework.look_twice")]
    pub(crate) async fn look_twice(
        &self,
        actor: &Actor,
        key: &[u8],
        number: ItemNumber,
        would_be: Option<Verdict>,
    ) -> Result<(), CaseError> {
        let sample = self.sample_at(key).await?;
        let mut items = sample.items.into_iter();
        let sampled = items.find(|item| item.number == number);
        let id = sampled.ok_or(CaseError::NotFound)?.case;
        let mut sheet = self.sheet(id).await?;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let item = worksheet
            .item_mut(number.place)
            .ok_or(CaseError::Conflict)?;
        let verdict = item.verdict().ok_or(CaseError::Conflict)?;
        if item.decided.as_ref().is_none_or(|it| it.by == actor.name) {
            return Err(CaseError::Forbidden);
        }
        let would_be = would_be.unwrap_or(verdict);
        item.second_looks.push(SecondLook {
            looked: Signed::on_day(&actor.name, self.today()),
            verdict,
            would_be,
        });
        let new = format!("{} ({})", would_be.name(), number.place);
        let act = self.act(actor, id, ActName::SecondLook, verdict.name(), &new);
        let change = self.changed_beside(sheet, act, EventType::Changed)?;
        self.commit(change).await
    }

    async fn sample_at(&self, key: &[u8]) -> Result<Sample, CaseError> {
        let kept = self.records().get(RecordKind::Sample, key).await?;
        kept.map(|kept| kept.value).ok_or(CaseError::NotFound)
    }
}

/// An item that can be drawn: a person has given its verdict.
fn sampled(card: &Card, item: &Item) -> Option<SampledItem> {
    Some(SampledItem {
        case: card.id,
        number: ItemNumber {
            case: card.number,
            place: item.place,
        },
        decided_by: item.decided.as_ref()?.by.clone(),
        verdict: item.verdict()?,
    })
}
