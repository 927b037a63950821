//! The desk's two cookies: one opens a session, the other tells that somebody has logged in from this
//! browser before.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

use super::Desk;
use super::staff::SESSION_SECONDS;

/// What one of the cookies is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jar {
    /// A session.
    Session,
    /// A browser that is known.
    Device,
}

/// Seconds that a browser is known.
const DEVICE_SECONDS: u64 = 180 * 24 * 3600;

impl Desk {
    /// What a request brings.
    pub(super) fn cookie(&self, jar: Jar, headers: &HeaderMap) -> Option<String> {
        let name = self.cookie_name(jar);
        let lines = headers.get_all(header::COOKIE).iter();
        let mut cookies = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(Cookie::split_parse)
            .flatten();
        let cookie = cookies.find(|cookie| cookie.name() == name)?;
        Some(cookie.value().to_owned())
    }

    /// A header that hands a value to the browser: for its requests to this very host alone, and out
    /// of reach of any script and of any other site.
    pub(super) fn set_cookie(&self, jar: Jar, value: &str) -> HeaderValue {
        let seconds = match jar {
            Jar::Session => SESSION_SECONDS,
            Jar::Device => DEVICE_SECONDS,
        };
        self.cookie_line(jar, value, seconds)
    }

    /// A header that takes it away.
    pub(super) fn clear_cookie(&self, jar: Jar) -> HeaderValue {
        self.cookie_line(jar, "", 0)
    }

    fn cookie_line(&self, jar: Jar, value: &str, seconds: u64) -> HeaderValue {
        let line = Cookie::build((self.cookie_name(jar), value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Strict)
            .secure(self.is_https())
            .max_age(Duration::seconds(seconds.try_into().unwrap_or(i64::MAX)))
            .to_string();
        // Its parts are ours: names, base64url, numbers.
        HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
    }

    /// The prefix makes browsers refuse a cookie that another host, or a page without TLS, has set.
    fn cookie_name(&self, jar: Jar) -> &'static str {
        match (jar, self.is_https()) {
            (Jar::Session, true) => "__Host-session",
            (Jar::Session, false) => "session",
            (Jar::Device, true) => "__Host-device",
            (Jar::Device, false) => "device",
        }
    }

    fn is_https(&self) -> bool {
        let url = self.public_url.as_ref();
        url.is_some_and(|url| url.as_str().starts_with("https://"))
    }
}
