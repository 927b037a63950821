//! The desk's cookies: one opens a session, one tells that somebody has logged in from this browser
//! before, and one ties a login at the hotline's own provider to the browser that began it.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

use super::desk::Desk;
use crate::staff::SESSION_SECONDS;
use crate::staff::openid::BEGUN_SECONDS;

/// Seconds that a browser is known.
const DEVICE_SECONDS: u64 = 180 * 24 * 3600;

/// Which of the desk's cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CookieKind {
    /// The token of a session.
    Session,
    /// The proof of a browser that is known.
    Device,
    /// A login at the hotline's own provider that has begun.
    OpenId,
}

/// Reads and writes the cookies, as browsers know them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cookies {
    /// Whether browsers reach the desk by HTTPS.
    is_https: bool,
}

impl Cookies {
    /// The cookies of a desk at this address.
    pub(super) fn of(desk: &Desk) -> Self {
        let url = desk.public_url.as_ref();
        Self {
            is_https: url.is_some_and(|url| url.as_str().starts_with("https://")),
        }
    }

    /// Value of this cookie in a request.
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

    /// The `Set-Cookie` header that gives this cookie to the browser. The browser sends it to this
    /// very host alone, and neither a script nor another site can read it.
    pub(super) fn set(self, kind: CookieKind, value: &str) -> HeaderValue {
        let seconds = match kind {
            CookieKind::Session => SESSION_SECONDS,
            CookieKind::Device => DEVICE_SECONDS,
            CookieKind::OpenId => BEGUN_SECONDS,
        };
        self.line(kind, value, seconds)
    }

    /// The `Set-Cookie` header that takes this cookie away from the browser.
    pub(super) fn clear(self, kind: CookieKind) -> HeaderValue {
        self.line(kind, "", 0)
    }

    fn line(self, kind: CookieKind, value: &str, seconds: u64) -> HeaderValue {
        let line = Cookie::build((self.name(kind), value))
            .path("/")
            .http_only(true)
            .same_site(match kind {
                CookieKind::Session | CookieKind::Device => SameSite::Strict,
                // The provider's page leads back here.
                CookieKind::OpenId => SameSite::Lax,
            })
            .secure(self.is_https)
            .max_age(Duration::seconds(seconds.try_into().unwrap_or(i64::MAX)))
            .to_string();
        // The line has only names, base64url and numbers, which a header may contain.
        HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
    }

    /// Uses the `__Host-` prefix over HTTPS, so no other host can set the cookie.
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
