//! `receiver keys desk unlock`: enters shares at a desk that runs.

use std::error::Error;
use std::time::Duration;

use clap::Args;
use model::defang::json_line;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use super::shares::{self, Shares};

/// Maximum time for an answer: longer than the desk's own limit.
const TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Args)]
pub(crate) struct UnlockArguments {
    /// The desk's address.
    #[arg(
        long,
        value_name = "URL",
        env = "RECEIVER_DESK",
        default_value = "http://127.0.0.1:7702"
    )]
    desk: String,
    #[command(flatten)]
    shares: Shares,
}

pub(crate) async fn run(arguments: &UnlockArguments) -> Result<(), Box<dyn Error>> {
    let desk = arguments.desk.trim_end_matches('/');
    let address = format!("{desk}/v1/unlock");
    // A share must reach this address only: no proxy from the environment, no redirect.
    let http = Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .timeout(TIMEOUT)
        .build()?;
    // Asked first, so that nobody types for a desk that is open.
    ask(desk, http.get(&address)).await?;
    for share in shares::read(&arguments.shares)? {
        let body = json!({ "share": *share.code() });
        let standing = ask(desk, http.post(&address).json(&body)).await;
        let standing = standing.map_err(|error| format!("share {}: {error}", share.number))?;
        if standing["is_open"] == true {
            println!("the desk is open");
            return Ok(());
        }
        let newest = &standing["entered"][0];
        let numbers = newest["numbers"].as_array().map_or(0, Vec::len);
        println!(
            "share {}: {numbers} of {} were entered",
            share.number, newest["need"]
        );
    }
    Ok(())
}

/// The answer to a request.
async fn ask(desk: &str, request: RequestBuilder) -> Result<Value, Box<dyn Error>> {
    let answer = request.send().await.map_err(|_| {
        format!("the desk at {desk} cannot be reached\n  fix: is it running? --desk URL names another address")
    })?;
    let status = answer.status().as_u16();
    let said: Value = answer.json().await.unwrap_or_default();
    match status {
        200 => Ok(said),
        404 => Err(format!("the desk at {desk} is not locked").into()),
        _ => Err(format!("the desk answered {status}: {}", json_line(&said["title"])?).into()),
    }
}
