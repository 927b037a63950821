//! Every kind of alert is told when what it is about happens.

use std::sync::Arc;

use axum::http::StatusCode;
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::NewReport;
use model::rights::Role;
use receiver::alerts::{alert_names, send_test};
use receiver::clock::{Clock, Elapsed, GuardedClock};
use receiver::crypto::epoch::EpochSealer;
use receiver::parcel::Edition;
use serde_json::{Value, json};
use shared::report::{Report, UntrustedReport};
use store::Part;
use tests::{Folder, InProcess, IntakeSigner, Member, Network, OtherHotline, SmallDisk, TestClock};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::numbered;
use crate::parcels::handed_off_of;

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// A desk that tells a system by push, and a webhook that takes nothing.
struct Watched {
    desk: InProcess,
    told: UnboundedReceiver<Value>,
}

impl Watched {
    async fn new(edit: impl FnOnce(&Folder)) -> Self {
        let folder = Folder::init(TestClock::BEGIN);
        let told = folder.tell_a_board().await;
        edit(&folder);
        let desk = InProcess::in_folder(folder).await;
        // The first look at the log begins at its end.
        desk.tick().await;
        Self { desk, told }
    }

    /// Lets time pass, and then does the work of a minute.
    async fn after(&self, seconds: u64) {
        self.desk.clock.advance_seconds(seconds);
        self.desk.tick().await;
    }
}

/// Brings about what an alert is for. `None` where this machine cannot.
async fn bring_about(name: &str) -> Option<Watched> {
    let watched = match name {
        "disk_full" => return disk_full().await,
        "clock_refused" => return Some(clock_refused().await),
        "hotline_silent" => return Some(hotline_silent().await),
        // A process of its own trusts the authority: `scenarios certificate`.
        "certificate_ends" => return None,
        // The desk itself does not run: `scenarios check`.
        "desk_closed" => return None,
        // A locked desk has no key to look with: `scenarios locked`.
        "desk_locked" => return None,
        // `alerts::public` has a server that is not the intake.
        "public_wrong" => return None,
        // Two machines: `scenarios pull`.
        "intake_unreachable" | "desk_away" => return None,
        // There is no intake here: `alerts::conditions` and `keys` have the hour of the ratchet's file.
        "ratchet_stands" => return None,
        "directory_split" => return Some(directory_split().await),
        "reports_set_aside" => {
            let once = |folder: &Folder| folder.edit_config("max_attempts = 5", "max_attempts = 1");
            Watched::new(once).await
        }
        "exchange_ends" => {
            let joins = |folder: &Folder| drop(folder.join_exchange(TestClock::BEGIN));
            Watched::new(joins).await
        }
        "asker_ends" => {
            let asks = |folder: &Folder| folder.ask_reporters(TestClock::BEGIN, 20);
            Watched::new(asks).await
        }
        "directory_old" => {
            let network = Network::new(TestClock::BEGIN).await;
            let joins = |folder: &Folder| {
                folder.join_exchange(TestClock::BEGIN);
                network.is_named_in(folder);
            };
            // The server goes away with the network.
            Watched::new(joins).await
        }
        _ => Watched::new(|_| ()).await,
    };
    let desk = &watched.desk;
    match name {
        "danger_waits" => {
            desk.enqueue(danger()).await;
            desk.tick().await;
            watched.after(15 * MINUTE).await;
        }
        "reports_wait" => {
            desk.enqueue(numbered(1)).await;
            // From a Friday morning to a Monday noon.
            watched.after(76 * HOUR).await;
        }
        // `receiver init` certifies the signer for ten years.
        "signer_ends" => watched.after((3650 - 13) * DAY).await,
        // The certificates of the tests last 20 days.
        "exchange_ends" | "asker_ends" => watched.after(7 * DAY).await,
        "directory_old" => watched.after(25 * HOUR).await,
        "nothing_stored" => {
            let database = rusqlite::Connection::open(desk.database()).unwrap();
            let full = "CREATE TRIGGER full BEFORE INSERT ON heartbeat
                        BEGIN SELECT RAISE(ABORT, 'nothing is stored'); END";
            database.execute_batch(full).unwrap();
            watched.after(MINUTE).await;
        }
        "intake_silent" => {
            desk.store
                .beat(Part::Intake, desk.clock.now(), None)
                .await
                .unwrap();
            watched.after(6 * MINUTE).await;
        }
        "key_missing" => {
            let beat = async |part| desk.store.beat(part, desk.clock.now(), None).await.unwrap();
            beat(Part::IntakeKey).await;
            desk.clock.advance_seconds(2 * MINUTE);
            beat(Part::Intake).await;
            watched.after(0).await;
            assert!(watched.told.is_empty(), "a key is told of each minute");
            desk.clock.advance_seconds(MINUTE);
            beat(Part::Intake).await;
            watched.after(0).await;
        }
        // No backup was ever made: it counts from the first act of the desk.
        "backup_old" => {
            desk.enqueue(numbered(1)).await;
            desk.post("/v1/cases", json!({})).await;
            watched.after(37 * HOUR).await;
        }
        "reports_set_aside" => {
            desk.enqueue(numbered(1)).await;
            let claim = json!({ "max": 1, "lease_seconds": 60 });
            assert_eq!(desk.post("/v1/claims", claim).await.0, StatusCode::OK);
            watched.after(HOUR).await;
        }
        "deliveries_dead" => {
            desk.enqueue(numbered(1)).await;
            desk.post("/v1/cases", json!({})).await;
            for _ in 0..11 {
                desk.tell_webhooks().await;
                desk.clock.advance_seconds(2 * DAY);
            }
            desk.tick().await;
        }
        "logins_attacked" => {
            let listening = desk.listen().await;
            for number in 0..30 {
                let name = format!("nobody-{number}");
                let member = Member::invited(&listening.url, desk.clock.clone(), &name, "wrong");
                assert_eq!(member.log_in().await.status, 403);
            }
            watched.after(MINUTE).await;
        }
        "queue_changed" => {
            forge(desk).await;
            watched.after(MINUTE).await;
        }
        "store_changed" => {
            desk.enqueue(numbered(1)).await;
            desk.post("/v1/cases", json!({})).await;
            let database = rusqlite::Connection::open(desk.database()).unwrap();
            let forged = "UPDATE case_file SET state = 'closed'";
            assert_eq!(database.execute(forged, []), Ok(1));
            watched.after(DAY).await;
        }
        "account_made" => {
            let name = "anna".parse().unwrap();
            let staff = desk.staff().await;
            staff.add("operator", name, Role::Analyst).await.unwrap();
            watched.after(MINUTE).await;
        }
        "token_made" => {
            let admin = desk.listen().await.member("admin", Role::Admin).await;
            let fields = [("name", "crm"), ("days", "1"), ("look", "yes")];
            assert_eq!(admin.form("/tokens", &fields).await.status, 200);
            watched.after(MINUTE).await;
        }
        "test" => {
            let places = desk.settings().alerts.clone().unwrap();
            let tried = send_test(&places, &*desk.clock).await;
            assert_eq!(tried, [("push board".to_owned(), None)]);
        }
        other => panic!("no test brings about what {other} is for"),
    }
    Some(watched)
}

