//! What happened at a practice desk before it was opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::assessment::{AgeGroup, Classification, Commerciality, Finding, Gender, SiteType};
use model::recipient::{Recipient, RecipientKind, Way};
use model::time::Timestamp;
use model::worksheet::{HandOffState, HandoffKind};
use shared::envelope;
use shared::pow::Search;
use shared::report::{Report, ReportId};

use super::PracticeError;
use super::invented::Invented;
use crate::casework::{Casework, HandOffAsked, Locations, Observed, StepAsked};
use crate::clock::Clock;
use crate::intake::Intake;

/// The host that gets the notices.
const HOST: &str = "Practice Host";

/// The domains at which that host serves the invented content.
const DOMAINS: [&str; 5] = [
    "practice-host.example",
    "practice-mirror.example",
    "practice-bulletproof.example",
    "practice-slow.example",
    "practice-forum.example",
];

/// The police unit of the hotline.
const POLICE: &str = "Practice Police";

/// Seconds between the arrival of a report and the first act on it.
const FIRST: u64 = 3 * 3600;

/// Seconds between two acts.
const NEXT: u64 = 20 * 3600;

/// A clock that shows the time of what happens.
pub(super) struct PastClock(AtomicU64);

impl PastClock {
    pub(super) fn new(begin: Timestamp) -> Self {
        Self(AtomicU64::new(begin.0))
    }

    fn set(&self, time: Timestamp) {
        self.0.store(time.0, Ordering::SeqCst);
    }
}

impl Clock for PastClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// The intake and the desk in the past, and the people who worked there: the first did what has no other
/// name beside it.
pub(super) struct Past {
    pub(super) clock: Arc<PastClock>,
    pub(super) intake: Intake,
    pub(super) casework: Arc<Casework>,
    pub(super) workers: Vec<Actor>,
}

