use std::future::pending;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

/// A proxy in front of a PostgreSQL server of the tests.
pub(super) struct Proxy {
    /// The URL of the same database through the proxy.
    pub(super) url: String,
    frozen: watch::Sender<()>,
}

impl Proxy {
    /// Starts a proxy in front of the database of this URL. It may drop the `options` that a connection
    /// asks for, as some poolers do.
    pub(super) async fn start(database: &str, drops_options: bool) -> Self {
        let (host, name) = database.split_once('@').unwrap().1.split_once('/').unwrap();
        let socket = format!("{}/.s.PGSQL.5432", host.replace("%2F", "/"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (frozen, freezes) = watch::channel(());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // This connection passes bytes until the next freeze.
                let mut freezes = freezes.clone();
                freezes.mark_unchanged();
                let server = UnixStream::connect(&socket).await.unwrap();
                tokio::spawn(async move {
                    let mut pair = (client, server);
                    tokio::select! {
                        () = pass(&mut pair, drops_options) => {}
                        _ = freezes.changed() => pending().await,
                    }
                });
            }
        });
        Self {
            url: format!("postgres://postgres@{address}/{name}"),
            frozen,
        }
    }

    /// Passes no byte any more on any connection that is open now, and closes none.
    pub(super) fn freeze(&self) {
        self.frozen.send_replace(());
    }
}

async fn pass((client, server): &mut (TcpStream, UnixStream), drops_options: bool) {
    if drops_options {
        let length = client.read_u32().await.unwrap();
        let mut startup = vec![0; length as usize - 4];
        client.read_exact(&mut startup).await.unwrap();
        let startup = without_options(&startup);
        server.write_u32(startup.len() as u32 + 4).await.unwrap();
        server.write_all(&startup).await.unwrap();
    }
    let _ = copy_bidirectional(client, server).await;
}

/// A startup message without `options`: the version of the protocol, then names and values, each ended by a
/// zero, then a zero.
fn without_options(startup: &[u8]) -> Vec<u8> {
    let (version, parameters) = startup.split_at(4);
    let texts: Vec<_> = parameters.split(|byte| *byte == 0).collect();
    let kept = texts
        .chunks_exact(2)
        .filter(|pair| !pair[0].is_empty() && pair[0] != b"options");
    let mut message = version.to_vec();
    for text in kept.flatten() {
        message.extend_from_slice(text);
        message.push(0);
    }
    message.push(0);
    message
}
