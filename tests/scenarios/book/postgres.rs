//! The chapter on PostgreSQL, with a server of its own for each test.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use receiver::clock::{Clock, SystemClock};
use tests::book::{commands, run};
use tests::{Cluster, Folder, IntakeProcess, Process, report};

use crate::runbooks::Receiver;

/// The socket in the book's addresses.
const SOCKET: &str = "%2Frun%2Fpostgresql";

/// Puts a `sudo` into the path that leads the administrator's commands to this server.
fn administer(folder: &Folder, cluster: &Cluster) {
    let bin = folder.path().parent().unwrap().join("bin");
    fs::create_dir(&bin).unwrap();
    let sudo = format!(
        "#!/bin/sh\n[ \"$1 $2\" = \"-u postgres\" ] || exit 1\nshift 2\nPGHOST={} PGUSER=postgres exec \"$@\"\n",
        cluster.socket().replace("%2F", "/")
    );
    fs::write(bin.join("sudo"), sudo).unwrap();
    fs::set_permissions(bin.join("sudo"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn a_store_moves_to_a_new_database() {
    let Some(cluster) = Cluster::own() else {
        return;
    };
    let receiver = Receiver::start().await;
    let kept = report("https://bad.example/kept", "x");
    receiver.process().reporter.send(&kept).await;
    let folder = receiver.stopped().await;
    administer(&folder, &cluster);
    let [create, _, move_over] = commands("SQLite or PostgreSQL");
    run(&folder, &create).await;
    assert!(move_over.contains(SOCKET), "{move_over}");
    run(&folder, &move_over.replace(SOCKET, &cluster.socket())).await;
    let url = format!("postgres://receiver@{}/reports", cluster.socket());
    folder.edit_config("sqlite:reports.db", &url);
    let receiver = Receiver::in_folder(folder).await;
    let claimed = receiver.process().desk.claim(10, 60).await;
    assert_eq!(claimed[0]["id"], kept.id().to_string());
    receiver.works().await;
}

#[tokio::test]
async fn intake_and_desk_get_a_role_each() {
    let Some(cluster) = Cluster::own() else {
        return;
    };
    let folder = Folder::init_apart(SystemClock.now());
    for half in ["intake", "desk"] {
        let url = format!("postgres://{half}@{}/reports", cluster.socket());
        folder.edit_half(half, "sqlite:../reports.db", &url);
    }
    administer(&folder, &cluster);
    let [_, roles, _] = commands("SQLite or PostgreSQL");
    run(&folder, &format!("cd hotline\n{roles}")).await;
    let intake = IntakeProcess::start(Process::program(), &folder).await;
    intake
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    let waits = cluster.sql("reports", "SELECT count(*) FROM report");
    assert_eq!(waits.trim(), "1");
}
