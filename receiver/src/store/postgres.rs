//! The store for several receivers: PostgreSQL, 15 or later. A report that another claim is about
//! to take is skipped, not waited for.

mod desk;
mod inserter;
mod keys;
mod migrations;
mod records;
mod values;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use shared::report::ReportId;
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row};

use self::inserter::Inserter;
use self::values::{array, bytes, number, small, unsigned};
use super::{Store, StoreError};
use crate::clock::{Hour, Timestamp};
use crate::epoch::{EpochId, SealedEpochKey};
use crate::keys::StoredKey;
use crate::queue::{Claim, Depth, Enqueued, Entry, LeaseLost, LeaseToken};
use crate::queue::{NotDead, Priority, Record, SealedBody, Stored};

/// Connections at most: one inserts, the others do everything else.
const CONNECTIONS: usize = 8;

/// How long a connection may take to come about, or to become free.
const CONNECT: Duration = Duration::from_secs(5);

/// What every session asks of the server, whatever its own settings are. A commit that was
/// answered is on the disk; a receiver that hangs holds nothing up for long.
const OPTIONS: &str = "-c synchronous_commit=on \
                       -c default_transaction_isolation=read\\ committed \
                       -c statement_timeout=30s \
                       -c idle_in_transaction_session_timeout=30s";

/// The oldest server, as it numbers itself.
const OLDEST: i32 = 150_000;

/// What every query for [`Stored`] selects.
const STORED: &str = "
    SELECT report.id, received_hour, priority, attempts, leased_until, last_lease,
           epoch, enc, ciphertext, sealed
    FROM report JOIN epoch ON epoch.id = epoch";

/// A queue in a PostgreSQL database.
pub struct PostgresStore {
    pool: Pool,
    inserter: Inserter,
}

