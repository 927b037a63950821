//! The signature over the hashes of all files, by `minisign`, which whoever installs the files can check without this
//! repository.

use std::path::Path;

use super::HASHES;
use crate::Failure;
use crate::run::{program, run};

/// The name of the file with the signature.
pub(crate) const SIGNATURE: &str = "SHA256SUMS.minisig";

/// Signs the hashes in a folder with a secret key of `minisign -G`, which asks for the key's password.
pub(super) fn sign(folder: &Path, key: &Path) -> Result<(), Failure> {
    let mut minisign = program("minisign", &["-S", "-s"]);
    minisign
        .arg(key)
        .arg("-m")
        .arg(folder.join(HASHES))
        .args(["-x"])
        .arg(folder.join(SIGNATURE))
        .args(["-t", concat!("sealed-report ", env!("CARGO_PKG_VERSION"))]);
    run("the signature", minisign)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::run::{output_of, target_dir};

    #[test]
    fn what_was_signed_is_told_from_what_was_changed() {
        if output_of(program("minisign", &["-v"])).is_none() {
            eprintln!("left out: minisign is not installed");
            return;
        }
        let folder = target_dir().join("signature");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let file = |name: &str| folder.join(name);
        let made = program("minisign", &["-G", "-W", "-p"])
            .arg(file("key.pub"))
            .arg("-s")
            .arg(file("key"))
            .output();
        assert!(made.unwrap().status.success());
        fs::write(file(HASHES), "0000  a\n").unwrap();
        sign(&folder, &file("key")).unwrap();
        let is_signed = || {
            let checked = program("minisign", &["-V", "-p"])
                .arg(file("key.pub"))
                .arg("-m")
                .arg(file(HASHES))
                .output();
            checked.unwrap().status.success()
        };
        assert!(is_signed());
        fs::write(file(HASHES), "1111  a\n").unwrap();
        assert!(!is_signed());
    }
}
