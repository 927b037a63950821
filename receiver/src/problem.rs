//! Errors as problem documents (RFC 9457). Every string is fixed: nothing that was sent, and
//! nothing that tells two unreadable reports apart, appears in one.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::keys::RingError;
use crate::store::StoreError;

/// Seconds after which a 503 asks to try again.
const RETRY_AFTER_SECONDS: &str = "5";

/// Each problem there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The message cannot be opened, or what it holds is no report: indistinguishably.
    #[error("the message cannot be accepted")]
    Unacceptable,
    /// The request body is not what the API describes.
    #[error("the request body is not what the API describes")]
    BadRequest,
    /// No valid token, or no session.
    #[error("a valid token, or a login, is required")]
    Unauthorized,
    /// Whoever asks may not do this.
    #[error("you are not allowed to do this")]
    Forbidden,
    /// There is nothing at this address.
    #[error("there is nothing at this address")]
    NotFound,
    /// The address is right, the method is not.
    #[error("this address does not know this method")]
    MethodNotAllowed,
    /// The message names a key that is not accepted any more.
    #[error("the key is not accepted any more; fetch the key config and seal again")]
    UnknownKey,
    /// The proof of work is missing, stale, too low, or was outbid.
    #[error("the proof of work is not enough; fetch the challenge and solve it again")]
    ProofOfWork,
    /// Something that the step needs is not there yet.
    #[error(
        "something that this step needs is not there yet: a reason, an assessment or a hand-off"
    )]
    NotYet,
    /// The config lacks what a hand-off needs.
    #[error("the receiver's config has no [desk.handoffs] for this, or not all of it")]
    NoHandoffs,
    /// The mail server did not take it.
    #[error("the mail was not sent: the receiver's log says why")]
    MailNotSent,
    /// Somebody else was quicker.
    #[error("somebody else has changed it meanwhile; look again")]
    Conflict,
    /// The lease ran out, was released or acked, or never existed.
    #[error("the lease is not held any more")]
    LeaseLost,
    /// The request has no `Content-Length`.
    #[error("the length of the message must be announced")]
    LengthRequired,
    /// The body is longer than any message.
    #[error("no message is this long")]
    TooLarge,
    /// The `Content-Type` is another.
    #[error("the media type is not that of a message")]
    MediaType,
    /// The request took too long.
    #[error("the request took too long")]
    TooSlow,
    /// The store cannot take it now.
    #[error("not possible just now; try again later")]
    Unavailable,
}

impl Problem {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Unacceptable | Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnknownKey
            | Self::LeaseLost
            | Self::Conflict
            | Self::NotYet
            | Self::NoHandoffs => StatusCode::CONFLICT,
            Self::ProofOfWork => StatusCode::PRECONDITION_REQUIRED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::LengthRequired => StatusCode::LENGTH_REQUIRED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::MailNotSent => StatusCode::BAD_GATEWAY,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The problem's name: the end of its `type`, and its label in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unacceptable => "unacceptable",
            Self::BadRequest => "bad-request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::UnknownKey => "unknown-key",
            Self::ProofOfWork => "proof-of-work",
            Self::NotYet => "not-yet",
            Self::NoHandoffs => "no-hand-offs",
            Self::MailNotSent => "mail-not-sent",
            Self::Conflict => "conflict",
            Self::LeaseLost => "lease-lost",
            Self::LengthRequired => "length-required",
            Self::TooLarge => "too-large",
            Self::MediaType => "media-type",
            Self::TooSlow => "too-slow",
            Self::Unavailable => "unavailable",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let body = format!(
            r#"{{"type":"urn:sealed-report:problem:{}","title":"{self}","status":{}}}"#,
            self.name(),
            status.as_u16()
        );
        let mut response = (status, body).into_response();
        // For the desk's pages, which say it in words.
        response.extensions_mut().insert(self);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if self == Self::Unavailable {
            let seconds = HeaderValue::from_static(RETRY_AFTER_SECONDS);
            headers.insert(header::RETRY_AFTER, seconds);
        }
        if self == Self::Unauthorized {
            let scheme = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

impl From<RingError> for Problem {
    fn from(error: RingError) -> Self {
        tracing::error!(%error, "there is no key");
        Self::Unavailable
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if !matches!(error, StoreError::Busy) {
            tracing::error!(%error, "the store did not do it");
        }
        Self::Unavailable
    }
}
