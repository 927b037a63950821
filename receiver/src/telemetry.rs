//! Metrics and the log: counts, and errors of the machinery. Neither ever holds a part of a report,
//! anybody's address, or a token.

mod labels;
mod metrics;

use tracing_subscriber::EnvFilter;

pub(crate) use self::labels::{DeliveryOutcome, Half, MessageOutcome};
pub use self::metrics::Metrics;

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
