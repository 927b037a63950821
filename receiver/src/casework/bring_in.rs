//! Brings in a referral of another hotline: its parcel becomes a case.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::ActName;
use model::case::{Card, Facts, Waited};
use model::item::Signed;
use model::month::Month;
use model::priority::Priority;
use model::referred::{NO_LANGUAGE, Referred, ReferredItem};
use model::time::{Day, Timestamp};
use model::workflow::State;
use model::worksheet::Worksheet;
use serde::{Deserialize, Serialize};
use shared::report::{ChoiceSet, LanguageTag, ReportId, UntrustedReport};
use store::{RecordChange, RecordKind, Source};

use super::adopt::act;
use super::outbox::{ParcelAnswer, parcel_key};
use super::{CaseError, Casework};
use crate::exchange::{NotOpened, Received};

/// Why a file was not brought in. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotBroughtIn {
    /// The file could not be opened.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// The case could not be made.
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// A parcel that was brought in, as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptParcel {
    case: ReportId,
}

impl Casework {
    /// Makes a case of a referral, taken by the actor. The same parcel a second time makes none: it
    /// gives the case of the first.
    #[tracing::instrument(skip_all, name = "casework.bring_in")]
    pub(crate) async fn bring_in(
        &self,
        actor: &Actor,
        file: &[u8],
    ) -> Result<ReportId, NotBroughtIn> {
        let exchange = self.exchange.as_ref().ok_or(NotOpened::NotConfigured)?;
        let received = exchange.open(file).await?;
        let key = parcel_key(&received.from, received.parcel);
        if let Some(case) = self.brought_in(&key).await? {
            return Ok(case);
        }
        let assignee = Some(actor.name.clone());
        let opened = ParcelAnswer::opened(received.parcel);
        let answer = self.waiting_answer(&received.from, &opened)?;
        match self.make_case(actor, assignee, &received, [answer]).await {
            // Somebody else brought it in meanwhile, or one of its addresses.
            Err(CaseError::Conflict) => {
                let case = self.brought_in(&key).await?;
                Ok(case.ok_or(CaseError::Conflict)?)
            }
            made => Ok(made?),
        }
    }

    /// The case that was made of a parcel, if there is one.
    pub(super) async fn brought_in(&self, key: &[u8]) -> Result<Option<ReportId>, CaseError> {
        let kept = self
            .records()
            .get::<KeptParcel>(RecordKind::Parcel, key)
            .await?;
        Ok(kept.map(|kept| kept.value.case))
    }

    /// Makes a case of a referral, with these records in the same commit. Conflicts if there is one, or if an address
    /// of it became an item meanwhile.
    pub(super) async fn make_case(
        &self,
        actor: &Actor,
        assignee: Option<String>,
        received: &Received,
        records: impl IntoIterator<Item = RecordChange>,
    ) -> Result<ReportId, CaseError> {
        let now = self.clock.now();
        let report = report(received)?;
        let mut worksheet = self.worksheet(&report).await?;
        worksheet.taken = Some(now.hour().to_string());
        hold(&mut worksheet, received);
        worksheet.referred = Some(referred(received));
        let mut card = card(&report, received, now);
        card.assignee = assignee;
        card.follow(&mut worksheet, now.hour(), self.calendar().today(now));
        let kept = KeptParcel { case: report.id };
        let key = parcel_key(&received.from, received.parcel);
        let kept = self.records().add(RecordKind::Parcel, &key, &kept)?;
        let from = received.from.as_str();
        let act = act(actor, now, &card, (ActName::BringIn, from));
        let change = self
            .new_case(actor, Source::Elsewhere, &report, (card, worksheet), act)
            .await?;
        self.commit(change.with_records(records).with_records([kept]))
            .await?;
        Ok(report.id)
    }
}

/// The report of the case: what the other hotline says of the reporter's answers, under an id of our
/// own.
fn report(received: &Received) -> Result<UntrustedReport, CaseError> {
    let referral = &received.referral;
    let language: Result<LanguageTag, _> = NO_LANGUAGE.parse();
    let locations = referral.items.iter().map(|item| item.location.clone());
    Ok(UntrustedReport {
        id: ReportId::random(&mut UnwrapErr(SysRng)),
        category: referral.category,
        locations: locations.collect(),
        observed_on: referral.observed_on.clone(),
        description: None,
        content_types: ChoiceSet::default(),
        age_hint: None,
        child_in_danger: referral.child_in_danger.then_some(true),
        paid_access: None,
        payment_methods: ChoiceSet::default(),
        site_credentials: None,
        contact: None,
        feedback: false,
        good_faith: false,
        language: language.map_err(|_| CaseError::Text)?,
        partner: None,
    })
}

/// Holds the items that the other hotline's police asked to wait with: once they are assessed as illegal, no
/// host is told before somebody releases them.
fn hold(worksheet: &mut Worksheet, received: &Received) {
    for (at, referred) in (0..).zip(&received.referral.items) {
        let until = referred.held_until.as_deref();
        let until = until.and_then(|until| until.parse::<Day>().ok());
        let item = worksheet
            .items
            .iter_mut()
            .find(|item| item.reported == Some(at));
        if let (Some(until), Some(item)) = (until, item) {
            item.held_until = Some(until.to_string());
            item.held = Some(Signed {
                by: received.from.as_str().to_owned(),
                on: received.made.day(),
            });
        }
    }
}

fn referred(received: &Received) -> Referred {
    let referral = &received.referral;
    let items = referral.items.iter().map(|item| ReferredItem {
        location: item.location.clone(),
        finding: item.finding(),
        held_until: item.held_until.clone(),
        told: None,
        taken_back: None,
    });
    Referred {
        by: received.from.as_str().to_owned(),
        name: referral.name.clone(),
        contact: referral.contact.clone(),
        parcel: received.parcel.to_string(),
        made: received.made.to_string(),
        received: referral.received.clone(),
        assessed_on: referral.assessed_on.clone(),
        explanation: referral.explanation.clone(),
        items: items.collect(),
        messages: 0,
    }
}

/// The card of the new case, without what follows from its worksheet.
fn card(report: &UntrustedReport, received: &Received, now: Timestamp) -> Card {
    Card {
        id: report.id,
        number: 0,
        version: 1,
        received: now.hour(),
        priority: Priority::of(report),
        state: State::ToAssess,
        assignee: None,
        facts: Facts {
            month: Month::of(now.hour()),
            category: report.category,
            language: report.language.as_str().to_owned(),
            partner: None,
            outcome: None,
            country: None,
            site_type: None,
            waited: Waited::Hours,
            origin: Some(received.from.as_str().to_owned()),
        },
        closed: None,
        due: None,
        is_handed_over: Some(false),
    }
}
