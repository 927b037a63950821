//! The state behind the internal listener: the services that its handlers call.

use std::sync::Arc;

use axum::extract::State;
use model::actor::Actor;
use model::origin::Origin;
use model::rights::Right;

use super::layout::Layout;
use super::problem::Problem;
use super::submissions::Submissions;
use super::when::When;
use crate::anchor::Anchor;
use crate::casework::Casework;
use crate::clock::Clock;
use crate::exchange::Exchange;
use crate::pull::Fetcher;
use crate::staff::Staff;
use crate::statistics::Tally;
use crate::telemetry::Metrics;
use crate::words::{Language, Words};

/// The services of the internal half, and the values of the config that handlers need.
pub(crate) struct Desk {
    /// The hotline's name, shown on every page.
    pub(crate) hotline: String,
    /// The numbers to call when a child is in danger now.
    pub(crate) emergency_numbers: Vec<String>,
    /// The language of pages for browsers that ask for none of the desk's.
    pub(crate) language: Language,
    /// The origin at which browsers reach the desk, if it is behind a proxy.
    pub(crate) public_url: Option<Origin>,
    /// The names under which requests may reach the desk, in lower case.
    pub(crate) hosts: Arc<[String]>,
    /// SHA-256 of the token in the config.
    pub(crate) token_sha256: Option<[u8; 32]>,
    /// Work on reports and cases.
    pub(crate) casework: Arc<Casework>,
    /// The exchange with other hotlines, if the hotline takes part in it.
    pub(crate) exchange: Option<Arc<Exchange>>,
    /// Fetches from the intake, if each half has a store of its own.
    pub(crate) fetcher: Option<Arc<Fetcher>>,
    /// Accounts, sessions and tokens of the API.
    pub(crate) staff: Staff,
    /// Counts for the statistics.
    pub(crate) tally: Tally,
    /// The store as its log vouches for it.
    pub(crate) anchor: Anchor,
    /// The source of the present time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Counters that both halves share.
    pub(crate) metrics: Arc<Metrics>,
    /// The forms that were accepted, so that none of them acts twice.
    pub(crate) submissions: Submissions,
}

impl Desk {
    /// The layout of a page for this account.
    pub(super) async fn layout<'a>(&'a self, actor: &'a Actor) -> Result<Layout<'a>, Problem> {
        let work = match actor.may(Right::Work) {
            true => Some(self.casework.work_lists(actor).await?),
            false => None,
        };
        let takes_part = self.exchange.is_some();
        Ok(Layout::of(&self.hotline, actor, work, takes_part))
    }

    /// Writes days and times in these words.
    pub(super) fn when(&self, words: Words) -> When<'_> {
        let calendar = self.casework.calendar();
        When { words, calendar }
    }

    /// Brings the cases of earlier receivers into the present form. Where that fails, the other cases
    /// can be worked on, and the next tick tries again.
    pub(crate) async fn convert(&self) {
        if let Err(error) = self.casework.convert().await {
            tracing::error!(%error, "cases of an earlier receiver could not be brought into the present form");
        }
        if let Err(error) = self.casework.find_due().await {
            tracing::error!(%error, "what is due in cases of an earlier receiver could not be found out");
        }
    }

    /// Does the periodic work: converts cases of earlier receivers, keeps failed logins, deletes the due parts of closed cases, counts
    /// referrals of which nothing is heard, and publishes questions to reporters and statistics. Forgets answers that may show secrets.
    pub(crate) async fn tick(&self) {
        self.submissions.tick();
        self.convert().await;
        self.keep_logins().await;
        self.note_log().await;
        if let Err(error) = self.casework.tick().await {
            tracing::error!(%error, "what is due could not be scrubbed");
        }
        if let Err(error) = self.casework.sweep().await {
            tracing::error!(%error, "reports that have arrived could not be looked through");
        }
        if let Err(error) = self.casework.tell_arrivals().await {
            tracing::error!(%error, "webhooks could not be told of reports that have arrived");
        }
        if let Err(error) = self.casework.leave_exchange().await {
            tracing::error!(%error, "the key for other hotlines could not be taken back");
        }
        if let Err(error) = self.casework.count_silent().await {
            tracing::error!(%error, "referrals of which nothing is heard could not be counted");
        }
        if let Err(error) = self.casework.publish_board().await {
            tracing::error!(%error, "the board of questions to reporters could not be written");
        }
        if let Err(error) = self.tally.publish().await {
            tracing::error!(%error, "the statistics could not be published");
        }
    }

    /// Notes the end of the log outside of the store, and once a day compares every row with it.
    pub(crate) async fn note_log(&self) {
        if let Err(error) = self.anchor.tick(self.clock.now()).await {
            tracing::error!(%error, "the store could not be compared with its log");
        }
    }

    /// Counts on from the attempts to log in before the desk stopped.
    pub(crate) async fn restore_logins(&self) {
        if let Err(error) = self.staff.restore_attempts().await {
            tracing::error!(%error, "the attempts to log in begin to count anew");
        }
    }

    /// Logs the failed logins that the log has no entry of yet, and keeps the counts of attempts.
    pub(crate) async fn keep_logins(&self) {
        if let Err(error) = self.staff.log_failures().await {
            tracing::error!(%error, "failed logins could not be logged");
        }
        if let Err(error) = self.staff.keep_attempts().await {
            tracing::error!(%error, "the attempts to log in could not be kept");
        }
    }
}

/// `GET /health`: answers "ok" while the desk can write to the store.
pub(super) async fn health(State(desk): State<Arc<Desk>>) -> Result<&'static str, Problem> {
    desk.casework.check_health().await?;
    Ok("ok\n")
}
