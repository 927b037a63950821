//! The regions of the world by which INHOPE's yearly reports count where content is hosted.

use strum::{IntoStaticStr, VariantArray};

/// A region of the world. Together they have every country of ISO 3166-1 but Antarctica.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Region {
    /// The member states of the European Union in 2026. Their territories on other continents with codes of their
    /// own count there.
    EuropeEu,
    /// The rest of Europe.
    EuropeNonEu,
    /// North America with Central America and the Caribbean.
    NorthAmerica,
    /// South America.
    SouthAmerica,
    /// Asia.
    Asia,
    /// Africa.
    Africa,
    /// Oceania with Australia.
    Oceania,
}

impl Region {
    /// The region of a country (ISO 3166-1 alpha-2); none for Antarctica, and for codes that are no country, such
    /// as `EU`, which registries note at address ranges of several countries.
    pub(super) fn of(country: &str) -> Option<Self> {
        let mut all = Self::VARIANTS.iter().copied();
        all.find(|region| region.countries().any(|code| code == country))
    }

    /// The name in the API.
    pub(super) fn name(self) -> &'static str {
        self.into()
    }

    /// The codes of its countries. Continents are those of the United Nations' standard M49.
    fn countries(self) -> impl Iterator<Item = &'static str> {
        let codes = match self {
            Self::EuropeEu => {
                "AT AX BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
            }
            Self::EuropeNonEu => {
                "AD AL BA BY CH FO GB GG GI IM IS JE LI MC MD ME MK NO RS RU SJ SM UA VA XK"
            }
            Self::NorthAmerica => {
                "AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR \
                 SV SX TC TT US VC VG VI"
            }
            Self::SouthAmerica => "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
            Self::Asia => {
                "AE AF AM AZ BD BH BN BT CN GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP \
                 OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE"
            }
            Self::Africa => {
                "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR \
                 MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW"
            }
            Self::Oceania => {
                "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS"
            }
        };
        codes.split(' ')
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    #[test]
    fn every_country_to_which_a_registry_gave_addresses_has_one_region() {
        let regions = Region::VARIANTS.iter();
        let codes: Vec<&str> = regions.flat_map(|region| region.countries()).collect();
        let different: BTreeSet<&str> = codes.iter().copied().collect();
        // 249 countries of ISO 3166-1, less Antarctica, and Kosovo.
        assert_eq!((codes.len(), different.len()), (249, 249));
        let addresses = (0..=u32::MAX).step_by(1 << 12).map(Ipv4Addr::from);
        let found: BTreeSet<&str> = addresses
            .filter_map(|address| iptocc::country_code(IpAddr::V4(address)))
            .collect();
        let without: Vec<_> = found.difference(&different).collect();
        assert_eq!(without, [&"AQ", &"EU"], "of {} countries", found.len());
    }
}
