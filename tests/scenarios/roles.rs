//! Two roles of a PostgreSQL database: the intake's can do its work, and nothing of the desk's.

use std::sync::Arc;

use store::RecordKind;
use strum::VariantArray;
use tests::{Cluster, Desk, Folder, Process, Reporter, Running, TestClock, report};

/// What the intake may do with whole tables.
const MAY: &[(&str, &[&str])] = &[
    ("schema_version", &["SELECT"]),
    ("owner", &["SELECT"]),
    ("desk_key", &["SELECT"]),
    ("intake_key", &["SELECT", "INSERT", "DELETE"]),
    // Its own row alone, and of the desk's records publications and parcels of other hotlines: see below.
    ("heartbeat", &["SELECT", "INSERT", "UPDATE"]),
    ("desk_record", &["SELECT", "INSERT"]),
    ("epoch", &["INSERT"]),
    // The number of reports that wait, by priority and hour.
    ("queue_change", &["SELECT", "INSERT"]),
];

/// What it may do with single columns.
const MAY_COLUMNS: &[(&str, &str, &[&str])] = &[
    ("epoch", "SELECT", &["id"]),
    (
        "report",
        "SELECT",
        &[
            "seq",
            "id",
            "received_hour",
            "priority",
            "leased_until",
            "last_lease",
        ],
    ),
    (
        "report",
        "INSERT",
        &[
            "id",
            "received_hour",
            "priority",
            "epoch",
            "sealed",
            "leased_until",
            "lease",
            "attempts",
            "last_lease",
        ],
    ),
];

/// A database with two roles, and the folders of two machines that use one each.
struct Roles {
    cluster: &'static Cluster,
    database: String,
    intake: String,
    folder: Folder,
}

impl Roles {
    /// A database that the desk's role owns, as a receiver left it that had one role alone. `None` where no server is
    /// installed.
    async fn new() -> Option<Self> {
        let cluster = Cluster::shared()?;
        let database = cluster.database();
        let name = database.rsplit('/').next().unwrap().to_owned();
        let [intake, desk] = ["intake", "desk"].map(|half| format!("{half}-{name}"));
        for role in [&intake, &desk] {
            cluster.sql("postgres", &format!("CREATE ROLE \"{role}\" LOGIN"));
        }
        cluster.sql(
            "postgres",
            &format!("ALTER DATABASE {name} OWNER TO \"{intake}\""),
        );
        let folder = Folder::init_apart(TestClock::BEGIN);
        for (half, role) in [("intake", &intake), ("desk", &desk)] {
            let url = database.replace("postgres://postgres@", &format!("postgres://{role}@"));
            folder.edit_half(half, "sqlite:../reports.db", &url);
        }
        Some(Self {
            cluster,
            database,
            intake,
            folder,
        })
    }

    /// Runs a command with the config of a half. Returns its output.
    async fn run(&self, half: &str, command: &[&str]) -> String {
        let config = self.folder.path().join(half).join("receiver.toml");
        let config = ["--config", config.to_str().unwrap()];
        let output = Process::run(&[command, &config].concat()).await;
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Gives both roles their rights, as an operator does.
    async fn grant(&self) {
        let desk = self.intake.replace("intake", "desk");
        let command = ["store", "grants", "--intake", &self.intake, "--desk", &desk];
        let output = Process::run(&command).await;
        assert!(output.status.success());
        let sql = String::from_utf8(output.stdout).unwrap();
        self.cluster.sql(&self.database, &sql);
    }

    /// Runs SQL as the intake. Returns the output, or nothing if it is refused.
    fn as_intake(&self, sql: &str) -> Option<String> {
        let sql = format!("SET ROLE \"{}\"; {sql}", self.intake);
        self.cluster.try_sql(&self.database, &sql).ok()
    }

    fn lines(&self, sql: &str) -> Vec<String> {
        let output = self.cluster.sql(&self.database, sql);
        output.lines().map(str::to_owned).collect()
    }

    fn may(&self, table: &str, right: &str, column: Option<&str>) -> bool {
        let (function, of) = match column {
            None => ("has_table_privilege", String::new()),
            Some(column) => ("has_column_privilege", format!("'{column}', ")),
        };
        let sql = format!(
            "SELECT {function}('{}', '{table}', {of}'{right}')",
            self.intake
        );
        self.lines(&sql) == ["t"]
    }
}

#[tokio::test]
async fn the_intakes_role_does_its_work_and_nothing_of_the_desks() {
    let Some(roles) = Roles::new().await else {
        return;
    };
    // The receiver of before: the intake's role made the tables, and owns all.
    let made = roles.run("intake", &["store", "upgrade"]).await;
    assert!(made.contains("up to date"));
    roles.grant().await;
    roles.run("desk", &["store", "upgrade"]).await;
    // Once more, as after an update.
    roles.grant().await;

    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let start = |half: &str| {
        let config = roles.folder.path().join(half).join("receiver.toml");
        let clock = clock.clone();
        async move { Running::start(&config, clock).await }
    };
    let (intake, desk) = (start("intake").await, start("desk").await);
    let origin = intake.intake.clone().unwrap();
    let reporter = Reporter::new(&origin, clock.clone(), roles.folder.trust());
    let sent = report("https://bad.example/", "x");
    for _ in 0..2 {
        reporter.send(&sent).await;
    }
    for path in ["/health", "/statistics.json"] {
        let answer = reqwest::get(format!("{origin}{path}")).await.unwrap();
        let expected = if path == "/health" { 200 } else { 404 };
        assert_eq!(answer.status(), expected, "{path}");
    }
    let metrics = intake.metrics.clone().unwrap();
    let metrics = reqwest::get(format!("{metrics}/metrics")).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("sealed_report_queue_waiting"), "{metrics}");
    assert!(
        roles
            .run("intake", &["keys", "show"])
            .await
            .contains("active")
    );
    roles.run("intake", &["keys", "rotate"]).await;