impl PostgresStore {
    /// Connects, and brings the tables up to date.
    pub async fn open(config: &tokio_postgres::Config) -> Result<Self, StoreError> {
        let mut config = config.clone();
        let options = [config.get_options().unwrap_or_default(), OPTIONS].join(" ");
        config.options(options.trim_start());
        config.application_name("sealed-report");
        config.connect_timeout(CONNECT);
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycling))
            .max_size(CONNECTIONS)
            .wait_timeout(Some(CONNECT))
            .create_timeout(Some(CONNECT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Engine(error.to_string()))?;
        let mut client = pool.get().await?;
        check(&client).await?;
        migrations::run(&mut client).await?;
        Ok(Self {
            inserter: Inserter::start(pool.clone()),
            pool,
        })
    }

    /// Runs a query; gives its rows.
    async fn query(
        &self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, parameters).await?)
    }

    /// Runs a statement that changes one row or none; gives whether it did.
    async fn change(
        &self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<bool, StoreError> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.execute(&statement, parameters).await? == 1)
    }

    /// The same, for a row whose lease has to be held.
    async fn change_held(
        &self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Result<(), LeaseLost>, StoreError> {
        let changed = self.change(sql, parameters).await?;
        Ok(if changed { Ok(()) } else { Err(LeaseLost) })
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn enqueue(&self, entry: Entry) -> Result<Enqueued, StoreError> {
        self.inserter.enqueue(entry).await
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<Stored>, StoreError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let free = transaction
            .prepare_cached(
                "UPDATE report SET leased_until = 0, lease = NULL
                 WHERE seq = ANY (ARRAY (
                     SELECT seq FROM report
                     WHERE leased_until > 0 AND leased_until <= $1 AND NOT last_lease
                     FOR UPDATE SKIP LOCKED))",
            )
            .await?;
        transaction.execute(&free, &[&number(claim.now)?]).await?;
        // As an array: a subquery may be evaluated more than once, and lock more each time.
        let take = transaction
            .prepare_cached(&format!(
                "WITH report AS (
                     UPDATE report SET leased_until = $1, lease = $2, attempts = attempts + 1,
                                       last_lease = attempts + 1 >= $3::bigint
                     WHERE seq = ANY (ARRAY (
                         SELECT seq FROM report WHERE leased_until = 0
                         ORDER BY priority, seq LIMIT $4 FOR UPDATE SKIP LOCKED))
                     RETURNING *)
                 {STORED}"
            ))
            .await?;
        let rows = transaction
            .query(
                &take,
                &[
                    &number(claim.until)?,
                    &bytes(&claim.token.to_bytes()),
                    &i64::from(claim.max_attempts.get()),
                    &number(claim.max)?,
                ],
            )
            .await?;
        transaction.commit().await?;
        rows.iter().map(stored).collect()
    }

    async fn claim_these(&self, ids: &[ReportId], claim: Claim) -> Result<Vec<Stored>, StoreError> {
        let ids: Vec<&[u8]> = ids.iter().map(|id| bytes(id.as_bytes())).collect();
        // What is set aside is free for somebody who asks for it by name.
        let sql = format!(
            "WITH report AS (
                 UPDATE report SET leased_until = $1, lease = $2, attempts = attempts + 1,
                                   last_lease = attempts + 1 >= $3::bigint
                 WHERE id = ANY ($4) AND leased_until <= $5
                 RETURNING *)
             {STORED}"
        );
        let rows = self
            .query(
                &sql,
                &[
                    &number(claim.until)?,
                    &bytes(&claim.token.to_bytes()),
                    &i64::from(claim.max_attempts.get()),
                    &ids,
                    &number(claim.now)?,
                ],
            )
            .await?;
        rows.iter().map(stored).collect()
    }

    async fn extend(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError> {
        self.change_held(
            "UPDATE report SET leased_until = $4
             WHERE id = $1 AND lease = $2 AND leased_until > $3",
            &[
                &bytes(id.as_bytes()),
                &bytes(&token.to_bytes()),
                &number(now)?,
                &number(until)?,
            ],
        )
        .await
    }

    async fn release(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError> {
        self.change_held(
            "UPDATE report
             SET leased_until = CASE WHEN last_lease THEN $3 ELSE 0 END, lease = NULL
             WHERE id = $1 AND lease = $2 AND leased_until > $3",
            &[
                &bytes(id.as_bytes()),
                &bytes(&token.to_bytes()),
                &number(now)?,
            ],
        )
        .await
    }

    async fn ack(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError> {
        self.change_held(
            "UPDATE report SET leased_until = NULL, lease = NULL, epoch = NULL, sealed = NULL
             WHERE id = $1 AND lease = $2 AND leased_until > $3",
            &[
                &bytes(id.as_bytes()),
                &bytes(&token.to_bytes()),
                &number(now)?,
            ],
        )
        .await
    }

    async fn list(
        &self,
        priority: Option<Priority>,
        max: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        let only = match priority {
            Some(priority) => format!("AND priority = {}", priority as u8),
            None => String::new(),
        };
        // The number stands in the text: a plan for any number is a plan for very many.
        let sql = format!(
            "{STORED} WHERE leased_until IS NOT NULL {only} ORDER BY priority, seq LIMIT {max}"
        );
        let rows = self.query(&sql, &[]).await?;
        rows.iter().map(stored).collect()
    }

    async fn find(&self, id: ReportId) -> Result<Option<Stored>, StoreError> {
        let sql = format!("{STORED} WHERE report.id = $1");
        let rows = self.query(&sql, &[&bytes(id.as_bytes())]).await?;
        rows.first().map(stored).transpose()
    }

    async fn dead(&self, now: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        let sql = "SELECT id FROM report WHERE last_lease AND leased_until <= $1
                   ORDER BY priority, seq";
        let rows = self.query(sql, &[&number(now)?]).await?;
        let id = |row| Ok(ReportId::new(array(row, "id")?));
        rows.iter().map(id).collect()
    }

    async fn requeue(
        &self,
        id: ReportId,
        now: Timestamp,
    ) -> Result<Result<(), NotDead>, StoreError> {
        let requeued = self
            .change(
                "UPDATE report SET leased_until = 0, lease = NULL, attempts = 0, last_lease = FALSE
             WHERE id = $1 AND last_lease AND leased_until <= $2",
                &[&bytes(id.as_bytes()), &number(now)?],
            )
            .await?;
        Ok(if requeued { Ok(()) } else { Err(NotDead) })
    }

    async fn depth(&self, now: Timestamp, at_most: u64) -> Result<Depth, StoreError> {
        let count = |which: &str| {
            format!(
                "(SELECT count(*)
                  FROM (SELECT FROM report WHERE {which} LIMIT {at_most}) AS counted)"
            )
        };
        // What is free is counted apart from what was leased: each has an index of its own. In the
        // index's order, so that no plan reads the whole table, also before PostgreSQL knows it.
        let free = count("leased_until = 0 ORDER BY priority, seq");
        let held = |until: &str| {
            let first = format!("leased_until > 0 AND leased_until {until} AND NOT last_lease");
            let last = format!("last_lease AND leased_until {until}");
            [
                count(&format!("{first} ORDER BY leased_until")),
                count(&format!("{last} ORDER BY priority, seq")),
            ]
        };
        let ([ended, dead], [leased, last_leased]) = (held("<= $1"), held("> $1"));
        let sql = format!(
            "SELECT {free} + {ended} AS waiting, {leased} + {last_leased} AS leased, {dead} AS dead"
        );
        let rows = self.query(&sql, &[&number(now)?]).await?;
        let Some(row) = rows.first() else {
            return Ok(Depth::default());
        };
        Ok(Depth {
            waiting: unsigned(row, "waiting")?,
            leased: unsigned(row, "leased")?,
            dead: unsigned(row, "dead")?,
        })
    }

    async fn keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        keys::all(self).await
    }

    async fn add_key(&self, key: StoredKey, newest: Option<u64>) -> Result<(), StoreError> {
        keys::add(self, &key, newest).await
    }

    async fn remove_key(&self, sequence: u64) -> Result<(), StoreError> {
        keys::remove(self, sequence).await
    }

    async fn remove_keys_ended(&self, now: Timestamp) -> Result<(), StoreError> {
        keys::remove_ended(self, now).await
    }

    async fn records(&self, after: u64, max: usize) -> Result<Vec<(u64, Record)>, StoreError> {
        records::after(self, after, max).await
    }

    async fn restore(&self, records: Vec<Record>) -> Result<(), StoreError> {
        records::restore(self, records).await
    }
}