fn danger() -> UntrustedReport {
    let mut report = numbered(1);
    report.child_in_danger = Some(true);
    report
}

/// Puts a report into the queue that no intake of the hotline has signed.
async fn forge(desk: &InProcess) {
    let report = Report::try_from(numbered(1)).unwrap();
    let sealer = EpochSealer::new(desk.settings().private_key.public_key());
    let (now, rng) = (desk.clock.now(), &mut UnwrapErr(SysRng));
    let body = sealer.seal(
        report.id(),
        &report.to_json(),
        now,
        &IntakeSigner::new(),
        rng,
    );
    let new = NewReport {
        id: report.id(),
        received: now.hour(),
        priority: Priority::Danger,
        body: body.unwrap(),
    };
    desk.store.enqueue(new).await.unwrap();
}

/// A store on a disk that is nearly full.
async fn disk_full() -> Option<Watched> {
    let disk = SmallDisk::mount()?;
    let database = format!("sqlite:{}", disk.database().display());
    let watched = Watched::new(|folder| folder.edit_config("sqlite:reports.db", &database)).await;
    disk.fill_up_to(150_000);
    watched.after(MINUTE).await;
    Some(watched)
}

/// A desk whose clock does not believe the system's.
async fn clock_refused() -> Watched {
    struct Stopped;
    impl Elapsed for Stopped {
        fn seconds(&self) -> u64 {
            0
        }
    }
    let folder = Folder::init(TestClock::BEGIN);
    let told = folder.tell_a_board().await;
    let system = Arc::new(TestClock::at(TestClock::BEGIN));
    let guard = Arc::new(GuardedClock::over(system.clone(), Arc::new(Stopped), None));
    let desk = InProcess::with_clock(folder, system.clone(), guard).await;
    desk.tick().await;
    assert!(desk.metrics().contains("sealed_report_clock_refused 0\n"));
    system.advance_seconds(30 * DAY);
    desk.tick().await;
    assert!(desk.metrics().contains("sealed_report_clock_refused 1\n"));
    Watched { desk, told }
}

/// A desk that has referred a child in danger to another hotline, which takes the parcel and tells nothing.
async fn hotline_silent() -> Watched {
    let folder = Folder::init(TestClock::BEGIN);
    let other = OtherHotline::of(&folder, TestClock::BEGIN).await;
    let told = folder.tell_a_board().await;
    let desk = InProcess::in_folder(folder).await;
    desk.tick().await;
    handed_off_of(&desk, true).await;
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    let watched = Watched { desk, told };
    watched.after(4 * HOUR - MINUTE).await;
    assert!(watched.told.is_empty(), "it is told too early");
    watched.after(MINUTE).await;
    watched
}

/// A desk that has heard of another directory of the same version.
async fn directory_split() -> Watched {
    let folder = Folder::init(TestClock::BEGIN);
    let told = folder.tell_a_board().await;
    let other = OtherHotline::of(&folder, TestClock::BEGIN).await;
    let network = Network::new(TestClock::BEGIN).await;
    network.is_named_in(&folder);
    let desk = InProcess::in_folder(folder).await;
    desk.tick().await;
    other.names(Edition {
        sha256: "00".repeat(32),
        ..network.edition()
    });
    let file = desk.referred_by(&other, &["https://bad.example/a"]).await;
    desk.receive(file.as_bytes()).await;
    desk.exchange_parcels().await;
    let watched = Watched { desk, told };
    watched.after(MINUTE).await;
    watched
}

#[tokio::test]
async fn every_alert_is_told_when_it_should_be() {
    for name in alert_names() {
        let Some(mut watched) = bring_about(name).await else {
            continue;
        };
        let mut told = Vec::new();
        while let Ok(data) = watched.told.try_recv() {
            assert!(
                data["count"].as_u64().is_some_and(|count| count > 0),
                "{data}"
            );
            assert_eq!(data.as_object().unwrap().len(), 3, "{data}");
            assert!(!data.to_string().contains("bad"), "{data}");
            told.push(data["alert"].as_str().unwrap().to_owned());
        }
        assert!(told.iter().any(|it| it == name), "{name}: {told:?}");
    }
}
