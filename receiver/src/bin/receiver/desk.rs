//! `receiver desk`: uses the desk's API from the command line.

mod client;
mod export;
mod figures;
mod work;

use std::error::Error;
use std::io;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use model::case::CaseName;
use model::defang::json_line;
use model::priority::Priority;
use model::workflow::State;
use serde_json::{Value, json};
use shared::report::{Category, ReportId};
use strum::VariantArray;

use self::client::Client;
use self::figures::Figures;
use self::work::Work;

#[derive(Args)]
#[command(after_help = "\
The token comes from --token-file, or from RECEIVER_TOKEN; never from an argument, which others on \
this machine could read. What it may do is what the desk lets it do, and the desk logs it.

Everything printed is JSON, one value a line, except `figures items`, which is CSV. Characters that could play tricks on a terminal are \
written as \\u escapes, which mean the same to whatever reads the JSON.

A hotline's own system takes all that waits like this, again and again:
  receiver desk --token-file desk-token export >> reports.jsonl")]
pub(crate) struct Arguments {
    /// The desk's address.
    #[arg(
        long,
        value_name = "URL",
        env = "RECEIVER_DESK",
        default_value = "http://127.0.0.1:7702",
        global = true
    )]
    desk: String,
    /// A file with a token, and nothing else.
    #[arg(long, value_name = "FILE", global = true)]
    token_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Claims reports, the most urgent ones: nobody else gets them until the lease runs out.
    ///
    /// Each line has the report, its `id` and its `lease`. Ack it with both once it is safe
    /// elsewhere, or release it.
    Claim {
        /// Reports at most, up to 100.
        #[arg(long, default_value_t = 1)]
        max: usize,
        /// Seconds until the lease runs out and the report waits again; a day at most.
        #[arg(long, value_name = "S", default_value_t = 3600)]
        lease_seconds: u64,
    },
    /// Acks a claimed report: it is safe elsewhere, and is deleted here.
    Ack(Held),
    /// Releases a claimed report: it waits again.
    Release(Held),
    /// Writes every report that waits to standard output, and acks each once it is written.
    ///
    /// Each is flushed, to the disk if it is a file, before it is acked: whatever ends this halfway
    /// loses nothing. A report may then come twice, with the same `id`. A report that the desk
    /// cannot read is left there, and told of at the end.
    Export,
    /// Counts the reports in the queue by priority and age, without claiming any.
    Queue,
    /// Lists what is due today, and what was due before, without content.
    Due,
    /// Lists cases, the most urgent and then the oldest first.
    Cases(Filters),
    /// Finds cases by what is read from standard input: a number, an address, a host, a domain or an account.
    ///
    /// Each line has a case, the places that it names, and by what it was found.
    Find {
        /// Finds the words that people wrote instead, in all cases that are not scrubbed yet. A case must
        /// have all of them.
        #[arg(long)]
        words: bool,
    },
    /// Takes a report from the queue as a case, and writes its id.
    Take {
        /// The report to take; without it, the most urgent report.
        id: Option<ReportId>,
    },
    /// Lists the recipients of the address book, sorted by name.
    Recipients,
    /// Writes figures for those who lead: content items as lines or counted, and notices to hosts.
    #[command(subcommand)]
    Figures(Figures),
    /// Shows a case, without the reporter's contact and the credentials of the reported site.
    Show {
        /// The case's short number, or its id.
        case: CaseName,
    },
    #[command(flatten)]
    Work(Work),
}

#[derive(Args)]
struct Held {
    /// The report's id.
    id: ReportId,
    /// The lease of the claim.
    #[arg(long)]
    lease: String,
}

#[derive(Args)]
struct Filters {
    /// In this state.
    #[arg(long, value_parser = one_of(State::VARIANTS, |state| state.name()))]
    state: Option<String>,
    /// As urgent as this.
    #[arg(long, value_parser = one_of(&Priority::ALL, |priority| priority.name()))]
    priority: Option<String>,
    /// Of this category of the reporter's.
    #[arg(long, value_parser = one_of(Category::ALL, |category| category.name()))]
    category: Option<String>,
    /// In this language of the reporter's, such as `de`.
    #[arg(long)]
    language: Option<String>,
    /// From this partner's pages.
    #[arg(long)]
    partner: Option<String>,
    /// Assigned to this person.
    #[arg(long, value_name = "NAME")]
    assignee: Option<String>,
    /// With this short number.
    #[arg(long)]
    number: Option<u64>,
    /// Closed as they left the queue and not changed since, the last first.
    #[arg(long)]
    closed_unread: bool,
}

