use std::path::Path;
use std::sync::Arc;

use model::origin::Origin;
use receiver::clock::Clock;
use receiver::config::Onion;
use receiver::serve::{Listeners, Order, Socket, serve};
use receiver::settings;
use receiver::web::public::bundle::Bundle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// A receiver in this process, with the halves of its config.
pub struct Running {
    /// The intake's origin, if this receiver runs the intake.
    pub intake: Option<String>,
    /// The intake's origin in the Tor network, if the config names one, with the port of the listener.
    pub onion: Option<String>,
    /// The desk's origin, if this receiver runs the desk.
    pub desk: Option<String>,
    /// The origin of the listener for a monitoring system.
    pub metrics: Option<String>,
    orders: mpsc::Sender<Order>,
    served: JoinHandle<()>,
}

impl Running {
    /// Starts the halves of a config with this clock.
    pub async fn start(config: &Path, clock: Arc<dyn Clock>) -> Self {
        let bundle = Bundle::built_in().unwrap();
        let mut settings = settings::load(config, &bundle.languages()).unwrap();
        let listeners = Listeners::bind(&settings).await.unwrap();
        let (intake, desk) = (origin(&listeners.intake), origin(&listeners.desk));
        let metrics = origin(&listeners.metrics);
        if let (Some(settings), Some(origin)) = (&mut settings.intake, &intake) {
            settings.public_url = origin.parse().unwrap();
            let (_, port) = origin.rsplit_once(':').unwrap();
            let with_port = |onion: Onion| format!("{}:{port}", onion.origin()).parse().unwrap();
            let onion = settings.onion.take().map(with_port);
            settings.onion = onion.map(|origin: Origin| Onion::try_from(origin).unwrap());
        }
        if let (Some(settings), Some(origin)) = (&mut settings.desk, &desk) {
            settings.move_to(origin.parse().unwrap());
        }
        let onion = settings
            .intake
            .as_ref()
            .and_then(|half| half.onion.as_ref());
        let onion = onion.map(|onion| onion.origin().to_string());
        let store = store::open(&settings.store).await.unwrap();
        let (orders, ordered) = mpsc::channel(1);
        let served = tokio::spawn(async move {
            serve(settings, bundle, store, clock, listeners, ordered)
                .await
                .unwrap();
        });
        Self {
            intake,
            onion,
            desk,
            metrics,
            orders,
            served,
        }
    }

    /// Stops the receiver like SIGTERM does.
    pub async fn stop(self) {
        drop(self.orders);
        self.served.await.unwrap();
    }
}

fn origin(sockets: &[Socket]) -> Option<String> {
    sockets.first()?.url()
}
