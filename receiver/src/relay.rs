//! A blind relay: it passes TLS on to the hotlines of its config, by the name that a browser asks for, and ends none. So
//! whoever runs it sees who connects and reads nothing, and the hotline sees nobody but the relay.

mod hello;
mod listener;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{interval, timeout};

use self::hello::Hello;
use self::listener::Listener;
use crate::config::{ConfigError, ListenAddress, RelayConfig, Target};
use crate::serve::{PlacedStream, Places, ServeError};

/// Time for the first message of a connection, also on the slowest network.
const HELLO: Duration = Duration::from_secs(30);

/// Time until the hotline has to take a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// The time for which no byte of a connection may move. The hotline's own is shorter.
const STILL: Duration = Duration::from_secs(180);

/// Interval at which still connections are looked for.
const LOOK: Duration = Duration::from_secs(10);

/// Time for open connections to end after a stop was requested.
const GRACE: Duration = Duration::from_secs(10);

/// The open files of a connection: one to the browser, one to the hotline.
const FILES: usize = 2;

/// The intakes by the names that browsers ask for.
type Hotlines = BTreeMap<String, Target>;

/// A running relay.
pub struct Relay {
    /// The addresses in the config.
    configured: Vec<SocketAddr>,
    /// The addresses on which it listens.
    addresses: Vec<SocketAddr>,
    hotlines: watch::Sender<Hotlines>,
    /// Every connection holds a receiver, so that the sender sees when all have ended.
    stop: watch::Sender<bool>,
}

impl Relay {
    /// Listens on the addresses of the config.
    pub async fn start(config: RelayConfig) -> Result<Self, ServeError> {
        let RelayConfig { listen, hotlines } = config;
        let mut relay = Self {
            addresses: Vec::new(),
            hotlines: watch::Sender::new(hotlines),
            stop: watch::Sender::new(false),
            configured: listen,
        };
        let mut listeners = Vec::new();
        for address in &relay.configured {
            let bound = Listener::bind(*address).await;
            let bound = bound.and_then(|listener| Ok((listener.address()?, listener)));
            let (address, listener) = bound.map_err(|error| not_bound(*address, error))?;
            relay.addresses.push(address);
            listeners.push(listener);
        }
        let files = FILES * listeners.len();
        for listener in listeners {
            let door = Door {
                listener,
                places: Places::for_each_of(files),
                hotlines: relay.hotlines.subscribe(),
            };
            tokio::spawn(door.open(relay.stop.subscribe()));
        }
        Ok(relay)
    }

    /// The addresses on which the relay listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Reads the hotlines again. Connections that are open stay. Refuses a change of the addresses to listen on.
    pub fn load_again(&self, file: &Path) -> Result<(), ConfigError> {
        let RelayConfig { listen, hotlines } = RelayConfig::load(file)?;
        if listen != self.configured {
            return Err(ConfigError::changed(file, "listen"));
        }
        self.hotlines.send_replace(hotlines);
        Ok(())
    }

    /// Takes no more connections, and waits some time until those that are open have ended.
    pub async fn shut(self) {
        self.stop.send_replace(true);
        // The rest ends with the process.
        let _ = timeout(GRACE, self.stop.closed()).await;
    }
}

fn not_bound(address: SocketAddr, error: io::Error) -> ServeError {
    ServeError::Listen {
        key: "listen",
        address: ListenAddress::Tcp(address),
        error,
    }
}

/// A listener, and what its connections need.
struct Door {
    listener: Listener,
    places: Arc<Places>,
    hotlines: watch::Receiver<Hotlines>,
}

impl Door {
    /// Takes connections until the relay stops.
    async fn open(self, mut stop: watch::Receiver<bool>) {
        let of_connection = stop.clone();
        let mut look = interval(LOOK);
        loop {
            tokio::select! {
                stream = self.listener.accept() => self.begin(stream, of_connection.clone()).await,
                _ = look.tick() => self.places.give_up_still(STILL),
                _ = stop.changed() => return,
            }
        }
    }

    /// Passes on one connection in a task of its own, until it ends or is given up.
    async fn begin(&self, stream: TcpStream, running: watch::Receiver<bool>) {
        let (place, given_up) = self.places.take().await;
        let (stream, _) = PlacedStream::new(stream, place);
        let hotlines = self.hotlines.clone();
        tokio::spawn(async move {
            tokio::select! {
                // An error is of one of the two ends, which learns of it or is gone.
                _ = pass_on(stream, hotlines) => {}
                () = given_up.notified() => {}
            }
            drop(running);
        });
    }
}

/// Passes on what both ends say, if the first one begins TLS with a hotline.
async fn pass_on(
    mut browser: PlacedStream<TcpStream>,
    hotlines: watch::Receiver<Hotlines>,
) -> io::Result<()> {
    let Hello { name, bytes } = timeout(HELLO, Hello::read(&mut browser)).await??;
    let target = hotlines.borrow().get(&name).cloned();
    let target = target.ok_or(io::ErrorKind::NotFound)?;
    let mut hotline = timeout(CONNECT, TcpStream::connect(target.as_str())).await??;
    hotline.set_nodelay(true)?;
    hotline.write_all(&bytes).await?;
    copy_bidirectional(&mut browser, &mut hotline).await?;
    Ok(())
}
