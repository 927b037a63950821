//! One suite of tests for stores, run on each engine.

mod conformance;
mod copy;
mod earlier;
mod ledger;
mod postgres;
mod retention;

use std::sync::Arc;

use model::chain::LogKey;
use receiver::crypto::vault::Vault;
use store::{Batch, CommitError, Logging, Store, StoreUrl};
use tempfile::TempDir;
use tests::Cluster;
use tests::earlier::desk_key as earlier_desk_key;
use tokio_postgres::NoTls;

/// A database that nothing else uses.
struct Database {
    url: StoreUrl,
    _folder: TempDir,
}

impl Database {
    fn sqlite() -> Self {
        Self::at("sqlite:reports.db")
    }

    /// `None` where no server is installed.
    fn postgres() -> Option<Self> {
        let cluster = Cluster::shared()?;
        Some(Self::at(&cluster.database()))
    }

    fn at(url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            url: StoreUrl::parse(url, folder.path()).unwrap(),
            _folder: folder,
        }
    }

    /// Opens the database, which may be open already.
    async fn open(&self) -> Arc<dyn Store> {
        store::open(&self.url).await.unwrap()
    }

    /// The number of epoch keys in the database.
    async fn epochs(&self) -> i64 {
        let sql = "SELECT count(*) FROM epoch";
        match &self.url {
            StoreUrl::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                connection.query_row(sql, [], |row| row.get(0)).unwrap()
            }
            StoreUrl::Postgres(database) => {
                let (client, connection) = database.config().connect(NoTls).await.unwrap();
                tokio::spawn(connection);
                client.query_one(sql, &[]).await.unwrap().get(0)
            }
        }
    }
}

/// The key of the log in these tests.
fn log_key() -> LogKey {
    Vault::new(&earlier_desk_key()).log_key()
}

/// Writes to a store without a look at its log.
trait Written {
    /// Writes a batch, whatever its entries are.
    fn commit(&self, batch: Batch) -> impl Future<Output = Result<(), CommitError>> + Send;
}

impl Written for dyn Store + '_ {
    fn commit(&self, batch: Batch) -> impl Future<Output = Result<(), CommitError>> + Send {
        let logging = Logging {
            key: log_key(),
            rows: Vec::new(),
            only_after: None,
        };
        self.write(batch, logging)
    }
}

/// Makes a test for each engine out of each function of the suite.
macro_rules! on_each_engine {
    ($($name:ident)*) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                crate::conformance::$name(crate::Database::sqlite()).await;
            })*
        }

        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(database) = crate::Database::postgres() {
                    crate::conformance::$name(database).await;
                }
            })*
        }
    };
}

on_each_engine! {
    the_log_grows_at_its_end
    whatever_is_changed_behind_the_desk_is_found
    a_desk_that_runs_refuses_what_was_changed
    nothing_is_deleted_because_somebody_else_says_so
    what_is_due_is_found_whoever_hides_it
    an_older_store_in_its_place_is_found
    what_an_operator_accepts_is_in_the_log
    a_break_of_the_log_is_passed_over_once_it_is_accepted
    an_accepted_break_hides_no_other
    numbers_that_somebody_has_changed_are_counted_anew
    no_row_changes_without_an_entry
    what_is_enqueued_comes_back_as_it_was
    one_id_is_stored_once_even_after_its_ack
    two_retries_at_once_store_one_report
    the_most_urgent_and_then_the_oldest_come_first
    a_lease_runs_out_by_itself
    a_lease_can_be_extended_while_it_runs
    a_released_report_is_free_at_once
    a_lease_changes_together_with_its_entry
    a_report_that_is_given_back_was_not_claimed
    a_stranger_holds_no_lease
    an_acked_report_is_not_found
    depth_counts_what_waits_and_what_is_leased
    what_nobody_acks_is_dead_after_its_last_lease
    a_last_lease_is_a_lease_like_others
    a_lease_beyond_the_latest_end_is_found_and_ended
    a_dead_report_is_put_back_as_new
    many_at_once_are_all_stored
    two_stores_on_one_database_share_all
    two_stores_that_enqueue_the_same_store_each_once
    claims_at_once_never_overlap
    keys_come_back_by_sequence
    a_report_is_sealed_to_a_key_of_the_owner
    a_key_is_retired_once_nothing_is_sealed_to_it
    a_worksheet_is_sealed_anew_in_its_version
    a_key_is_removed_by_hand_or_at_its_end
    of_many_that_add_a_key_at_once_one_does
    a_database_is_opened_by_many_at_once
    a_report_under_a_lease_becomes_a_case
    what_came_by_another_way_becomes_a_case_once
    without_the_lease_nothing_is_adopted
    who_saw_an_older_case_changes_nothing
    a_batch_is_written_part_by_part
    records_come_change_and_go
    a_parcel_arrives_once_also_after_it_was_taken
    parcels_wait_with_their_receipts_until_they_are_removed
    a_publication_takes_the_place_of_the_one_before
    the_keys_of_what_was_fetched_are_purged
    keys_are_found_by_their_beginning
    cases_are_found_by_what_they_are
    cases_of_one_location_are_linked
    cases_are_read_by_the_hours_of_their_reports
    what_was_closed_unread_is_found_the_last_first
    cases_are_numbered_and_items_found_by_their_addresses
    an_address_is_the_item_of_one_case
    a_scrubbed_case_is_found_by_no_address
    cases_of_an_earlier_receiver_are_converted_once
    kept_numbers_are_as_if_counted_now
    a_list_goes_on_behind_a_case
    what_is_due_is_listed_from_the_first_day_on
    what_earlier_receivers_left_open_is_listed_until_it_is_known
    what_was_closed_long_ago_is_due
    the_log_holds_when_many_desks_write_it
    of_two_who_change_a_case_at_once_one_does
    keys_that_nothing_needs_are_forgotten
    each_part_goes_when_its_time_comes
    a_case_that_was_reopened_keeps_everything
}
