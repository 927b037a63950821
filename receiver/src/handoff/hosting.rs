//! Estimates the hosting country of an address: the country to which a registry gave the address.
//! The analyst enters the address; nothing is looked up in a network.
//!
//! Source: crate `iptocc`, whose releases hold the delegation statistics of the five regional
//! registries. An address can be used elsewhere than in the country that it was given to.

use std::net::IpAddr;

use model::assessment::Hosting;
use model::time::Timestamp;

/// The crate's version, and the day of its data.
const METHOD: &str = "iptocc 1.4.175, registries' delegations of 2026-11-01";

/// The country of an address; none if no registry has given the address to a country.
pub fn estimate(address: IpAddr, now: Timestamp) -> Option<Hosting> {
    let country = iptocc::country_code(address.to_canonical())?;
    Some(Hosting {
        address,
        country: country.to_owned(),
        method: METHOD.to_owned(),
        on: now.day(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_country_a_method_and_a_day() {
        let now = Timestamp(1_800_000_000);
        // The addresses of RIPE's own web site, and the same in IPv6.
        for address in ["193.0.6.139", "::ffff:193.0.6.139", "2001:67c:2e8::1"] {
            let hosting = estimate(address.parse().unwrap(), now).unwrap();
            assert_eq!(hosting.country, "NL", "{address}");
            assert_eq!(hosting.on, "2027-01-15");
        }
        for address in ["10.0.0.1", "127.0.0.1", "::1", "fe80::1"] {
            assert_eq!(estimate(address.parse().unwrap(), now), None);
        }
    }

    #[test]
    fn the_method_names_the_version_that_is_built_in() {
        let lock = include_str!("../../../Cargo.lock");
        let version = lock
            .split("name = \"iptocc\"\nversion = \"")
            .nth(1)
            .unwrap();
        let version = version.split('"').next().unwrap();
        assert!(
            METHOD.starts_with(&format!("iptocc {version},")),
            "{METHOD}"
        );
    }
}
