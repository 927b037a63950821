use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A port that leads to another one, and records what passes in both directions.
pub struct Recorder {
    /// The address of the port.
    pub address: SocketAddr,
    recorded: Arc<Mutex<Recorded>>,
    accepting: JoinHandle<()>,
}

/// What has passed so far.
#[derive(Clone, Default)]
pub struct Recorded {
    /// Who has connected, one for each connection.
    pub peers: Vec<IpAddr>,
    /// The bytes of all connections.
    pub bytes: Vec<u8>,
    /// Number of connections that have ended.
    pub ended: usize,
}

impl Recorded {
    /// Whether these bytes have passed.
    pub fn has(&self, needle: &str) -> bool {
        let mut windows = self.bytes.windows(needle.len());
        windows.any(|window| window == needle.as_bytes())
    }
}

impl Recorder {
    /// A port that leads to the port of this origin.
    pub async fn before(origin: &str) -> Self {
        Self::at(([127, 0, 0, 1], 0).into(), origin).await
    }

    /// The same at this address.
    pub async fn at(address: SocketAddr, origin: &str) -> Self {
        let (_, there) = origin.split_once("://").unwrap();
        let there: SocketAddr = there.parse().unwrap();
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let recorded = Arc::new(Mutex::new(Recorded::default()));
        let all = recorded.clone();
        let accepting = tokio::spawn(async move {
            loop {
                let (here, peer) = listener.accept().await.unwrap();
                all.lock().unwrap().peers.push(peer.ip());
                let recorded = all.clone();
                tokio::spawn(async move {
                    // The receiver may have stopped.
                    if let Ok(there) = TcpStream::connect(there).await {
                        pass(here, there, &recorded).await;
                    }
                    recorded.lock().unwrap().ended += 1;
                });
            }
        });
        Self {
            address,
            recorded,
            accepting,
        }
    }

    /// What has passed so far.
    pub fn recorded(&self) -> Recorded {
        self.recorded.lock().unwrap().clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn pass(here: TcpStream, there: TcpStream, recorded: &Mutex<Recorded>) {
    let (from_here, to_here) = here.into_split();
    let (from_there, to_there) = there.into_split();
    let there = one_way(from_here, to_there, recorded);
    let back = one_way(from_there, to_here, recorded);
    tokio::join!(there, back);
}

/// Passes on what comes until either end has gone.
async fn one_way(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, recorded: &Mutex<Recorded>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        recorded.lock().unwrap().bytes.extend(&buffer[..read]);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
