//! The receiver's metrics, in the text format of Prometheus.
//!
//! Whatever moves with single reports is published as it was at the last full hour: whoever reads the
//! metrics again and again cannot tell at which second a report arrived.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::priority::Priority;
use model::time::{Hour, Timestamp};
use prometheus::core::Collector;
use prometheus::{
    Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
};
use strum::VariantArray;

use super::labels::{DeliveryOutcome, Half, MessageOutcome};
use crate::clock::Clock;

/// The beginning of every metric's name.
const PREFIX: &str = "sealed_report";

/// Upper bounds of the seconds until a report is on the disk, for the histogram.
const COMMIT_SECONDS: [f64; 8] = [0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// Outcomes of messages that show before the first message, so that the first one is an increase.
const SHOWN_AT_ZERO: [&str; 5] = ["accepted", "repeated", "unavailable", "too-slow", "cut-off"];

/// The receiver's metrics.
pub struct Metrics {
    clock: Arc<dyn Clock>,
    hourly: Hourly,
    live: Registry,
    messages: IntCounterVec,
    opens: IntCounter,
    requests: IntCounterVec,
    commits: Histogram,
    deliveries: IntCounterVec,
    alerts: IntCounterVec,
    waiting: IntGaugeVec,
    oldest: IntGaugeVec,
    held: Held,
    signer_ends: IntGaugeVec,
    ratchet_hour: IntGaugeVec,
    backup: IntGaugeVec,
    fetched: IntGaugeVec,
    writable: IntGaugeVec,
    disk_used: IntGaugeVec,
    clock_refused: IntGaugeVec,
    desk_locked: IntGaugeVec,
}

/// The metrics that move with single reports.
struct Hourly {
    registry: Registry,
    /// The text of these metrics at the beginning of an hour.
    page: Mutex<(Hour, String)>,
}

/// Reports that do not wait to be claimed.
struct Held {
    leased: IntGaugeVec,
    dead: IntGaugeVec,
}

impl Metrics {
    /// Registers every metric, with all counts at zero. Gauges have no value until they are set.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let (hourly, live) = (Registry::new(), Registry::new());
        let messages = counts(
            &hourly,
            "messages_total",
            "Messages sent to the intake.",
            &["outcome"],
        );
        for outcome in SHOWN_AT_ZERO {
            messages.with_label_values(&[outcome]);
        }
        let build = gauges(
            &live,
            "build_info",
            "The version of this receiver.",
            &["version"],
        );
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        let alerts = counts(
            &live,
            "alerts_sent_total",
            "Attempts to send an alert to a place.",
            &["outcome"],
        );
        for outcome in ["sent", "failed"] {
            alerts.with_label_values(&[outcome]);
        }
        let opens = counts(
            &hourly,
            "opens_total",
            "Decapsulations, the costly part.",
            &[],
        );
        Self {
            messages,
            opens: opens.with_label_values::<&str>(&[]),
            requests: counts(
                &hourly,
                "http_requests_total",
                "Requests, by the status of their answer.",
                &["half", "code"],
            ),
            commits: commits(&hourly),
            deliveries: counts(
                &live,
                "webhook_deliveries_total",
                "Attempts to tell a webhook.",
                &["webhook", "outcome"],
            ),
            alerts,
            waiting: gauges(
                &live,
                "queue_waiting",
                "Reports that wait to be claimed.",
                &["priority"],
            ),
            oldest: gauges(
                &live,
                "queue_oldest_age_seconds",
                "Age of the oldest report that waits, in whole hours.",
                &["priority"],
            ),
            held: Held {
                leased: gauges(&live, "queue_leased", "Reports under a lease.", &[]),
                dead: gauges(
                    &live,
                    "queue_dead",
                    "Reports claimed too often without an ack.",
                    &[],
                ),
            },
            signer_ends: gauges(
                &live,
                "signer_not_after_timestamp_seconds",
                "End of the signer's certificate.",
                &[],
            ),
            ratchet_hour: gauges(
                &live,
                "ratchet_hour_timestamp_seconds",
                "Oldest hour whose keys can still be unwrapped.",
                &[],
            ),
            backup: gauges(
                &live,
                "backup_last_success_timestamp_seconds",
                "Time of the last backup by the receiver.",
                &[],
            ),
            fetched: gauges(
                &live,
                "fetched_timestamp_seconds",
                "Time at which the desk last asked its intake for what waits there; 0 if it never has.",
                &[],
            ),
            disk_used: gauges(
                &hourly,
                "store_disk_used_percent",
                "Used part of the disk of a SQLite store.",
                &[],
            ),
            clock_refused: gauges(
                &live,
                "clock_refused",
                "Whether the system's clock has jumped and is not believed.",
                &[],
            ),
            desk_locked: gauges(
                &live,
                "desk_locked",
                "Whether the desk is locked until people have entered shares of its key.",
                &[],
            ),
            writable: gauges(
                &live,
                "store_writable",
                "Whether the last write to the store succeeded.",
                &[],
            ),
            hourly: Hourly {
                page: Mutex::new((clock.now().hour(), text(&hourly))),
                registry: hourly,
            },
            live,
            clock,
        }
    }

    /// Shows this webhook with all counts at zero, so that the first failure is an increase.
    pub(crate) fn know_webhook(&self, webhook: &str) {
        for outcome in DeliveryOutcome::VARIANTS {
            self.deliveries
                .with_label_values(&[webhook, (*outcome).into()]);
        }
    }

    /// Counts a message of the intake.
    pub(crate) fn count_message(&self, outcome: MessageOutcome) {
        self.turn();
        self.messages.with_label_values(&[outcome.name()]).inc();
    }

    /// Counts a decapsulation, the costly part of a message.
    pub(crate) fn count_open(&self) {
        self.turn();
        self.opens.inc();
    }

    /// Counts a request by the status of its answer.
    pub(crate) fn count_request(&self, half: Half, status: u16) {
        self.turn();
        let labels = [half.into(), &*status.to_string()];
        self.requests.with_label_values(&labels).inc();
    }

    /// Counts a report that is on the disk after this time.
    pub(crate) fn count_commit(&self, after: Duration) {
        self.turn();
        self.commits.observe(after.as_secs_f64());
    }

    /// Counts an attempt to deliver an event to a webhook.
    pub(crate) fn count_delivery(&self, webhook: &str, outcome: DeliveryOutcome) {
        self.deliveries
            .with_label_values(&[webhook, outcome.into()])
            .inc();
    }

    /// Counts an attempt to send an alert to a place.
    pub(crate) fn count_alert(&self, is_sent: bool) {
        let outcome = if is_sent { "sent" } else { "failed" };
        self.alerts.with_label_values(&[outcome]).inc();
    }

    /// Sets the number of waiting reports of a priority, and the age in seconds of the oldest.
    pub(crate) fn set_waiting(&self, priority: Priority, reports: u64, oldest_seconds: u64) {
        set(&self.waiting, &[priority.name()], reports);
        set(&self.oldest, &[priority.name()], oldest_seconds);
    }

    /// Sets the numbers of reports under a lease, and of those that were set aside.
    pub(crate) fn set_held(&self, leased: u64, dead: u64) {
        set(&self.held.leased, &[], leased);
        set(&self.held.dead, &[], dead);
    }

    /// Sets the end of the signer's certificate.
    pub(crate) fn set_signer_end(&self, end: Timestamp) {
        set(&self.signer_ends, &[], end.0);
    }

    /// Sets the oldest hour whose keys the ratchet unwraps.
    pub(crate) fn set_ratchet_hour(&self, hour: Hour) {
        set(&self.ratchet_hour, &[], hour.0.saturating_mul(3600));
    }

    /// Sets the time of the last backup.
    pub(crate) fn set_backup(&self, at: Timestamp) {
        set(&self.backup, &[], at.0);
    }

    /// Sets the time at which the desk last asked its intake for what waits there.
    pub(crate) fn set_fetched(&self, at: Timestamp) {
        set(&self.fetched, &[], at.0);
    }

    /// Sets the used part of the store's disk. It grows with single reports.
    pub(crate) fn set_disk_used(&self, percent: u64) {
        set(&self.disk_used, &[], percent);
    }

    /// Sets whether the last write to the store succeeded.
    pub(crate) fn set_store_writable(&self, is_writable: bool) {
        set(&self.writable, &[], is_writable.into());
    }

    /// Sets whether the desk is locked.
    pub(crate) fn set_desk_locked(&self, is_locked: bool) {
        set(&self.desk_locked, &[], is_locked.into());
    }

    /// Every metric as text.
    pub(crate) fn encode(&self) -> String {
        self.turn();
        let is_refused = self.clock.refused().is_some();
        set(&self.clock_refused, &[], is_refused.into());
        self.page().1.clone() + &text(&self.live)
    }

    /// Keeps the text of the hourly metrics when an hour has begun. Every count comes after this, so
    /// that the text has the counts of the hours before and no more.
    fn turn(&self) {
        let hour = self.clock.now().hour();
        let mut page = self.page();
        if page.0 != hour {
            *page = (hour, text(&self.hourly.registry));
        }
    }

    fn page(&self) -> MutexGuard<'_, (Hour, String)> {
        self.hourly
            .page
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn counts(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    add(
        registry,
        IntCounterVec::new(Opts::new(name, help).namespace(PREFIX), labels),
    )
}

fn gauges(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntGaugeVec {
    add(
        registry,
        IntGaugeVec::new(Opts::new(name, help).namespace(PREFIX), labels),
    )
}

fn commits(registry: &Registry) -> Histogram {
    let help = "Time until a report is on the disk.";
    let options = HistogramOpts::new("store_commit_seconds", help).namespace(PREFIX);
    add(
        registry,
        Histogram::with_opts(options.buckets(COMMIT_SECONDS.into())),
    )
}

#[expect(
    clippy::expect_used,
    reason = "the names are constants, and each is registered once"
)]
fn add<M: Collector + Clone + 'static>(registry: &Registry, metric: prometheus::Result<M>) -> M {
    let metric = metric.expect("valid names");
    registry
        .register(Box::new(metric.clone()))
        .expect("a new name");
    metric
}

