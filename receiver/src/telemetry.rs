//! Metrics and the log: counts, and errors of the machinery. Neither ever holds a part of a report,
//! anybody's address, or a token.

use model::queue::Depth;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use strum::IntoStaticStr;
use tracing_subscriber::EnvFilter;

/// The outcome of one message that was sent to the intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageOutcome {
    /// The report was stored.
    Accepted,
    /// The report had been stored before.
    Repeated,
    /// The message was refused, with a problem of this name.
    Refused(&'static str),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MessageLabels {
    outcome: &'static str,
}

/// The outcome of one attempt to deliver an event to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum DeliveryOutcome {
    /// The webhook took the event.
    Delivered,
    /// The attempt failed, and another one follows.
    Failed,
    /// The last attempt failed.
    Dead,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DeliveryLabels {
    webhook: String,
    outcome: &'static str,
}

/// The receiver's metrics, in the text format of Prometheus.
pub struct Metrics {
    registry: Registry,
    messages: Family<MessageLabels, Counter>,
    opens: Counter,
    deliveries: Family<DeliveryLabels, Counter>,
    waiting: Gauge,
    leased: Gauge,
    dead: Gauge,
}

impl Metrics {
    /// Registers every metric, with all counts at zero.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("sealed_report");
        let (messages, opens) = (Family::default(), Counter::default());
        let deliveries = Family::default();
        let [waiting, leased, dead] = [(); 3].map(|()| Gauge::default());
        registry.register("messages", "Messages taken by the intake", messages.clone());
        registry.register("opens", "Decapsulations, the costly part", opens.clone());
        registry.register(
            "webhook_deliveries",
            "Attempts to tell a webhook",
            deliveries.clone(),
        );
        registry.register(
            "queue_waiting",
            "Reports that wait to be claimed",
            waiting.clone(),
        );
        registry.register("queue_leased", "Reports under a lease", leased.clone());
        registry.register(
            "queue_dead",
            "Reports claimed too often without an ack",
            dead.clone(),
        );
        Self {
            registry,
            messages,
            opens,
            deliveries,
            waiting,
            leased,
            dead,
        }
    }

    /// Counts a message of the intake.
    pub(crate) fn count_message(&self, outcome: MessageOutcome) {
        let outcome = match outcome {
            MessageOutcome::Accepted => "accepted",
            MessageOutcome::Repeated => "repeated",
            MessageOutcome::Refused(problem) => problem,
        };
        self.messages
            .get_or_create(&MessageLabels { outcome })
            .inc();
    }

    /// Counts a decapsulation, the costly part of a message.
    pub(crate) fn count_open(&self) {
        self.opens.inc();
    }

    /// Counts an attempt to deliver an event to a webhook.
    pub(crate) fn count_delivery(&self, webhook: &str, outcome: DeliveryOutcome) {
        let labels = DeliveryLabels {
            webhook: webhook.to_owned(),
            outcome: outcome.into(),
        };
        self.deliveries.get_or_create(&labels).inc();
    }

    /// Every metric as text, with the queue's present depth.
    pub(crate) fn encode(&self, depth: Depth) -> String {
        self.waiting
            .set(i64::try_from(depth.waiting).unwrap_or(i64::MAX));
        self.leased
            .set(i64::try_from(depth.leased).unwrap_or(i64::MAX));
        self.dead.set(i64::try_from(depth.dead).unwrap_or(i64::MAX));
        let mut encoded = String::new();
        // Writing to a string cannot fail.
        let _ = text::encode(&mut encoded, &self.registry);
        encoded
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

/// Events that are logged unless `RUST_LOG` says otherwise: those of our own crates.
const DEFAULT_FILTER: &str = "receiver=info,store=info";

/// Sends the log to standard error, filtered by the environment variable `RUST_LOG`.
pub fn log_to_stderr() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
