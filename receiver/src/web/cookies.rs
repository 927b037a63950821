//! The desk's cookies: the session's token, the proof of an earlier login from this browser, and
//! the state of a login at the hotline's own identity provider.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

use super::desk::Desk;
use crate::staff::SESSION_SECONDS;
use crate::staff::openid::BEGUN_SECONDS;

/// Seconds for which a browser counts as known after a login.
const DEVICE_SECONDS: u64 = 180 * 24 * 3600;

/// The desk's cookies by their purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CookieKind {
    /// The token of a session.
    Session,
    /// The proof of an earlier login from this browser.
    Device,
    /// The state of a login that has begun at the hotline's identity provider.
    OpenId,
}

/// Reads and writes the cookies in headers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cookies {
    /// Whether browsers reach the desk over HTTPS.
    is_https: bool,
}

impl Cookies {
    /// The cookies for the desk's public address.
    pub(super) fn of(desk: &Desk) -> Self {
        let url = desk.public_url.as_ref();
        Self {
            is_https: url.is_some_and(|url| url.as_str().starts_with("https://")),
        }
    }

    /// The value of this cookie in a request.
    pub(super) fn get(self, kind: CookieKind, headers: &HeaderMap) -> Option<String> {
        let name = self.name(kind);
        let lines = headers.get_all(header::COOKIE).iter();
        let mut cookies = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(Cookie::split_parse)
            .flatten();
        let cookie = cookies.find(|cookie| cookie.name() == name)?;
        Some(cookie.value().to_owned())
    }

    /// The `Set-Cookie` header that sets this cookie. The browser sends the cookie to exactly this
    /// host, and neither scripts nor other sites can read it.
    pub(super) fn set(self, kind: CookieKind, value: &str) -> HeaderValue {
        let seconds = match kind {
            CookieKind::Session => SESSION_SECONDS,
            CookieKind::Device => DEVICE_SECONDS,
            CookieKind::OpenId => BEGUN_SECONDS,
        };
        self.line(kind, value, seconds)
    }

    /// The `Set-Cookie` header that deletes this cookie.
    pub(super) fn clear(self, kind: CookieKind) -> HeaderValue {
        self.line(kind, "", 0)
    }

    fn line(self, kind: CookieKind, value: &str, seconds: u64) -> HeaderValue {
        let line = Cookie::build((self.name(kind), value))
            .path("/")
            .http_only(true)
            .same_site(match kind {
                CookieKind::Session | CookieKind::Device => SameSite::Strict,
                // The provider's page leads back here, which is a request from another site.
                CookieKind::OpenId => SameSite::Lax,
            })
            .secure(self.is_https)
            .max_age(Duration::seconds(seconds.try_into().unwrap_or(i64::MAX)))
            .to_string();
        // The line has only names, base64url and numbers, which are valid in a header.
        HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
    }

    /// Uses the `__Host-` prefix over HTTPS, so that no other host can set the cookie.
    fn name(self, kind: CookieKind) -> &'static str {
        match (kind, self.is_https) {
            (CookieKind::Session, true) => "__Host-session",
            (CookieKind::Session, false) => "session",
            (CookieKind::Device, true) => "__Host-device",
            (CookieKind::Device, false) => "device",
            (CookieKind::OpenId, true) => "__Host-openid",
            (CookieKind::OpenId, false) => "openid",
        }
    }
}
