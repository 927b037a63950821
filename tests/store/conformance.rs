//! The tests that every store has to pass.

mod desk;
mod desk_keys;
mod handover;
mod keys;
mod leases;
mod queue;

use std::num::NonZeroU32;
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::intake_key::StoredKey;
use model::priority::Priority;
use model::queue::{Claim, Enqueued, LeaseToken, NewReport, Stored};
use model::sealed::{EpochId, SealedBody, SealedEpochKey};
use model::time::{Hour, Timestamp};
use shared::report::ReportId;
use store::{Batch, CommitError, LeaseError, Requeued, Store};

use crate::Written as _;

pub(crate) use self::desk::*;
pub(crate) use self::desk_keys::*;
pub(crate) use self::handover::*;
pub(crate) use self::keys::*;
pub(crate) use self::leases::*;
pub(crate) use self::queue::*;
pub(crate) use crate::ledger::{
    a_break_of_the_log_is_passed_over_once_it_is_accepted,
    a_desk_that_runs_refuses_what_was_changed, an_accepted_break_hides_no_other,
    an_older_store_in_its_place_is_found, no_row_changes_without_an_entry,
    nothing_is_deleted_because_somebody_else_says_so,
    numbers_that_somebody_has_changed_are_counted_anew, what_an_operator_accepts_is_in_the_log,
    what_is_due_is_found_whoever_hides_it, whatever_is_changed_behind_the_desk_is_found,
};
pub(crate) use crate::retention::{
    a_case_that_was_reopened_keeps_everything, each_part_goes_when_its_time_comes,
};

pub(crate) const BEGIN: Timestamp = Timestamp(1_800_000_000);

pub(crate) fn id(number: u8) -> ReportId {
    ReportId::new([number; 16])
}

fn ids(stored: &[Stored]) -> Vec<ReportId> {
    stored.iter().map(|stored| stored.id).collect()
}

pub(crate) fn entry(number: u8, priority: Priority) -> NewReport {
    let epoch = SealedEpochKey {
        id: EpochId([number / 2; 8]),
        enc: vec![1],
        ciphertext: vec![2],
        desk_key: None,
    };
    NewReport {
        id: id(number),
        received: BEGIN.hour(),
        priority,
        body: SealedBody {
            epoch: Arc::new(epoch),
            bytes: vec![number; 1000],
        },
    }
}

pub(crate) async fn enqueue(store: &dyn Store, number: u8, priority: Priority) -> Enqueued {
    store.enqueue(entry(number, priority)).await.unwrap()
}

/// Claims for a minute; gives what was claimed by id.
pub(crate) async fn claim(
    store: &dyn Store,
    max: usize,
    now: Timestamp,
) -> (LeaseToken, Vec<Stored>) {
    claim_at_most(store, max, now, u32::MAX).await
}

/// Claims for a minute, and lets each report have this many leases.
pub(crate) async fn claim_at_most(
    store: &dyn Store,
    max: usize,
    now: Timestamp,
    max_attempts: u32,
) -> (LeaseToken, Vec<Stored>) {
    let token = LeaseToken::random(&mut UnwrapErr(SysRng));
    let claim = Claim {
        max,
        token,
        now,
        until: now.plus_seconds(60),
        max_attempts: NonZeroU32::new(max_attempts).unwrap(),
    };
    let mut claimed = store.claim(claim).await.unwrap();
    claimed.sort_by_key(|stored| stored.id);
    (token, claimed)
}

pub(crate) async fn depth(store: &dyn Store, now: Timestamp) -> (u64, u64) {
    let depth = store.depth(now).await.unwrap();
    assert_eq!(depth.dead, 0);
    (depth.waiting, depth.leased)
}

pub(crate) fn key(sequence: u64) -> StoredKey {
    StoredKey {
        sequence,
        config: format!("config {sequence}"),
        made: Hour(sequence),
        ends: BEGIN.plus_seconds(sequence),
        wrapped: vec![7; 60],
    }
}

/// Whether the lease was held.
pub(crate) fn held(done: Result<(), LeaseError>) -> bool {
    match done {
        Ok(()) => true,
        Err(LeaseError::Lost) => false,
        Err(LeaseError::Store(error)) => panic!("{error}"),
    }
}

/// Puts a report back into the queue. Returns whether it was dead.
pub(crate) async fn requeue(store: &dyn Store, id: ReportId, now: Timestamp) -> bool {
    let batch = Batch {
        requeued: vec![Requeued { id, now }],
        ..Batch::default()
    };
    match store.commit(batch).await {
        Ok(()) => true,
        Err(CommitError::Conflict) => false,
        Err(CommitError::Store(error)) => panic!("{error}"),
    }
}
