use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::crypto::authority::{Authority, EpochSigner, EpochStatement, Voucher};
use shared::certificate::SignerCertificate;
use shared::signing::SigningKey;

/// A root, and a signer that it has certified for all time: what an intake has beside the desk's key.
pub struct IntakeSigner {
    root: SigningKey,
    signer: SigningKey,
}

impl IntakeSigner {
    /// A new root and a new signer.
    #[expect(clippy::new_without_default, reason = "each one is another")]
    pub fn new() -> Self {
        let [root, signer] = [(); 2].map(|()| SigningKey::generate(&mut UnwrapErr(SysRng)));
        Self { root, signer }
    }

    /// The authority that knows the signer.
    pub fn authority(&self) -> Authority {
        Authority {
            hotline: "example".parse().unwrap(),
            root: self.root.verifying_key(),
        }
    }
}

impl EpochSigner for IntakeSigner {
    fn vouch(&self, epoch: &EpochStatement) -> Voucher {
        let certificate = SignerCertificate {
            hotline: "example".parse().unwrap(),
            signer: self.signer.verifying_key(),
            not_before: 0,
            not_after: u64::MAX,
        };
        Voucher::new(certificate.signed(&self.root), epoch, &self.signer)
    }
}
