//! Whoever can write the store and knows the desk's public key, but has no key of the intake, cannot pass
//! off a report as one that the hotline got: on both engines.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use axum::http::StatusCode;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::{Depth, NewReport, Stored};
use model::rights::Role;
use model::sealed::{EpochId, SealedBody, SealedEpochKey};
use receiver::clock::Clock;
use receiver::crypto::authority::EpochSigner;
use receiver::crypto::epoch::EpochSealer;
use serde_json::json;
use shared::padding::pad;
use shared::report::{Report, ReportId};
use tests::earlier::{self, EarlierQueues};
use tests::{Cluster, Folder, InProcess, IntakeSigner, TestClock};
use tokio_postgres::NoTls;

use crate::{logged, numbered, show, take};

/// A desk, and the database behind it.
struct Behind {
    desk: InProcess,
    database: Option<String>,
}

impl Behind {
    /// A desk on each engine, with these lines in place of others in its config.
    async fn each(from: &str, to: &str) -> Vec<Self> {
        let mut all = Vec::new();
        for database in [None, Cluster::shared().map(Cluster::database)] {
            if database.is_none() && !all.is_empty() {
                continue;
            }
            let folder = Folder::init(TestClock::BEGIN);
            folder.edit_config(from, to);
            if let Some(url) = &database {
                folder.edit_config("sqlite:reports.db", url);
            }
            let desk = InProcess::in_folder(folder).await;
            all.push(Self { desk, database });
        }
        all
    }

    /// Runs SQL behind the desk: `sqlite`, or `postgres`.
    async fn run(&self, sqlite: &str, postgres: &str) {
        match &self.database {
            None => {
                let connection = rusqlite::Connection::open(self.desk.database()).unwrap();
                connection.execute_batch(sqlite).unwrap();
            }
            Some(url) => {
                let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
                tokio::spawn(connection);
                client.batch_execute(postgres).await.unwrap();
            }
        }
    }

    /// Puts a report into the queue that this signer's intake would have stored.
    async fn put(&self, number: u32, signer: &impl EpochSigner) -> ReportId {
        let report = Report::try_from(numbered(number)).unwrap();
        let sealer = EpochSealer::new(self.desk.settings().private_key.public_key());
        let (now, rng) = (self.desk.clock.now(), &mut UnwrapErr(SysRng));
        let body = sealer.seal(report.id(), &report.to_json(), now, signer, rng);
        let new = NewReport {
            id: report.id(),
            received: now.hour(),
            priority: Priority::Danger,
            body: body.unwrap(),
        };
        self.desk.store.enqueue(new).await.unwrap();
        report.id()
    }

    /// Puts the row of a report as it was into the queue.
    async fn put_back(&self, stored: &Stored) {
        let hex = |bytes: &[u8]| -> String { bytes.iter().map(|it| format!("{it:02x}")).collect() };
        let (id, epoch) = (hex(stored.id.as_bytes()), &stored.body.epoch);
        let [name, enc, ciphertext, body] = [
            &epoch.id.0[..],
            &epoch.enc,
            &epoch.ciphertext,
            &stored.body.bytes,
        ]
        .map(hex);
        let seq = format!("(SELECT seq FROM report WHERE id = x'{id}')");
        self.run(
            &format!(
                "INSERT OR IGNORE INTO epoch (id, enc, ciphertext) VALUES (x'{name}', x'{enc}', x'{ciphertext}');
                 INSERT INTO body VALUES ({seq}, x'{name}', x'{body}');
                 INSERT INTO queue (seq, priority) VALUES ({seq}, 0);"
            ),
            &format!(
                "INSERT INTO epoch (id, enc, ciphertext) VALUES ('\\x{name}', '\\x{enc}', '\\x{ciphertext}')
                 ON CONFLICT DO NOTHING;
                 UPDATE report SET epoch = '\\x{name}', sealed = '\\x{body}', leased_until = 0,
                                   last_lease = FALSE
                 WHERE id = '\\x{id}'"
            ),
        )
        .await;
    }

