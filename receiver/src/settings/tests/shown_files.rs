//! Files that the intake shows as they are.

use super::error_after;

#[test]
fn what_is_no_loader_is_refused_with_its_fix() {
    let error = error_after("# loaders = \"loaders\"", "loaders = \"keys\"");
    for part in ["intake.loaders", "keys/", "v1.HASH.js"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn what_is_no_proof_of_a_release_is_refused_with_its_fix() {
    for (file, why) in [
        ("keys/root.pub", "no proof of a Sigsum log"),
        ("missing", "No such file"),
        ("/dev/zero", "more than 16384 bytes"),
    ] {
        let line = format!("release_proof = \"{file}\"");
        let error = error_after("# release_proof = \"manifest.json.proof\"", &line);
        for part in ["intake.release_proof", file, why, "fix: the file that the"] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}
