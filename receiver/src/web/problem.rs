//! Errors as problem documents (RFC 9457). All texts are fixed: they contain no input, and do not
//! show why a report was unreadable.

mod cases;
mod intake;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::StoreError;

pub(super) use self::cases::unopened_words;
use crate::casework::{BookError, ClaimError};
use crate::records::RecordError;
use crate::staff::StaffError;
use crate::statistics::NoPeriod;
use crate::words::{Text, Words};

/// Seconds in `Retry-After` of a 503.
const RETRY_AFTER_SECONDS: &str = "5";

/// The name of a form's field. A field of an item has the item's number in its name, as in
/// `address-3`; of several fields with the same name it is the one `at` this index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldName {
    pub(crate) name: &'static str,
    pub(crate) at: Option<usize>,
}

impl From<&'static str> for FieldName {
    fn from(name: &'static str) -> Self {
        Self { name, at: None }
    }
}

/// The name and the number of an item.
impl From<(&'static str, u32)> for FieldName {
    fn from((name, item): (&'static str, u32)) -> Self {
        let at = usize::try_from(item).ok();
        Self { name, at }
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "{}-{at}", self.name),
            None => f.write_str(self.name),
        }
    }
}

/// Why something was refused, in the language of whoever reads it. Displayed in English, as the API has it.
#[derive(Clone, Copy)]
pub(crate) struct Reason(Text);

impl Reason {
    /// The reason in these words.
    pub(crate) fn in_words(self, words: Words) -> Cow<'static, str> {
        (self.0)(words)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(Words::default()))
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Reason {
    fn eq(&self, other: &Self) -> bool {
        self.in_words(Words::default()) == other.in_words(Words::default())
    }
}

impl Eq for Reason {}

/// All problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    /// The message cannot be opened, or its content is not a report. Senders cannot tell which.
    #[error("the message cannot be accepted")]
    Unacceptable,
    /// The parcel of another hotline has a version that is not read here.
    #[error("a parcel of a version that is not read here; versions that are read: 1")]
    ParcelVersion,
    /// The request does not match the API's description.
    #[error("the request body is not what the API describes")]
    BadRequest,
    /// A field of a page's form has no valid value.
    #[error("{reason}")]
    Field {
        /// The field.
        field: FieldName,
        /// The reason.
        reason: Reason,
    },
    /// The request has no valid token or session.
    #[error("a valid token, or a login, is required")]
    Unauthorized,
    /// The act asks for a confirmation: a fresh password and code.
    #[error("this asks for a confirmation with password and code")]
    Unconfirmed,
    /// The account or token lacks the right.
    #[error("you are not allowed to do this")]
    Forbidden,
    /// Nothing exists at this address.
    #[error("there is nothing at this address")]
    NotFound,
    /// The address exists, but not for this method.
    #[error("this address does not know this method")]
    MethodNotAllowed,
    /// The message names a key that is no longer accepted.
    #[error("the key is not accepted any more; fetch the key config and seal again")]
    UnknownKey,
    /// The proof of work is missing, stale, too low, or was outbid.
    #[error("the proof of work is not enough; fetch the challenge and solve it again")]
    ProofOfWork,
    /// Something that the act requires is missing.
    #[error("{0}")]
    NotYet(Reason),
    /// No account of this name may work on cases.
    #[error("there is no account of this name that may work on cases")]
    NoAccount,
    /// The desk's key for fetching has not signed the request, or has signed another one.
    #[error("this is not signed by the desk that fetches from here")]
    PullUnsigned,
    /// The request was signed for another nonce.
    #[error(
        "this was sent before, or another request came in between; sign with the nonce of this answer"
    )]
    PullNonce,
    /// The request has a version that is not read here.
    #[error("a request of a version that is not read here; versions that are read: 1")]
    PullVersion,
    /// The desk does not open what this intake seals.
    #[error("this intake seals to a key that the desk does not have")]
    PullOtherDesk,
    /// The desk has the store of this intake.
    #[error("the desk has the store of this intake; there is nothing to fetch")]
    PullSameStore,
    /// The config lacks settings for this hand-off.
    #[error("the receiver's config has no [desk.handoffs] for this, or not all of it")]
    NoHandoffs,
    /// Somebody else made a change first.
    #[error("somebody else has changed it meanwhile; look again")]
    Conflict,
    /// The lease ran out, was released or acked, or never existed.
    #[error("the lease is not held any more")]
    LeaseLost,
    /// The request has no `Content-Length`.
    #[error("the length of the message must be announced")]
    LengthRequired,
    /// The body is longer than the longest message.
    #[error("no message is this long")]
    TooLarge,
    /// The `Content-Type` is not supported, or there is a `Content-Encoding`.
    #[error("the media type is not that of a message, or the message has a content coding")]
    MediaType,
    /// The request has no `Host`, two, or one that is no host.
    #[error("the request must name one host")]
    Host,
    /// The desk does not answer for the host of the request.
    #[error("the desk does not answer under this name; the config's desk.hosts has its names")]
    OtherHost,
    /// A message took too long.
    #[error("the request took too long")]
    TooSlow,
    /// The desk's answer took too long. Whatever was asked for may have been done.
    #[error("the answer took too long; it may have been done all the same")]
    Overdue,
    /// The desk is locked.
    #[error("the desk is locked until enough shares of its key are entered at /unlock")]
    Locked,
    /// The store is not available now.
    #[error("not possible just now; try again later")]
    Unavailable,
}

