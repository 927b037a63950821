//! Compares every row of the desk with the log.

use std::collections::HashSet;
use std::fmt;

use model::chain::Head;
use model::rows::{RowChange, RowHash};
use shared::report::ReportId;

use super::Ledger;
use crate::copy::Pages;
use crate::{Cases, Links, RecordKind, Records, StoreError, digest};

/// A row that is not as the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untrue {
    /// The kind of the row: of a case `card`, `worksheet` or `links`, or the kind of a record.
    pub kind: String,
    /// The difference.
    pub fault: Fault,
}

/// How a row differs from the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The row is not as this entry wrote it.
    Changed(u64),
    /// The row is missing, which this entry wrote.
    Missing(u64),
    /// No entry wrote the row, or an entry removed it.
    Unknown,
    /// There are fewer rows than were written.
    TooFew,
}

impl Untrue {
    pub(super) fn missing(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            fault: Fault::TooFew,
        }
    }

    /// The error of a read, which is logged here.
    pub(super) fn refused(self) -> StoreError {
        tracing::error!(row = %self, "the store is not to be trusted: `receiver audit verify`");
        StoreError::Untrue(self)
    }
}

impl fmt::Display for Untrue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = &self.kind;
        match self.fault {
            Fault::Changed(seq) => write!(f, "{kind}: not as entry {seq} of the log wrote it"),
            Fault::Missing(seq) => write!(f, "{kind}: missing, entry {seq} of the log wrote it"),
            Fault::Unknown => write!(f, "{kind}: no entry of the log wrote it, or one removed it"),
            Fault::TooFew => write!(f, "{kind}: there are fewer than the log has"),
        }
    }
}

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The last entry of the log.
    pub head: Head,
    /// Number of rows that are as the log says.
    pub rows: usize,
    /// The rows that are not.
    pub findings: Vec<Finding>,
}

/// A row that is not as the log says, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The case that the row belongs to, if it is one of its own rows.
    pub case: Option<ReportId>,
    /// The difference.
    pub untrue: Untrue,
    /// The row as it is.
    pub(super) row: RowChange,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(case) = self.case {
            write!(f, "case {case}: ")?;
        }
        write!(f, "{}", self.untrue)
    }
}

impl Ledger {
    /// Follows the log to its end, and compares every row of the desk with it. Others may write
    /// meanwhile.
    ///
    /// # Errors
    ///
    /// Fails if the store fails, or the log is broken.
    #[tracing::instrument(skip_all, name = "ledger.verify")]
    pub async fn verify(&self) -> Result<Verified, StoreError> {
        self.follow().await?;
        let head = self.head().await;
        let mut walk = Walk::default();
        let mut pages = Pages::BEGIN;
        while let Some(part) = pages.next_rows(&*self.store).await? {
            for copy in &part.cases {
                let id = copy.case.card.id;
                for row in digest::of_case(id, Some(&copy.case)) {
                    walk.take(self, Place::Case(id), row).await?;
                }
                let links = digest::of_links(id, &Links::from(copy));
                walk.take(self, Place::Links(id), links).await?;
            }
            for (kind, key, record) in &part.records {
                let Some(row) = digest::of_record(*kind, key, Some(record)) else {
                    continue;
                };
                walk.take(self, Place::Record(*kind, key), row).await?;
            }
        }
        self.follow().await?;
        walk.findings.extend(self.missing(&walk.seen, head).await);
        Ok(Verified {
            head,
            rows: walk.seen.len() - walk.findings.iter().filter(|it| it.row.2.is_some()).count(),
            findings: walk.findings,
        })
    }

    /// The rows that the log had at this place and still has, and that were not seen.
    async fn missing(&self, seen: &HashSet<(String, RowHash)>, head: Head) -> Vec<Finding> {
        let known = self.known.lock().await;
        let mut missing = Vec::new();
        // An epoch key goes once no report needs it any more.
        let lasting = known.rows.iter().filter(|(kind, _)| *kind != digest::EPOCH);
        for (kind, rows) in lasting {
            for (name, vouched) in rows {
                if vouched.seq <= head.seq && !seen.contains(&(kind.clone(), *name)) {
                    missing.push(Finding {
                        case: None,
                        untrue: Untrue {
                            kind: kind.clone(),
                            fault: Fault::Missing(vouched.seq),
                        },
                        row: RowChange(kind.clone(), *name, None),
                    });
                }
            }
        }
        missing.sort_by_key(|finding| finding.row.1);
        missing
    }
}

/// Where a row is.
enum Place<'a> {
    Case(ReportId),
    Links(ReportId),
    Record(RecordKind, &'a [u8]),
}

impl Place<'_> {
    fn case(&self) -> Option<ReportId> {
        match self {
            Self::Case(id) | Self::Links(id) => Some(*id),
            Self::Record(..) => None,
        }
    }

    async fn read(&self, ledger: &Ledger) -> Result<(), StoreError> {
        match self {
            Self::Case(id) => ledger.case(*id).await.map(drop),
            Self::Links(id) => ledger.links(*id).await.map(drop),
            Self::Record(kind, key) => ledger.record(*kind, key).await.map(drop),
        }
    }
}

/// The rows seen so far.
#[derive(Default)]
struct Walk {
    seen: HashSet<(String, RowHash)>,
    findings: Vec<Finding>,
}

impl Walk {
    /// Takes the next row. One that differs from the log is read again, as somebody may have just
    /// changed it.
    async fn take(
        &mut self,
        ledger: &Ledger,
        place: Place<'_>,
        row: RowChange,
    ) -> Result<(), StoreError> {
        self.seen.insert((row.0.clone(), row.1));
        let Some(untrue) = ledger.untrue(std::slice::from_ref(&row)).await else {
            return Ok(());
        };
        let case = place.case();
        match place.read(ledger).await {
            Err(StoreError::Untrue(_)) => self.findings.push(Finding { case, untrue, row }),
            done => done?,
        }
        Ok(())
    }
}
