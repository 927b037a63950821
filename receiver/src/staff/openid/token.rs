//! The checks of an ID token beyond its signature (OpenID Connect Core 1.0, section 3.1.3.7), and
//! the account's name in its claims.

use chrono::{DateTime, Utc};
use model::time::Timestamp;
use openidconnect::core::{CoreIdTokenClaims, CoreIdTokenVerifier};
use openidconnect::{ClaimsVerificationError, ClientId, EndUserEmail, EndUserUsername};

use super::begun::Begun;
use super::refusal::Refusal;
use crate::config::Claim;

/// Seconds by which the provider's clock may differ.
const LEEWAY_SECONDS: u64 = 30;

/// The verifier at this time, for a token of this login: it was issued since the login began, has
/// not expired, and, where it confirms a session, says that somebody logged in since then.
pub(super) fn at<'a>(
    verifier: CoreIdTokenVerifier<'a>,
    begun: &Begun,
    now: Timestamp,
) -> CoreIdTokenVerifier<'a> {
    let earliest = date(Timestamp(begun.at.0.saturating_sub(LEEWAY_SECONDS)));
    let latest = date(now.plus_seconds(LEEWAY_SECONDS));
    let expires_after = date(Timestamp(now.0.saturating_sub(LEEWAY_SECONDS)));
    let is_confirmation = begun.confirms.is_some();
    let is_within = move |time| (earliest..=latest).contains(&time);
    verifier
        .set_time_fn(move || expires_after)
        .set_issue_time_verifier_fn(move |issued| match is_within(issued) {
            true => Ok(()),
            false => Err("iat".to_owned()),
        })
        .set_auth_time_verifier_fn(move |logged_in| {
            match !is_confirmation || logged_in.is_some_and(is_within) {
                true => Ok(()),
                false => Err("auth_time".to_owned()),
            }
        })
}

/// Checks that the token was issued to this client, if it says to whom.
pub(super) fn check_party(
    claims: &CoreIdTokenClaims,
    client: &ClientId,
) -> Result<(), ClaimsVerificationError> {
    match claims.authorized_party() {
        Some(party) if party != client => {
            Err(ClaimsVerificationError::InvalidAudience("azp".to_owned()))
        }
        _ => Ok(()),
    }
}

/// The value of the claim with the account's name. An email address counts only if the provider
/// verified it.
pub(super) fn named(
    claim: Claim,
    username: Option<&EndUserUsername>,
    email: Option<&EndUserEmail>,
    is_verified: Option<bool>,
) -> Option<String> {
    match claim {
        Claim::PreferredUsername => Some(username?.to_string()),
        Claim::Email => (is_verified == Some(true)).then_some(email?.to_string()),
    }
}

/// The account's name: the whole claim, or the part of an email address before the domain. Only
/// ASCII counts: other letters can become ASCII in lower case, such as the Kelvin sign.
pub(super) fn name_of(claim: &str, domain: Option<&str>) -> Result<String, Refusal> {
    if !claim.is_ascii() {
        return Err(Refusal::Nobody);
    }
    let claim = claim.to_ascii_lowercase();
    let Some(domain) = domain else {
        return Ok(claim);
    };
    let before = claim.strip_suffix(&domain.to_ascii_lowercase());
    let name = before.and_then(|before| before.strip_suffix('@'));
    Ok(name.ok_or(Refusal::Nobody)?.to_owned())
}

fn date(time: Timestamp) -> DateTime<Utc> {
    let seconds = i64::try_from(time.0).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_ascii_and_of_the_domain() {
        let domain = Some("hotline.example");
        for (claim, domain, name) in [
            ("Kim", None, Some("kim")),
            ("\u{212a}im", None, None),
            ("kım", None, None),
            ("Anna@Hotline.Example", domain, Some("anna")),
            ("anna@hotline.example\u{200b}", domain, None),
            ("anna@other.example", domain, None),
            ("annahotline.example", domain, None),
            ("anna@x@hotline.example", domain, Some("anna@x")),
        ] {
            assert_eq!(name_of(claim, domain).ok().as_deref(), name, "{claim}");
        }
    }
}
