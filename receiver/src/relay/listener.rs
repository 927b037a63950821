//! A listener that does not ask who connects, so that the address is nowhere in the memory of this process.

use std::future::pending;
use std::io;
use std::net::{self, SocketAddr};
use std::time::Duration;

use rustix::net::accept;
use tokio::io::unix::AsyncFd;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Time to wait where the system has no free sockets.
const WAIT: Duration = Duration::from_secs(1);

/// A port on which browsers connect.
pub(super) struct Listener(AsyncFd<net::TcpListener>);

impl Listener {
    /// Listens on an address.
    #[expect(
        deprecated,
        reason = "unsound for types that change their file descriptor, which the standard library's listener does not"
    )]
    pub(super) async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?.into_std()?;
        AsyncFd::new(listener).map(Self)
    }

    /// The address with the port that the system has given.
    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().local_addr()
    }

    /// The next connection. While the system has no free sockets, this waits.
    pub(super) async fn accept(&self) -> TcpStream {
        loop {
            match self.try_accept().await {
                Ok(stream) => return stream,
                // Whoever connected has gone again.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(_) => drop(timeout(WAIT, pending::<()>()).await),
            }
        }
    }

    async fn try_accept(&self) -> io::Result<TcpStream> {
        loop {
            let mut ready = self.0.readable().await?;
            // The system's `accept` without a place for an address. That of the standard library has one.
            let accepted = ready.try_io(|listener| Ok(accept(listener.get_ref())?));
            if let Ok(accepted) = accepted {
                let stream = net::TcpStream::from(accepted?);
                stream.set_nonblocking(true)?;
                stream.set_nodelay(true)?;
                return TcpStream::from_std(stream);
            }
        }
    }
}
