//! An association from its beginning to its third root, read as a desk reads it.

mod fast_forward;

use std::path::PathBuf;

use getrandom::{SysRng, rand_core::UnwrapErr};
use sigstore_tuf::transport::FetchFuture;
use sigstore_tuf::{Error, Repository};
use tempfile::TempDir;

use shared::signing::SigningKey;

use super::*;
use crate::directory::NotAccepted;
use crate::directory::following::{Followed, Good};

const NOW: Timestamp = Timestamp(1_800_000_000);
const DAY: u64 = 24 * 3600;

/// An association in a folder, which publishes to another.
struct Network {
    folder: TempDir,
    association: Association,
}

/// The files of a folder, as a web server gives them.
struct Files(PathBuf);

impl Repository for Files {
    fn fetch_metadata<'a>(&'a self, name: &'a str, _: u64) -> FetchFuture<'a> {
        let file = self.0.join(name);
        Box::pin(async move { Ok(file.exists().then(|| std::fs::read(file).unwrap())) })
    }

    fn fetch_target<'a>(&'a self, path: &'a str, most: u64) -> FetchFuture<'a> {
        self.fetch_metadata(path, most)
    }
}

impl Network {
    /// An association of three officers, of whom two have to sign.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rng = &mut UnwrapErr(SysRng);
        let at = folder.path().join("network");
        let association = Association::init(&at, "Example Network", 3, 2, NOW, rng).unwrap();
        Self {
            folder,
            association,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn key(&self, name: &str) -> OfficerKey {
        ceremony::read_key(&self.path("network").join(name)).unwrap()
    }

    fn public(&self, name: &str) -> VerifyingKey {
        ceremony::read_key(&self.path("network").join(name)).unwrap()
    }

    /// The signatures that the drafts have, once this officer has signed.
    fn sign(&self, officer: &str) -> Result<Vec<(&'static str, usize, usize)>, AssociationError> {
        let signed = self.association.sign(&self.key(officer))?;
        let count = |draft: Draft| (draft.role, draft.signatures.signed, draft.signatures.needed);
        Ok(signed.into_iter().map(count).collect())
    }

    fn sign_by_two(&self) {
        self.sign("officers/1.key").unwrap();
        self.sign("officers/3.key").unwrap();
    }

    fn publish(&self, now: Timestamp) -> Result<Published, AssociationError> {
        let publisher = self.key("publisher/publisher.key");
        self.association
            .publish(&self.path("public"), &publisher, now)
    }

    fn root(&self) -> Vec<u8> {
        std::fs::read(self.path("network/metadata/1.root.json")).unwrap()
    }

    /// Lets a desk look for what is new.
    async fn read(&self, desk: &mut Followed, now: Timestamp) -> Result<Good, Error> {
        let root = self.root();
        desk.refresh(&root, Files(self.path("public")), now).await?;
        Ok(desk.good(&root).unwrap().clone())
    }

    fn add(&self, application: &Application, root: &SigningKey) -> Result<(), AssociationError> {
        let signed = application.signed(root).unwrap();
        let added = self.association.add(&signed, &root.verifying_key(), NOW);
        added.map(|_| ())
    }
}

/// What a hotline says of itself, and its root.
fn application(id: &str) -> (Application, SigningKey) {
    let root = SigningKey::generate(&mut UnwrapErr(SysRng));
    let application = Application {
        hotline: id.parse().unwrap(),
        name: format!("Hotline {id}"),
        countries: vec!["NL".to_owned()],
        categories: vec!["csam".to_owned()],
        languages: vec!["nl".to_owned(), "en".to_owned()],
        root: root.verifying_key(),
        exchange: format!("https://report.{id}.example"),
        form: format!("https://{id}.example/report"),
        made: NOW.0,
    };
    (application, root)
}

fn ids(good: &Good) -> Vec<&str> {
    let active = good.directory.active();
    active.map(|hotline| hotline.hotline.as_str()).collect()
}

#[tokio::test]
async fn what_two_of_three_officers_sign_is_what_a_desk_reads() {
    let network = Network::new();
    let mut desk = Followed::default();
    assert_eq!(network.publish(NOW).unwrap().version, 1);
    let empty = network.read(&mut desk, NOW).await.unwrap();
    assert_eq!((empty.version, ids(&empty)), (1, vec![]));
    assert_eq!(empty.directory.name, "Example Network");
    assert_eq!(empty.until, NOW.plus_seconds(7 * DAY));

    for id in ["se", "nl"] {
        let (application, root) = application(id);
        network.add(&application, &root).unwrap();
    }
    // A draft is published by nobody, and one signature is not enough.
    let published = network.publish(NOW).unwrap();
    assert_eq!((published.version, published.drafts.len()), (1, 1));
    assert_eq!(network.association.changes().unwrap().entries.len(), 2);
    assert_eq!(network.sign("officers/1.key").unwrap(), [("targets", 1, 2)]);
    assert_eq!(network.sign("officers/1.key").unwrap(), [("targets", 1, 2)]);
    assert_eq!(network.publish(NOW).unwrap().version, 1);
    assert_eq!(network.sign("officers/3.key").unwrap(), [("targets", 2, 2)]);
    let nothing = network.sign("officers/2.key");
    assert!(matches!(nothing, Err(AssociationError::NothingToSign)));
    let published = network.publish(NOW).unwrap();
    assert_eq!((published.version, published.drafts.len()), (2, 0));
    let good = network.read(&mut desk, NOW).await.unwrap();
    assert_eq!((good.version, ids(&good)), (2, vec!["nl", "se"]));

    network
        .association
        .revoke(&"nl".parse().unwrap(), NOW)
        .unwrap();
    let language = "en".parse().unwrap();
    let told = "Write to the police.";
    network
        .association
        .tell("BR", &language, Some(told), NOW)
        .unwrap();
    network.sign_by_two();
    network.publish(NOW).unwrap();
    let good = network.read(&mut desk, NOW).await.unwrap();
    assert_eq!(ids(&good), ["se"]);
    assert_eq!(good.directory.members[0].status, Status::Revoked);
    assert_eq!(good.directory.elsewhere["BR"]["en"], told);
}

#[tokio::test]
async fn a_changed_draft_needs_all_its_signatures_anew() {
    let network = Network::new();
    let (first, root) = application("nl");
    network.add(&first, &root).unwrap();
    network.sign("officers/1.key").unwrap();
    let (second, root) = application("se");
    network.add(&second, &root).unwrap();
    assert_eq!(network.sign("officers/2.key").unwrap(), [("targets", 1, 2)]);
}

#[test]
fn only_the_root_that_was_read_out_brings_a_hotline_in() {
    let network = Network::new();
    let (application, root) = application("nl");
    let signed = application.signed(&root).unwrap();
    let (_, stranger) = self::application("nl");
    let added = network
        .association
        .add(&signed, &stranger.verifying_key(), NOW);
    assert!(matches!(
        added,
        Err(AssociationError::NotAccepted(NotAccepted::Forged(_)))
    ));
    // A root cannot apply for another root.
    let forged = application.signed(&stranger).unwrap();
    let added = network
        .association
        .add(&forged, &stranger.verifying_key(), NOW);
    assert!(matches!(
        added,
        Err(AssociationError::NotAccepted(NotAccepted::Form))
    ));
    assert!(network.association.directory().unwrap().members.is_empty());
    network.add(&application, &root).unwrap();
    let older = Application {
        made: NOW.0 - 1,
        ..application
    };
    assert!(matches!(
        network.add(&older, &root),
        Err(AssociationError::Older)
    ));
}

#[test]
fn an_application_with_an_address_inside_a_network_is_refused() {
    let (application, root) = application("nl");
    for address in [
        "http://nl.example",
        "https://10.0.0.1",
        "https://[::1]/",
        "https://intranet",
        "https://user@nl.example",
        "https://0x7f000001/",
        "ftp://nl.example",
        "",
    ] {
        let inward = Application {
            exchange: address.to_owned(),
            ..application.clone()
        };
        let refused = inward.signed(&root);
        assert!(
            matches!(refused, Err(NotAccepted::Value("exchange", _))),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_desk_that_was_away_follows_two_new_roots() {
    let network = Network::new();
    let mut desk = Followed::default();
    network.publish(NOW).unwrap();
    network.read(&mut desk, NOW).await.unwrap();
    // The first officer goes and a fourth comes; then three have to sign, and another machine publishes.
    let rng = &mut UnwrapErr(SysRng);
    let fourth = Association::make_officer(&network.path("network/fourth"), rng).unwrap();
    let new = NewOfficers {
        add: vec![fourth],
        remove: vec![network.public("officers/1.pub")],
        ..NewOfficers::default()
    };
    network.association.officers(new, NOW).unwrap();
    // The one who comes alone is not enough for the officers before.
    let of_two = [("root", 0, 2), ("targets", 1, 2)];
    assert_eq!(network.sign("fourth/officer.key").unwrap(), of_two);
    network.sign("officers/2.key").unwrap();
    assert_eq!(network.publish(NOW).unwrap().version, 1);
    network.sign("officers/1.key").unwrap();
    assert_eq!(network.publish(NOW).unwrap().version, 2);
    let publisher = Association::make_officer(&network.path("network/other"), rng).unwrap();
    let new = NewOfficers {
        threshold: Some(3),
        publisher: Some(publisher),
        ..NewOfficers::default()
    };
    network.association.officers(new, NOW).unwrap();
    for officer in ["officers/2", "officers/3", "fourth/officer"] {
        network.sign(&format!("{officer}.key")).unwrap();
    }
    // The key of the publisher before counts for nothing, and neither does that of an officer who has gone.
    assert!(matches!(
        network.publish(NOW),
        Err(AssociationError::Refused(Error::ThresholdNotMet { .. }))
    ));
    let other = network.key("other/officer.key");
    let later = NOW.plus_seconds(30 * DAY);
    let to = network.path("public");
    network.association.publish(&to, &other, later).unwrap();
    let good = network.read(&mut desk, later).await.unwrap();
    assert_eq!(good.version, 3);
    network
        .association
        .revoke(&"nl".parse().unwrap(), NOW)
        .unwrap_err();
    network
        .association
        .tell("BR", &"en".parse().unwrap(), Some("x"), later)
        .unwrap();
    assert!(matches!(
        network.sign("officers/1.key"),
        Err(AssociationError::NotAnOfficer)
    ));
}

/// Puts the last version of the directory before desks, by the publisher's key, whoever has signed it.
fn publish_draft(network: &Network) {
    let folder = &network.association.folder;
    let (trusted, version) = (folder.trusted().unwrap(), folder.last_targets().unwrap());
    let (targets, publisher) = (
        folder.targets(version).unwrap(),
        network.key("publisher/publisher.key"),
    );
    let (next, until) = (NOW.0 + 1, NOW.plus_seconds(DAY));
    let mut snapshot = metadata::snapshot(&targets, next, until);
    snapshot.sign(&publisher);
    let mut timestamp = metadata::timestamp(&snapshot, next, until);
    timestamp.sign(&publisher);
    let files = (&snapshot, &timestamp);
    folder
        .publish(
            &network.path("public"),
            &trusted,
            (&targets, version),
            files,
        )
        .unwrap();
}

/// Whether a role was refused because one of two officers has signed it.
fn is_below(role: &str, read: &Result<Good, Error>) -> bool {
    matches!(read, Err(Error::ThresholdNotMet { role: of, found: 1, threshold: 2 }) if of == role)
}

#[tokio::test]
async fn what_too_few_officers_signed_is_not_believed_whoever_publishes_it() {
    let network = Network::new();
    let mut desk = Followed::default();
    network.publish(NOW).unwrap();
    network.read(&mut desk, NOW).await.unwrap();
    let (application, root) = application("nl");
    network.add(&application, &root).unwrap();
    network.sign("officers/1.key").unwrap();
    publish_draft(&network);
    assert!(is_below("targets", &network.read(&mut desk, NOW).await));
    let kept = desk.good(&network.root()).unwrap();
    assert_eq!((kept.version, ids(kept)), (1, vec![]));

    let new = NewOfficers {
        threshold: Some(1),
        ..NewOfficers::default()
    };
    network.association.officers(new, NOW).unwrap();
    network.sign("officers/1.key").unwrap();
    let draft = network.path("network/metadata/2.root.json");
    std::fs::copy(draft, network.path("public/2.root.json")).unwrap();
    assert!(is_below("root", &network.read(&mut desk, NOW).await));
}

#[test]
fn what_the_officers_signed_is_published_for_a_year_and_no_longer() {
    let network = Network::new();
    let last = NOW.plus_seconds(366 * DAY - 1);
    let published = network.publish(last).unwrap();
    assert_eq!(published.until, last.plus_seconds(1));
    assert!(matches!(
        network.publish(last.plus_seconds(1)),
        Err(AssociationError::Ended)
    ));
}

#[test]
fn numbers_that_do_not_go_together_make_no_association() {
    for (officers, threshold) in [(3, 0), (3, 4), (0, 0), (16, 2)] {
        let folder = tempfile::tempdir().unwrap();
        let rng = &mut UnwrapErr(SysRng);
        let at = folder.path().join("network");
        let made = Association::init(&at, "Network", officers, threshold, NOW, rng);
        assert!(matches!(made, Err(AssociationError::Threshold { .. })));
        assert!(!at.exists());
    }
}
