//! The memory of the real process: how much it takes, and who can read it.

use std::os::unix::process::ExitStatusExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use receiver::clock::SystemClock;
use rlimit::{INFINITY, Resource};
use tests::{Folder, Member, Process, is_root, report};
use tokio::process::Command;

/// The connections of a flood.
const CONNECTIONS: usize = 40;

/// Passwords that are hashed in the flood.
const HASHES: usize = 100;

const MEMORY_BYTES: u64 = 200_000_000;

#[tokio::test]
async fn forty_connections_of_wrong_logins_take_little_memory() {
    let process = Process::start_quietly(Folder::today()).await;
    let hashed = AtomicUsize::new(0);
    join_all((0..CONNECTIONS).map(async |connection| {
        let url = &process.desk.url;
        let mut stranger = Member::invited(url, Arc::new(SystemClock), "", "no password");
        let mut attempts = 0;
        while hashed.load(Ordering::SeqCst) < HASHES {
            stranger.name = format!("name-{connection}-{attempts}");
            let refused = stranger.log_in().await;
            match refused.status {
                403 => drop(hashed.fetch_add(1, Ordering::SeqCst)),
                status => assert_eq!(status, 429, "{refused:?}"),
            }
            attempts += 1;
        }
    }))
    .await;
    let memory = process.peak_memory();
    assert!(memory < MEMORY_BYTES, "{memory} bytes");
}

/// A program that has no more rights than its user, although the tests may run as root. It may leave
/// core files and lock 64 KiB of memory.
fn without_privileges(program: &[&str]) -> Command {
    let limits = [
        "sh",
        "-c",
        "ulimit -c unlimited; ulimit -l 64; exec \"$@\"",
        "sh",
    ];
    let mut command = Command::new(if is_root() { "setpriv" } else { limits[0] });
    if is_root() {
        command.args(["--bounding-set=-all", "--inh-caps=-all", limits[0]]);
    }
    command.args(&limits[1..]).args(program).kill_on_drop(true);
    command
}

/// Whether another process of the same user can open the memory of this process.
async fn can_be_read(process: u32) -> bool {
    let open = format!("exec 3< /proc/{process}/mem");
    let mut reader = without_privileges(&["sh", "-c", &open]);
    reader.output().await.unwrap().status.success()
}

/// The bytes of locked memory.
fn locked(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmLck:"));
    let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
    kilobytes.parse::<u64>().unwrap() * 1024
}

/// Whether this process, and so the receiver that it starts, may have no limit to locked memory: it has none, or
/// the right to raise it (`CAP_SYS_RESOURCE`).
fn may_lock() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let capabilities = u64::from_str_radix(line.unwrap().trim(), 16).unwrap();
    let raises = capabilities >> 24 & 1 == 1;
    raises || Resource::MEMLOCK.get_hard().unwrap() == INFINITY
}

/// What the log says if memory could not be locked.
const NOT_LOCKED: &str = "the system limits locked memory";

#[tokio::test]
async fn no_process_of_the_same_user_reads_the_memory_and_a_crash_leaves_no_core() {
    let folder = Folder::today();
    let mut other = without_privileges(&["sleep", "600"]);
    let mut other = other.current_dir(folder.path()).spawn().unwrap();
    let process = Process::start_through(without_privileges(&[]), folder).await;
    assert!(can_be_read(other.id().unwrap()).await, "others can be read");
    assert!(!can_be_read(process.id()).await);

    // The limit of locked memory is small: nothing is locked, and everything works.
    assert_eq!(locked(process.id()), 0);
    process
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;

    // Both get the signal of a crash.
    process.abort();
    let (_folder, output) = process.ended().await;
    assert_eq!(output.status.signal(), Some(6));
    assert!(!output.status.core_dumped());
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains(NOT_LOCKED)
    );
    let other_id = other.id().unwrap().to_string();
    let kill = Command::new("kill")
        .args(["-s", "ABRT", &other_id])
        .status();
    assert!(kill.await.unwrap().success());
    assert!(
        other.wait().await.unwrap().core_dumped(),
        "others leave a core"
    );
}

#[tokio::test]
async fn memory_is_locked_where_the_system_allows_it_or_the_log_says_that_it_is_not() {
    let process = Process::start_quietly(Folder::today()).await;
    let is_locked = locked(process.id()) > 0;
    process.terminate();
    let (_folder, output) = process.ended().await;
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(is_locked, !log.contains(NOT_LOCKED), "{log}");
    assert!(is_locked || !may_lock(), "{log}");
}