    let desk_url = desk.desk.clone().unwrap();
    let desk_api = Desk::new(&desk_url, &roles.folder, clock.clone());
    let case = desk_api.take().await;
    assert!(case.ends_with(&sent.id().to_string()));

    refuses_the_rest(&roles);
    intake.stop().await;
    desk.stop().await;
    sees_publications_and_parcels_alone(&roles);
}

/// Adds a record of each kind, and asks as the intake which kinds there are.
fn sees_publications_and_parcels_alone(roles: &Roles) {
    for kind in RecordKind::VARIANTS {
        roles.lines(&format!(
            "INSERT INTO desk_record (kind, key, version, sealed) VALUES ('{}', '\\x01', 1, '\\x01')",
            kind.name()
        ));
    }
    let seen = roles.as_intake("SELECT DISTINCT kind FROM desk_record ORDER BY kind");
    assert_eq!(seen.as_deref(), Some("inbox\npublication\nreceipt"));
    // And it adds parcels and receipts alone, which it cannot change.
    for kind in RecordKind::VARIANTS {
        let add = format!(
            "INSERT INTO desk_record (kind, key, version, sealed) VALUES ('{}', '\x02', 1, '\x02')",
            kind.name()
        );
        let may_add = [RecordKind::Inbox, RecordKind::Receipt].contains(kind);
        assert_eq!(roles.as_intake(&add).is_some(), may_add, "{kind:?}");
    }
}

/// Walks every table and column, whatever tables there are.
fn refuses_the_rest(roles: &Roles) {
    let tables = roles.lines("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    assert!(tables.len() > 8, "{tables:?}");
    let rights = [
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "TRUNCATE",
        "REFERENCES",
        "TRIGGER",
    ];
    for table in &tables {
        let may = MAY.iter().find(|(of, _)| of == table);
        let may = may.map_or(&[][..], |(_, rights)| rights);
        for right in rights {
            let expected = may.contains(&right);
            assert_eq!(roles.may(table, right, None), expected, "{right} {table}");
            if expected || ["DELETE", "TRUNCATE", "TRIGGER"].contains(&right) {
                continue;
            }
            let sql = format!(
                "SELECT column_name FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = '{table}'"
            );
            let columns = MAY_COLUMNS.iter().find(|it| it.0 == table && it.1 == right);
            let columns = columns.map_or(&[][..], |it| it.2);
            for column in roles.lines(&sql) {
                let expected = columns.contains(&&column[..]);
                let may = roles.may(table, right, Some(&column));
                assert_eq!(may, expected, "{right} {table}.{column}");
            }
        }
        for sql in [
            format!("DROP TABLE {table}"),
            format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"),
        ] {
            assert_eq!(roles.as_intake(&sql), None, "{sql}");
        }
    }
    assert_eq!(roles.as_intake("CREATE TABLE mine ()"), None);
    assert_eq!(roles.as_intake("CREATE SCHEMA mine"), None);
    assert_eq!(roles.as_intake("SELECT sealed FROM report"), None);
    // The attempts are fair: the desk has records, and the intake may ask for them.
    let count = "SELECT count(*) > 0 FROM desk_record";
    assert_eq!(roles.lines(count), ["t"]);
    assert_eq!(roles.as_intake(count).as_deref(), Some("f"));
    let beat = |part: &str| {
        let sql = format!(
            "UPDATE heartbeat SET at = 1 WHERE part = '{part}'; SELECT at FROM heartbeat WHERE part = '{part}'"
        );
        roles.as_intake(&sql).unwrap()
    };
    assert_ne!(beat("desk"), "1");
    assert_eq!(beat("intake"), "1");
    assert_eq!(beat("intake_key"), "1");
    let confirmed = "INSERT INTO heartbeat (part, at) VALUES ('clock', 1)";
    assert_eq!(roles.as_intake(confirmed), None);
}

#[tokio::test]
async fn an_intake_that_may_make_no_tables_says_what_to_start_first() {
    let Some(roles) = Roles::new().await else {
        return;
    };
    let name = roles.database.rsplit('/').next().unwrap();
    let desk = roles.intake.replace("intake", "desk");
    let owner = format!("ALTER DATABASE {name} OWNER TO \"{desk}\"");
    roles.cluster.sql("postgres", &owner);
    let config = roles.folder.path().join("intake/receiver.toml");
    let config = config.to_str().unwrap();
    let output = Process::run(&["store", "upgrade", "--config", config]).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("there is no store") && error.contains("fix: "),
        "{error}"
    );
}
