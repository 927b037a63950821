//! The settings of the hotline's own identity provider.

use model::origin::Origin;
use openidconnect::{ClientId, ClientSecret, IssuerUrl};

use super::files::Folder;
use super::webhooks::address;
use crate::config::{Claim, ConfigProblem, OpenIdConfig};
use crate::staff::openid::OpenId;

/// Reads the secret of `[desk.openid]`, and checks the other values. `public_url` is the desk's.
pub(super) fn open(
    folder: Folder<'_>,
    config: OpenIdConfig,
    public_url: Option<&Origin>,
) -> Result<OpenId, ConfigProblem> {
    let issuer = address(&config.issuer).and_then(|_| IssuerUrl::new(config.issuer).ok());
    if config.claim == Claim::Email && config.mail_domain.is_none() {
        let problem = "it is needed for the claim email";
        return Err(ConfigProblem::new("desk.openid.mail_domain", problem));
    }
    let origin = public_url.cloned().ok_or_else(|| {
        let problem = "the provider has to know where it sends people back to";
        ConfigProblem::new("desk.public_url", problem)
    })?;
    let secret = folder.read_key("desk.openid.client_secret", &config.client_secret)?;
    let issuer = issuer.ok_or_else(|| ConfigProblem::new("desk.openid.issuer", "not an issuer"))?;
    Ok(OpenId {
        issuer,
        client: ClientId::new(config.client_id),
        secret: ClientSecret::new(secret),
        origin,
        claim: config.claim,
        domain: config.mail_domain,
    })
}
