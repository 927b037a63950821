//! The files of a directory at an address: the association's, or the intake of another hotline.

use axum::http::{Request, StatusCode};
use sigstore_tuf::transport::FetchFuture;
use sigstore_tuf::{Error, Repository};

use crate::outgoing::Outgoing;

/// The files of a directory at an address. None of them is trusted.
pub(super) struct Online {
    outgoing: Outgoing,
    url: String,
}

impl Online {
    /// The files below an address.
    pub(super) fn new(outgoing: &Outgoing, url: &str) -> Self {
        Self {
            outgoing: outgoing.clone(),
            url: url.trim_end_matches('/').to_owned(),
        }
    }

    async fn fetch(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Error> {
        let request = Request::get(format!("{}/{name}", self.url)).body(Vec::new());
        let request = request.map_err(|_| Error::transport("no address"))?;
        let answer = self.outgoing.clone().fetch(request).await;
        let answer = answer.map_err(|error| Error::transport(format!("{name}: {error}")))?;
        match answer.status() {
            StatusCode::OK if answer.body().len() as u64 <= most => Ok(Some(answer.into_body())),
            StatusCode::OK => Err(Error::transport(format!("{name} is too long"))),
            // Stores of static files say so of what is not there.
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Ok(None),
            other => Err(Error::transport(format!(
                "{name}: its server answers {other}"
            ))),
        }
    }
}

impl Repository for Online {
    fn fetch_metadata<'a>(&'a self, name: &'a str, most: u64) -> FetchFuture<'a> {
        Box::pin(self.fetch(name, most))
    }

    fn fetch_target<'a>(&'a self, path: &'a str, most: u64) -> FetchFuture<'a> {
        Box::pin(self.fetch(path, most))
    }
}
