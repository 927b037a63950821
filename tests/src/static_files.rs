use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{StatusCode, Uri};
use tokio::net::TcpListener;

/// A web server on loopback with the files of a folder, which the test may change for another.
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
            let file = of.lock().unwrap().join(&uri.path()[1..]);
            std::fs::read(file).map_err(|_| StatusCode::NOT_FOUND)
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
