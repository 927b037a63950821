//! The private key of X25519 (RFC 7748), for the instructions that the processor has.
//!
//! graviola takes a third of libcrux's time. It ends the program on a processor without the instructions that it uses: an
//! old or a small one, or one whose instructions a virtual machine hides.

use graviola::key_agreement::x25519::{PublicKey, StaticPrivateKey};
use libcrux_kem::X25519;
use libcrux_traits::kem::arrayref::Kem as _;
use zeroize::Zeroizing;

/// A private key, as the library that agrees with it keeps it.
pub(super) enum X25519Key {
    /// The 32 bytes that libcrux takes, on any processor.
    Portable(Zeroizing<[u8; 32]>),
    /// The key of graviola, on a processor with the instructions that it uses.
    Fast(StaticPrivateKey),
}

impl X25519Key {
    /// Decodes a private key.
    pub(super) fn decode(key: &[u8; 32]) -> Self {
        match is_supported() {
            true => Self::Fast(StaticPrivateKey::from_array(key)),
            false => Self::decode_portable(key),
        }
    }

    fn decode_portable(key: &[u8; 32]) -> Self {
        Self::Portable(Zeroizing::new(*key))
    }

    /// The shared secret with whoever sent this share; none if the share is of small order (RFC 7748, section 6.1).
    pub(super) fn agree(&self, share: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
        let mut secret = Zeroizing::new([0; 32]);
        match self {
            Self::Portable(key) => X25519::decaps(&mut secret, share, key).ok()?,
            Self::Fast(key) => {
                let agreed = key.diffie_hellman(&PublicKey::from_array(share)).ok()?;
                secret.copy_from_slice(&agreed.0);
            }
        }
        Some(secret)
    }
}

/// Whether the processor has the instructions that graviola's X25519 uses: graviola does not ask for all.
fn is_supported() -> bool {
    #[cfg(target_arch = "x86_64")]
    if !std::arch::is_x86_feature_detected!("bmi2") {
        return false;
    }
    graviola::util::is_cpu_supported()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_processor_agrees_on_the_same() {
        let key: [u8; 32] = std::array::from_fn(|place| place as u8 * 7);
        let keys = [X25519Key::decode(&key), X25519Key::decode_portable(&key)];
        let agreed = |share| keys.each_ref().map(|key| key.agree(&share));
        // The last one has a bit that is to be ignored (RFC 7748, section 5).
        for share in [[9; 32], [0x7f; 32], [0xff; 32]] {
            let [one, other] = agreed(share);
            assert!(one.is_some() && one == other, "{share:?}");
        }
        // The points 0, 1 and p - 1.
        let one = std::array::from_fn(|place| u8::from(place == 0));
        let mut last = [0xff; 32];
        (last[0], last[31]) = (0xec, 0x7f);
        for share in [[0; 32], one, last] {
            assert_eq!(agreed(share), [None, None], "{share:?}");
        }
    }
}
