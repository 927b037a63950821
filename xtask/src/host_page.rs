//! Web servers on this machine: `www-example` on an origin of its own, like a partner's site, and folders of files.

use std::fs;
use std::path::PathBuf;

use tiny_http::{Header, Method, Request, Response, Server};

use crate::Failure;
use crate::run::root;

/// The address of the partner's page.
const ADDRESS: &str = "127.0.0.1:7700";

/// The partner's page's origin. It has a host name, so that page and receiver are different sites.
pub(crate) const ORIGIN: &str = "http://localhost:7700";

/// The address that the partner's page has in its snippet.
const SNIPPET: &str = "127.0.0.1:7701";

/// A folder of files at an address. Other paths show its `index.html`, as an association's server does.
pub(crate) struct Site {
    address: &'static str,
    folder: PathBuf,
    /// The address in the files in the place of [`SNIPPET`].
    form: &'static str,
}

impl Site {
    /// The partner's page, with the button of whoever serves at this address.
    pub(crate) fn partner(form: &'static str) -> Self {
        Self {
            address: ADDRESS,
            folder: root().join("www-example"),
            form,
        }
    }

    /// The files of a folder as they are.
    pub(crate) fn files(address: &'static str, folder: PathBuf) -> Self {
        Self {
            address,
            folder,
            form: SNIPPET,
        }
    }

    fn answer(&self, request: Request) -> std::io::Result<()> {
        let page = (*request.method() == Method::Get)
            .then(|| self.file(request.url()))
            .flatten();
        match page {
            Some((bytes, media_type)) => {
                request.respond(Response::from_data(bytes).with_header(media_type))
            }
            None => request.respond(Response::empty(404)),
        }
    }

    /// The file for this address, inside the folder.
    fn file(&self, url: &str) -> Option<(Vec<u8>, Header)> {
        let name = url.split('?').next()?.strip_prefix('/')?;
        let is_inside = name.split('/').all(|part| !part.starts_with('.'));
        let path = is_inside.then(|| self.folder.join(name))?;
        let path = match path.is_file() {
            true => path,
            false => self.folder.join("index.html"),
        };
        let media_type = match path.extension()?.to_str()? {
            "css" => "text/css; charset=utf-8",
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "json" => "application/json",
            "svg" => "image/svg+xml",
            _ => return None,
        };
        let header = Header::from_bytes("content-type", media_type).ok()?;
        let text = fs::read_to_string(path).ok()?;
        Some((text.replace(SNIPPET, self.form).into_bytes(), header))
    }
}

/// Listens, and serves in the background until the program ends.
pub(crate) fn serve(site: Site) -> Result<(), Failure> {
    let address = site.address;
    let server = Server::http(address).map_err(|error| {
        format!("{address}: {error}\n  fix: end the program that uses this port, then try again")
    })?;
    std::thread::spawn(move || {
        for request in server.incoming_requests() {
            // A failed answer means that the browser closed the connection.
            let _ = site.answer(request);
        }
    });
    Ok(())
}
