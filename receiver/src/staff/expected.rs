//! Tells who is expected at the login: browsers with an earlier login, and newcomers with a one-time
//! password that was made here. Both have a lane and a count of attempts of their own, so that no
//! flood of strangers delays them.
//!
//! Cookie and password each carry a proof, a keyed digest, which is checked without the store: the
//! check takes the same time whether or not there is such an account.

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::name::Name;
use rand_core::Rng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::Staff;
use super::account::Account;
use super::password::OneTimePassword;
use crate::crypto::vault::Vault;

/// Random bytes of a one-time password.
const RANDOM_BYTES: usize = 10;

/// Bytes of its proof. With the random bytes it makes 20 characters that a person can type.
const PROOF_BYTES: usize = 5;

/// Random bytes of a device's number.
const NUMBER_BYTES: usize = 16;

/// Makes a one-time password for the account of this name: random bytes and their proof, in
/// base64url. Guessing one at the login takes all 120 bits; where its hash and the desk's key are
/// known, the 80 random ones.
pub(super) fn one_time_password(vault: &Vault, name: &Name) -> OneTimePassword {
    let mut bytes = Zeroizing::new([0; RANDOM_BYTES + PROOF_BYTES]);
    let (random, proof) = bytes.split_at_mut(RANDOM_BYTES);
    UnwrapErr(SysRng).fill_bytes(random);
    proof.copy_from_slice(&one_time_proof(vault, name.as_str(), random));
    OneTimePassword::new(Zeroizing::new(Base64UrlUnpadded::encode_string(&bytes[..])))
}

/// Whether this is a one-time password that was made here for an account of this name, used or not.
fn is_one_time(vault: &Vault, name: &str, password: &str) -> bool {
    let mut bytes = Zeroizing::new([0; RANDOM_BYTES + PROOF_BYTES]);
    let Ok(bytes) = Base64UrlUnpadded::decode(password, &mut bytes[..]) else {
        return false;
    };
    bytes
        .split_at_checked(RANDOM_BYTES)
        .is_some_and(|(random, proof)| one_time_proof(vault, name, random).ct_eq(proof).into())
}

fn one_time_proof(vault: &Vault, name: &str, random: &[u8]) -> [u8; PROOF_BYTES] {
    let random = Zeroizing::new(Base64UrlUnpadded::encode_string(random));
    let text = Zeroizing::new(format!("{name} {}", *random));
    let digest = vault.proof("one-time password", &text);
    let mut proof = [0; PROOF_BYTES];
    proof.copy_from_slice(&digest[..PROOF_BYTES]);
    proof
}

impl Staff {
    /// The throttle's key for the attempts of somebody who is expected under this name; `None` for a
    /// stranger.
    pub(super) async fn expected(
        &self,
        name: &str,
        password: &str,
        device: Option<&Device>,
    ) -> Option<String> {
        if is_one_time(&self.vault, name, password) {
            return Some(format!("newcomer {name}"));
        }
        let device = device.filter(|device| self.has_proof(name, device))?;
        // Only browsers that once had a login here cause this read of the store.
        let account = self.named(name).await.ok()??;
        (account.value.devices == device.generation)
            .then(|| format!("device {name} {}", device.number))
    }

    /// The value of the cookie for a browser with a login to this account.
    pub(super) fn new_device(&self, account: &Account) -> String {
        let mut number = [0; NUMBER_BYTES];
        UnwrapErr(SysRng).fill_bytes(&mut number);
        let number = Base64UrlUnpadded::encode_string(&number);
        let generation = account.devices;
        let proof = self.device_proof(account.name.as_str(), generation, &number);
        format!("{generation}.{number}.{proof}")
    }

    fn has_proof(&self, name: &str, device: &Device) -> bool {
        let expected = self.device_proof(name, device.generation, &device.number);
        expected.as_bytes().ct_eq(device.proof.as_bytes()).into()
    }

    fn device_proof(&self, name: &str, generation: u64, number: &str) -> String {
        let text = format!("{name} {generation} {number}");
        Base64UrlUnpadded::encode_string(&self.vault.proof("device", &text))
    }
}

/// The cookie of a browser with an earlier login, as it was sent.
pub(super) struct Device {
    /// The account's [`Account::devices`] at that login.
    generation: u64,
    number: String,
    proof: String,
}

impl Device {
    /// Reads the cookie. Its proof is not checked yet.
    pub(super) fn read(cookie: &str) -> Option<Self> {
        let (generation, rest) = cookie.split_once('.')?;
        let (number, proof) = rest.split_once('.')?;
        Some(Self {
            generation: generation.parse().ok()?,
            number: number.to_owned(),
            proof: proof.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use shared::hpke::{PrivateKey, Suite};

    use super::*;

    #[test]
    fn a_one_time_password_is_of_its_name_and_its_desk() {
        let vault = || Vault::new(&PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng)));
        let (vault, other) = (vault(), vault());
        let password = one_time_password(&vault, &"anna".parse().unwrap());
        let password = password.as_str();
        assert_eq!(password.len(), 20);
        assert!(is_one_time(&vault, "anna", password));
        assert!(!is_one_time(&vault, "bob", password));
        assert!(!is_one_time(&other, "anna", password));
        let changed: String = password.chars().rev().collect();
        for wrong in [&changed[..], &password[1..], "", "correct horse battery"] {
            assert!(!is_one_time(&vault, "anna", wrong), "{wrong}");
        }
    }
}
