//! What an operator may know: counts, and errors of the machinery. Never a report, an address of
//! anybody, or a token.

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use strum::IntoStaticStr;
use tracing_subscriber::EnvFilter;

use crate::queue::Depth;

/// What became of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Stored.
    Accepted,
    /// Known by its id already.
    Repeated,
    /// Refused, with the problem's name.
    Refused(&'static str),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    outcome: &'static str,
}

/// What became of one attempt to tell a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum DeliveryOutcome {
    /// It has arrived.
    Delivered,
    /// It is to be tried again.
    Failed,
    /// It was the last.
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
    messages: Family<Labels, Counter>,
    opens: Counter,
    deliveries: Family<DeliveryLabels, Counter>,
    waiting: Gauge,
    leased: Gauge,
    dead: Gauge,
}

impl Metrics {
    /// Registers every metric.
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

    /// Counts a message.
    pub fn count(&self, outcome: Outcome) {
        let outcome = match outcome {
            Outcome::Accepted => "accepted",
            Outcome::Repeated => "repeated",
            Outcome::Refused(problem) => problem,
        };
        self.messages.get_or_create(&Labels { outcome }).inc();
    }

    /// Counts a decapsulation.
    pub fn count_open(&self) {
        self.opens.inc();
    }

    /// Counts an attempt to tell a webhook.
    pub fn count_delivery(&self, webhook: &str, outcome: DeliveryOutcome) {
        let labels = DeliveryLabels {
            webhook: webhook.to_owned(),
            outcome: outcome.into(),
        };
        self.deliveries.get_or_create(&labels).inc();
    }

    /// Everything counted so far, and the depth of the queue now.
    pub fn encode(&self, depth: Depth) -> String {
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

/// Sends the log to standard error; `RUST_LOG` chooses what of it.
pub fn log_to_stderr() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("receiver=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
