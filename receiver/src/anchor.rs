//! The desk's half of a store, with a note of the log's end outside of the store: whoever can write
//! the store, or puts an older one in its place, cannot change the note.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::chain::Head;
use model::time::Timestamp;
use shared::hpke::PrivateKey;
use store::ledger::LedgerError;
use store::{Access, Cases, Ledger, RecordKind, Records, Store, StoreError};

use crate::crypto::vault::{Inherited, Vault};
use crate::crypto::{Unreadable, fingerprint};

/// The ledger of a store, and the file with the last place in its log that the desk has seen.
pub struct Anchor {
    /// The desk's half of the store.
    pub ledger: Arc<Ledger>,
    /// The keys of the desk's records.
    pub vault: Arc<Vault>,
    file: PathBuf,
    /// The last day, counted from 1970, on which all rows were compared with the log.
    verified: AtomicU64,
    /// The last hour, counted from 1970, in which the kept numbers were compared.
    counted: AtomicU64,
    /// The number of differences that were found on that day.
    pub(crate) differences: Arc<AtomicU64>,
}

/// The desk's half of a store was not opened.
#[derive(Debug, thiserror::Error)]
pub enum AnchorError {
    /// The log does not pass the place that was noted.
    #[error(
        "{error}, as {} says\n  fix: put the newest backup back, if there is a newer one; if this \
         store is the right one, `receiver audit accept`", file.display()
    )]
    Cut {
        /// The file with the note.
        file: PathBuf,
        /// The difference.
        error: LedgerError,
    },
    /// The store failed, or its log is broken.
    #[error(
        "{0}\n  fix: `receiver audit verify` shows where; put back a backup from before that, or \
         ask the people who can write to the store; without such a backup, `receiver audit accept` \
         goes on without the entries that do not hold"
    )]
    Ledger(LedgerError),
    /// What the desk's key has of the keys before it is damaged.
    #[error("the keys that the desk's key has inherited: {0}\n  fix: put the newest backup back")]
    Inherited(#[from] Unreadable),
    /// The file with the note cannot be used.
    #[error("{}: {error}\n  fix: it holds one line of `receiver audit head`; mend it, or remove it if you know why", file.display())]
    Note {
        /// The file.
        file: PathBuf,
        /// The reason.
        error: io::Error,
    },
}

impl Anchor {
    /// Opens the desk's half of a store. `file` is the file with the note; it need not exist yet.
    pub async fn open(
        store: Arc<dyn Store>,
        access: Access,
        vault: Arc<Vault>,
        file: &Path,
        now: Timestamp,
    ) -> Result<Self, AnchorError> {
        let (noted, key) = (noted(file)?, vault.log_key());
        let ledger = match access {
            Access::Read => Ledger::read(store, key, noted).await,
            Access::Write | Access::Migrate => Ledger::open(store, key, noted, now).await,
        };
        let ledger = ledger.map_err(|error| match error {
            error @ LedgerError::Cut { .. } => AnchorError::Cut {
                file: file.to_owned(),
                error,
            },
            error @ LedgerError::Store(_) => AnchorError::Ledger(error),
        })?;
        Ok(Self::at(ledger, vault, file))
    }

    /// A ledger and the file for its note, which is not read.
    pub fn at(ledger: Ledger, vault: Arc<Vault>, file: &Path) -> Self {
        Self {
            ledger: Arc::new(ledger),
            vault,
            file: file.to_owned(),
            verified: AtomicU64::new(0),
            counted: AtomicU64::new(0),
            differences: Arc::default(),
        }
    }

    /// Notes the end of the log. Once a day compares every row with the log, and once an hour the kept numbers
    /// with what they count: alerts and the queue's page go by them.
    pub(crate) async fn tick(&self, now: Timestamp) -> Result<(), StoreError> {
        let today = now.0 / (24 * 3600);
        if self.verified.swap(today, Ordering::Relaxed) != today {
            let findings = self.ledger.verify().await?.findings;
            let differences = findings.len() as u64;
            self.differences.store(differences, Ordering::Relaxed);
            for finding in findings {
                tracing::error!(%finding, "the store is not to be trusted");
            }
        }
        let hour = now.hour().0;
        if self.counted.swap(hour, Ordering::Relaxed) != hour {
            self.ledger.count_anew().await?;
        }
        self.ledger.follow().await?;
        if let Err(error) = self.note().await {
            let file = self.file.display();
            tracing::error!(%error, %file, "the end of the log cannot be noted down");
        }
        Ok(())
    }

    /// Notes the end of the log, as far as it was read.
    pub async fn note(&self) -> io::Result<()> {
        let head = self.ledger.head().await;
        if head == Head::BEGIN || read(&self.file)? == Some(head) {
            return Ok(());
        }
        let new = self.file.with_extension("new");
        let mut file = fs::File::create(&new)?;
        writeln!(file, "{head}")?;
        file.sync_all()?;
        fs::rename(new, &self.file)
    }
}

/// The vault of a desk key: with the keys that it has inherited, if the desk had another key before,
/// and with the former key's, if that is there.
pub(crate) async fn vault(
    store: &(impl Records + ?Sized),
    desk: &PrivateKey,
    former: Option<&PrivateKey>,
) -> Result<Vault, AnchorError> {
    let (kind, key) = (RecordKind::Inherited, fingerprint(&desk.public_key()).0);
    let sealed = store.record(kind, &key).await;
    let sealed = sealed.map_err(|error| AnchorError::Ledger(error.into()))?;
    let open = |sealed: store::SealedRecord| {
        let own = Vault::new(desk);
        own.open::<Inherited>(kind.name(), &key, &sealed.bytes)
    };
    let inherited = sealed.map(open).transpose()?;
    Ok(Vault::after(desk, former, inherited.as_ref()))
}

/// The last place in the log that was noted in a file; none if there is no file.
pub(crate) fn noted(file: &Path) -> Result<Option<Head>, AnchorError> {
    read(file).map_err(|error| AnchorError::Note {
        file: file.to_owned(),
        error,
    })
}

/// The place in the file; none if there is no file.
fn read(file: &Path) -> io::Result<Option<Head>> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let head = text.parse();
    let head = head.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error));
    head.map(Some)
}
