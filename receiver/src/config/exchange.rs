//! `[desk.exchange]`: the exchange of referrals with other hotlines.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;

use serde::Deserialize;
use shared::report::HotlineId;
use shared::signing::VerifyingKey;

use super::values::Country;

/// `[desk.exchange]`: the exchange of referrals with other hotlines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExchangeConfig {
    /// The file with the private key of the desk's signer.
    pub(crate) signer_key: PathBuf,
    /// The file with the root's certificate for that signer.
    pub(crate) signer_certificate: PathBuf,
    /// The address of a network's directory.
    pub(crate) directory: Option<String>,
    /// The file with a root of that directory.
    pub(crate) directory_root: Option<PathBuf>,
    /// Whether a hotline that is new in the directory takes part before anybody here has agreed.
    #[serde(default)]
    pub(crate) admit_new: bool,
    /// Maximum number of parcels of each other hotline that wait for the desk: 32 MiB of 500.
    #[serde(default = "default_waiting")]
    pub(crate) waiting: NonZeroU32,
    /// Other hotlines, by names that this hotline chose.
    #[serde(default)]
    pub(crate) hotlines: BTreeMap<String, OtherHotlineConfig>,
}

/// `[desk.exchange.hotlines.NAME]`: another hotline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherHotlineConfig {
    /// The hotline's id; its name, unless it is given.
    pub(crate) id: Option<HotlineId>,
    /// The public key of the hotline's root.
    pub(crate) root: VerifyingKey,
    /// The address of the hotline's intake.
    pub(crate) url: String,
    /// The country whose content the hotline looks after.
    pub(crate) country: Option<Country>,
    /// Whether its `baseline` findings may be taken over without viewing the content again.
    #[serde(default)]
    pub(crate) take_over: bool,
    /// Maximum number of its parcels that wait for the desk, in the place of that for all.
    pub(crate) waiting: Option<NonZeroU32>,
}

fn default_waiting() -> NonZeroU32 {
    const { NonZeroU32::new(500).unwrap() }
}
