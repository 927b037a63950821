//! The addresses of the config, and the intake as browsers see it.

use axum::http::{Request, header};
use model::origin::Origin;
use model::time::Timestamp;
use shared::api::KEY_CONFIG_PATH;

use super::Finding;
use super::intake::{DAY, WARN_DAYS};
use crate::keys::public::given_out;
use crate::outgoing::{Outgoing, certificate_ends_within};
use crate::settings::{IntakeSettings, Settings};

/// The name that `receiver init` writes.
const EXAMPLE: &str = "Example Hotline";

/// Checks the addresses and names in the config.
pub(super) fn addresses(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    if settings.hotline.name == EXAMPLE || settings.hotline.id.as_str() == "example" {
        findings.push(Finding::warn(
            "hotline",
            "the name or the id is still that of the example",
            "hotline.name is what reporters know you as; hotline.id is in every key",
        ));
    }
    if let Some(intake) = &settings.intake
        && is_plain(&intake.public_url)
    {
        findings.push(Finding::warn(
            "address",
            "intake.public_url has no TLS: browsers seal nothing on such a page",
            "the origin with https under which reporters reach the intake",
        ));
    }
    if let Some(desk) = settings.keyless()
        && desk.listen.is_on_a_network()
        && desk.public_url.as_ref().is_none_or(is_plain)
    {
        findings.push(Finding::warn(
            "address",
            "the desk listens on a network, and desk.public_url is not one with https: passwords may cross the \
             network in the clear",
            "a certificate in [desk.tls], or desk.listen on 127.0.0.1 behind a proxy with TLS; and desk.public_url with https",
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(
            "address",
            "the config's names and addresses are your own",
        ));
    }
    findings
}

/// Checks the ends of the certificates that the halves show themselves.
pub(super) fn certificates(settings: &Settings, now: Timestamp) -> Vec<Finding> {
    let halves = ["intake.tls", "desk.tls"].into_iter().zip(settings.tls());
    let halves = halves.filter_map(|(key, tls)| Some((key, tls?)));
    halves.map(|(key, tls)| {
        let Some(ends) = tls.ends() else {
            let found = format!("{key}: there is no certificate yet");
            let fix = "a receiver that runs asks for one at once, and its log says what keeps it from having one";
            return Finding::warn("tls", found, fix);
        };
        let days = ends.0.saturating_sub(now.0) / DAY;
        let found = format!("{key}: the certificate lasts until {ends}, {days} days from now");
        let fix = match tls.authority() {
            None => "put a new certificate and its key into the same files: the receiver takes them over by itself",
            Some(_) => "a receiver that runs asks for a new one in time, and its log says what keeps it from having one",
        };
        if ends <= now {
            Finding::fail("tls", found, fix)
        } else if days < WARN_DAYS {
            Finding::warn("tls", found, fix)
        } else {
            Finding::ok("tls", found)
        }
    })
    .collect()
}

/// Whether an origin is reached without TLS, and not on this machine.
fn is_plain(origin: &Origin) -> bool {
    let origin = origin.as_str();
    let host = origin.strip_prefix("http://");
    host.is_some_and(|host| {
        let local = ["127.", "localhost", "[::1]"];
        !local.iter().any(|name| host.starts_with(name))
    })
}

/// Asks the public address for the key of the day, and verifies it as browsers do.
pub(super) async fn public(intake: &IntakeSettings, now: Timestamp) -> Finding {
    let address = format!("{}{KEY_CONFIG_PATH}", intake.public_url.as_str());
    if let Err(error) = given_out(&intake.public_url, &intake.signer.trust(), now).await {
        return Finding::fail(
            "public",
            format!("{address}: {error}"),
            "intake.public_url is the origin under which reporters reach this very intake; look at the \
             proxy, at DNS and at the certificate",
        );
    }
    let warned = match framed(intake).await {
        None => certified(&address).await,
        framed => framed,
    };
    warned.unwrap_or_else(|| {
        let found = format_args!("{address}: gives out this hotline's key");
        Finding::ok("public", found)
    })
}

/// The finding if the certificate of an `https` address ends soon.
async fn certified(address: &str) -> Option<Finding> {
    let ends = certificate_ends_within(address, [WARN_DAYS]).await;
    ends.ok().flatten().map(|days| {
        Finding::warn(
            "public",
            format!("{address}: the TLS certificate ends within {days} days"),
            "renew it where TLS ends, which may be a proxy; renewal by itself is late if it is not done by now",
        )
    })
}

/// The finding if something in front of the intake keeps the form out of partners' pages.
async fn framed(intake: &IntakeSettings) -> Option<Finding> {
    let address = format!("{}/", intake.public_url.as_str());
    let request = Request::get(&address).body(Vec::new()).ok()?;
    let answer = Outgoing::new().fetch(request).await.ok()?;
    let is_kept_out = answer.headers().contains_key(header::X_FRAME_OPTIONS);
    is_kept_out.then(|| {
        Finding::warn(
            "public",
            format!("{address}: X-Frame-Options keeps the form out of partners' pages"),
            "let the proxy add that header for other hosts only; [partners.NAME] limits who may show the form",
        )
    })
}
