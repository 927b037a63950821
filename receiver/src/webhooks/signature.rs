//! The signature that proves our deliveries to a webhook (Standard Webhooks 1.0.0, symmetric).

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of a secret in bytes.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret shared with the webhook: `whsec_`, and 24 to 64 bytes in base64.
pub(crate) struct Secret(Zeroizing<Vec<u8>>);

/// The text is not a valid secret.
#[derive(Debug, thiserror::Error)]
#[error("not `whsec_` and 24 to 64 bytes in base64")]
pub(crate) struct NoSecret;

impl FromStr for Secret {
    type Err = NoSecret;

    fn from_str(text: &str) -> Result<Self, NoSecret> {
        let base64 = text.strip_prefix("whsec_").ok_or(NoSecret)?;
        let bytes = Base64::decode_vec(base64).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| NoSecret)?;
        if SECRET_BYTES.contains(&bytes.len()) {
            Ok(Self(bytes))
        } else {
            Err(NoSecret)
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// The value of the header `webhook-signature`.
    pub(super) fn sign(&self, id: &str, seconds: u64, payload: &str) -> String {
        #[expect(
            clippy::expect_used,
            reason = "HMAC takes keys of any length (RFC 2104)"
        )]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length");
        mac.update(format!("{id}.{seconds}.{payload}").as_bytes());
        format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_enough_and_shows_nowhere() {
        let secret = |bytes: usize| format!("whsec_{}", Base64::encode_string(&vec![7; bytes]));
        assert!(secret(23).parse::<Secret>().is_err());
        assert!(secret(65).parse::<Secret>().is_err());
        assert!(secret(24)[6..].parse::<Secret>().is_err());
        let parsed: Secret = secret(24).parse().unwrap();
        assert_eq!(format!("{parsed:?}"), "Secret(…)");
    }
}
