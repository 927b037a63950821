//! Steps in the life of items.

use model::actor::Actor;
use model::audit::ActName;
use model::item::{Item, Signed, Taken};
use model::life::{Requirement, Step, TakenBy, step_named};
use model::recipient::is_country;
use model::rights::Right;
use model::time::Day;
use model::worksheet::{HandoffKind, Worksheet};
use shared::report::{Category, ReportId};

use super::commit::{Change, Sheet};
use super::{CaseError, Casework, Observed};
use crate::webhooks::EventType;

/// A request to take a step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct StepAsked<'a> {
    /// The name of the step.
    pub(crate) step: &'a str,
    /// The items that take the step. Empty stands for the only item that can take it.
    pub(crate) items: &'a [u32],
    /// The reason or remark; may be empty. It is kept as a note.
    pub(crate) reason: &'a str,
    /// The day until which the police asked to wait (RFC 3339); may be empty.
    pub(crate) until: &'a str,
    /// The day on which to look again (RFC 3339). Empty stands for the next working day, if the step
    /// leads to items that are looked after.
    pub(crate) look_again: &'a str,
    /// The address to which the content has moved; may be empty.
    pub(crate) to: &'a str,
    /// The country in which the content is (ISO 3166-1 alpha-2); may be empty.
    pub(crate) country: &'a str,
}

impl Casework {
    /// The circumstances of a step of an item, taken now by this person in this version of the case, that needs no day
    /// and no country.
    pub(super) fn taken<'a>(&self, actor: &'a Actor, version: u64) -> Taken<'a> {
        Taken {
            by: &actor.name,
            now: self.clock.now().hour(),
            today: self.today(),
            look_again: self.next_working_day(),
            until: "",
            country: "",
            version,
        }
    }

    /// Whether findings of the hotline that referred the case may be taken over, without viewing the content.
    pub(super) fn may_take_over(&self, worksheet: &Worksheet) -> bool {
        let referred = worksheet.referred.as_ref();
        let by = referred.and_then(|referred| referred.by.parse().ok());
        let exchange = self.exchange.as_ref();
        exchange.is_some_and(|exchange| by.is_some_and(|by| exchange.may_take_over(&by)))
    }

    /// Records the findings that stand on the screen, and lets items take a step: both or nothing.
    /// `version` is the version that the author of the request saw. Returns the case's new version.
    #[tracing::instrument(skip_all, name = "casework.step")]
    pub(crate) async fn step(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        observed: &[Observed],
        asked: StepAsked<'_>,
    ) -> Result<u64, CaseError> {
        let mut sheet = self.sheet_seen(id, version).await?;
        let next = sheet.card.version + 1;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let assessed = self.record(actor, id, worksheet, observed)?;
        let mut change = self.stepped(actor, sheet, asked).await?;
        change.batch.acts.splice(0..0, assessed);
        self.commit(change).await?;
        Ok(next)
    }

    /// Records that the decisions of second reviews were heard of: of all those of which this person
    /// may say so. Returns the case's new version.
    #[tracing::instrument(skip_all, name = "casework.hear")]
    pub(crate) async fn hear(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
    ) -> Result<u64, CaseError> {
        let mut sheet = self.sheet_seen(id, version).await?;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        if !worksheet.items.iter().any(Item::has_news) {
            return Err(CaseError::Conflict);
        }
        let mut heard = Vec::new();
        for item in worksheet.items.iter_mut().filter(|it| may_hear(actor, it)) {
            heard.push(item.place.to_string());
            if let Some(review) = &mut item.review {
                review.is_heard = true;
            }
        }
        if heard.is_empty() {
            return Err(CaseError::Forbidden);
        }
        let new = format!("heard ({})", heard.join(", "));
        let act = self.act(actor, id, ActName::Step, "", &new);
        self.commit_changed(sheet, act, EventType::Changed).await
    }

    /// The change in which items take a step.
    async fn stepped(
        &self,
        actor: &Actor,
        mut sheet: Sheet,
        asked: StepAsked<'_>,
    ) -> Result<Change, CaseError> {
        let (id, today) = (sheet.card.id, self.today());
        let category = sheet.card.facts.category;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let may_claim = self.may_take_over(worksheet);
        let places = chosen(actor, worksheet, may_claim, asked)?;
        let (mut old, mut steps) = (Vec::new(), Vec::new());
        for place in &places {
            let item = worksheet.item(*place).ok_or(CaseError::Conflict)?;
            let taken = step_named(item.state, asked.step).ok_or(CaseError::NoStep(*place))?;
            check(
                actor,
                worksheet,
                item,
                category,
                (taken, may_claim),
                asked,
                today,
            )?;
            old.push(item.standing());
            steps.push((*place, taken));
        }
        if steps
            .iter()
            .any(|(_, step)| step.needs == Requirement::Address)
        {
            let number = self
                .moved(&sheet.card, worksheet, &places, asked.to)
                .await?;
            for place in &places {
                if let Some(item) = worksheet.item_mut(*place) {
                    item.other = Some(number);
                }
            }
        }
        let usual = self.taken(actor, sheet.card.version);
        let taken = Taken {
            look_again: day(asked.look_again).unwrap_or(usual.look_again),
            until: asked.until,
            country: asked.country,
            today,
            ..usual
        };
        let mut new = "";
        for (place, step) in steps {
            let claim = worksheet
                .item(place)
                .and_then(|item| worksheet.claim_of(item));
            let claim = claim.filter(|_| step.needs == Requirement::Claim).cloned();
            if let Some(item) = worksheet.item_mut(place) {
                if let Some(finding) = claim {
                    item.finding = Some(finding);
                    item.assessed = Some(Signed::on_day(&actor.name, today));
                }
                item.take(step, &taken);
                new = item.standing();
            }
        }
        old.dedup();
        let numbers: Vec<String> = places.iter().map(u32::to_string).collect();
        let new = format!("{new} ({})", numbers.join(", "));
        let act = self.act(actor, id, ActName::Step, &old.join(", "), &new);
        sheet.card.assign_if_free(&actor.name);
        let note = match asked.reason.trim() {
            "" => None,
            reason => Some(self.with_note(&actor.name, id, reason).await?),
        };
        Ok(self
            .changed(sheet, act, EventType::Changed)?
            .with_records(note))
    }
}

