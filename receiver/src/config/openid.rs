//! `[desk.openid]`: logins through the hotline's own identity provider.

use std::path::PathBuf;

use serde::Deserialize;

/// `[desk.openid]`: the provider, and the desk's registration with it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenIdConfig {
    /// The provider's issuer, exactly as in its discovery document.
    pub(crate) issuer: String,
    /// The desk's client id at the provider.
    pub(crate) client_id: String,
    /// The file with the desk's client secret at the provider.
    pub(crate) client_secret: PathBuf,
    /// The claim that contains the account's name.
    #[serde(default)]
    pub(crate) claim: Claim,
    /// The only accepted domain, if the claim is an email address; the account's name is the part
    /// before the `@`.
    pub(crate) mail_domain: Option<String>,
}

/// A claim that contains an account's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// The user name at the provider: `preferred_username`.
    #[default]
    PreferredUsername,
    /// The email address, if the provider verified it.
    Email,
}
