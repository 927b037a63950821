//! What the receiver costs and how long a reporter waits, all in one run: figures of different runs,
//! or of a busy machine, say little; their ratios do.
//!
//! `cargo xtask bench [--quick] [--only PART] [--json FILE]`

mod cryptography;
mod desk;
mod engine;
mod figures;
mod form;
mod intake;
mod overload;
mod queue;
mod repeats;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use engine::Engine;
use figures::Figures;

/// Measures the receiver and the form.
#[derive(Parser)]
struct Arguments {
    /// Measures less of everything: two minutes.
    #[arg(long)]
    quick: bool,
    /// Writes the figures to this file as one flat JSON object too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Measures this part alone.
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// Cargo passes this to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A part of what is measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Cryptography,
    Intake,
    Queue,
    Desk,
    Repeats,
    Overload,
    Form,
}

/// How much is measured.
#[derive(Clone, Copy)]
struct Amount {
    opens: usize,
    messages: usize,
    honest: u32,
    depths: &'static [usize],
    crowds: &'static [usize],
    rounds: usize,
}

const WHOLE: Amount = Amount {
    opens: 2000,
    messages: 8000,
    honest: 100,
    depths: &[1000, 100_000, 1_000_000],
    crowds: &[1000, 10_000],
    rounds: 5,
};

const QUICK: Amount = Amount {
    opens: 500,
    messages: 2000,
    honest: 20,
    depths: &[1000, 100_000],
    crowds: &[100, 1000],
    rounds: 3,
};

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let amount = if arguments.quick { QUICK } else { WHOLE };
    let mut figures = Figures::default();
    let is_measured = |part| arguments.only.is_none_or(|only| only == part);
    if is_measured(Part::Cryptography) {
        cryptography::measure(amount, &mut figures);
    }
    for engine in Engine::installed() {
        if is_measured(Part::Intake) {
            intake::measure(engine, amount, &mut figures).await;
        }
        if is_measured(Part::Queue) {
            queue::measure(engine, amount, &mut figures).await;
        }
        if is_measured(Part::Desk) {
            desk::measure(engine, amount, &mut figures).await;
        }
        if is_measured(Part::Repeats) {
            repeats::measure(engine, amount, &mut figures).await;
        }
    }
    if is_measured(Part::Overload) {
        overload::measure(amount, &mut figures).await;
        overload::measure_parcels(amount, &mut figures).await;
    }
    if is_measured(Part::Form) {
        form::measure(amount, &mut figures).await;
    }
    figures.print();
    if let Some(file) = arguments.json {
        figures.write(&file);
    }
}
