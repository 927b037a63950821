//! The intake's address in the Tor network.

use data_encoding::BASE32_NOPAD;
use model::origin::Origin;
use serde::Deserialize;

/// The last byte of a name.
const VERSION: u8 = 3;

/// The beginning of what the checksum is made of.
const CHECKSUM: &[u8] = b".onion checksum";

/// The origin of an onion service of version 3: `http://` and a name of 56 characters under `.onion`. Tor encrypts
/// and authenticates the way to it, so there is no TLS.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Origin")]
pub struct Onion(Origin);

impl Onion {
    /// The origin.
    pub fn origin(&self) -> &Origin {
        &self.0
    }
}

impl TryFrom<Origin> for Onion {
    type Error = &'static str;

    fn try_from(origin: Origin) -> Result<Self, Self::Error> {
        if !origin.as_str().starts_with("http://") {
            return Err("not with http: Tor encrypts the way, and no browser knows a certificate");
        }
        match origin
            .host()
            .strip_suffix(".onion")
            .is_some_and(is_version_3)
        {
            true => Ok(Self(origin)),
            false => Err("not the name of an onion service of version 3"),
        }
    }
}

/// Whether this is the base32 of a public key (32 bytes), its checksum (2) and the version (1), which is 3
/// (rend-spec-v3, section 6). A mistyped name fails the checksum.
fn is_version_3(name: &str) -> bool {
    let Ok(decoded) = BASE32_NOPAD.decode(name.to_ascii_uppercase().as_bytes()) else {
        return false;
    };
    let [key @ .., one, two, VERSION] = &decoded[..] else {
        return false;
    };
    let checked = [CHECKSUM, key, &[VERSION]].concat();
    key.len() == 32 && libcrux_sha3::sha256(&checked)[..2] == [*one, *two]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Tor project's own name, without the ending.
    const TOR: &str = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid";

    fn onion(text: &str) -> Result<Onion, &'static str> {
        Onion::try_from(text.parse::<Origin>().unwrap())
    }

    #[test]
    fn a_name_of_version_3_has_a_checksum() {
        for text in [
            format!("http://{TOR}.onion"),
            format!("http://{TOR}.onion:8080"),
        ] {
            assert_eq!(onion(&text).unwrap().origin().as_str(), text);
        }
        for text in [
            format!("https://{TOR}.onion"),
            format!("http://{TOR}.onion.example"),
            format!("http://www.{TOR}.onion"),
            format!("http://{TOR}"),
            // One letter is another, in the key, the checksum and the version.
            format!("http://3{}.onion", &TOR[1..]),
            format!("http://{}.onion", TOR.replace("53wid", "54wid")),
            format!("http://{}c.onion", &TOR[..55]),
            // One is missing, and one is no letter of base32.
            format!("http://{}.onion", &TOR[1..]),
            format!("http://{}1.onion", &TOR[..55]),
            // A service of version 2.
            "http://facebookcorewwwi.onion".to_owned(),
            "http://.onion".to_owned(),
            "http://onion".to_owned(),
        ] {
            assert!(onion(&text).is_err(), "{text}");
        }
    }
}
