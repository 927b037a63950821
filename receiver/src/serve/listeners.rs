//! The sockets of the halves and of metrics: bound to the addresses of the config, or handed over by systemd, which
//! keeps them open while the receiver restarts (`sd_listen_fds(3)`).

use std::env;

use listenfd::ListenFd;

use super::ServeError;
use super::socket::Socket;
use crate::config::Listen;
use crate::settings::Settings;

/// The names of handed over sockets, separated by colons.
const NAMES: &str = "LISTEN_FDNAMES";

/// The sockets on which this process listens.
pub struct Listeners {
    /// The sockets of the public half; none if this process does not run it.
    pub intake: Vec<Socket>,
    /// The sockets of the internal half; none if this process does not run it.
    pub desk: Vec<Socket>,
    /// The sockets for a monitoring system, if there are any.
    pub metrics: Vec<Socket>,
}

impl Listeners {
    /// Takes the sockets that were handed over under the names `intake`, `desk` and `metrics`, and
    /// listens on the config's addresses where none was.
    pub async fn bind(settings: &Settings) -> Result<Self, ServeError> {
        let mut handed_over = handed_over()?;
        let mut sockets = async |half: &str, key, listen: Option<&Listen>, tls: Option<&_>| {
            let of_half = handed_over.extract_if(.., |(name, _)| listen.is_some() && name == half);
            let of_half: Vec<_> = of_half.map(|(_, socket)| socket).collect();
            let sockets = match listen {
                Some(listen) if of_half.is_empty() => bind(key, listen).await?,
                _ => of_half,
            };
            let sockets = sockets.into_iter().map(|socket| socket.with_tls(tls));
            Ok::<_, ServeError>(sockets.collect())
        };
        let [intake, desk] = settings.listen();
        let metrics = settings.metrics.as_ref();
        let [intake_tls, desk_tls] = settings.tls();
        let listeners = Self {
            intake: sockets("intake", "intake.listen", intake, intake_tls).await?,
            desk: sockets("desk", "desk.listen", desk, desk_tls).await?,
            metrics: sockets("metrics", "metrics.listen", metrics, None).await?,
        };
        match handed_over.pop() {
            Some((name, _)) => Err(ServeError::HandedOver(name)),
            None => Ok(listeners),
        }
    }

    /// A line for each socket with its address, the intake's first.
    pub fn lines(&self) -> Vec<String> {
        let halves = [
            ("intake", &self.intake),
            ("desk", &self.desk),
            ("metrics", &self.metrics),
        ];
        let sockets = halves
            .into_iter()
            .flat_map(|(half, sockets)| sockets.iter().map(move |socket| (half, socket)));
        sockets
            .filter_map(|(half, socket)| Some(format!("{half} {}", socket.url()?)))
            .collect()
    }
}

/// The sockets that were handed over, with their names.
fn handed_over() -> Result<Vec<(String, Socket)>, ServeError> {
    let mut sockets = ListenFd::from_env();
    let names = env::var(NAMES).unwrap_or_default();
    let mut names = names.split(':');
    (0..sockets.len())
        .map(|index| {
            let name = names.next().unwrap_or_default().to_owned();
            match Socket::take(&mut sockets, index) {
                Ok(socket) => Ok((name, socket)),
                Err(_) => Err(ServeError::HandedOver(name)),
            }
        })
        .collect()
}

/// Listens on all addresses of a half.
async fn bind(key: &'static str, listen: &Listen) -> Result<Vec<Socket>, ServeError> {
    let mut sockets = Vec::new();
    for address in listen.addresses() {
        let bound = Socket::bind(address).await;
        sockets.push(bound.map_err(|error| ServeError::Listen {
            key,
            address: address.clone(),
            error,
        })?);
    }
    Ok(sockets)
}