fn set(gauges: &IntGaugeVec, labels: &[&str], value: u64) {
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    gauges.with_label_values(labels).set(value);
}

fn text(registry: &Registry) -> String {
    // Fails for a metric without a value only, and a registry leaves those out.
    let text = TextEncoder::new().encode_to_string(&registry.gather());
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::clock::Moved;

    #[test]
    fn counts_are_those_of_the_hours_before() {
        let clock = Arc::new(Moved(AtomicU64::new(1_800_000_000)));
        let metrics = Metrics::new(clock.clone());
        let before = metrics.encode();
        metrics.count_message(MessageOutcome::Accepted);
        metrics.count_open();
        metrics.count_request(Half::Intake, 202);
        metrics.count_commit(Duration::from_millis(20));
        clock.0.fetch_add(3599, Ordering::SeqCst);
        assert_eq!(metrics.encode(), before);
        clock.0.fetch_add(1, Ordering::SeqCst);
        // A report of the new hour, before anybody has read the metrics.
        metrics.count_open();
        let after = metrics.encode();
        for line in [
            r#"sealed_report_messages_total{outcome="accepted"} 1"#,
            "sealed_report_opens_total 1",
            r#"sealed_report_http_requests_total{code="202",half="intake"} 1"#,
            "sealed_report_store_commit_seconds_count 1",
        ] {
            assert!(after.lines().any(|shown| shown == line), "{line}: {after}");
        }
    }
}
