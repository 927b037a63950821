//! What only the recipient of a parcel can read.

use model::time::{Hour, Timestamp};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use shared::report::HotlineId;
use shared::signing::Signed;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{NotForUs, ParcelId, PeerKey};

/// What a parcel is about.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// Items that the sender asks the recipient to deal with.
    Referral,
    /// Whether a parcel of the recipient could be opened.
    Answer,
    /// What became of the items of a referral of the recipient.
    Outcome,
    /// Items of an earlier referral that the sender takes back.
    Withdrawal,
}

impl Kind {
    /// The name in parcels, records and texts.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The contents of a parcel. Members that this version does not know are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    kind: String,
    /// The id of the parcel.
    pub(super) id: ParcelId,
    /// The hotline that sends it.
    pub(super) from: HotlineId,
    /// The hotline that it is for.
    pub(super) to: HotlineId,
    /// The key that it is sealed to.
    pub(super) key: String,
    /// The hour in which it was made (RFC 3339).
    made: String,
    body: Value,
}

impl Contents {
    /// Contents of this kind, for the hotline with this key.
    pub fn new(
        kind: Kind,
        id: ParcelId,
        from: &HotlineId,
        to: &PeerKey,
        made: Hour,
        body: &impl Serialize,
    ) -> Self {
        Self {
            kind: kind.name().to_owned(),
            id,
            from: from.clone(),
            to: to.hotline.clone(),
            key: to.id.to_string(),
            made: made.to_string(),
            // Strings and numbers always have a JSON form.
            body: serde_json::to_value(body).unwrap_or_default(),
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, NotForUs> {
        serde_json::from_str(text).map_err(|_| NotForUs::Form)
    }

    /// The id of the parcel.
    pub fn id(&self) -> ParcelId {
        self.id
    }

    /// The hotline that sends it.
    pub fn from(&self) -> &HotlineId {
        &self.from
    }

    /// What it is about.
    pub fn kind(&self) -> Result<Kind, NotForUs> {
        self.kind.parse().map_err(|_| NotForUs::Kind)
    }

    /// The hour in which it was made.
    pub fn made(&self) -> Result<Timestamp, NotForUs> {
        self.made.parse().map_err(|_| NotForUs::Form)
    }

    /// The body, as its kind describes it. The sender has signed it: what cannot be read is of a later version.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, NotForUs> {
        T::deserialize(&self.body).map_err(|_| NotForUs::Kind)
    }
}

/// A signed text, beside which a later version may say more, such as another signature.
pub(super) fn signed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Signed, D::Error> {
    #[derive(Serialize, Deserialize)]
    struct Known {
        text: String,
        signature: String,
    }
    let known = Known::deserialize(deserializer)?;
    let known = serde_json::to_value(known).map_err(D::Error::custom)?;
    Signed::deserialize(known).map_err(D::Error::custom)
}

/// A value that this version knows; none for another one.
pub(crate) fn if_known<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(T::deserialize(value).ok())
}
