//! The static files that desks fetch.

use std::path::Path;

use model::time::Timestamp;
use sigstore_tuf::TrustedMetadataSet;

use super::metadata::Envelope;
use super::{Association, AssociationError, Draft, OfficerKey, folder, metadata};
use crate::directory::{Directory, TARGET, following};

/// Seconds for which what the publisher signs is valid: a week.
const PUBLISHED_SECONDS: u64 = 7 * 24 * 3600;

/// What was published.
#[derive(Debug)]
pub struct Published {
    /// The version of the directory.
    pub version: u64,
    /// Until when the files are valid: publish again before.
    pub until: Timestamp,
    /// Until when what the officers signed is valid.
    pub signed_until: Timestamp,
    /// The drafts that were not published, because too few have signed them.
    pub drafts: Vec<Draft>,
}

impl Association {
    /// Writes the last directory that enough officers have signed to a folder of static files, with a timestamp of
    /// the publisher that is valid for a week.
    pub fn publish(
        &self,
        to: &Path,
        publisher: &OfficerKey,
        now: Timestamp,
    ) -> Result<Published, AssociationError> {
        let Last {
            mut trusted,
            version,
            targets,
            signed_until,
        } = self.last_signed(now)?;
        let until = now.plus_seconds(PUBLISHED_SECONDS).min(signed_until);
        // Above what was published before, also if only the folder with it is lost.
        let next = folder::published_version(to)?.map_or(now.0, |before| now.0.max(before + 1));
        let mut snapshot = metadata::snapshot(&targets, next, until);
        snapshot.sign(publisher);
        let mut timestamp = metadata::timestamp(&snapshot, next, until);
        timestamp.sign(publisher);
        check(&mut trusted, &[&timestamp, &snapshot, &targets], now)?;
        self.folder
            .publish(to, &trusted, (&targets, version), (&snapshot, &timestamp))?;
        Ok(Published {
            version,
            until,
            signed_until,
            drafts: self.drafts()?,
        })
    }

    /// The last directory that enough officers have signed.
    pub fn signed_directory(&self, now: Timestamp) -> Result<Directory, AssociationError> {
        self.folder.directory(self.last_signed(now)?.version)
    }

    /// The last version that enough officers have signed, which must not have ended.
    fn last_signed(&self, now: Timestamp) -> Result<Last, AssociationError> {
        let trusted = self.folder.trusted()?;
        let version = self
            .folder
            .signed_targets(&trusted)?
            .ok_or(AssociationError::Ended)?;
        let targets = self.folder.targets(version)?;
        let root = folder::envelope(&self.folder.root(trusted.root().version))?;
        let ends = [root.expires(), targets.expires()].into_iter().flatten();
        let signed_until = ends.min().ok_or(AssociationError::Ended)?;
        if signed_until <= now {
            return Err(AssociationError::Ended);
        }
        Ok(Last {
            trusted,
            version,
            targets,
            signed_until,
        })
    }
}

/// The last version that enough officers have signed.
struct Last {
    /// The roots up to the present one.
    trusted: TrustedMetadataSet,
    version: u64,
    targets: Envelope,
    /// Until when the present root and the targets are valid.
    signed_until: Timestamp,
}

/// Reads files as a desk does, so that nothing is published that no desk takes.
fn check(
    trusted: &mut TrustedMetadataSet,
    [timestamp, snapshot, targets]: &[&Envelope; 3],
    now: Timestamp,
) -> Result<(), sigstore_tuf::Error> {
    let now = following::time(now);
    trusted.check_root_expired(now)?;
    trusted.update_timestamp(timestamp.to_json().as_bytes(), now)?;
    trusted.update_snapshot(snapshot.to_json().as_bytes(), now)?;
    let targets = trusted.update_targets(targets.to_json().as_bytes(), now)?;
    match targets.target(TARGET) {
        Some(_) => Ok(()),
        None => Err(sigstore_tuf::Error::TargetNotFound(TARGET.to_owned())),
    }
}
