//! The sockets of the halves and of metrics: bound to the addresses of the config, or handed over by systemd, which
//! keeps them open while the receiver restarts (`sd_listen_fds(3)`).

use std::env;
use std::io;
use std::net::SocketAddr;

use listenfd::ListenFd;
use tokio::net::TcpListener;

use super::ServeError;
use crate::settings::Settings;

/// The names of handed over sockets, separated by colons.
const NAMES: &str = "LISTEN_FDNAMES";

/// The sockets on which this process listens.
pub struct Listeners {
    /// The socket of the public half.
    pub intake: Option<TcpListener>,
    /// The socket of the internal half.
    pub desk: Option<TcpListener>,
    /// The socket for a monitoring system.
    pub metrics: Option<TcpListener>,
}

impl Listeners {
    /// Takes the sockets that were handed over under the names `intake`, `desk` and `metrics`, and
    /// listens on the config's address where none was.
    pub async fn bind(settings: &Settings) -> Result<Self, ServeError> {
        let mut handed_over = handed_over()?;
        let mut socket = async |half: &str, key, address: Option<SocketAddr>| {
            let handed_over = handed_over.iter_mut().find(|(name, _)| name == half);
            match (address, handed_over.and_then(|(_, socket)| socket.take())) {
                (None, None) => Ok(None),
                (None, Some(_)) => Err(ServeError::HandedOver(half.to_owned())),
                (Some(_), Some(socket)) => Ok(Some(socket)),
                (Some(address), None) => bind(key, address).await.map(Some),
            }
        };
        let intake = settings.intake.as_ref().map(|half| half.listen);
        let desk = settings.desk.as_ref().map(|half| half.listen);
        let listeners = Self {
            intake: socket("intake", "intake.listen", intake).await?,
            desk: socket("desk", "desk.listen", desk).await?,
            metrics: socket("metrics", "metrics.listen", settings.metrics).await?,
        };
        match handed_over.into_iter().find(|(_, socket)| socket.is_some()) {
            Some((name, _)) => Err(ServeError::HandedOver(name)),
            None => Ok(listeners),
        }
    }

    /// A line for each socket with its address, the intake first.
    pub fn lines(&self) -> Vec<String> {
        let halves = [
            ("intake", &self.intake),
            ("desk", &self.desk),
            ("metrics", &self.metrics),
        ];
        let halves = halves.into_iter().filter_map(|(half, listener)| {
            let address = listener.as_ref()?.local_addr().ok()?;
            Some(format!("{half} http://{address}"))
        });
        halves.collect()
    }
}

/// The sockets that were handed over, with their names.
fn handed_over() -> Result<Vec<(String, Option<TcpListener>)>, ServeError> {
    let mut sockets = ListenFd::from_env();
    let names = env::var(NAMES).unwrap_or_default();
    let mut names = names.split(':');
    (0..sockets.len())
        .map(|index| {
            let name = names.next().unwrap_or_default().to_owned();
            let socket = sockets.take_tcp_listener(index).and_then(|socket| {
                let socket = socket.ok_or(io::ErrorKind::NotFound)?;
                socket.set_nonblocking(true)?;
                TcpListener::from_std(socket)
            });
            match socket {
                Ok(socket) => Ok((name, Some(socket))),
                Err(_) => Err(ServeError::HandedOver(name)),
            }
        })
        .collect()
}

async fn bind(key: &'static str, address: SocketAddr) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| ServeError::Listen {
        key,
        address,
        error,
    })
}
