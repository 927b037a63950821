//! Serves `www-example` from its own origin, like a partner's site.

use std::fs;
use std::path::Path;

use tiny_http::{Header, Method, Request, Response, Server};

use crate::Failure;
use crate::run::root;

/// The address of the partner's page.
const ADDRESS: &str = "127.0.0.1:7700";

/// The page's origin. It has a host name, so that page and receiver are different sites.
pub(crate) const ORIGIN: &str = "http://localhost:7700";

/// Listens, and serves in the background until the program ends.
pub(crate) fn serve() -> Result<(), Failure> {
    let server = Server::http(ADDRESS).map_err(|error| {
        format!("{ADDRESS}: {error}\n  fix: end the program that uses this port, then try again")
    })?;
    std::thread::spawn(move || {
        for request in server.incoming_requests() {
            // A failed answer means that the browser closed the connection.
            let _ = answer(request);
        }
    });
    Ok(())
}

fn answer(request: Request) -> std::io::Result<()> {
    let page = (*request.method() == Method::Get)
        .then(|| file(request.url()))
        .flatten();
    match page {
        Some((bytes, media_type)) => {
            request.respond(Response::from_data(bytes).with_header(media_type))
        }
        None => request.respond(Response::empty(404)),
    }
}

/// The file for this address. Only files directly in the folder are served.
fn file(url: &str) -> Option<(Vec<u8>, Header)> {
    let name = url.split('?').next()?.strip_prefix('/')?;
    let name = if name.is_empty() { "index.html" } else { name };
    let media_type = match Path::new(name).extension()?.to_str()? {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    let is_plain_name = Path::new(name).components().count() == 1 && !name.starts_with('.');
    let path = is_plain_name.then(|| root().join("www-example").join(name))?;
    let header = Header::from_bytes("content-type", media_type).ok()?;
    Some((fs::read(path).ok()?, header))
}
