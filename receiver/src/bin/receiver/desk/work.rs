//! Changes to a case from the command line.

use std::error::Error;
use std::io;

use clap::{Args, Subcommand};
use model::case::CaseName;
use model::item::ItemNumber;
use model::worksheet::FeedbackState;
use serde_json::{Map, Value, json};

use super::client::Client;

#[derive(Subcommand)]
pub(crate) enum Work {
    /// Lets content items take a step, such as `illegal`, `hold` or `removed`.
    Step {
        #[command(flatten)]
        seen: Seen,
        /// The name of the step. `show` lists the steps of each item.
        step: String,
        /// The number of an item within the case; again for each item. Not needed if only one item
        /// can take the step.
        #[arg(long = "item", value_name = "N")]
        items: Vec<u32>,
        /// The reason; kept as a note.
        #[arg(long, default_value = "")]
        reason: String,
        /// The day until which the police asked to wait, such as 2027-01-15.
        #[arg(long, value_name = "DAY")]
        until: Option<String>,
        /// The day on which to look again, such as 2027-01-15.
        #[arg(long, value_name = "DAY")]
        look_again: Option<String>,
        /// The address to which the content has moved.
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
    },
    /// Records findings, read from standard input.
    ///
    /// They are a JSON object with `findings` and, if wanted, `copy`, as the API describes them.
    Findings(Seen),
    /// Corrects the location of an item, splits it, or adds items.
    ///
    /// The addresses are read from standard input, one a line. The first becomes the item's, each
    /// other one becomes an item of its own.
    Locations {
        #[command(flatten)]
        seen: Seen,
        /// The number of the item within the case. Without it, all addresses are added.
        #[arg(long, value_name = "N")]
        item: Option<u32>,
    },
    /// Says what a report tells about an item of an earlier case.
    Known {
        #[command(flatten)]
        seen: Seen,
        /// The item's number, such as 1042-3.
        item: ItemNumber,
        /// What is told: nothing_new, still_online, back_online or changed.
        sighted: String,
    },
    /// Says that the decisions of second reviews were heard of.
    Heard(Seen),
    /// Says that the reporter was answered, or is not answered.
    Feedback {
        #[command(flatten)]
        seen: Seen,
        /// The state: owed, answered or given_up.
        state: FeedbackState,
        /// The reason; kept as a note. `given_up` needs one.
        #[arg(long, default_value = "")]
        reason: String,
    },
}

/// A case, and the version that its reader saw.
#[derive(Args)]
pub(crate) struct Seen {
    /// The case's short number, or its id.
    case: CaseName,
    /// The version that you saw: `show` and each change print it. If somebody else has changed the
    /// case since, nothing is done.
    #[arg(long, value_name = "VERSION")]
    seen: u64,
}

/// Changes a case. Returns the desk's answer, with the new version.
pub(super) async fn change(client: &Client, work: Work) -> Result<Value, Box<dyn Error>> {
    let (seen, what, mut body) = request(work)?;
    body.insert("version".to_owned(), seen.seen.into());
    let case = client.case(seen.case).await?;
    client
        .change(&format!("{case}/{what}"), &Value::Object(body))
        .await
}

/// The case, the end of the path, and the body without the version.
type Request = (Seen, &'static str, Map<String, Value>);

fn request(work: Work) -> Result<Request, Box<dyn Error>> {
    let (seen, what, body) = match work {
        Work::Step {
            seen,
            step,
            items,
            reason,
            until,
            look_again,
            to,
        } => {
            let body = json!({
                "step": step, "items": items, "reason": reason, "until": until,
                "look_again": look_again, "to": to,
            });
            (seen, "step", body)
        }
        Work::Findings(seen) => {
            let body = io::read_to_string(io::stdin())?;
            (seen, "findings", serde_json::from_str(&body)?)
        }
        Work::Locations { seen, item } => {
            let text = io::read_to_string(io::stdin())?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            let addresses: Vec<&str> = lines.collect();
            let body = json!({ "item": item, "addresses": addresses });
            (seen, "locations", body)
        }
        Work::Known {
            seen,
            item,
            sighted,
        } => {
            let body = json!({ "item": item, "sighted": sighted });
            (seen, "known", body)
        }
        Work::Heard(seen) => (seen, "heard", json!({})),
        Work::Feedback {
            seen,
            state,
            reason,
        } => (
            seen,
            "feedback",
            json!({ "state": state, "reason": reason }),
        ),
    };
    match body {
        Value::Object(body) => Ok((seen, what, body)),
        _ => Err("standard input has no JSON object".into()),
    }
}
