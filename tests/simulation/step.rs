//! The steps of a schedule.

use std::num::NonZeroU32;

use model::priority::Priority;
use model::queue::{Claim, Enqueued, LeaseToken};
use model::time::Timestamp;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use shared::report::ReportId;

use crate::expected::{Model, Row};

/// One step of a schedule.
#[derive(Debug)]
pub(crate) enum Step {
    /// A write that is waited for.
    Do(Write),
    /// Time passes.
    Wait { seconds: u64 },
    /// The store is closed and opened again.
    Reopen,
    /// The process dies while these writes wait.
    Crash(Crash, Vec<Write>),
}

/// How far the unanswered writes have come at a crash.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Crash {
    /// Not begun.
    Before,
    /// All on the disk.
    After,
    /// The end of the log is this many thousandths of what it would have become.
    Torn(u64),
}

/// What is asked of the store.
#[derive(Debug)]
pub(crate) enum Write {
    Enqueue {
        id: ReportId,
        priority: Priority,
        text: String,
    },
    Claim(Claim),
    Extend {
        id: ReportId,
        token: LeaseToken,
        until: Timestamp,
    },
    Release {
        id: ReportId,
        token: LeaseToken,
    },
    Ack {
        id: ReportId,
        token: LeaseToken,
    },
    Requeue {
        id: ReportId,
    },
}

/// What the store answers.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    Enqueued(Enqueued),
    /// By id.
    Claimed(Vec<Row>),
    /// Whether the lease was held.
    Lease(bool),
    /// Whether the report was dead.
    Requeued(bool),
}

impl Step {
    pub(crate) fn random(rng: &mut StdRng, model: &Model, now: Timestamp) -> Self {
        match rng.random_range(0..100) {
            0..80 => Self::Do(Write::random(rng, model, now)),
            80..88 => Self::Wait {
                seconds: rng.random_range(1..90),
            },
            88..90 => Self::Wait {
                seconds: rng.random_range(1..3 * 24 * 3600),
            },
            90..93 => Self::Reopen,
            93..97 => {
                let crash = *[Crash::Before, Crash::After].choose(rng).unwrap();
                let count = rng.random_range(1..6);
                let writes = (0..count).map(|_| Write::random(rng, model, now));
                Self::Crash(crash, writes.collect())
            }
            _ => Self::Crash(
                Crash::Torn(rng.random_range(0..=1000)),
                vec![Write::random(rng, model, now)],
            ),
        }
    }
}

impl Write {
    fn random(rng: &mut StdRng, model: &Model, now: Timestamp) -> Self {
        let kind = rng.random_range(0..100);
        if kind < 35 {
            let new = ReportId::random(rng);
            return Self::enqueue(rng, new);
        }
        if kind < 55 {
            return Self::Claim(Claim {
                max: rng.random_range(1..5),
                token: LeaseToken::random(rng),
                now,
                until: now.plus_seconds(rng.random_range(1..120)),
                max_attempts: NonZeroU32::new(rng.random_range(1..4)).unwrap(),
            });
        }
        let stranger = (ReportId::random(rng), None);
        let (id, token) = model.known().choose(rng).copied().unwrap_or(stranger);
        let token = token
            .filter(|_| rng.random_range(0..10) > 0)
            .unwrap_or_else(|| LeaseToken::random(rng));
        match kind {
            55..62 => Self::enqueue(rng, id),
            62..70 => Self::Requeue { id },
            70..78 => Self::Release { id, token },
            78..86 => Self::Extend {
                id,
                token,
                until: now.plus_seconds(rng.random_range(1..120)),
            },
            _ => Self::Ack { id, token },
        }
    }

    fn enqueue(rng: &mut StdRng, id: ReportId) -> Self {
        Self::Enqueue {
            id,
            priority: *Priority::ALL.choose(rng).unwrap(),
            // What is stored for a short text and a long one differs in size.
            text: format!("{:x}", rng.next_u64()).repeat(rng.random_range(1..200)),
        }
    }
}
