//! Looks at a hotline's intake from outside, as a browser does: whether it serves this release's form and nothing
//! else, whether the maintainers have published its form for everybody, and whether the hotline's key is the one that
//! its root vouches for. Needs no secret and no config.
//!
//! An intake that attacks one person and spares whoever watches is not seen so.

mod files;
mod key;
mod page;
mod release;
mod seen;

use std::path::Path;

use axum::http::{Request, Response, header};
use model::origin::Origin;
use model::time::Timestamp;
use serde::Serialize;
use shared::api::Hotline;
use shared::signing::VerifyingKey;
use url::Url;

pub use self::release::{NoPublishers, Publishers};
pub use self::seen::{Comparison, Seen, SeenError, compare, read_seen};
use crate::outgoing::{NoAuthority, Outgoing, Unanswered};
use crate::web::public::bundle::Bundle;
use crate::web::public::expected::ANSWERS;

/// What browsers send, so that the answer is the one that they get.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// What somebody found at a hotline, or could not look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is as it should be.
    Same,
    /// It is not what this release serves.
    Differs,
    /// The key is not the one that the root vouches for, or not the only one.
    Key,
    /// There is no answer.
    Unreachable,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How it is.
    pub kind: Kind,
    /// What was looked at: an address on the intake, or a part of its page.
    pub about: String,
    /// What was found.
    pub found: String,
}

impl Finding {
    fn new(kind: Kind, about: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            kind,
            about: about.into(),
            found: found.into(),
        }
    }

    /// The finding of an address without an answer.
    fn unanswered(about: &str, error: Unanswered) -> Self {
        Self::new(Kind::Unreachable, about, error.to_string())
    }
}

/// Everything that was found at one look.
#[derive(Debug, Serialize)]
pub struct Look {
    /// The address of the form.
    pub url: String,
    /// The time of the look.
    pub at: String,
    /// The hotline's own values in the page, which were set aside.
    pub hotline: Option<Hotline>,
    /// The pages that may show the form in a frame; empty if every page may.
    pub frame_ancestors: Vec<String>,
    /// The key, if the root vouches for it.
    pub key: Option<Seen>,
    /// The findings.
    pub findings: Vec<Finding>,
}

/// An intake that is watched.
pub struct Intake {
    origin: Origin,
    path: String,
    query: String,
    root: VerifyingKey,
    client: Outgoing,
    publishers: Option<Publishers>,
}

/// An intake cannot be watched so.
#[derive(Debug, thiserror::Error)]
pub enum NotWatched {
    /// The address is none of a form.
    #[error(
        "{0}: not the address of a form\n  fix: https://HOST/, or https://HOST/p/PARTNER with the partner's colours, \
         or https://HOST/answer; http only on this machine and in the Tor network"
    )]
    Address(String),
    /// The file holds no authority.
    #[error("--authority: there is no certificate in PEM")]
    Authority,
}

impl From<NoAuthority> for NotWatched {
    fn from(_: NoAuthority) -> Self {
        Self::Authority
    }
}

impl Intake {
    /// The intake at the address of a form. Its certificate may be signed by an authority in `authorities`, in PEM.
    pub fn new(
        address: &str,
        root: VerifyingKey,
        authorities: Option<&[u8]>,
    ) -> Result<Self, NotWatched> {
        let refused = || NotWatched::Address(address.to_owned());
        let url = Url::parse(address).map_err(|_| refused())?;
        let origin: Origin = url
            .origin()
            .ascii_serialization()
            .parse()
            .map_err(|_| refused())?;
        let is_form = matches!(url.path(), "/" | ANSWERS) || url.path().starts_with("/p/");
        let is_safe = url.scheme() == "https" || is_near(origin.host());
        if !is_form || !is_safe {
            return Err(refused());
        }
        Ok(Self {
            origin,
            path: url.path().to_owned(),
            query: url.query().unwrap_or_default().to_owned(),
            root,
            client: match authorities {
                Some(pem) => Outgoing::trusting(pem)?,
                None => Outgoing::new(),
            },
            publishers: None,
        })
    }

    /// The same intake, which has to prove that these have published its release.
    pub fn published_by(self, publishers: Publishers) -> Self {
        Self {
            publishers: Some(publishers),
            ..self
        }
    }

    /// Looks at the intake. `seen` is what was seen of its keys before.
    pub async fn look(&self, bundle: Bundle, seen: &[Seen], now: Timestamp) -> Look {
        let mut look = Look {
            url: format!("{}{}", self.origin, self.path_and_query()),
            at: now.to_string(),
            hotline: None,
            frame_ancestors: Vec::new(),
            key: None,
            findings: Vec::new(),
        };
        let Some(page) = page::look(self, &bundle, &mut look).await else {
            return look;
        };
        if page.is_of_this_release {
            look.findings
                .extend(files::look(self, bundle, page.theme).await);
            if let Some(publishers) = &self.publishers {
                let found = release::look(self, publishers, &bundle).await;
                look.findings.push(found);
            }
        }
        if let Some(hotline) = &look.hotline {
            let id = hotline.id.clone();
            key::look(self, id, seen, now, &mut look).await;
        }
        look
    }

    fn path_and_query(&self) -> String {
        match self.query.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{}", self.path, self.query),
        }
    }

    /// The answer at an address of this intake. No redirect is followed.
    async fn get(
        &self,
        path: &str,
        accept: &str,
        encodings: &str,
    ) -> Result<Response<Vec<u8>>, Unanswered> {
        let request = Request::get(format!("{}{path}", self.origin))
            .header(header::ACCEPT, accept)
            .header(header::ACCEPT_ENCODING, encodings)
            .header(header::USER_AGENT, BROWSER)
            .body(Vec::new());
        let request = request.map_err(|_| Unanswered::Unreachable)?;
        self.client.clone().fetch(request).await
    }
}

/// Whether nobody stands between this machine and a host, so that no TLS is needed: this machine itself, and the Tor
/// network, in which the name is the key.
fn is_near(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].contains(&host) || host.ends_with(".onion")
}

/// Reads a root as text, or from a file.
pub fn root_of(text: &str) -> Result<VerifyingKey, String> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let read = std::fs::read_to_string(Path::new(text));
    let read =
        read.map_err(|error| format!("--root: no root's public half, and no file: {error}"))?;
    let key = read.trim().parse();
    key.map_err(|_| format!("--root: {text}: holds no root's public half"))
}
