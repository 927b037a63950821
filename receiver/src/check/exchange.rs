//! The exchange with other hotlines: our certificate, their directory, their keys, and what they refuse.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::time::Timestamp;

use super::Finding;
use crate::anchor::Anchor;
use crate::casework::{ParcelShown, waiting_parcels};
use crate::clock::Clock;
use crate::exchange::{Exchange, Obstacle, OtherKey, SplitView, look};
use crate::handoff::DirectorySource;
use crate::outgoing::Outgoing;
use crate::records::{RecordError, TypedRecords};
use crate::settings::{DeskSettings, KeylessDesk};

/// Checks the certificate of the signer for the exchange with other hotlines, if there is one.
pub(super) fn certificate(desk: &KeylessDesk, now: Timestamp) -> Option<Finding> {
    const FIX: &str =
        "`receiver keys certify --exchange` makes a new certificate with the root's key";
    let signer = &desk.exchange.as_ref()?.signer;
    let ends = signer.certified(now).map(|certified| certified.ends());
    let of = ("exchange", "other hotlines");
    Some(Finding::of_certificate(of, ends, now, FIX))
}

/// Fetches the directory of other hotlines.
pub(super) async fn directory(source: &DirectorySource, now: Timestamp) -> Finding {
    let fetched = look(&Outgoing::new(), &source.root, &source.url, now).await;
    match fetched {
        Ok(good) => Finding::ok(
            "directory",
            format_args!(
                "{}: version {}, with {} hotlines, valid until {}",
                good.directory.name,
                good.version,
                good.directory.active().count(),
                good.until
            ),
        ),
        Err(error) => Finding::warn(
            "directory",
            error,
            "desk.exchange.directory and directory_root in the config; or ask the association: what it publishes is \
             valid for a week",
        ),
    }
}

/// Checks whether the desk has a key of each other hotline, and whether their intakes refuse what waits for them. Asks
/// nobody: the desk has kept what they answered last.
pub(super) async fn others(
    desk: &DeskSettings,
    anchor: &Anchor,
    clock: Arc<dyn Clock>,
) -> Vec<Finding> {
    let looked = looked(desk, anchor, clock).await;
    looked.unwrap_or_else(|error| vec![Finding::of_error("exchange", &error)])
}

async fn looked(
    desk: &DeskSettings,
    anchor: &Anchor,
    clock: Arc<dyn Clock>,
) -> Result<Vec<Finding>, RecordError> {
    let Some(referrals) = desk.exchange.clone() else {
        return Ok(Vec::new());
    };
    let (store, vault) = (anchor.ledger.clone(), anchor.vault.clone());
    let waiting = waiting_parcels(TypedRecords::new(&*store, &vault)).await?;
    let exchange = Exchange::new(referrals, store, vault, clock, Outgoing::new());
    exchange.recall().await?;
    let keys = exchange.other_keys().await.into_iter();
    let views = exchange.split_views().await?;
    Ok(keys
        .filter_map(without_key)
        .chain(refused(&waiting))
        .chain(split(&views))
        .collect())
}

/// The finding of a hotline to which nothing can be sealed.
fn without_key(other: OtherKey) -> Option<Finding> {
    let error = other.key.err()?;
    Some(Finding::warn(
        "exchange",
        format_args!(
            "nothing can be referred to {} ({}): {error}",
            other.name,
            other.hotline.as_str()
        ),
        "ask whether its receiver runs; compare its root and its address with the config or the directory",
    ))
}

/// The other hotlines that go by another directory of the same version.
fn split(views: &[SplitView]) -> Option<Finding> {
    let hotlines: Vec<&str> = views.iter().map(|view| view.hotline.as_str()).collect();
    let found = format!(
        "other hotlines go by another directory of the same version: {}",
        hotlines.join(", ")
    );
    let fix = "`receiver exchange settle` writes both signed proofs to a file; call the association and the hotlines that you know";
    (!views.is_empty()).then(|| Finding::warn("directory", found, fix))
}

/// The hotlines whose intakes refuse parcels, each with the reason and the number of parcels that wait for it.
fn refused(waiting: &[ParcelShown]) -> Vec<Finding> {
    let mut counts: BTreeMap<(&str, &str, &'static str), u64> = BTreeMap::new();
    for parcel in waiting {
        if let Some((answer, fix)) = parcel.obstacle.and_then(refusal) {
            *counts.entry((parcel.to.as_str(), answer, fix)).or_default() += 1;
        }
    }
    let refused = counts.into_iter().map(|((to, answer, fix), parcels)| {
        let found = format!("{to} {answer}; parcels that wait for it: {parcels}");
        Finding::warn("exchange", found, fix)
    });
    refused.collect()
}

/// What an intake answers that refuses parcels, and what to do about it.
fn refusal(obstacle: Obstacle) -> Option<(&'static str, &'static str)> {
    match obstacle {
        Obstacle::Stranger => Some((
            "does not know this hotline (403)",
            "let its operator name this hotline in the config, with `root.pub` as you read it out; or ask the association",
        )),
        Obstacle::NoPart => Some((
            "takes no part in the exchange (404)",
            "compare its address with the config or the directory; ask whether it has [desk.exchange]",
        )),
        Obstacle::Refused => Some((
            "says that the parcels are none for it (400)",
            "compare both ids, and both roots, with its operator; one of the two receivers may be of an earlier version",
        )),
        _ => None,
    }
}
