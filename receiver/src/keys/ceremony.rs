//! The ceremony of root and signer: makes both keys, and certifies the signer by the root. Done
//! once a month, and best on a machine without a network.

use std::path::{Path, PathBuf};
use std::{fs, io};

use model::time::Timestamp;
use rand_core::CryptoRng;
use shared::certificate::SignerCertificate;
use shared::follow_up::question::AskerCertificate;
use shared::report::HotlineId;
use shared::signing::{NotAKey, Signed, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::files::{self, WriteError};
use crate::parcel::ExchangeCertificate;

/// Why a step of the ceremony was not done.
#[derive(Debug, thiserror::Error)]
pub enum CeremonyError {
    /// A file could not be written. No file was overwritten.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A key's file could not be read.
    #[error("{}: {}", .0.display(), .1)]
    Read(PathBuf, io::Error),
    /// A file holds no key.
    #[error("{}: {}", .0.display(), .1)]
    NotAKey(PathBuf, NotAKey),
    /// The public key to be certified is the root's own.
    #[error(
        "--signer: this is the root's public key\n  fix: signer.pub, which `receiver keys signer` wrote on \
         the receiver: a root that signs itself cannot stay offline"
    )]
    SignerIsRoot,
}

/// What a signer is certified for. A signer for the one is none for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertifiedFor {
    /// The keys that reporters seal to.
    Reports,
    /// The exchange with other hotlines.
    Exchange,
    /// Questions to reporters.
    Asker,
}

/// Makes the hotline's root: `root.key`, which signs, and `root.pub`, which browsers trust.
pub fn make_root(folder: &Path, rng: &mut impl CryptoRng) -> Result<SigningKey, CeremonyError> {
    make_pair(folder, "root", rng)
}

/// Makes a signer: `signer.key`, which stays on the receiver, and `signer.pub`, which an operator
/// brings to the root.
pub fn make_signer(folder: &Path, rng: &mut impl CryptoRng) -> Result<SigningKey, CeremonyError> {
    make_pair(folder, "signer", rng)
}

/// Makes a key by which a desk fetches from its intake: `pull.key`, which stays at the desk, and `pull.pub`, which goes to
/// the intake.
pub fn make_fetch_key(
    folder: &Path,
    rng: &mut impl CryptoRng,
) -> Result<SigningKey, CeremonyError> {
    make_pair(folder, "pull", rng)
}

/// The certificate of a signer, valid from now for so many days. The root has not signed it yet.
pub fn certificate(
    hotline: HotlineId,
    signer: VerifyingKey,
    now: Timestamp,
    days: u64,
) -> SignerCertificate {
    SignerCertificate {
        hotline,
        signer,
        not_before: now.0,
        not_after: now.plus_seconds(days.saturating_mul(24 * 3600)).0,
    }
}

/// Signs a certificate, and writes it to a new file, or in the place of an earlier certificate that the
/// same root signed for the same hotline.
///
/// # Errors
///
/// Fails if the certificate is for the root's own key, or if the file cannot be written. Any other file
/// that is there stays as it is.
pub fn certify(
    root: &SigningKey,
    certificate: &SignerCertificate,
    certified_for: CertifiedFor,
    file: &Path,
) -> Result<(), CeremonyError> {
    if certificate.signer == root.verifying_key() {
        return Err(CeremonyError::SignerIsRoot);
    }
    // Strings always have a JSON form.
    let json = serde_json::to_string(&certified_for.signed(certificate, root)).unwrap_or_default();
    let earlier = certified_for.hotline_in(file, &root.verifying_key());
    match earlier.is_some_and(|hotline| hotline == certificate.hotline) {
        true => files::replace(file, &json)?,
        false => files::write(file, &json)?,
    }
    Ok(())
}

impl CertifiedFor {
    fn signed(self, certificate: &SignerCertificate, root: &SigningKey) -> Signed {
        match self {
            Self::Reports => certificate.signed(root),
            Self::Asker => AskerCertificate(certificate.clone()).signed(root),
            Self::Exchange => ExchangeCertificate {
                hotline: certificate.hotline.clone(),
                signer: certificate.signer,
                not_before: certificate.not_before,
                not_after: certificate.not_after,
            }
            .signed(root),
        }
    }

    /// The hotline of the certificate in a file, if the root signed it for this.
    fn hotline_in(self, file: &Path, root: &VerifyingKey) -> Option<HotlineId> {
        let text = fs::read_to_string(file).ok()?;
        let signed = serde_json::from_str(&text).ok()?;
        match self {
            Self::Reports => Some(SignerCertificate::verify(&signed, root).ok()?.hotline),
            Self::Asker => Some(AskerCertificate::verify(&signed, root).ok()?.0.hotline),
            Self::Exchange => Some(ExchangeCertificate::verify(&signed, root).ok()?.hotline),
        }
    }
}

/// Reads the private or public key in a file.
pub fn read_key<K: std::str::FromStr<Err = NotAKey>>(file: &Path) -> Result<K, CeremonyError> {
    let text = fs::read_to_string(file)
        .map(Zeroizing::new)
        .map_err(|error| CeremonyError::Read(file.to_owned(), error))?;
    let key = text.trim().parse();
    key.map_err(|error| CeremonyError::NotAKey(file.to_owned(), error))
}

/// Makes a pair of keys: `NAME.key`, which signs, and `NAME.pub`.
pub(crate) fn make_pair(
    folder: &Path,
    name: &str,
    rng: &mut impl CryptoRng,
) -> Result<SigningKey, CeremonyError> {
    files::make_folder(folder)?;
    let key = SigningKey::generate(rng);
    files::write_secret(&folder.join(name).with_extension("key"), &key.to_base64())?;
    let public = key.verifying_key().to_string();
    files::write(&folder.join(name).with_extension("pub"), &public)?;
    Ok(key)
}
