//! `[desk.openid]`: a login that the hotline's own identity provider looks after.

use std::path::{Path, PathBuf};

use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use serde::Deserialize;

use super::webhooks::address;
use super::{Origin, Wrong, read_key};
use crate::desk::openid::{Claim, OpenId};

/// The provider, and what it knows the desk by.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdConfig {
    /// The provider's issuer, as its discovery document spells it.
    pub issuer: String,
    /// What the provider calls the desk.
    pub client_id: String,
    /// File with the secret that the provider knows the desk by.
    pub client_secret: PathBuf,
    /// The claim that names the account.
    #[serde(default)]
    pub claim: Claim,
    /// If the claim is an address of mail, the only domain that counts; the account is what comes
    /// before it.
    pub mail_domain: Option<String>,
}

/// Reads the secret, and checks the rest. `public_url` is the desk's.
pub(super) fn read(
    folder: &Path,
    config: &OpenIdConfig,
    public_url: Option<&Origin>,
) -> Result<OpenId, Wrong> {
    let wrong = |key, problem: &str| (key, problem.to_owned());
    let issuer = address(&config.issuer).map(|_| IssuerUrl::new(config.issuer.clone()));
    let issuer = issuer.and_then(Result::ok);
    if config.claim == Claim::Email && config.mail_domain.is_none() {
        return Err(wrong(
            "desk.openid.mail_domain",
            "it is needed for the claim email",
        ));
    }
    let origin = public_url.cloned().ok_or_else(|| {
        let problem = "the provider has to know where it sends people back to";
        wrong("desk.public_url", problem)
    })?;
    let secret: String = read_key((
        "desk.openid.client_secret",
        folder.join(&config.client_secret),
    ))?;
    Ok(OpenId {
        issuer: issuer.ok_or_else(|| wrong("desk.openid.issuer", "not an issuer"))?,
        client: ClientId::new(config.client_id.clone()),
        secret: ClientSecret::new(secret),
        origin,
        claim: config.claim,
        domain: config.mail_domain.clone(),
    })
}
