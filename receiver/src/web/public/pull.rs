//! Hands over what waits to the desk, if the desk fetches from this intake.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Site;
use crate::pull::{Door, MAX_BODY_BYTES, NONCE_HEADER, Refused};
use crate::web::problem::Problem;

/// `POST /v1/pull`: deletes what the desk has stored, and hands over what waits. Each answer has the nonce for the next
/// request.
pub(crate) async fn pull(State(site): State<Arc<Site>>, request: Request) -> Response {
    let Some(door) = &site.pull else {
        return Problem::NotFound.into_response();
    };
    let answered = answer(&site, door, request).await;
    let mut response = match answered {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(problem) => problem.into_response(),
    };
    if let Ok(nonce) = HeaderValue::from_str(&door.nonce()) {
        response.headers_mut().insert(NONCE_HEADER, nonce);
    }
    response
}

async fn answer(site: &Site, door: &Door, request: Request) -> Result<Vec<u8>, Problem> {
    let (head, body) = request.into_parts();
    let header = head.headers.get(header::AUTHORIZATION);
    let header = header.and_then(|value| value.to_str().ok());
    // Whoever has not signed sends no body that is read.
    let admitted = door.admit(header)?;
    let body = to_bytes(body, MAX_BODY_BYTES).await;
    let body = body.map_err(|_| Problem::TooLarge)?;
    let status = site.intake.status().await;
    Ok(door.answer(&admitted, &body, status).await?)
}

impl From<Refused> for Problem {
    fn from(error: Refused) -> Self {
        match error {
            Refused::Unsigned => Self::PullUnsigned,
            Refused::Nonce => Self::PullNonce,
            Refused::Version => Self::PullVersion,
            Refused::Body => Self::BadRequest,
            Refused::OtherDesk => Self::PullOtherDesk,
            Refused::SameStore => Self::PullSameStore,
            Refused::Store(error) => error.into(),
        }
    }
}