    async fn depth(&self) -> Depth {
        let now = self.desk.clock.now();
        self.desk.store.depth(now).await.unwrap()
    }

    /// Checks that all of these reports were set aside, for this reason, and that the log names them.
    async fn refused(&self, reports: &[ReportId], reason: &str) {
        let dead = u64::try_from(reports.len()).unwrap();
        let depth = self.depth().await;
        assert_eq!(
            (depth.waiting, depth.leased, depth.dead),
            (0, 0, dead),
            "{reason}"
        );
        let entries = logged(&self.desk, 0).await;
        for id in reports {
            let mut entries = entries.iter();
            let entry = entries.find(|it| it.case == Some(*id) && it.what == "refuse");
            let entry = entry.unwrap();
            assert_eq!((&entry.who[..], &entry.new[..]), ("desk", reason));
        }
    }

    /// Claims the next report and acks it.
    async fn acks_next(&self) {
        let claim = json!({ "max": 1, "lease_seconds": 60 });
        let (_, claimed) = self.desk.post("/v1/claims", claim).await;
        let claimed = &claimed["claims"][0];
        let path = format!("/v1/claims/{}/ack", claimed["id"].as_str().unwrap());
        let lease = json!({ "lease": claimed["lease"] });
        assert_eq!(self.desk.post(&path, lease).await.0, StatusCode::NO_CONTENT);
    }

    /// Takes the next report; there is none.
    async fn takes_nothing(&self) {
        let (status, taken) = self.desk.post("/v1/cases", json!({})).await;
        assert_eq!(
            (status, &taken["case"]),
            (StatusCode::OK, &json!(null)),
            "{taken}"
        );
    }
}

const SAME: &str = "[desk]";

#[tokio::test]
async fn a_report_that_no_intake_signed_is_refused_however_somebody_gets_at_it() {
    for behind in Behind::each(SAME, SAME).await {
        let stranger = IntakeSigner::new();
        let mut forged = Vec::new();
        // Taken in turn, by its id, claimed, closed unread, and by the minute.
        forged.push(behind.put(1, &stranger).await);
        behind.takes_nothing().await;
        forged.push(behind.put(2, &stranger).await);
        let claim = json!({ "max": 10, "lease_seconds": 60 });
        let (_, claimed) = behind.desk.post("/v1/claims", claim).await;
        assert_eq!(claimed["claims"], json!([]));
        forged.push(behind.put(3, &stranger).await);
        behind.desk.tick().await;
        behind.refused(&forged, "no intake has signed it").await;

        // More of them than damaged reports that stop the taking do not hide a true one.
        for number in 4..10 {
            forged.push(behind.put(number, &stranger).await);
        }
        behind.desk.enqueue(numbered(10)).await;
        let case = take(&behind.desk).await;
        assert!(case.ends_with(&numbered(10).id.to_string()));
        behind.refused(&forged, "no intake has signed it").await;
    }
}

#[tokio::test]
async fn an_operator_can_accept_what_was_signed_under_another_root() {
    for behind in Behind::each(SAME, SAME).await {
        let id = behind.put(1, &IntakeSigner::new()).await;
        behind.desk.tick().await;
        behind.refused(&[id], "no intake has signed it").await;
        let now = behind.desk.clock.now();
        behind.desk.ledger.accept_epochs(&[id], now).await.unwrap();
        behind.put_back_dead().await;
        behind.desk.tick().await;
        take(&behind.desk).await;
        assert_eq!(behind.desk.ledger.verify().await.unwrap().findings, []);
    }
}

#[tokio::test]
async fn a_report_with_another_hour_is_refused() {
    for behind in Behind::each(SAME, SAME).await {
        behind.desk.enqueue(numbered(1)).await;
        let older = "UPDATE report SET received_hour = received_hour - 48";
        behind.run(older, older).await;
        behind.takes_nothing().await;
        let refused = [numbered(1).id];
        behind.refused(&refused, "it arrived in another hour").await;
    }
}

