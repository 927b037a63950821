use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use tokio::net::TcpListener;

/// A web server on loopback with the files of a folder, which the test may change for another. At any other path is the
/// folder's `index.html`, if there is one.
pub struct StaticFiles {
    /// The server's origin.
    pub url: String,
    folder: Arc<Mutex<PathBuf>>,
}

impl StaticFiles {
    /// Serves the files of this folder on a free port.
    pub async fn serve(folder: &Path) -> Self {
        let folder = Arc::new(Mutex::new(folder.to_owned()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let of = folder.clone();
        let give = async move |uri: Uri| {
            let folder = of.lock().unwrap().clone();
            let file = Some(folder.join(&uri.path()[1..])).filter(|file| file.is_file());
            let file = file.unwrap_or_else(|| folder.join("index.html"));
            let media_type = match file.extension().and_then(OsStr::to_str) {
                Some("html") => "text/html; charset=utf-8",
                Some("js") => "text/javascript; charset=utf-8",
                _ => "application/json",
            };
            let bytes = std::fs::read(file).map_err(|_| StatusCode::NOT_FOUND)?;
            Ok::<_, StatusCode>(([(header::CONTENT_TYPE, media_type)], bytes))
        };
        let router = Router::new().fallback(give);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, folder }
    }

    /// Serves another folder from now on.
    pub fn change_to(&self, folder: &Path) {
        folder.clone_into(&mut self.folder.lock().unwrap());
    }
}
