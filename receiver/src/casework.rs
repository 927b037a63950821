//! Casework: the analysts' work on reports, from the queue to the hand-off.
//!
//! Each act is one `Change` (`commit.rs`), written at once: the change itself, its entry of the
//! log, and the events that webhooks are told of.

mod addressee;
mod adopt;
mod answers;
mod arrivals;
mod assess;
mod bring_in;
mod claims;
mod closing;
mod commit;
mod convert;
mod daily;
mod delivering;
mod disputes;
mod documents;
mod due;
mod ending;
mod error;
mod feedback;
mod figures;
mod file;
mod followers;
mod hand_off;
mod hits;
mod identity;
mod known;
mod lists;
mod locations;
mod log;
mod mail;
mod notes;
mod numbers;
mod offers;
mod outbox;
mod outcomes;
mod questions;
mod read;
mod reads;
mod received;
mod recipients;
mod repeat;
mod retention;
mod reveal;
mod samples;
mod search;
mod sending;
mod silence;
mod step;
mod sweep;
mod taking;
mod undo;
mod visits;
mod waiting;
mod withdrawals;
mod work_lists;
mod workload;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::{Act, ActName};
use model::calendar::Calendar;
use model::case::Card;
use model::name::DESK;
use model::queue::{Claim, LeaseToken};
use model::time::Day;
use model::worksheet::{FeedbackState, Worksheet};
use shared::report::ReportId;
use store::{DeskStore, StoreError};
use tokio::sync::watch;

use self::adopt::LEASE_SECONDS;
pub(crate) use self::adopt::NextCase;
pub(crate) use self::answers::{Answer, Answers};
pub(crate) use self::assess::{Copied, Observed};
pub(crate) use self::bring_in::NotBroughtIn;
pub(crate) use self::claims::{ClaimError, Claimed, latest_end};
pub(crate) use self::closing::Closing;
use self::daily::Daily;
use self::delivering::SeenBars;
pub(crate) use self::delivering::run as exchange_with_others;
pub(crate) use self::disputes::DisputedCase;
pub(crate) use self::due::{DueCase, Whose};
pub(crate) use self::error::CaseError;
pub(crate) use self::figures::PeriodAsked;
pub(crate) use self::file::kind_of_file;
pub(crate) use self::hand_off::HandOffAsked;
pub(crate) use self::hits::Hit;
pub(crate) use self::known::Sighted;
pub(crate) use self::locations::suggested;
pub(crate) use self::notes::{Assignment, may_hand_over};
pub(crate) use self::numbers::{Ages, QueueNumbers};
pub(crate) use self::offers::Offer;
use self::outbox::ParcelRecord;
pub(crate) use self::outbox::{ParcelShown, waiting_parcels};
pub(crate) use self::read::{CaseView, KnownView, Locations, Sightings};
use self::reads::Logged;
pub(crate) use self::received::Unopened;
pub(crate) use self::recipients::{BookError, ListedHotline};
pub(crate) use self::repeat::close_repeats;
pub use self::retention::Due;
pub(crate) use self::reveal::{Revealed, Secret};
pub(crate) use self::samples::{MAX_SAMPLE, Sample, SampleView, SampledItem};
pub(crate) use self::search::{Found, FoundBy, FoundWords};
pub(crate) use self::sending::run;
pub(crate) use self::step::{StepAsked, may_hear, stands};
use self::sweep::Sweep;
use self::visits::Visits;
pub(crate) use self::waiting::{LISTED, Located, QueueAsked, QueueView, Waiting};
pub(crate) use self::work_lists::WorkLists;
pub(crate) use self::workload::Workload;
use crate::clock::Clock;
use crate::config::Retention;
use crate::crypto::epoch::EpochOpener;
use crate::crypto::vault::Vault;
use crate::exchange::Exchange;
use crate::follow_up::Asker;
use crate::handoff::Sender;
use crate::heartbeat::Heartbeat;
use crate::hourly::HourlyQueue;
use crate::records::{Kept, TypedRecords};
use crate::wakes::Schedule;
use crate::webhooks::Webhooks;

/// The service for reports and cases.
pub struct Casework {
    store: Arc<dyn DeskStore>,
    vault: Arc<Vault>,
    opener: EpochOpener,
    clock: Arc<dyn Clock>,
    queue: Arc<HourlyQueue>,
    heartbeat: Arc<Heartbeat>,
    webhooks: Arc<Webhooks>,
    sender: Option<Sender>,
    exchange: Option<Arc<Exchange>>,
    asker: Option<Arc<Asker>>,
    /// Wakes the tasks that send mails and parcels.
    mails: watch::Sender<()>,
    /// When each waiting parcel is due, so that those that are not stay closed.
    parcels: Schedule<ParcelRecord>,
    /// The bars against other hotlines, as of the last look at the parcels.
    bars: SeenBars,
    /// Wakes the task that closes repeats.
    repeats: watch::Sender<()>,
    rules: Rules,
    logged: Logged,
    /// The case that each person has open.
    visits: Visits,
    /// The reports that have arrived, as far as they were looked at.
    sweep: tokio::sync::Mutex<Option<Kept<Sweep>>>,
    /// The last day, counted from 1970, on which the store purged deleted data from its files.
    forgot: AtomicU64,
    /// Whether deleted data could not be purged when that was tried last.
    purge_waits: AtomicBool,
    /// The number of cases that may still be scrubbed today.
    daily: Daily,
    /// The number of referrals of a child in danger of which nothing was heard, when they were last counted.
    silent: Arc<AtomicU64>,
}

