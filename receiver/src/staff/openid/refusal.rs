//! Why a login through the provider was refused. No text has a name, a token, a secret or words of
//! the provider in it: the causes are fixed texts for the log.

use openidconnect::core::CoreErrorResponseType;
use openidconnect::{
    ClaimsVerificationError, ConfigurationError, DiscoveryError, RequestTokenError,
    SignatureVerificationError, StandardErrorResponse, UserInfoError,
};
use url::ParseError;

use crate::outgoing::Unanswered;

/// The provider's answer begins no session.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the provider does not answer as it should")]
    Provider(#[from] ProviderError),
    #[error("there are too many logins at once")]
    Busy,
    #[error("it belongs to no login that has begun here, or was used already")]
    Stray,
    #[error("the provider let nobody in")]
    Declined,
    #[error("the token is not for this login")]
    Token(#[from] ClaimsVerificationError),
    #[error("nobody here has this name")]
    Nobody,
    #[error("somebody else than the owner of the session has logged in")]
    Other,
}

/// A failure of the provider.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("its discovery document cannot be used")]
    Discovery(#[from] DiscoveryError<Unanswered>),
    #[error("it failed a moment ago")]
    Lately,
    #[error("the desk's address is none to send people back to")]
    ReturnAddress(#[from] ParseError),
    #[error("its discovery document lacks an address")]
    Endpoint(#[from] ConfigurationError),
    #[error("it gives no token for the code")]
    Exchange(#[from] RequestTokenError<Unanswered, StandardErrorResponse<CoreErrorResponseType>>),
    #[error("its answer has no ID token")]
    NoIdToken,
    #[error("it does not say who the token is for")]
    UserInfo(#[from] UserInfoError<Unanswered>),
}

impl Refusal {
    /// Whether anybody can cause it without a login that has begun here. It leaves no trace then:
    /// other sites could write into the log by it.
    pub(super) fn is_anybodys(&self) -> bool {
        matches!(self, Self::Stray | Self::Busy)
            || matches!(self, Self::Provider(ProviderError::Lately))
    }

    /// The cause, for whoever runs the receiver; empty if there is nothing to add.
    pub(super) fn cause(&self) -> String {
        match self {
            Self::Provider(error) => match error.cause() {
                cause if cause.is_empty() => error.to_string(),
                cause => format!("{error}: {cause}"),
            },
            Self::Token(error) => of_token(error).to_owned(),
            _ => String::new(),
        }
    }
}

impl ProviderError {
    fn cause(&self) -> String {
        match self {
            Self::Discovery(DiscoveryError::Request(error)) => error.to_string(),
            Self::Discovery(DiscoveryError::Response(status, ..)) => format!("status {status}"),
            Self::Discovery(DiscoveryError::Parse(error)) => {
                format!("the value of {} is none", error.path())
            }
            Self::Discovery(DiscoveryError::Validation(_)) => {
                "it is of another issuer than desk.openid.issuer in the config".to_owned()
            }
            Self::Exchange(RequestTokenError::ServerResponse(answer)) => {
                of_exchange(answer.error()).to_owned()
            }
            Self::Exchange(RequestTokenError::Request(error)) => error.to_string(),
            Self::Exchange(RequestTokenError::Parse(error, _)) => {
                format!("the value of {} is none", error.path())
            }
            Self::UserInfo(UserInfoError::Request(error)) => error.to_string(),
            Self::UserInfo(UserInfoError::Response(status, ..)) => format!("status {status}"),
            Self::UserInfo(UserInfoError::ClaimsVerification(error)) => of_token(error).to_owned(),
            Self::UserInfo(UserInfoError::Parse(error)) => {
                format!("the value of {} is none", error.path())
            }
            _ => String::new(),
        }
    }
}

/// The errors of RFC 6749, section 5.2, with what helps.
fn of_exchange(error: &CoreErrorResponseType) -> &'static str {
    match error {
        CoreErrorResponseType::InvalidClient => {
            "invalid_client: look at desk.openid.client_id and client_secret in the config"
        }
        CoreErrorResponseType::InvalidGrant => {
            "invalid_grant: the code was used, is too old, or is of another login"
        }
        CoreErrorResponseType::InvalidRequest => "invalid_request",
        CoreErrorResponseType::InvalidScope => "invalid_scope",
        CoreErrorResponseType::UnauthorizedClient => {
            "unauthorized_client: allow the code flow for this client at the provider"
        }
        CoreErrorResponseType::UnsupportedGrantType => "unsupported_grant_type",
        CoreErrorResponseType::Extension(_) => "another error",
    }
}

/// What is wrong with a token (OpenID Connect Core 1.0, section 3.1.3.7).
fn of_token(error: &ClaimsVerificationError) -> &'static str {
    use SignatureVerificationError as Signature;
    match error {
        ClaimsVerificationError::Expired(_) => {
            "it has expired: look at the clocks of both machines"
        }
        ClaimsVerificationError::InvalidAudience(_) => "it is for another client (aud, azp)",
        ClaimsVerificationError::InvalidAuthTime(_) => {
            "it does not say that somebody has just logged in (auth_time)"
        }
        ClaimsVerificationError::InvalidIssuer(_) => "it is of another issuer (iss)",
        ClaimsVerificationError::InvalidNonce(_) => "it is for another login (nonce)",
        ClaimsVerificationError::InvalidSubject(_) => "it is about somebody else (sub)",
        ClaimsVerificationError::Other(_) => {
            "it was issued at another time (iat): look at the clocks of both machines"
        }
        ClaimsVerificationError::SignatureVerification(Signature::NoMatchingKey) => {
            "its key is not among the provider's"
        }
        ClaimsVerificationError::SignatureVerification(Signature::DisallowedAlg(_)) => {
            "its signature is of a kind that is not accepted: take RS256 at the provider"
        }
        ClaimsVerificationError::SignatureVerification(_) => "its signature is wrong",
        _ => "it is of a kind that is not supported",
    }
}