#[tokio::test]
async fn a_report_that_has_left_the_queue_does_not_come_back() {
    for behind in Behind::each(SAME, SAME).await {
        behind.desk.enqueue(numbered(1)).await;
        behind.desk.enqueue(numbered(2)).await;
        let [one, two] = [1, 2].map(|number| numbered(number).id);
        let [case, acked] = [one, two].map(|id| behind.desk.store.find(id));
        let (case, acked) = (case.await.unwrap().unwrap(), acked.await.unwrap().unwrap());
        take(&behind.desk).await;
        behind.acks_next().await;

        for replayed in [&case, &acked] {
            behind.put_back(replayed).await;
        }
        behind.takes_nothing().await;
        behind
            .refused(&[one, two], "it has left the queue before")
            .await;
        // So does a desk that has just started.
        behind.put_back_dead().await;
        behind.desk.again().await.tick().await;
        behind
            .refused(&[one, two], "it has left the queue before")
            .await;
    }
}

#[tokio::test]
async fn a_report_of_a_child_in_danger_does_not_vanish_unseen() {
    for behind in Behind::each(SAME, SAME).await {
        for number in 1..=3 {
            let mut danger = numbered(number);
            danger.child_in_danger = Some(true);
            behind.desk.enqueue(danger).await;
        }
        behind.desk.tick().await;
        // One is taken, and one is claimed and acked: these are no news.
        take(&behind.desk).await;
        behind.acks_next().await;
        let left = behind.desk.store.list(None, None, 10).await.unwrap();
        let [last] = &left[..] else {
            panic!("one waits")
        };
        let of_report = "DELETE FROM report WHERE leased_until IS NOT NULL";
        let of_both = "DELETE FROM queue; DELETE FROM body";
        behind.run(of_both, of_report).await;
        let restarted = behind.desk.again().await;
        for _ in 0..2 {
            restarted.tick().await;
        }
        let entries = logged(&behind.desk, 0).await;
        let vanished = entries.iter().filter(|it| it.what == "vanish");
        let vanished: Vec<_> = vanished.map(|it| it.case.unwrap()).collect();
        assert_eq!(vanished, [last.id]);
    }
}

#[tokio::test]
async fn what_waited_at_an_upgrade_is_taken_and_nothing_like_it_later() {
    let queues: EarlierQueues = earlier::facts("queues.json");
    for (file, reports) in &queues.files {
        let Some(behind) = Behind::upgraded(file).await else {
            continue;
        };
        let waiting = reports.iter().filter(|report| report.state == "waiting");
        let waiting: BTreeSet<String> = waiting.map(|report| report.id.to_string()).collect();
        let mut taken = BTreeSet::new();
        behind.desk.tick().await;
        while let (StatusCode::OK, Some(case)) = behind.next().await {
            taken.insert(case);
        }
        assert!(!waiting.is_empty() && taken == waiting, "{file}");

        let before = behind.depth().await;
        behind.put_as_earlier_intakes().await;
        behind.desk.again().await.tick().await;
        let after = behind.depth().await;
        assert_eq!((after.waiting, after.dead), (0, before.dead + 1), "{file}");
    }
}

impl Behind {
    /// A desk with the store of an earlier receiver in this file.
    async fn upgraded(file: &str) -> Option<Self> {
        let folder = earlier::folder_without_store();
        let path = earlier::path(file);
        let database = match file.ends_with(".sql") {
            true => Some(Cluster::shared()?.database()),
            false => None,
        };
        match &database {
            None => drop(fs::copy(&path, folder.database()).unwrap()),
            Some(url) => folder.edit_config("sqlite:reports.db", url),
        }
        if let Some(url) = &database {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
            tokio::spawn(connection);
            let dump = fs::read_to_string(path).unwrap();
            client.batch_execute(&dump).await.unwrap();
        }
        let desk = InProcess::in_folder(folder).await;
        Some(Self { desk, database })
    }

