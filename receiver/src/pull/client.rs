//! Asks an intake by signed requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{Request, StatusCode, Uri, header};
use model::origin::Origin;
use model::sealed::Fingerprint;
use shared::hpke::{PrivateKey, PublicKey};
use shared::signing::SigningKey;

use super::signature::{self, hex};
use super::wire::{Ask, Fetch, Given, Status};
use super::{NONCE_HEADER, NotFetched};
use crate::crypto::fingerprint;
use crate::outgoing::{Outgoing, Unanswered};

/// How often a request is signed: the first one has no nonce, and another one may come in between.
const SIGNED: usize = 4;

/// The intake that a desk fetches from.
pub(crate) struct Source {
    /// The origin under which reporters reach it.
    pub(crate) origin: Origin,
    /// The address of the requests.
    pub(crate) url: Uri,
    /// The desk's key for fetching.
    pub(crate) key: SigningKey,
    /// The desk's keys for what is stored.
    pub(crate) desk: KeyNames,
    /// Time between two requests.
    pub(crate) interval: Duration,
}

/// The fingerprints of a desk's keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyNames {
    present: Fingerprint,
    /// The key before it, until that is retired.
    former: Option<Fingerprint>,
}

/// Asks an intake, and knows the nonce for its next request.
pub(super) struct Client {
    source: Arc<Source>,
    outgoing: Outgoing,
    nonce: Mutex<String>,
}

/// Asks an intake how it is, and changes nothing there. `store` is the id of the desk's store.
///
/// # Errors
///
/// Fails if the intake cannot be reached, or would hand over nothing to this desk.
pub(crate) async fn ask_status(source: Arc<Source>, store: &[u8]) -> Result<Status, NotFetched> {
    let client = Client::new(source, Outgoing::new());
    Ok(client.ask(store, None).await?.status)
}

impl KeyNames {
    /// The fingerprints of these keys.
    pub(crate) fn of(present: &PublicKey, former: Option<&PrivateKey>) -> Self {
        Self {
            present: fingerprint(present),
            former: former.map(|former| fingerprint(&former.public_key())),
        }
    }
}

impl Client {
    /// A client of this intake.
    pub(super) fn new(source: Arc<Source>, outgoing: Outgoing) -> Self {
        Self {
            source,
            outgoing,
            nonce: Mutex::default(),
        }
    }

    /// Asks the intake, for a desk whose store has this id. Signs again with the nonce of the answer if the request was
    /// signed for another one.
    pub(super) async fn ask(
        &self,
        store: &[u8],
        fetch: Option<Fetch>,
    ) -> Result<Given, NotFetched> {
        let KeyNames { present, former } = self.source.desk;
        let ask = Ask {
            store: hex(store),
            desk_key: hex(&present.0),
            former_key: former.map(|former| hex(&former.0)),
            fetch,
        };
        // Strings and numbers always have a JSON form.
        let body = serde_json::to_vec(&ask).unwrap_or_default();
        for _ in 1..SIGNED {
            match self.ask_once(&body).await {
                Err(NotFetched::Nonce) => {}
                done => return done,
            }
        }
        self.ask_once(&body).await
    }

    async fn ask_once(&self, body: &[u8]) -> Result<Given, NotFetched> {
        let nonce = self.nonce().clone();
        let authorization = signature::sign(&self.source.key, &nonce, body);
        let request = Request::post(self.source.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, authorization)
            .body(body.to_vec())
            .map_err(|_| Unanswered::Unreachable)?;
        let answer = self.outgoing.clone().fetch(request).await?;
        let next = answer.headers().get(NONCE_HEADER);
        if let Some(next) = next.and_then(|next| next.to_str().ok()) {
            next.clone_into(&mut self.nonce());
        }
        if answer.status() != StatusCode::OK {
            return Err(NotFetched::of(&answer));
        }
        serde_json::from_slice(answer.body()).map_err(|_| NotFetched::Unreadable)
    }

    fn nonce(&self) -> MutexGuard<'_, String> {
        self.nonce.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