impl Problem {
    /// A field of a page's form that has no valid value, for this reason.
    pub(super) fn field(field: impl Into<FieldName>, reason: Text) -> Self {
        Self::Field {
            field: field.into(),
            reason: Reason(reason),
        }
    }

    /// Something that the act requires is missing, as this reason says.
    pub(super) const fn not_yet(reason: Text) -> Self {
        Self::NotYet(Reason(reason))
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Unacceptable
            | Self::ParcelVersion
            | Self::PullVersion
            | Self::BadRequest
            | Self::Host => StatusCode::BAD_REQUEST,
            Self::Field { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unauthorized | Self::PullUnsigned | Self::PullNonce => StatusCode::UNAUTHORIZED,
            Self::Unconfirmed | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnknownKey
            | Self::LeaseLost
            | Self::Conflict
            | Self::NotYet(_)
            | Self::NoAccount
            | Self::PullOtherDesk
            | Self::PullSameStore
            | Self::NoHandoffs => StatusCode::CONFLICT,
            Self::ProofOfWork => StatusCode::PRECONDITION_REQUIRED,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::LengthRequired => StatusCode::LENGTH_REQUIRED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            // Browsers send a form again by themselves after a 408.
            Self::Overdue | Self::Unavailable | Self::Locked => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The problem's name: the end of its `type`, and its label in metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unacceptable => "unacceptable",
            Self::ParcelVersion => "parcel-version",
            Self::BadRequest => "bad-request",
            Self::Field { .. } => "field",
            Self::Unauthorized => "unauthorized",
            Self::Unconfirmed => "unconfirmed",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::UnknownKey => "unknown-key",
            Self::ProofOfWork => "proof-of-work",
            Self::NotYet(_) => "not-yet",
            Self::NoAccount => "no-account",
            Self::PullUnsigned => "pull-unsigned",
            Self::PullNonce => "pull-nonce",
            Self::PullVersion => "pull-version",
            Self::PullOtherDesk => "pull-other-desk",
            Self::PullSameStore => "pull-same-store",
            Self::NoHandoffs => "no-hand-offs",
            Self::Conflict => "conflict",
            Self::LeaseLost => "lease-lost",
            Self::LengthRequired => "length-required",
            Self::TooLarge => "too-large",
            Self::MediaType => "media-type",
            Self::Host => "host",
            Self::OtherHost => "other-host",
            Self::TooSlow => "too-slow",
            Self::Overdue => "overdue",
            Self::Locked => "locked",
            Self::Unavailable => "unavailable",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.response(None)
    }
}

impl Problem {
    /// The answer, with what is wrong with this very request: words without quotes.
    pub(super) fn response(self, detail: Option<&str>) -> Response {
        let status = self.status();
        let detail = detail.map(|detail| format!(r#","detail":"{detail}""#));
        let body = format!(
            r#"{{"type":"urn:sealed-report:problem:{}","title":"{self}","status":{}{}}}"#,
            self.name(),
            status.as_u16(),
            detail.unwrap_or_default()
        );
        let mut response = (status, body).into_response();
        // The desk's pages show it in words.
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
        if matches!(self, Self::PullUnsigned | Self::PullNonce) {
            let scheme = HeaderValue::from_static("Sealed-Report");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

/// Logs an error with all its sources, once, at the place where it becomes a problem.
fn log(what: &str, error: &dyn Error) {
    let mut causes = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !causes.ends_with(&cause_text) {
            causes.push_str(": ");
            causes.push_str(&cause_text);
        }
        source = cause.source();
    }
    tracing::error!(error = causes, "{what}");
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        // The store itself has logged the failure of its engine.
        if matches!(error, StoreError::Closed) {
            log("the store did not do it", &error);
        }
        Self::Unavailable
    }
}

impl From<RecordError> for Problem {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Store(error) => error.into(),
            RecordError::Conflict => Self::Conflict,
            RecordError::Unreadable(_) => {
                log("a record cannot be read", &error);
                Self::Unavailable
            }
        }
    }
}

impl From<StaffError> for Problem {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::Taken => Self::Conflict,
            StaffError::Unknown => Self::NotFound,
            StaffError::Own => Self::Forbidden,
            StaffError::Record(error) => error.into(),
        }
    }
}

impl From<ClaimError> for Problem {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Asked => Self::BadRequest,
            ClaimError::Lost => Self::LeaseLost,
            ClaimError::Store(error) => error.into(),
            ClaimError::Change(error) => error.into(),
        }
    }
}

impl From<BookError> for Problem {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Wrong(_) => Self::BadRequest,
            BookError::Taken => Self::Conflict,
            BookError::Unknown => Self::NotFound,
            BookError::Change(error) => error.into(),
        }
    }
}

impl From<csv::Error> for Problem {
    fn from(error: csv::Error) -> Self {
        log("a table cannot be written", &error);
        Self::Unavailable
    }
}

impl From<NoPeriod> for Problem {
    fn from(error: NoPeriod) -> Self {
        match error {
            NoPeriod::Asked => Self::BadRequest,
            NoPeriod::Store(error) => error.into(),
        }
    }
}
