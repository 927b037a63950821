//! Failures and locks that only PostgreSQL has.

use std::fs;

use model::priority::Priority;
use model::queue::Enqueued;
use store::{StoreError, StoreUrl};
use tests::{Cluster, TlsPair, until};
use tokio_postgres::NoTls;

use crate::conformance::{BEGIN, claim, depth, enqueue, id};

fn parse(url: &str) -> StoreUrl {
    StoreUrl::parse(url, "/".as_ref()).unwrap()
}

#[tokio::test]
async fn a_lost_connection_is_an_error_and_then_there_is_a_new_one() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let url = cluster.database();
    let store = store::open(&parse(&url)).await.unwrap();
    enqueue(&*store, 1, Priority::Rest).await;
    for round in 0..3 {
        assert!(cluster.disconnect(&url), "nobody was there");
        // Whether the store has noticed the loss yet is a matter of luck.
        let connected = async || match store.depth(BEGIN).await {
            Ok(_) => Some(()),
            Err(error) => {
                assert!(matches!(error, StoreError::Engine(_)), "{error}");
                None
            }
        };
        until("the store connects again", connected).await;
        let (_, claimed) = claim(&*store, 1, BEGIN.plus_seconds(round * 100)).await;
        assert_eq!(claimed[0].id, id(1));
    }
}

#[tokio::test]
async fn a_report_that_somebody_holds_is_skipped_and_not_waited_for() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let url = cluster.database();
    let store = store::open(&parse(&url)).await.unwrap();
    for number in [1, 2, 3] {
        enqueue(&*store, number, Priority::Rest).await;
    }
    let (other, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let hold = "BEGIN; SELECT FROM report WHERE seq = 1 FOR UPDATE";
    other.batch_execute(hold).await.unwrap();
    let (_, claimed) = claim(&*store, 2, BEGIN).await;
    assert_eq!((claimed[0].id, claimed[1].id), (id(2), id(3)));
    other.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(claim(&*store, 2, BEGIN).await.1[0].id, id(1));
}

#[tokio::test]
async fn no_session_commits_before_the_disk_has_it() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let url = cluster.database();
    let name = url.rsplit('/').next().unwrap();
    cluster.sql(
        &url,
        &format!("ALTER DATABASE {name} SET synchronous_commit = off"),
    );
    assert_eq!(cluster.sql(&url, "SHOW synchronous_commit"), "off");
    let store = store::open(&parse(&url)).await.unwrap();
    // A trigger writes down what the receiver's own session has.
    cluster.sql(
        &url,
        "CREATE TABLE seen (setting TEXT);
         CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             INSERT INTO seen VALUES (current_setting('synchronous_commit'));
             RETURN NEW;
         END $$;
         CREATE TRIGGER see BEFORE INSERT ON report FOR EACH ROW EXECUTE FUNCTION see()",
    );
    assert_eq!(enqueue(&*store, 1, Priority::Rest).await, Enqueued::New);
    assert_eq!(cluster.sql(&url, "SELECT setting FROM seen"), "on");
}

#[tokio::test]
async fn a_database_of_a_newer_receiver_is_left_alone() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let url = cluster.database();
    store::open(&parse(&url)).await.unwrap();
    cluster.sql(&url, "UPDATE schema_version SET version = 1000");
    let Err(error) = store::open(&parse(&url)).await else {
        panic!("it is opened")
    };
    assert!(error.to_string().contains("newer receiver"), "{error}");
}

#[tokio::test]
async fn a_failing_statement_says_what_but_no_value() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let url = cluster.database();
    let store = store::open(&parse(&url)).await.unwrap();
    cluster.sql(&url, "ALTER TABLE report ADD CHECK (priority > 0)");
    let entry = crate::conformance::entry(1, Priority::Danger);
    let error = store.enqueue(entry).await.unwrap_err().to_string();
    assert!(error.contains("23514"), "{error}");
    assert!(!error.contains("0101"), "{error}");
    assert_eq!(depth(&*store, BEGIN).await, (0, 0));
}

#[tokio::test]
async fn where_no_server_is_the_store_says_so() {
    let nowhere = parse("postgres://receiver:secret@%2Fnowhere/reports");
    let Err(error) = store::open(&nowhere).await else {
        panic!("it is opened")
    };
    let error = error.to_string();
    assert!(error.contains("connecting"), "{error}");
    assert!(!error.contains("secret"), "{error}");
}

#[tokio::test]
async fn a_server_elsewhere_proves_who_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let [server, other, ours] = [
        TlsPair::of_days("30").await,
        TlsPair::of_days("30").await,
        TlsPair::of_days("30").await,
    ];
    let Some(cluster) = Cluster::with_tls(&server, &ours) else {
        return;
    };
    for (name, content) in [
        ("server.pem", &server.certificate),
        ("other.pem", &other.certificate),
        ("ours.pem", &ours.certificate),
        ("ours.key", &ours.key),
        ("other.key", &other.key),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    const OURS: &str = "&sslcert=ours.pem&sslkey=ours.key";
    let opened = async |host: &str, parameters: &str| {
        let url = cluster.database_at(host) + parameters;
        let url = StoreUrl::parse(&url, folder.path()).unwrap();
        store::open(&url).await
    };
    let full = "&sslmode=verify-full&sslrootcert=server.pem";
    let store = opened("localhost", &format!("{full}{OURS}")).await.unwrap();
    enqueue(&*store, 1, Priority::Rest).await;
    assert_eq!(claim(&*store, 1, BEGIN).await.1[0].id, id(1));

    for (host, parameters, words) in [
        // A host elsewhere needs no `sslmode`.
        (
            "db.example",
            format!("&sslrootcert=server.pem{OURS}"),
            "db.example",
        ),
        (
            "localhost",
            format!("&sslmode=verify-full&sslrootcert=other.pem{OURS}"),
            "certificate",
        ),
        ("localhost", full.to_owned(), "certificate"),
        ("localhost", String::new(), "no encryption"),
        (
            "localhost",
            "&sslmode=verify-full&sslrootcert=none.pem".to_owned(),
            "sslrootcert",
        ),
        (
            "localhost",
            "&sslmode=verify-full&sslrootcert=ours.key".to_owned(),
            "sslrootcert",
        ),
        (
            "localhost",
            format!("{full}&sslcert=ours.pem&sslkey=other.key"),
            "sslkey",
        ),
    ] {
        let Err(error) = opened(host, &parameters).await else {
            panic!("{host} {parameters}");
        };
        // Waiting would help nobody.
        assert!(matches!(error, StoreError::Engine(_)), "{error}");
        assert!(error.to_string().contains(words), "{parameters}: {error}");
    }
}