    /// Takes the next report. Returns its id.
    async fn next(&self) -> (StatusCode, Option<String>) {
        let (status, taken) = self.desk.post("/v1/cases", json!({})).await;
        (status, taken["case"].as_str().map(str::to_owned))
    }

    /// Puts a report into the queue in the form of intakes that signed nothing.
    async fn put_as_earlier_intakes(&self) {
        let report = Report::try_from(numbered(99)).unwrap();
        let (key, name, id) = ([7; 32], EpochId([7; 8]), report.id());
        let info = [&b"sealed-report v1 epoch key"[..], &name.0].concat();
        let desk = self.desk.settings().private_key.public_key();
        let sealed = desk.seal(&info, &key, &mut UnwrapErr(SysRng)).unwrap();
        let json = report.to_json();
        let payload = Payload {
            msg: &pad(&json, json.len().next_multiple_of(1024)).unwrap(),
            aad: id.as_bytes(),
        };
        let cipher = ChaCha20Poly1305::new(&key.into());
        let ciphertext = cipher.encrypt(&Nonce::default(), payload).unwrap();
        let epoch = SealedEpochKey {
            id: name,
            enc: sealed.enc,
            ciphertext: sealed.ciphertext,
            desk_key: None,
        };
        let new = NewReport {
            id: report.id(),
            received: self.desk.clock.now().hour(),
            priority: Priority::of(&report),
            body: SealedBody {
                epoch: Arc::new(epoch),
                bytes: [&[0; 8][..], &ciphertext].concat(),
            },
        };
        self.desk.store.enqueue(new).await.unwrap();
    }

    /// Lets reports that were set aside wait again, behind the desk.
    async fn put_back_dead(&self) {
        let set = "leased_until = 0, lease = NULL, attempts = 0";
        self.run(
            &format!("UPDATE queue SET {set}, last_lease = 0 WHERE last_lease = 1"),
            &format!("UPDATE report SET {set}, last_lease = FALSE WHERE last_lease"),
        )
        .await;
    }
}

#[tokio::test]
async fn whoever_changes_the_order_of_the_queue_delays_nothing_for_long() {
    for behind in Behind::each(SAME, SAME).await {
        let mut danger = numbered(1);
        danger.child_in_danger = Some(true);
        behind.desk.enqueue(danger.clone()).await;
        behind.desk.enqueue(numbered(2)).await;
        let last = "UPDATE report SET priority = 4";
        let of_queue = "UPDATE queue SET priority = 4";
        let of_both = format!("{last}; {of_queue}");
        for (round, changed) in [&of_both[..], of_queue].into_iter().enumerate() {
            behind.run(changed, last).await;
            behind.desk.tick().await;
            let stored = behind.desk.store.find(danger.id).await.unwrap().unwrap();
            assert_eq!(stored.priority, Priority::Danger, "round {round}");
        }
        behind.run(&of_both, last).await;
        // Nobody closes it unread meanwhile.
        let lead = behind.desk.listen().await.member("lead", Role::Lead).await;
        let id = danger.id.to_string();
        lead.form("/close", &[("as", "spam"), ("report", &id)])
            .await;
        assert_eq!(behind.depth().await.waiting, 2);
        // Whatever the order says, the case has the urgency of the report.
        let (status, _) = behind.desk.post("/v1/cases", json!({})).await;
        assert_eq!(status, StatusCode::OK);
        let case = format!("/v1/cases/{}", danger.id);
        assert_eq!(show(&behind.desk, &case).await["priority"], "danger");
        let entries = logged(&behind.desk, 0).await;
        let entries = entries.iter().filter(|it| it.what == "reorder");
        let of_danger = entries.filter(|it| it.case == Some(danger.id));
        let seen: Vec<_> = of_danger.map(|it| (&it.old[..], &it.new[..])).collect();
        assert_eq!(seen, [("rest", "danger"); 2]);
    }
}
