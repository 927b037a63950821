//! The second factor: codes that change every 30 seconds (TOTP, RFC 6238).

use model::name::Name;
use model::time::Timestamp;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::qr::qr_code;

/// Random bytes of a secret (RFC 4226, section 4, R6: 160 bits are recommended).
const SECRET_BYTES: usize = 20;

/// A secret shared with the owner's phone. Codes have 6 digits and are valid for 30 seconds; the
/// code of the step before or after is accepted too (RFC 6238, section 5.2).
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecondFactor {
    /// The secret, in base32.
    secret: Zeroizing<String>,
    /// The step of the last accepted code. No code is accepted twice.
    last_step: u64,
}

/// The secret in the forms in which a phone can take it.
pub(crate) struct Enrolment {
    /// The secret in groups of four characters.
    pub(crate) groups: String,
    /// The secret as an `otpauth:` address, which an app on the phone opens.
    pub(crate) uri: String,
    /// The address as a QR code in SVG; empty if it is too long.
    pub(crate) picture: String,
}

impl SecondFactor {
    /// Makes a new secret.
    pub(super) fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; SECRET_BYTES];
        rng.fill_bytes(&mut bytes);
        Self {
            secret: Zeroizing::new(Secret::new_stack(bytes).to_base32()),
            last_step: 0,
        }
    }

    /// The secret, in base32.
    pub(super) fn secret(&self) -> &Zeroizing<String> {
        &self.secret
    }

    /// Accepts a code if it is right and newer than the last one. Returns whether it was accepted.
    pub(super) fn accept(&mut self, code: &str, now: Timestamp) -> bool {
        let code: String = code.split_whitespace().collect();
        let Some(step) = self.totp("", "").and_then(|totp| totp.check(&code, now.0)) else {
            return false;
        };
        let is_new = step > self.last_step;
        if is_new {
            self.last_step = step;
        }
        is_new
    }

    /// The forms of the secret for a phone, labelled with the hotline and the account.
    pub(super) fn enrolment(&self, hotline: &str, name: &Name) -> Enrolment {
        // A colon would end the issuer in the address.
        let issuer = format!("{} desk", hotline.replace(':', " "));
        let totp = self.totp(&issuer, name.as_str());
        let uri = totp.and_then(|totp| totp.to_url().ok()).unwrap_or_default();
        let groups: Vec<_> = self.secret.as_bytes().chunks(4).collect();
        Enrolment {
            groups: String::from_utf8_lossy(&groups.join(&b' ')).into_owned(),
            picture: qr_code(&uri),
            uri,
        }
    }

    fn totp(&self, issuer: &str, account: &str) -> Option<Totp> {
        let secret = Secret::try_from_base32(self.secret.as_str()).ok()?;
        Builder::new()
            .with_secret(secret)
            .with_issuer(Some(issuer))
            .with_account_name(account)
            .build()
            .ok()
    }
}

/// The code that belongs to a secret, in base32, at this time; none if the secret is damaged.
pub(crate) fn code_at(secret: &str, now: Timestamp) -> Option<String> {
    let secret = Zeroizing::new(secret.to_owned());
    let factor = SecondFactor {
        secret,
        last_step: 0,
    };
    Some(factor.totp("", "")?.generate(now.0).to_string())
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    /// The secret of the SHA-1 test vectors in RFC 6238, appendix B.
    fn vectors() -> SecondFactor {
        SecondFactor {
            secret: Zeroizing::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned()),
            last_step: 0,
        }
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // The last six of the eight digits in the appendix.
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert!(vectors().accept(code, Timestamp(time)), "{time}");
            assert!(!vectors().accept("000000", Timestamp(time)), "{time}");
        }
        assert!(vectors().accept(" 287 082 ", Timestamp(59)));
        assert!(!vectors().accept("", Timestamp(59)));
        assert!(!vectors().accept("94287082", Timestamp(59)));
    }

    #[test]
    fn a_code_holds_a_step_longer_and_only_once() {
        for (time, is_accepted) in [
            (29, false),
            (30, true),
            (89, true),
            (119, true),
            (120, false),
        ] {
            // The code of step 2: seconds 60 to 89.
            let code = "359152";
            assert_eq!(
                vectors().accept(code, Timestamp(time)),
                is_accepted,
                "{time}"
            );
        }
        let mut factor = vectors();
        assert!(factor.accept("359152", Timestamp(60)));
        assert!(!factor.accept("359152", Timestamp(60)), "again");
        assert!(!factor.accept("287082", Timestamp(61)), "an older one");
    }

    #[test]
    fn a_phone_gets_the_secret_in_three_ways() {
        let factor = SecondFactor::random(&mut UnwrapErr(SysRng));
        let enrolment = factor.enrolment("Line: one", &"anna".parse().unwrap());
        assert_eq!(enrolment.groups.split(' ').count(), 8);
        assert_eq!(enrolment.groups.replace(' ', ""), *factor.secret);
        assert!(
            enrolment.uri.starts_with("otpauth://totp/"),
            "{}",
            enrolment.uri
        );
        assert!(enrolment.uri.contains(&*factor.secret), "{}", enrolment.uri);
        assert!(enrolment.picture.starts_with("<svg") && !enrolment.picture.contains("style"));
    }
}
