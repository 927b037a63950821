use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{PATIENCE, TlsPair, free_port};

/// A PostgreSQL server of the tests, reached through a socket in its folder. It flushes to the disk
/// as a real server does, and stops when the process that started it ends for any reason.
pub struct Cluster {
    programs: PathBuf,
    folder: String,
    databases: AtomicUsize,
    /// The script that runs the server, and stops it when the script's input closes.
    keeper: Child,
    restarted: BufReader<ChildStdout>,
    /// The port on 127.0.0.1, if the server speaks TLS there.
    port: Option<u16>,
}

/// The script that runs the server, as a user that may run one. It restarts the server for every
/// line of its input, and stops the server when the input ends.
const KEEPER: &str = r#"
trap '' HUP INT PIPE TERM
folder=$(mktemp -d "${TMPDIR:-/tmp}/sealed-report-postgres.XXXXXX") && cd "$folder" || exit 1
trap '"$1/pg_ctl" -D data -m immediate stop >/dev/null 2>&1; rm -rf "$folder"' EXIT
listen="-c listen_addresses=''"
"$1/initdb" -D data -U postgres --auth=trust --no-sync --encoding=UTF8 --locale=C >log 2>&1 || exit 1
if [ -n "$2" ]; then
    umask 077
    printf %s "$CERTIFICATE" >tls.pem && printf %s "$KEY" >tls.key && printf %s "$CLIENTS" >clients.pem || exit 1
    { echo "local all all trust"; echo "hostssl all all all trust clientcert=verify-ca"; } >data/pg_hba.conf
    listen="-c listen_addresses=127.0.0.1 -c port=$2 -c ssl=on -c ssl_cert_file=$folder/tls.pem \
        -c ssl_key_file=$folder/tls.key -c ssl_ca_file=$folder/clients.pem"
fi
"$1/pg_ctl" -D data -w -l server.log -o "$listen -c unix_socket_directories=$folder \
    -c max_connections=500" start >>log 2>&1 || { cat log server.log >&2; exit 1; }
echo "$folder"
while read -r _; do
    "$1/pg_ctl" -D data -w -l server.log -m immediate restart >>log 2>&1 || exit 1
    echo restarted
done
"#;

impl Cluster {
    /// The server that all tests of this process share, started by the first call. `None` where
    /// PostgreSQL is not installed; then a line on standard error says so once.
    pub fn shared() -> Option<&'static Self> {
        static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
        CLUSTER.get_or_init(Self::own).as_ref()
    }

    /// A server for one test alone.
    pub fn own() -> Option<Self> {
        Self::started(None)
    }

    /// A server for one test alone, which shows the certificate of the first pair at a port on 127.0.0.1, and takes
    /// clients there that show that of the second.
    pub fn with_tls(server: &TlsPair, clients: &TlsPair) -> Option<Self> {
        Self::started(Some([server, clients]))
    }

    fn started(tls: Option<[&TlsPair; 2]>) -> Option<Self> {
        let cluster = programs().map(|programs| Self::start(programs, tls));
        if cluster.is_none() {
            eprintln!("left out: no PostgreSQL server is installed (Debian's package: postgresql)");
        }
        cluster
    }

    /// Stops the server as a crash would, and starts it again.
    pub fn restart(&mut self) {
        let input = self.keeper.stdin.as_mut().unwrap();
        input.write_all(b"restart\n").unwrap();
        let mut line = String::new();
        self.restarted.read_line(&mut line).unwrap();
        assert_eq!(line, "restarted\n");
    }

    fn start(programs: PathBuf, tls: Option<[&TlsPair; 2]>) -> Self {
        let port = tls.map(|_| free_port());
        let mut command = if output("id", &["-u"]) == "0" {
            let mut runuser = Command::new("runuser");
            runuser.args(["-u", "postgres", "--", "sh"]);
            runuser
        } else {
            Command::new("sh")
        };
        let mut keeper = command
            .args(["-c", KEEPER, "keeper"])
            .arg(&programs)
            .arg(port.map(|port| port.to_string()).unwrap_or_default())
            .env(
                "CERTIFICATE",
                tls.map_or("", |[server, _]| &server.certificate),
            )
            .env("KEY", tls.map_or("", |[server, _]| &server.key))
            .env(
                "CLIENTS",
                tls.map_or("", |[_, clients]| &clients.certificate),
            )
            .env("PGCTLTIMEOUT", PATIENCE.as_secs().to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut folder = String::new();
        let mut stdout = BufReader::new(keeper.stdout.take().unwrap());
        stdout.read_line(&mut folder).unwrap();
        assert!(!folder.is_empty(), "PostgreSQL did not start");
        Self {
            programs,
            folder: folder.trim().to_owned(),
            databases: AtomicUsize::new(0),
            keeper,
            restarted: stdout,
            port,
        }
    }

    /// Creates an empty database. Returns its URL.
    pub fn database(&self) -> String {
        let name = self.create();
        let (socket, port) = (self.socket(), self.at_port("?port="));
        format!("postgres://postgres@{socket}/{name}{port}")
    }

    /// The folder of its socket, as a URL has it in the place of a host.
    pub fn socket(&self) -> String {
        self.folder.replace('/', "%2F")
    }

    /// Creates an empty database. Returns its URL at the port with TLS, under this name of the host.
    pub fn database_at(&self, host: &str) -> String {
        let name = self.create();
        let port = self.at_port(":");
        format!("postgres://postgres@{host}{port}/{name}?hostaddr=127.0.0.1")
    }

    fn create(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("reports_{number}");
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        name
    }

    /// The port in a URL, if there is one.
    fn at_port(&self, before: &str) -> String {
        self.port
            .map_or_else(String::new, |port| format!("{before}{port}"))
    }

    /// Closes all connections to the database of this URL, and waits until they are gone. Returns
    /// whether there were any.
    pub fn disconnect(&self, database: &str) -> bool {
        let name = database.rsplit('/').next().unwrap();
        let cut = format!(
            "SELECT pg_terminate_backend(pid, {}) FROM pg_stat_activity WHERE datname = '{name}'",
            PATIENCE.as_millis()
        );
        self.sql("postgres", &cut).contains('t')
    }

    /// Runs SQL in the database of this URL or name. Returns the output.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        self.try_sql(database, sql).unwrap()
    }

    /// Runs SQL that may be refused. Returns the output, or the error.
    pub fn try_sql(&self, database: &str, sql: &str) -> Result<String, String> {
        let database = database.rsplit('/').next().unwrap();
        let psql = self.programs.join("psql");
        let port = self.port.unwrap_or(5432).to_string();
        let connect = [
            "-h",
            &self.folder,
            "-p",
            &port,
            "-U",
            "postgres",
            "-d",
            database,
        ];
        let quiet = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql];
        try_output(psql.to_str().unwrap(), &[&connect[..], &quiet].concat())
    }
}

/// The folder with the programs of the newest installed server.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let versions = debian.filter_map(|version| {
        let path = version.ok()?.path();
        let number: u32 = path.file_name()?.to_str()?.parse().ok()?;
        Some((number, path.join("bin")))
    });
    let newest = versions.max().map(|(_, path)| path);
    let searched = std::env::var_os("PATH").unwrap_or_default();
    newest
        .into_iter()
        .chain(std::env::split_paths(&searched))
        .find(|path| path.join("initdb").is_file())
}

fn output(program: &str, arguments: &[&str]) -> String {
    try_output(program, arguments).unwrap()
}

fn try_output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output().unwrap();
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{program}: {error}"));
    }
    let text = String::from_utf8(output.stdout).unwrap();
    Ok(text.trim().to_owned())
}