/// The server keeps what was promised: it is new enough, and flushes what it commits.
async fn check(client: &Client) -> Result<(), StoreError> {
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::integer AS version,
                    current_setting('fsync') AS fsync",
            &[],
        )
        .await?;
    let version: i32 = row.try_get("version")?;
    let fsync: &str = row.try_get("fsync")?;
    let problem = match fsync {
        _ if version < OLDEST => "the server is older than PostgreSQL 15",
        "on" => return Ok(()),
        _ => "the server runs with fsync off, and would lose what it has confirmed",
    };
    Err(StoreError::Engine(problem.to_owned()))
}

fn stored(row: &Row) -> Result<Stored, StoreError> {
    let epoch = SealedEpochKey {
        id: EpochId(array(row, "epoch")?),
        enc: row.try_get("enc")?,
        ciphertext: row.try_get("ciphertext")?,
    };
    Ok(Stored {
        id: ReportId::new(array(row, "id")?),
        received: Hour(unsigned(row, "received_hour")?),
        priority: priority(row)?,
        attempts: small(row, "attempts")?,
        leased_until: Timestamp(unsigned(row, "leased_until")?),
        last_lease: row.try_get("last_lease")?,
        body: SealedBody {
            epoch: Arc::new(epoch),
            bytes: row.try_get("sealed")?,
        },
    })
}

fn priority(row: &Row) -> Result<Priority, StoreError> {
    let priority = usize::try_from(row.try_get::<_, i16>("priority")?).ok();
    let priority = priority.and_then(|priority| Priority::ALL.get(priority));
    Ok(priority.copied().unwrap_or(Priority::Danger))
}
