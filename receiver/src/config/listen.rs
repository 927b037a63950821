//! `listen`: the addresses on which a half accepts connections.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

/// What an address of a Unix socket begins with.
const UNIX: &str = "unix:";

/// The addresses on which a half accepts connections, at least one: `listen = "127.0.0.1:7701"`, or a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "OneOrMore")]
pub(crate) struct Listen(Vec<ListenAddress>);

/// An address on which a half accepts connections.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum ListenAddress {
    /// An IP address and a port.
    Tcp(SocketAddr),
    /// The absolute path of a Unix socket, for programs on the same machine.
    Unix(PathBuf),
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "an address or a list of addresses")]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Listen {
    /// The addresses, in the order of the config.
    pub(crate) fn addresses(&self) -> &[ListenAddress] {
        &self.0
    }

    /// Whether other machines may be able to connect.
    pub(crate) fn is_on_a_network(&self) -> bool {
        let on_a_network = |address: &ListenAddress| match address {
            ListenAddress::Tcp(address) => !address.ip().is_loopback(),
            ListenAddress::Unix(_) => false,
        };
        self.0.iter().any(on_a_network)
    }
}

impl ListenAddress {
    /// Whether nobody can listen on both addresses. Port 0 is another free port each time.
    pub(crate) fn collides_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Tcp(one), Self::Tcp(other)) => {
                let is_any = one.ip().is_unspecified() || other.ip().is_unspecified();
                let is_one_family = one.is_ipv4() == other.is_ipv4();
                let is_one_host = one.ip() == other.ip() || (is_any && is_one_family);
                one.port() == other.port() && one.port() != 0 && is_one_host
            }
            (one, other) => one == other,
        }
    }
}

impl TryFrom<OneOrMore> for Listen {
    type Error = &'static str;

    fn try_from(written: OneOrMore) -> Result<Self, Self::Error> {
        let written = match written {
            OneOrMore::One(address) => vec![address],
            OneOrMore::More(addresses) => addresses,
        };
        if written.is_empty() {
            return Err("an empty list: nobody could connect");
        }
        let addresses = written.into_iter().map(ListenAddress::try_from);
        addresses.collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for ListenAddress {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if let Some(path) = text.strip_prefix(UNIX) {
            let path = PathBuf::from(path);
            let is_absolute = path.is_absolute();
            return is_absolute
                .then_some(Self::Unix(path))
                .ok_or("a Unix socket without an absolute path");
        }
        let address = text.parse().map(Self::Tcp);
        address.map_err(|_| "neither an address with a port nor a Unix socket")
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "{UNIX}{}", path.display()),
        }
    }
}
