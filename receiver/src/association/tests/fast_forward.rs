//! A publisher whose key is stolen, and who runs ahead of everybody.

use super::*;

/// Publishes what the officers have signed, in a folder of this name, as the latest of this version.
fn run_ahead(network: &Network, to: &str, version: u64) {
    let folder = &network.association.folder;
    let (trusted, targets) = (folder.trusted().unwrap(), folder.targets(1).unwrap());
    let publisher = network.key("publisher/publisher.key");
    let until = NOW.plus_seconds(7 * DAY);
    let mut snapshot = metadata::snapshot(&targets, version, until);
    snapshot.sign(&publisher);
    let mut timestamp = metadata::timestamp(&snapshot, version, until);
    timestamp.sign(&publisher);
    let (to, files) = (network.path(to), (&snapshot, &timestamp));
    folder.publish(&to, &trusted, (&targets, 1), files).unwrap();
}

#[tokio::test]
async fn a_stolen_publisher_that_runs_ahead_is_left_behind_with_its_key() {
    let network = Network::new();
    let (mut desk, root) = (Followed::default(), network.root());
    network.publish(NOW).unwrap();
    network.read(&mut desk, NOW).await.unwrap();
    run_ahead(&network, "ahead", u64::from(u32::MAX));
    let ahead = Files(network.path("ahead"));
    desk.refresh(&root, ahead, NOW).await.unwrap();
    // What the association publishes is behind that from now on.
    let later = NOW.plus_seconds(DAY);
    network.publish(later).unwrap();
    let behind = network.read(&mut desk, later).await;
    assert!(matches!(behind, Err(Error::Rollback { .. })), "{behind:?}");

    let rng = &mut UnwrapErr(SysRng);
    let publisher = Association::make_officer(&network.path("network/other"), rng).unwrap();
    let new = NewOfficers {
        publisher: Some(publisher),
        ..NewOfficers::default()
    };
    network.association.officers(new, later).unwrap();
    network.sign_by_two();
    let (to, other) = (network.path("public"), network.key("other/officer.key"));
    network.association.publish(&to, &other, later).unwrap();
    let good = network.read(&mut desk, later).await.unwrap();
    assert_eq!((good.version, good.fetched), (2, later));
    // And the stolen key is good for nothing any more.
    let ahead = Files(network.path("ahead"));
    desk.refresh(&root, ahead, later).await.unwrap_err();
}
