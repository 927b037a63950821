//! `[desk.openid]`: a login that the hotline's own identity provider looks after.

use std::path::PathBuf;

use serde::Deserialize;

/// `[desk.openid]`: the provider, and the desk's registration there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenIdConfig {
    /// The provider's issuer, as its discovery document spells it.
    pub(crate) issuer: String,
    /// The desk's client id at the provider.
    pub(crate) client_id: String,
    /// File with the desk's client secret at the provider.
    pub(crate) client_secret: PathBuf,
    /// The claim that names the account.
    #[serde(default)]
    pub(crate) claim: Claim,
    /// If the claim is an email address, the only domain that counts; the account is the part before
    /// it.
    pub(crate) mail_domain: Option<String>,
}

/// A claim that names an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// The user name at the provider.
    #[default]
    PreferredUsername,
    /// The email address, if the provider has verified it.
    Email,
}
