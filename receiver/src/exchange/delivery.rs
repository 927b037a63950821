//! Parcels that are sealed, and brought to the intake of another hotline.

use std::sync::PoisonError;

use axum::http::{Request, StatusCode, header};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::report::HotlineId;
use strum::{IntoStaticStr, VariantArray};

use super::{Exchange, NoKey};
use crate::outgoing::Unanswered;
use crate::parcel::{
    Contents, Kind, NoReceipt, NotCertified, NotTrusted, Parcel, ParcelId, SignedReceipt,
};
use crate::records::RecordError;

/// The type of the problem document with which an intake says that it does not read a version of parcels.
const VERSION_PROBLEM: &str = "urn:sealed-report:problem:parcel-version";

/// Seconds for which no parcel is tried at a hotline whose intake gave no answer.
const SILENCE_SECONDS: u64 = 60;

/// A parcel cannot be sealed now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotSealed {
    /// The config does not name the hotline any more.
    #[error("the config does not name this hotline any more")]
    Unknown,
    /// There is no key to seal to.
    #[error(transparent)]
    NoKey(#[from] NoKey),
    /// Our own certificate is not valid.
    #[error(transparent)]
    NotCertified(#[from] NotCertified),
    /// The contents are too long.
    #[error("this is too much for one parcel")]
    TooLong,
}

/// A parcel has not arrived, as far as we know. No answer of a server is final: it is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotDelivered {
    /// The config does not name the hotline any more.
    #[error("the config does not name this hotline any more")]
    Unknown,
    /// The other intake does not know the key that the parcel is sealed to: it has to be sealed anew.
    #[error("a key that is not in use there any more")]
    Key,
    /// The other intake does not read the version of the parcel: it has to be sealed in one that it says it reads.
    #[error("a version of parcels that is not read there")]
    Version,
    /// The other intake gave no answer.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// The other intake answered something else.
    #[error("its receiver answers {0}")]
    Status(StatusCode),
    /// The other intake did not sign that it has the parcel.
    #[error(transparent)]
    NoReceipt(#[from] NoReceipt),
    /// Our own records could not be read or written: the receipt is asked for again.
    #[error(transparent)]
    Records(#[from] RecordError),
}

/// Why a parcel still waits, for the people at the desk.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Obstacle {
    /// The config does not name the hotline any more.
    NotNamed,
    /// Somebody here has paused the hotline, or nobody has agreed to it yet.
    Paused,
    /// There is no key to seal to.
    NoKey,
    /// The other hotline reads no version of parcels that this receiver makes.
    Version,
    /// Our own certificate is not valid.
    NotCertified,
    /// The contents are too long.
    TooLong,
    /// The other intake cannot be reached, or gives no answer that can be read.
    Unreachable,
    /// The other intake does not take it now.
    NotTaken,
    /// The other intake does not know us.
    Stranger,
    /// The other hotline takes no part in the exchange.
    NoPart,
    /// The other intake says that it is no parcel for it.
    Refused,
    /// The other intake did not sign that it has the parcel.
    NoReceipt,
}

impl Obstacle {
    /// The name in records and texts.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}

impl From<&NotSealed> for Obstacle {
    fn from(error: &NotSealed) -> Self {
        match error {
            NotSealed::Unknown => Self::NotNamed,
            NotSealed::NoKey(NoKey::NotTrusted(NotTrusted::Version)) => Self::Version,
            NotSealed::NoKey(_) => Self::NoKey,
            NotSealed::NotCertified(_) => Self::NotCertified,
            NotSealed::TooLong => Self::TooLong,
        }
    }
}

impl From<&NotDelivered> for Obstacle {
    fn from(error: &NotDelivered) -> Self {
        match error {
            NotDelivered::Unknown => Self::NotNamed,
            NotDelivered::Version => Self::Version,
            NotDelivered::Unanswered(_) => Self::Unreachable,
            NotDelivered::Status(StatusCode::FORBIDDEN) => Self::Stranger,
            NotDelivered::Status(StatusCode::NOT_FOUND) => Self::NoPart,
            NotDelivered::Status(StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE) => {
                Self::Refused
            }
            NotDelivered::Key | NotDelivered::Status(_) | NotDelivered::Records(_) => {
                Self::NotTaken
            }
            NotDelivered::NoReceipt(_) => Self::NoReceipt,
        }
    }
}

impl Exchange {
    /// Seals a body to the key of another hotline, and gives the parcel's bytes.
    pub(crate) async fn seal(
        &self,
        to: &HotlineId,
        kind: Kind,
        id: ParcelId,
        body: &Value,
    ) -> Result<Vec<u8>, NotSealed> {
        let now = self.clock.now();
        let other = self.recipient(to).ok_or(NotSealed::Unknown)?;
        let key = self.kept_key(&other, now).await?;
        let certified = self.referrals.signer.certified(now)?;
        let contents = Contents::new(kind, id, &self.us().hotline, &key, now.hour(), body);
        let directory = self.referrals.hotlines.directory();
        let rng = &mut UnwrapErr(SysRng);
        let parcel = Parcel::seal(&certified, &key, contents, directory, rng);
        Ok(parcel.ok_or(NotSealed::TooLong)?.to_json())
    }

    /// Brings a parcel to the intake of another hotline, and gives its signed receipt as JSON.
    #[tracing::instrument(skip_all, name = "exchange.deliver")]
    pub(crate) async fn deliver(
        &self,
        to: &HotlineId,
        parcel: &[u8],
    ) -> Result<Vec<u8>, NotDelivered> {
        let other = self.recipient(to).ok_or(NotDelivered::Unknown)?;
        let request = Request::post(other.parcels_url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(parcel.to_vec())
            .map_err(|_| Unanswered::Unreachable)?;
        let answer = self.outgoing.clone().fetch(request).await;
        self.note_silence(to, answer.is_err());
        let answer = answer?;
        match answer.status() {
            StatusCode::ACCEPTED => {}
            StatusCode::CONFLICT => return Err(NotDelivered::Key),
            StatusCode::BAD_REQUEST if is_about_version(answer.body()) => {
                return Err(NotDelivered::Version);
            }
            other => return Err(NotDelivered::Status(other)),
        }
        let receipt = answer.into_body();
        let parcel = Parcel::parse(parcel).map_err(|_| NoReceipt)?;
        let said = SignedReceipt::said(&receipt, &other.member, &parcel)?;
        self.hear(to, said).await?;
        Ok(receipt)
    }

    /// The time until which no parcel is tried at a hotline whose intake has just given no answer, so that hundreds of
    /// parcels to one hotline keep none waiting that are for others.
    pub(crate) fn silent_until(&self, of: &HotlineId) -> Option<Timestamp> {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        let until = silent.get(of.as_str()).copied();
        until.filter(|until| *until > self.clock.now())
    }

    fn note_silence(&self, of: &HotlineId, is_silent: bool) {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        match is_silent {
            true => silent.insert(
                of.as_str().to_owned(),
                self.clock.now().plus_seconds(SILENCE_SECONDS),
            ),
            false => silent.remove(of.as_str()),
        };
    }
}

/// Whether a problem document (RFC 9457) says that the version of a parcel is not read.
fn is_about_version(problem: &[u8]) -> bool {
    let problem: Option<Value> = serde_json::from_slice(problem).ok();
    problem.is_some_and(|problem| problem["type"] == VERSION_PROBLEM)
}
