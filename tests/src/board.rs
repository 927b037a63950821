use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use base64ct::{Base64, Encoding};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::Folder;
use crate::folder::append;

impl Folder {
    /// Lets the alerts of a folder go to a system that pushes, and its events to a webhook that takes nothing. Returns
    /// the alerts that the system is told.
    pub async fn tell_a_board(&self) -> UnboundedReceiver<Value> {
        let (address, told) = push_from(&self.config()).await;
        self.append_config(&format!(
            "[desk.webhooks.crm]\nurl = \"http://{address}/nowhere\"\nsecret = \"push.secret\""
        ));
        told
    }

    /// Lets the alerts of a half that has a config of its own go to a system that pushes. Returns the alerts that the
    /// system is told.
    pub async fn tell_a_board_of_half(&self, half: &str) -> UnboundedReceiver<Value> {
        push_from(&self.config_of(half)).await.1
    }
}

/// Adds a system that pushes to a config. Returns its address, and the alerts that it is told.
async fn push_from(config: &Path) -> (SocketAddr, UnboundedReceiver<Value>) {
    let (sender, told) = unbounded_channel();
    let router = Router::new().route("/alert", post(tell)).with_state(sender);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, router).await });
    let secret = format!("whsec_{}", Base64::encode_string(&[9; 32]));
    fs::write(config.with_file_name("push.secret"), secret).unwrap();
    append(
        config,
        &format!(
            "[alerts.push.board]\nurl = \"http://{address}/alert\"\nformat = \"json\"\nsecret = \"push.secret\""
        ),
    );
    (address, told)
}

async fn tell(State(sender): State<UnboundedSender<Value>>, body: String) -> StatusCode {
    let event: Value = serde_json::from_str(&body).unwrap();
    // A test that has seen enough listens no more.
    drop(sender.send(event["data"].clone()));
    StatusCode::OK
}
