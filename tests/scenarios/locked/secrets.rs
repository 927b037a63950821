//! What a locked desk gives away to somebody who seizes the machine, and what a killed one leaves.

use std::fs;

use base64ct::{Base64, Encoding};
use data_encoding::BASE32_NOPAD;
use reqwest::Method;
use shake::Shake256;
use shake::digest::{ExtendableOutput, Update, XofReader};
use tests::{Folder, Process, Shares, is_root, until};

/// Everything that opens the store: the seed of the desk's key, its text, and what X-Wing expands it to
/// (draft-connolly-cfrg-xwing-kem, section 5.2).
fn key_canaries(shares: &Shares) -> Vec<Vec<u8>> {
    let seed = shares.key.seed();
    let mut expanded = [0; 96];
    let mut shake = Shake256::default();
    shake.update(&seed);
    shake.finalize_xof().read(&mut expanded);
    vec![
        seed.to_vec(),
        Base64::encode_string(&seed).into_bytes(),
        expanded[..32].to_vec(),
        expanded[32..64].to_vec(),
        // The bytes of the scalar that clamping does not change.
        expanded[65..95].to_vec(),
    ]
}

/// The secret part of a share, and the letters that have it, with and without groups.
fn share_canaries(code: &str) -> Vec<Vec<u8>> {
    let letters = code.replace(' ', "");
    let bytes = BASE32_NOPAD.decode(letters.as_bytes()).unwrap();
    // The head has 15 bytes, which are 24 letters.
    vec![
        bytes[15..47].to_vec(),
        letters.as_bytes()[24..56].to_vec(),
        code.as_bytes()[30..60].to_vec(),
        code[30..60].replace(' ', "+").into_bytes(),
    ]
}

/// Which of these secrets are in the memory of a process.
fn found(process: &Process, secrets: &[Vec<u8>]) -> Vec<usize> {
    let secrets: Vec<_> = secrets.iter().map(|secret| &secret[..]).collect();
    let copies = tests::Memory::of(process.id()).copies(&secrets);
    let there = copies.into_iter().enumerate();
    there
        .filter(|(_, copies)| *copies > 0)
        .map(|(at, _)| at)
        .collect()
}

/// Checks that no file of the receiver holds any of these secrets.
fn nothing_on_disk(folder: &Folder, secrets: &[Vec<u8>]) {
    for (path, bytes) in folder.files() {
        for secret in secrets {
            let is_there = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!is_there, "a secret is in {}", path.display());
        }
    }
}

async fn is_locked(process: &Process) -> bool {
    process
        .desk
        .knock(Method::GET, "/health", None)
        .await
        .problem()
        .as_deref()
        == Some("locked")
}

/// Enters a share by the receiver's own command.
async fn enter(process: &Process, shares: &Shares, at: usize) -> String {
    let file = shares.file(&process.folder, at);
    let (desk, file) = (&process.desk.url, file.to_str().unwrap());
    Process::succeeds(&["keys", "desk", "unlock", "--desk", desk, file]).await
}

#[tokio::test]
async fn a_locked_desk_holds_no_key_and_kill_9_locks_again() {
    if !is_root() {
        println!("left out: only root reads the memory of a receiver");
        return;
    }
    let folder = Folder::today();
    let shares = folder.seal();
    let (key, all) = (key_canaries(&shares), shares.codes.iter());
    let parts: Vec<_> = all.flat_map(|code| share_canaries(code)).collect();
    let secrets = [&key[..], &parts].concat();
    let moved = folder.path().with_extension("moved");
    fs::write(&moved, "+0").unwrap();
    let process = Process::start_with_clock(&moved, folder).await;
    assert!(is_locked(&process).await);
    assert_eq!(found(&process, &secrets), [] as [usize; 0]);

    assert_eq!(
        enter(&process, &shares, 0).await,
        "share 1: 1 of 3 were entered\n"
    );
    assert_eq!(
        enter(&process, &shares, 3).await,
        "share 4: 2 of 3 were entered\n"
    );
    assert_eq!(
        found(&process, &key),
        [] as [usize; 0],
        "two of three make no key"
    );
    // The search finds what is there.
    assert!(!found(&process, &share_canaries(&shares.codes[0])).is_empty());
    fs::write(&moved, "+660").unwrap();
    let forgotten = async || found(&process, &secrets).is_empty().then_some(());
    until("the shares are forgotten and wiped", forgotten).await;

    for at in [0, 3] {
        enter(&process, &shares, at).await;
    }
    assert_eq!(enter(&process, &shares, 4).await, "the desk is open\n");
    assert!(!is_locked(&process).await);
    assert!(
        !found(&process, &key).is_empty(),
        "the open desk holds its key"
    );
    let wiped = async || found(&process, &parts).is_empty().then_some(());
    until("the shares are wiped once the key is made", wiped).await;
    let metrics = reqwest::get(format!("{}/metrics", process.metrics))
        .await
        .unwrap();
    let metrics = metrics.text().await.unwrap();
    nothing_on_disk(&process.folder, &secrets);

    process.kill();
    let (folder, output) = process.ended().await;
    for secret in secrets.iter().filter(|secret| secret.is_ascii()) {
        let secret = str::from_utf8(secret).unwrap();
        assert!(!metrics.contains(secret));
        assert!(!String::from_utf8_lossy(&output.stderr).contains(secret));
    }
    nothing_on_disk(&folder, &secrets);
    let process = Process::start(folder).await;
    assert!(is_locked(&process).await, "kill -9 locks again");
    assert_eq!(found(&process, &secrets), [] as [usize; 0]);
}
