//! The private key of ML-KEM-768 (FIPS 203), decoded once, for the instructions that the processor has.
//!
//! libcrux chooses the instructions by itself only for encoded keys, and decodes those at each
//! decapsulation: half of its time. The decoded key lies on the heap; whoever frees it wipes it
//! (the receiver's allocator does).

#[cfg(target_arch = "x86_64")]
use libcrux_ml_kem::mlkem768::avx2 as vector;
#[cfg(target_arch = "aarch64")]
use libcrux_ml_kem::mlkem768::neon as vector;
use libcrux_ml_kem::mlkem768::{MlKem768PrivateKey, portable};

/// A decoded private key.
pub(super) enum MlKemKey {
    /// For any processor.
    Portable(Box<portable::unpacked::MlKem768KeyPairUnpacked>),
    /// For a processor with vector instructions.
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    Vector(Box<vector::unpacked::MlKem768KeyPairUnpacked>),
}

impl MlKemKey {
    /// Decodes a private key.
    pub(super) fn decode(key: &[u8; 2400]) -> Self {
        #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
        if has_vectors() {
            let key = MlKem768PrivateKey::from(key);
            let mut decoded = Box::new(vector::unpacked::init_key_pair());
            vector::unpacked::key_pair_from_private_mut(&key, &mut decoded);
            return Self::Vector(decoded);
        }
        Self::decode_portable(key)
    }

    fn decode_portable(key: &[u8; 2400]) -> Self {
        let key = MlKem768PrivateKey::from(key);
        let mut decoded = Box::new(portable::unpacked::init_key_pair());
        portable::unpacked::key_pair_from_private_mut(&key, &mut decoded);
        Self::Portable(decoded)
    }

    /// The shared secret of a ciphertext; of one that nobody encapsulated, a random one.
    pub(super) fn decapsulate(&self, ciphertext: &[u8; 1088]) -> [u8; 32] {
        let ciphertext = ciphertext.into();
        match self {
            Self::Portable(key) => portable::unpacked::decapsulate(key, &ciphertext),
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            Self::Vector(key) => vector::unpacked::decapsulate(key, &ciphertext),
        }
    }
}

/// Whether the processor has the instructions that libcrux uses.
#[cfg(target_arch = "x86_64")]
fn has_vectors() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

/// Whether the processor has the instructions that libcrux uses: each of this kind has them.
#[cfg(target_arch = "aarch64")]
fn has_vectors() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use libcrux_kem::MlKem768;
    use libcrux_traits::kem::arrayref::Kem;

    use super::*;

    #[test]
    fn every_processor_decapsulates_the_same() {
        let (mut public, mut private) = ([0; 1184], [0; 2400]);
        MlKem768::keygen(&mut public, &mut private, &[7; 64]).unwrap();
        let (mut ciphertext, mut secret) = ([0; 1088], [0; 32]);
        MlKem768::encaps(&mut ciphertext, &mut secret, &public, &[9; 32]).unwrap();
        let keys = [
            MlKemKey::decode(&private),
            MlKemKey::decode_portable(&private),
        ];
        assert_eq!(
            keys.each_ref().map(|key| key.decapsulate(&ciphertext)),
            [secret; 2]
        );
        ciphertext[500] ^= 1;
        let mut rejected = [0; 32];
        MlKem768::decaps(&mut rejected, &ciphertext, &private).unwrap();
        assert_eq!(
            keys.each_ref().map(|key| key.decapsulate(&ciphertext)),
            [rejected; 2]
        );
    }
}