/// Something that happened.
enum Event<'a> {
    Arrived(&'a Report),
    Done(ReportId, &'a str),
}

impl Past {
    /// Lets everything happen in the order of its time.
    pub(super) async fn pass(
        &self,
        reports: Vec<Invented>,
        now: Timestamp,
    ) -> Result<(), PracticeError> {
        for recipient in [
            recipient(HOST, RecipientKind::Host),
            recipient(POLICE, RecipientKind::Police),
        ] {
            self.casework
                .add_recipient(&self.workers[0], recipient)
                .await?;
        }
        for (time, event) in events(&reports, now) {
            self.clock.set(time);
            self.intake.tick().await;
            match event {
                Event::Arrived(report) => self.arrive(report).await?,
                Event::Done(id, act) => {
                    let done = self.act(id, act).await;
                    done.map_err(|error| format!("{act}: {error}"))?;
                }
            }
        }
        self.clock.set(now);
        self.intake.tick().await;
        Ok(())
    }

    /// Sends a report as the form does.
    async fn arrive(&self, report: &Report) -> Result<(), PracticeError> {
        let key = self.intake.active_key().await?;
        let (mut message, _) = envelope::seal(report, &key.published, &mut UnwrapErr(SysRng))
            .map_err(|error| format!("a report cannot be sealed: {error}"))?;
        if let Some(challenge) = self.intake.challenge() {
            let proof = Search::new(&challenge, &message).run(u32::MAX);
            message = message.with_proof(proof.ok_or("no proof of work was found")?);
        }
        self.intake.accept(message).await?;
        Ok(self.casework.sweep().await?)
    }

    /// Does one act on a case: all its items together.
    async fn act(&self, id: ReportId, act: &str) -> Result<(), PracticeError> {
        let (act, name) = act.split_once(" by ").unwrap_or((act, ""));
        let named = self.workers.iter().find(|worker| worker.name == name);
        let worker = named.unwrap_or(&self.workers[0]);
        if act == "take" {
            return Ok(self.casework.take(worker, id).await?);
        }
        let view = self.casework.view(worker, id, Locations::Defanged).await?;
        let version = view.case.card.version;
        let items = view.case.worksheet.map(|it| it.items).unwrap_or_default();
        let items: Vec<u32> = items.iter().map(|item| item.place).collect();
        match act {
            "police" => {
                self.hand_off(worker, id, version, HandoffKind::Police, &items)
                    .await
            }
            "notice" => {
                self.hand_off(worker, id, version, HandoffKind::Notice, &items)
                    .await
            }
            step => self.step(worker, id, version, step, &items).await,
        }
    }

    async fn step(
        &self,
        worker: &Actor,
        id: ReportId,
        version: u64,
        step: &str,
        items: &[u32],
    ) -> Result<(), PracticeError> {
        let classification = match step {
            "illegal" => Some(Classification::Baseline),
            "not_illegal" => Some(Classification::Ignore),
            _ => None,
        };
        let observed: Vec<_> = match classification {
            Some(it) => items.iter().map(|item| observed(*item, it)).collect(),
            None => Vec::new(),
        };
        let until = Timestamp(self.clock.now().0 + 14 * 24 * 3600).to_string();
        let asked = StepAsked {
            step,
            items,
            reason: "Invented, for practice.",
            until: until.get(..10).unwrap_or_default(),
            look_again: "",
            to: "",
            country: "",
        };
        let done = self.casework.step(worker, id, version, &observed, asked);
        done.await?;
        Ok(())
    }

    async fn hand_off(
        &self,
        worker: &Actor,
        id: ReportId,
        version: u64,
        kind: HandoffKind,
        items: &[u32],
    ) -> Result<(), PracticeError> {
        let to = if kind == HandoffKind::Police {
            POLICE
        } else {
            HOST
        };
        let asked = HandOffAsked {
            kind,
            items,
            to,
            as_file: true,
        };
        let made = self.casework.hand_off(worker, id, version, asked).await?;
        let settled = self
            .casework
            .settle_hand_off(worker, id, made, HandOffState::Sent, None);
        Ok(settled.await?)
    }
}

/// All events, in the order of their time.
fn events(reports: &[Invented], now: Timestamp) -> Vec<(Timestamp, Event<'_>)> {
    let mut events = Vec::new();
    for (number, it) in (0..).zip(reports) {
        // Spread over the day, and some minutes ago at the latest.
        let seconds_ago = it.days_ago * 24 * 3600 + 60 * (5 + number * 41 % 300);
        let arrived = now.0 - seconds_ago;
        events.push((Timestamp(arrived), Event::Arrived(&it.report)));
        for (act, times) in it.acts.iter().zip(0..) {
            let time = arrived + FIRST + times * NEXT;
            events.push((Timestamp(time.min(now.0)), Event::Done(it.report.id(), act)));
        }
    }
    events.sort_by_key(|(time, _)| *time);
    events
}

fn observed(place: u32, classification: Classification) -> Observed {
    let finding = Finding {
        classification,
        gender: Some(Gender::Undetermined),
        age_group: Some(AgeGroup::PrePubescent),
        commerciality: Some(Commerciality::NotDetermined),
        site_type: Some(SiteType::Imagehost),
        is_virtual: false,
        child_modelling: false,
        user_generated: false,
        ucs_labels: Vec::new(),
        hosting: None,
    };
    Observed {
        place,
        finding: Some(finding),
        address: None,
        explanation: Some("Invented, for practice: nothing is shown there.".to_owned()),
    }
}

fn recipient(name: &str, kind: RecipientKind) -> Recipient {
    let domains = match kind {
        RecipientKind::Host => DOMAINS.map(str::to_owned).to_vec(),
        RecipientKind::Police => Vec::new(),
    };
    Recipient {
        name: name.to_owned(),
        kind,
        way: Way::File,
        mail: None,
        country: None,
        domains,
        note: "Invented, for practice.".to_owned(),
    }
}
