//! `[partners.NAME]`: the rules of one partner.

use std::collections::BTreeMap;

use model::origin::Origin;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use shared::report::PartnerSlug;

/// `[partners.NAME]`: the rules of one partner.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerConfig {
    /// The only pages that may show this partner's form in a frame.
    pub origins: Vec<Origin>,
}

/// Reads the partners. Refuses names that no snippet can have, because such a table would have no
/// effect, and tables without an origin, because the form would then open on no page.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, PartnerConfig>, D::Error> {
    let partners = BTreeMap::<String, PartnerConfig>::deserialize(deserializer)?;
    for (name, partner) in &partners {
        if !is_partner(name) {
            return Err(D::Error::custom(format!(
                "{name:?} is not a partner's name"
            )));
        }
        if partner.origins.is_empty() {
            return Err(D::Error::custom(format!("{name:?} has no origins")));
        }
    }
    Ok(partners)
}

fn is_partner(name: &str) -> bool {
    let slug = name.parse::<PartnerSlug>();
    slug.is_ok_and(|slug| slug.as_str() == name)
}
