use std::future::pending;
use std::net::SocketAddr;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
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
        let connect = move || {
            let socket = socket.clone();
            async move { UnixStream::connect(socket).await.unwrap() }.boxed()
        };
        let (address, frozen) = pass_on(connect, drops_options).await;
        Self {
            url: format!("postgres://postgres@{address}/{name}"),
            frozen,
        }
    }

    /// Starts a proxy in front of the database of this URL, which has the name `localhost` and a port.
    pub(super) async fn at_port(database: &str) -> Self {
        let (user, place) = database.split_once("@localhost:").unwrap();
        let (port, name) = place.split_once('/').unwrap();
        let server: SocketAddr = format!("127.0.0.1:{port}").parse().unwrap();
        let connect = move || async move { TcpStream::connect(server).await.unwrap() }.boxed();
        let (address, frozen) = pass_on(connect, false).await;
        Self {
            url: format!("{user}@localhost:{}/{name}", address.port()),
            frozen,
        }
    }

    /// Passes no byte any more on any connection that is open now, and closes none.
    pub(super) fn freeze(&self) {
        self.frozen.send_replace(());
    }
}

/// Passes on all connections to a free address, each until the next freeze. Returns the address, and what freezes.
async fn pass_on<S>(
    connect: impl Fn() -> BoxFuture<'static, S> + Send + Sync + 'static,
    drops_options: bool,
) -> (SocketAddr, watch::Sender<()>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (frozen, freezes) = watch::channel(());
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let mut freezes = freezes.clone();
            freezes.mark_unchanged();
            let server = connect().await;
            tokio::spawn(async move {
                let mut pair = (client, server);
                tokio::select! {
                    () = pass(&mut pair, drops_options) => {}
                    _ = freezes.changed() => pending().await,
                }
            });
        }
    });
    (address, frozen)
}

async fn pass<S>((client, server): &mut (TcpStream, S), drops_options: bool)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
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
