//! Forms that were accepted, with their answers: the same form sent twice acts once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::header;
use axum::http::response::Parts;
use axum::response::Response;

/// Maximum number of forms that are remembered.
const REMEMBERED: usize = 512;

/// Maximum bytes of an answer that is remembered.
const ANSWER_BYTES: usize = 256 * 1024;

/// The digest of a form and of the session that sent it.
pub(crate) type Submission = [u8; 32];

/// The place of a form's answer. Whoever holds its lock acts on the form; `None` until it was
/// accepted.
pub(crate) type Place = Arc<tokio::sync::Mutex<Option<Answer>>>;

/// The answer to a form that was accepted.
pub(crate) struct Answer {
    parts: Parts,
    body: Bytes,
    /// Whether a minute's work has seen it.
    is_old: bool,
}

/// The last forms, the oldest first.
#[derive(Default)]
pub(crate) struct Submissions(Mutex<VecDeque<(Submission, Place)>>);

impl Submissions {
    /// The place of this form's answer.
    pub(crate) fn place(&self, submission: Submission) -> Place {
        let mut places = self.lock();
        if let Some((_, place)) = places.iter().find(|(other, _)| *other == submission) {
            return place.clone();
        }
        if places.len() >= REMEMBERED {
            places.pop_front();
        }
        let place = Place::default();
        places.push_back((submission, place.clone()));
        place
    }

    /// Forgets answers that are older than a minute and more than a redirect: they may hold a secret.
    /// A redirect is remembered until there are [`REMEMBERED`] newer forms.
    pub(crate) fn tick(&self) {
        self.lock().retain(|(_, place)| {
            let Ok(mut answer) = place.try_lock() else {
                return true;
            };
            answer.as_mut().is_none_or(Answer::stays)
        });
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Submission, Place)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer {
    /// Reads an answer. Returns it, and what is to be remembered of it: nothing of a refusal, nor
    /// of an answer that is too long.
    pub(crate) async fn read(response: Response) -> (Response, Option<Self>) {
        let status = response.status();
        let size = response.body().size_hint().exact();
        if !(status.is_success() || status.is_redirection())
            || size.is_none_or(|size| size > ANSWER_BYTES as u64)
        {
            return (response, None);
        }
        let (parts, body) = response.into_parts();
        // Every answer to a form is in memory, which cannot fail.
        let body = to_bytes(body, ANSWER_BYTES).await.unwrap_or_default();
        let answer = Self {
            parts,
            body,
            is_old: false,
        };
        (answer.again(), Some(answer))
    }

    /// The same answer once more.
    pub(crate) fn again(&self) -> Response {
        Response::from_parts(self.parts.clone(), Body::from(self.body.clone()))
    }

    fn stays(&mut self) -> bool {
        let has_cookie = self.parts.headers.contains_key(header::SET_COOKIE);
        let is_bare = self.parts.status.is_redirection() && !has_cookie;
        let stays = is_bare || !self.is_old;
        self.is_old = true;
        stays
    }
}
