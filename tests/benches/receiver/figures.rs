//! The figures, and the one table that shows them.

use std::collections::BTreeMap;
use std::path::Path;

/// Figures by name; the name says the unit: `_us` microseconds, `_bytes`, `_per_s`.
#[derive(Default)]
pub(crate) struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// Takes a figure, and says so: a run takes minutes.
    pub(crate) fn add(&mut self, name: &str, value: f64) {
        eprintln!("  {name} {value:.1}");
        self.0.insert(name.to_owned(), value);
    }

    /// Prints everything, with the ratios that count.
    pub(crate) fn print(&self) {
        println!("| figure | value |\n|---|---:|");
        for (name, value) in &self.0 {
            println!("| `{name}` | {value:.1} |");
        }
        println!("\n| ratio | |\n|---|---:|");
        for (name, above, below) in RATIOS {
            if let (Some(above), Some(below)) = (self.0.get(*above), self.0.get(*below)) {
                println!("| {name} | {:.2} |", above / below);
            }
        }
        println!("\n| growth from 10³ | to | |\n|---|---:|---:|");
        for (name, above) in &self.0 {
            let (base, depth) = name.rsplit_once('.').unwrap_or_default();
            let below = self.0.get(&format!("{base}.1000"));
            let is_more = depth.parse().is_ok_and(|depth: u64| depth > 1000);
            if let Some(below) = below.filter(|_| is_more) {
                println!("| `{base}` | {depth} | {:.2} |", above / below);
            }
        }
    }

    /// Writes everything as one flat JSON object.
    pub(crate) fn write(&self, file: &Path) {
        std::fs::write(file, serde_json::to_vec_pretty(&self.0).unwrap()).unwrap();
    }
}

/// The time that this many per cent of them do not exceed.
pub(crate) fn percentile(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

const RATIOS: &[(&str, &str, &str)] = &[
    (
        "our open to the bare one",
        "open_cpu_us.xwing",
        "reference_open_cpu_us.xwing",
    ),
    (
        "a durable report to a bare open (SQLite)",
        "durable_cpu_us.sqlite.xwing",
        "reference_open_cpu_us.xwing",
    ),
    (
        "a durable report to a bare open (PostgreSQL, without the server's share)",
        "durable_cpu_us.postgres.xwing",
        "reference_open_cpu_us.xwing",
    ),
    (
        "durable reports per second to opens per second of one core (SQLite)",
        "durable_per_s.sqlite.xwing",
        "opens_per_cpu_s.xwing",
    ),
    (
        "durable reports per second to opens per second of one core (PostgreSQL)",
        "durable_per_s.postgres.xwing",
        "opens_per_cpu_s.xwing",
    ),
    (
        "reports per second, PostgreSQL to SQLite",
        "durable_per_s.postgres.xwing",
        "durable_per_s.sqlite.xwing",
    ),
    (
        "a claim from 10⁶ to one from 10³ (PostgreSQL)",
        "claim_us.postgres.1000000",
        "claim_us.postgres.1000",
    ),
    (
        "the queue's page from 10⁶ to one from 10³ (SQLite)",
        "queue_page_us.sqlite.1000000",
        "queue_page_us.sqlite.1000",
    ),
    (
        "the queue's page from 10⁶ to one from 10³ (PostgreSQL)",
        "queue_page_us.postgres.1000000",
        "queue_page_us.postgres.1000",
    ),
    (
        "the queue's page from 10⁵ to one from 10³ (SQLite)",
        "queue_page_us.sqlite.100000",
        "queue_page_us.sqlite.1000",
    ),
    (
        "the queue's page from 10⁵ to one from 10³ (PostgreSQL)",
        "queue_page_us.postgres.100000",
        "queue_page_us.postgres.1000",
    ),
    (
        "a wrong length to a bare open",
        "reject_cpu_us.length",
        "reference_open_cpu_us.xwing",
    ),
    (
        "a wrong key to a bare open",
        "reject_cpu_us.key",
        "reference_open_cpu_us.xwing",
    ),
    (
        "no proof of work to a bare open",
        "reject_cpu_us.pow",
        "reference_open_cpu_us.xwing",
    ),
    (
        "a claim from 10⁵ to one from 10³",
        "claim_us.sqlite.100000",
        "claim_us.sqlite.1000",
    ),
    (
        "a claim from 10⁶ to one from 10³",
        "claim_us.sqlite.1000000",
        "claim_us.sqlite.1000",
    ),
    (
        "the form in a partner's page to a page with only a Yew counter",
        "form_usable_us",
        "yew_counter_usable_us",
    ),
    (
        "the form as a page of its own to a page with only a Yew counter",
        "form_page_usable_us",
        "yew_counter_usable_us",
    ),
];
