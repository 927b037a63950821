//! The log's entries about failed logins.
//!
//! A failure at an account has an entry of its own. Failures under names of no account are counted,
//! and the count becomes one entry a minute: strangers could otherwise fill the log, and hide in it
//! what others do. No answer to a login waits for these entries, because the time until the answer
//! would tell whether the account exists.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::audit::ActName;
use model::name::NOBODY;
use tokio::task::JoinSet;

use super::Staff;
use super::account::Account;
use crate::records::{Kept, RecordError};

/// Failed logins that the log has no entry of yet.
#[derive(Default)]
pub(super) struct Failures(Mutex<Pending>);

#[derive(Default)]
struct Pending {
    /// Failures at no account, counted for each way of logging in and each reason.
    of_nobody: BTreeMap<String, u64>,
    /// Entries that are being written.
    writing: JoinSet<()>,
}

impl Failures {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Staff {
    /// Notes that a login failed. `by` is the way of the login and the reason, for the log: a fixed
    /// text, so that there are few of them.
    pub(super) fn note_failure(&self, account: Option<&Kept<Account>>, by: &str) {
        let mut pending = self.failures.pending();
        let Some(account) = account else {
            *pending.of_nobody.entry(by.to_owned()).or_default() += 1;
            return;
        };
        let act = self.act(account.value.name.as_str(), ActName::LoginFailed, "", by);
        let store = self.store.clone();
        pending.writing.spawn(async move {
            if let Err(error) = store.commit(act.into()).await {
                tracing::error!(%error, "a failed login is not in the log");
            }
        });
    }

    /// Logs the failures under names of no account since the last call, and waits until the entries
    /// of all others are written.
    #[tracing::instrument(skip_all, name = "staff.log_failures")]
    pub(crate) async fn log_failures(&self) -> Result<(), RecordError> {
        let Pending {
            of_nobody,
            mut writing,
        } = std::mem::take(&mut *self.failures.pending());
        while writing.join_next().await.is_some() {}
        let acts = of_nobody.iter().map(|(by, count)| {
            let new = match &by[..] {
                "" => format!("attempts: {count}"),
                by => format!("{by}, attempts: {count}"),
            };
            self.act(NOBODY, ActName::LoginFailed, "", &new)
        });
        let acts: Vec<_> = acts.collect();
        if acts.is_empty() {
            return Ok(());
        }
        let logged = self.commit(Vec::new(), acts).await;
        if logged.is_err() {
            let mut pending = self.failures.pending();
            for (by, count) in of_nobody {
                *pending.of_nobody.entry(by).or_default() += count;
            }
        }
        logged
    }
}
