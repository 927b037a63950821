//! Web origins (RFC 6454), as they appear in headers and pages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};
use url::Url;

/// Scheme, host and optional port of `http` or `https`, as a browser writes them: in lower case,
/// without the scheme's default port, and nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

/// The text is not an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an origin")]
pub struct NoOrigin;

impl Origin {
    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, without a port.
    pub fn host(&self) -> &str {
        let (_, host) = self.0.split_once("://").unwrap_or_default();
        match host.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => host,
            _ => host,
        }
    }
}

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let url = Url::parse(text).map_err(|_| NoOrigin)?;
        // A URL's host may contain characters that end an attribute or a directive of a policy.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]/".contains(&byte);
        let is_origin = matches!(url.scheme(), "http" | "https")
            && url.origin().ascii_serialization() == text
            && text.bytes().all(is_plain);
        is_origin.then(|| Self(text.to_owned())).ok_or(NoOrigin)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_perhaps_a_port() {
        for text in [
            "https://report.example",
            "http://localhost:7701",
            "http://127.0.0.1:7701",
            "https://[::1]:8443",
            "https://xn--bcher-kva.example",
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().as_str(), text);
        }
        for text in [
            "",
            "report.example",
            "https://",
            "https://:::",
            "https://[",
            "https://[::1",
            "https://a:b",
            "https://a:65536",
            "https://a:",
            "https://:443",
            "https://a:443",
            "http://a:80",
            "https://a/",
            "https://a/b",
            "https://a?b",
            "https://a@b",
            "https://A.example",
            "https://bücher.example",
            "https://a;script-src.example",
            "https://a'b",
            "https://*.example",
            "https://1.2.3.400",
            "https://a b",
            " https://a",
            "ftp://a",
            "data:x",
            "null",
        ] {
            assert_eq!(text.parse::<Origin>(), Err(NoOrigin), "{text}");
        }
    }
}
