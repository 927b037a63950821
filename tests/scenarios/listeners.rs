//! The sockets of a half: several addresses, Unix sockets, and what lies in their place.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use reqwest::{Client, Method};
use tests::{Folder, Process, soon};

use crate::ownership::refuses;

/// The listeners, and an address of each that answers without a login.
const HALVES: [(&str, &str); 3] = [
    ("intake", "/health"),
    ("desk", "/health"),
    ("metrics", "/metrics"),
];

/// A folder in which each half listens on a port and on a Unix socket of its name.
fn on_two_addresses() -> Folder {
    let folder = Folder::today();
    for (half, _) in HALVES {
        let socket = socket(&folder, half);
        let both = format!("[{half}]\nlisten = [\"127.0.0.1:0\", \"unix:{socket}\"]");
        let text = fs::read_to_string(folder.config()).unwrap();
        let (before, section) = text.split_once(&format!("[{half}]")).unwrap();
        let section = section.replacen("\nlisten = \"127.0.0.1:0\"", "", 1);
        fs::write(folder.config(), format!("{before}{both}{section}")).unwrap();
    }
    folder
}

fn socket(folder: &Folder, half: &str) -> String {
    let path = folder.path().join(format!("{half}.sock"));
    path.display().to_string()
}

async fn status(socket: &str, path: &str) -> u16 {
    let client = Client::builder().unix_socket(socket).build().unwrap();
    let answer = client.get(format!("http://localhost{path}")).send();
    soon("an answer", answer).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn every_half_listens_on_each_of_its_addresses() {
    let folder = on_two_addresses();
    // An earlier receiver has left its socket.
    drop(UnixListener::bind(socket(&folder, "desk")).unwrap());
    let process = Process::start(folder.clone()).await;
    for (half, path) in HALVES {
        let socket = socket(&folder, half);
        assert_eq!(status(&socket, path).await, 200, "{half}");
        let mode = fs::metadata(&socket).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o660, "{half}");
    }
    let intake = process.reporter.request(Method::GET, "/health");
    assert_eq!(intake.send().await.unwrap().status(), 200);
    for url in [process.desk.url + "/health", process.metrics + "/metrics"] {
        assert_eq!(reqwest::get(&url).await.unwrap().status(), 200, "{url}");
    }
}

#[tokio::test]
async fn nothing_that_lies_in_the_place_of_a_socket_is_lost() {
    let folder = on_two_addresses();
    let path = socket(&folder, "intake");
    let _other = UnixListener::bind(&path).unwrap();
    refuses(
        &folder,
        &["intake.listen = \"unix:/", "end the other receiver"],
    )
    .await;
    assert!(fs::metadata(&path).is_ok());
    fs::remove_file(&path).unwrap();
    fs::write(&path, "a file").unwrap();
    refuses(
        &folder,
        &["intake.listen = \"unix:/", "end the other receiver"],
    )
    .await;
    assert_eq!(fs::read_to_string(Path::new(&path)).unwrap(), "a file");
    folder.edit_config(&path, "/nowhere/intake.sock");
    refuses(&folder, &["intake.listen = \"unix:/", "a path in a folder"]).await;
}