/// The steps that this person may let an item take now; some need something else first. `may_claim`: whether
/// findings of the hotline that referred the case may be taken over.
pub(super) fn steps_of(
    actor: &Actor,
    worksheet: &Worksheet,
    may_claim: bool,
    item: &Item,
) -> Vec<&'static Step> {
    let fits = |step: &&Step| match step.needs {
        Requirement::Claim => may_claim && worksheet.claim_of(item).is_some(),
        Requirement::Country => worksheet.is_referred(item),
        _ => true,
    };
    item.steps(actor).filter(fits).collect()
}

/// The items that take a step: the chosen ones, or the only one that can take it.
fn chosen(
    actor: &Actor,
    worksheet: &Worksheet,
    may_claim: bool,
    asked: StepAsked<'_>,
) -> Result<Vec<u32>, CaseError> {
    if !asked.items.is_empty() {
        let mut places = asked.items.to_vec();
        places.sort_unstable();
        places.dedup();
        return Ok(places);
    }
    let can = |item: &&Item| {
        let steps = steps_of(actor, worksheet, may_claim, item);
        steps.iter().any(|step| step.name == asked.step)
    };
    let mut able = worksheet.items.iter().filter(can);
    match (able.next(), able.next()) {
        (Some(only), None) => Ok(vec![only.place]),
        _ => Err(CaseError::NothingChosen),
    }
}

/// Whether this person may say that the decision about the item was heard of: the person who asked, or
/// somebody with the right to review, because the one who asked may be away.
pub(crate) fn may_hear(actor: &Actor, item: &Item) -> bool {
    let news = item.review.as_ref().filter(|_| item.has_news());
    news.is_some_and(|review| review.asked_by == actor.name || actor.may(Right::Review))
}

/// Whether what a step of the item needs stands in the case already. What is asked for with each step does not.
pub(crate) fn stands(worksheet: &Worksheet, item: &Item, needs: Requirement) -> bool {
    let is_illegal = item.classification().is_some_and(|it| it.is_illegal());
    let has_left = |kinds: &[HandoffKind]| {
        let mut hand_offs = worksheet.left(item);
        hand_offs.any(|it| kinds.is_empty() || kinds.contains(&it.kind))
    };
    match needs {
        Requirement::Nothing => true,
        Requirement::Illegal => is_illegal,
        Requirement::Legal => item.finding.is_some() && !is_illegal,
        Requirement::WasIllegal => is_illegal && item.is_illegal(),
        Requirement::HandOff => has_left(&[]),
        Requirement::Police => has_left(&[HandoffKind::Police]),
        Requirement::Hotline => has_left(&[HandoffKind::Hotline]),
        Requirement::Reason
        | Requirement::Until
        | Requirement::Day
        | Requirement::Address
        | Requirement::Claim
        | Requirement::Country => false,
    }
}

/// Checks that this person may let the item take this step now.
fn check(
    actor: &Actor,
    worksheet: &Worksheet,
    item: &Item,
    category: Category,
    (step, may_claim): (&Step, bool),
    asked: StepAsked<'_>,
    today: Day,
) -> Result<(), CaseError> {
    let may = match step.by {
        TakenBy::Anybody => true,
        TakenBy::SecondPerson => !item.is_asked_by(actor),
        TakenBy::Asker => item.is_asked_by(actor),
    };
    if !may {
        return Err(CaseError::Forbidden);
    }
    let is_day = |text: &str| day(text).is_some_and(|day| day >= today);
    if !asked.look_again.is_empty() && !is_day(asked.look_again) {
        return Err(CaseError::NotYet(item.place, Requirement::Day));
    }
    let claim = worksheet
        .claim_of(item)
        .filter(|_| step.needs == Requirement::Claim);
    let is_met = match step.needs {
        Requirement::Reason => !asked.reason.trim().is_empty(),
        Requirement::Until => is_day(asked.until),
        Requirement::Day => is_day(asked.look_again),
        Requirement::Address => !asked.to.trim().is_empty(),
        Requirement::Claim => may_claim && claim.is_some(),
        Requirement::Country => worksheet.is_referred(item) && is_country(asked.country),
        needs => stands(worksheet, item, needs),
    };
    if !is_met {
        return Err(CaseError::NotYet(item.place, step.needs));
    }
    let finding = item
        .finding
        .as_ref()
        .filter(|_| step.needs == Requirement::Illegal);
    match finding
        .or(claim)
        .and_then(|finding| finding.missing(category).into_iter().next())
    {
        Some(menu) => Err(CaseError::Incomplete(item.place, menu)),
        None => Ok(()),
    }
}

/// The day (RFC 3339) of a text.
fn day(text: &str) -> Option<Day> {
    text.parse().ok()
}