/// Accepts the names of these choices, and shows them in the help.
fn one_of<T: Copy>(choices: &[T], name: fn(T) -> &'static str) -> PossibleValuesParser {
    let names: Vec<_> = choices.iter().map(|choice| name(*choice)).collect();
    names.into()
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let client = Client::new(&arguments.desk, arguments.token_file.as_deref())?;
    match arguments.command {
        Command::Claim { max, lease_seconds } => {
            let claims = client.claim(max, lease_seconds).await?;
            claims.iter().try_for_each(print)
        }
        Command::Ack(held) => {
            client
                .end_lease("ack", &json!(held.id), &json!(held.lease))
                .await
        }
        Command::Release(held) => {
            client
                .end_lease("release", &json!(held.id), &json!(held.lease))
                .await
        }
        Command::Export => export::export(&client).await,
        Command::Queue => print(&client.get("/v1/queue", &[]).await?),
        Command::Due => pages(&client, "/v1/due", Vec::new(), "due").await,
        Command::Cases(filters) => list(&client, &filters).await,
        Command::Find { words: false } => find(&client).await,
        Command::Find { words: true } => find_words(&client).await,
        Command::Take { id } => {
            let taken = client.change("/v1/cases", &json!({ "report": id })).await?;
            print(&taken)
        }
        Command::Figures(figures) => figures::run(&client, figures).await,
        Command::Show { case } => {
            let path = client.case(case).await?;
            print(&client.get(&path, &[]).await?)
        }
        Command::Work(work) => print(&work::change(&client, work).await?),
        Command::Recipients => {
            let book = client.get("/v1/recipients", &[]).await?;
            let recipients = book["recipients"].as_array().into_iter().flatten();
            recipients.into_iter().try_for_each(print)
        }
    }
}

async fn list(client: &Client, filters: &Filters) -> Result<(), Box<dyn Error>> {
    let query: Vec<_> = [
        ("state", &filters.state),
        ("priority", &filters.priority),
        ("category", &filters.category),
        ("language", &filters.language),
        ("partner", &filters.partner),
        ("assignee", &filters.assignee),
        ("number", &filters.number.map(|number| number.to_string())),
        (
            "closed_unread",
            &filters.closed_unread.then(|| "true".into()),
        ),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.clone()?)))
    .collect();
    pages(client, "/v1/cases", query, "cases").await
}

/// Prints every entry of a list, page after page. `entries` is its field in the answer.
async fn pages(
    client: &Client,
    path: &str,
    mut query: Vec<(&str, String)>,
    entries: &str,
) -> Result<(), Box<dyn Error>> {
    let conditions = query.len();
    loop {
        let list = client.get(path, &query).await?;
        let listed = list[entries].as_array().into_iter().flatten();
        listed.into_iter().try_for_each(print)?;
        let Some(next) = list["next"].as_str() else {
            return Ok(());
        };
        query.truncate(conditions);
        query.push(("after", next.to_owned()));
    }
}

async fn find(client: &Client) -> Result<(), Box<dyn Error>> {
    let text = io::read_to_string(io::stdin())?;
    let asked = json!({ "text": text.trim() });
    let found = client.change("/v1/search", &asked).await?;
    for group in found["found"].as_array().into_iter().flatten() {
        for hit in group["cases"].as_array().into_iter().flatten() {
            let mut hit = hit.clone();
            hit["by"] = group["by"].clone();
            print(&hit)?;
        }
    }
    Ok(())
}

async fn find_words(client: &Client) -> Result<(), Box<dyn Error>> {
    let text = io::read_to_string(io::stdin())?;
    let mut asked = json!({ "text": text.split_whitespace().collect::<Vec<_>>().join(" ") });
    loop {
        let found = client.change("/v1/search/words", &asked).await?;
        let cases = found["cases"].as_array().into_iter().flatten();
        cases.into_iter().try_for_each(print)?;
        if found["next"].is_null() {
            return Ok(());
        }
        asked["after"] = found["next"].clone();
    }
}

fn print(value: &Value) -> Result<(), Box<dyn Error>> {
    println!("{}", json_line(value)?);
    Ok(())
}