/// The parts of the service.
pub(crate) struct Parts {
    /// The store of reports, cases and the log.
    pub(crate) store: Arc<dyn DeskStore>,
    /// Seals and opens the desk's records.
    pub(crate) vault: Arc<Vault>,
    /// Opens the reports in the queue.
    pub(crate) opener: EpochOpener,
    /// The source of the present time.
    pub(crate) clock: Arc<dyn Clock>,
    /// The numbers of the queue.
    pub(crate) queue: Arc<HourlyQueue>,
    /// Writes that the desk is at work.
    pub(crate) heartbeat: Arc<Heartbeat>,
    /// The systems to notify of changes.
    pub(crate) webhooks: Arc<Webhooks>,
    /// The hotline as a sender of hand-offs, if the config has `[desk.handoffs]`.
    pub(crate) sender: Option<Sender>,
    /// The exchange with other hotlines, if the config has `[desk.exchange]`.
    pub(crate) exchange: Option<Arc<Exchange>>,
    /// Signs questions to reporters, if the config has `[follow_up]`.
    pub(crate) asker: Option<Arc<Asker>>,
    /// The hotline's own rules.
    pub(crate) rules: Rules,
}

/// The hotline's own rules of casework.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    /// Number of leases after which an unacknowledged report is set aside.
    pub(crate) max_attempts: NonZeroU32,
    /// Whether a report that brings nothing new is closed as a repeat, unread.
    pub(crate) close_repeats: bool,
    /// Days after the arrival of an open case's report in which a report can be its repeat.
    pub(crate) repeat_days: u32,
    /// Days after which the parts of a closed case are deleted.
    pub(crate) retention: Retention,
    /// The days on which the hotline works.
    pub(crate) calendar: Calendar,
    /// The texts for answers to reporters.
    pub(crate) answers: Answers,
    /// Days after which the recipient of a hand-off should have answered.
    pub(crate) answer_days: u32,
}

impl Casework {
    /// Casework on the queue and the cases of one store.
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            store: parts.store,
            vault: parts.vault,
            opener: parts.opener,
            clock: parts.clock,
            queue: parts.queue,
            heartbeat: parts.heartbeat,
            webhooks: parts.webhooks,
            sender: parts.sender,
            exchange: parts.exchange,
            asker: parts.asker,
            mails: watch::Sender::new(()),
            parcels: Schedule::default(),
            bars: SeenBars::default(),
            repeats: watch::Sender::new(()),
            rules: parts.rules,
            logged: Logged::default(),
            visits: Visits::default(),
            sweep: tokio::sync::Mutex::default(),
            forgot: AtomicU64::new(0),
            purge_waits: AtomicBool::new(false),
            daily: Daily::default(),
            silent: Arc::default(),
        }
    }

    /// Checks that the store can be written.
    #[tracing::instrument(skip_all, name = "casework.check_health")]
    pub(crate) async fn check_health(&self) -> Result<(), StoreError> {
        self.heartbeat.check().await
    }

    /// The calendar of the hotline.
    pub(crate) fn calendar(&self) -> &Calendar {
        &self.rules.calendar
    }

    /// The text for the answer that the reporter of a case waits for, if one is owed.
    pub(crate) fn answer_owed(&self, card: &Card, worksheet: &Worksheet) -> Option<Answer> {
        let feedback = worksheet.feedback.as_ref();
        let is_owed = feedback.is_some_and(|it| it.state == FeedbackState::Owed);
        is_owed
            .then(|| self.rules.answers.to_reporter(card))
            .flatten()
    }

    /// The present day, in the hotline's time zone.
    pub(crate) fn today(&self) -> Day {
        self.calendar().today(self.clock.now())
    }

    /// The next working day.
    fn next_working_day(&self) -> Day {
        self.calendar().next_working_day(self.clock.now())
    }

    fn records(&self) -> TypedRecords<'_> {
        TypedRecords::new(&*self.store, &self.vault)
    }

    /// An entry of the log: this actor's act on a case, now.
    fn act(&self, actor: &Actor, case: ReportId, what: ActName, old: &str, new: &str) -> Act {
        Act {
            at: self.clock.now(),
            who: actor.name.clone(),
            what,
            case: Some(case),
            old: old.to_owned(),
            new: new.to_owned(),
        }
    }

    /// An entry of the log: an act of the desk itself on a case, now.
    fn own_act(&self, case: ReportId, what: ActName, old: &str, new: &str) -> Act {
        let act = Act::of(DESK, what, old, new, self.clock.now());
        Act {
            case: Some(case),
            ..act
        }
    }

    /// A claim of `max` reports that lasts for `seconds` from now.
    fn claim_for(&self, max: usize, seconds: u64) -> Claim {
        let now = self.clock.now();
        Claim {
            max,
            token: LeaseToken::random(&mut UnwrapErr(SysRng)),
            now,
            until: now.plus_seconds(seconds),
            max_attempts: self.rules.max_attempts,
        }
    }
}
