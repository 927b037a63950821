//! One socket: bound to an address of the config, or handed over by systemd.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

use listenfd::ListenFd;
use tokio::net::{TcpListener, UnixListener};

use crate::config::ListenAddress;
use crate::tls::Tls;

/// The mode of a Unix socket: its owner and its group can connect. A folder that hands on its group (`chmod g+s`)
/// gives the socket the group of a proxy.
const MODE: u32 = 0o660;

/// A socket on which this process accepts connections.
pub enum Socket {
    /// A socket of the network or of this machine's loopback.
    Tcp(TcpListener),
    /// The same, with TLS.
    Tls(TcpListener, Arc<Tls>),
    /// A socket in the file system of this machine.
    Unix(UnixListener),
}

impl Socket {
    /// Listens on an address.
    pub(super) async fn bind(address: &ListenAddress) -> io::Result<Self> {
        match address {
            ListenAddress::Tcp(address) => TcpListener::bind(address).await.map(Self::Tcp),
            ListenAddress::Unix(path) => bind_unix(path).map(Self::Unix),
        }
    }

    /// The handed over socket with this index.
    pub(super) fn take(sockets: &mut ListenFd, index: usize) -> io::Result<Self> {
        if let Ok(Some(socket)) = sockets.take_tcp_listener(index) {
            socket.set_nonblocking(true)?;
            return TcpListener::from_std(socket).map(Self::Tcp);
        }
        let socket = sockets.take_unix_listener(index)?;
        let socket = socket.ok_or(io::ErrorKind::NotFound)?;
        socket.set_nonblocking(true)?;
        UnixListener::from_std(socket).map(Self::Unix)
    }

    /// The same socket, with TLS if it has a port. Who connects to a Unix socket is on this machine.
    pub(super) fn with_tls(self, tls: Option<&Arc<Tls>>) -> Self {
        match (self, tls) {
            (Self::Tcp(listener), Some(tls)) => Self::Tls(listener, tls.clone()),
            (socket, _) => socket,
        }
    }

    /// The URL of a socket with a port, or `unix:` and the path of one without.
    pub fn url(&self) -> Option<String> {
        match self {
            Self::Tcp(listener) => Some(format!("http://{}", listener.local_addr().ok()?)),
            Self::Tls(listener, _) => Some(format!("https://{}", listener.local_addr().ok()?)),
            Self::Unix(listener) => {
                let address = listener.local_addr().ok()?;
                let path = address.as_pathname()?.to_owned();
                Some(ListenAddress::Unix(path).to_string())
            }
        }
    }
}

/// Listens on a path. A socket that an earlier process left there is replaced; one on which somebody
/// listens, or a file of another kind, is an error.
fn bind_unix(path: &Path) -> io::Result<UnixListener> {
    let is_socket = |file: fs::Metadata| file.file_type().is_socket();
    if fs::symlink_metadata(path).is_ok_and(is_socket) {
        match UnixStream::connect(path) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                fs::remove_file(path)?;
            }
            Err(error) => return Err(error),
            Ok(_) => return Err(io::ErrorKind::AddrInUse.into()),
        }
    }
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(MODE))?;
    Ok(listener)
}
