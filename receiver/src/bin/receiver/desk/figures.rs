//! `receiver desk figures`: content items of a period, as lines or counted.

use std::error::Error;

use clap::{Args, Subcommand};
use model::time::Day;

use super::client::Client;
use super::print;
use crate::out;

#[derive(Subcommand)]
pub(crate) enum Figures {
    /// Writes a line for each content item, as CSV for spreadsheets.
    Items(Period),
    /// Counts reports and content items by their facts, and the time until each was dealt with.
    Counts(Period),
    /// Counts the notices to hosts by host, type of content and what became of it (Digital Services Act,
    /// Article 22(3)).
    Notices(Period),
}

/// The days on which the reports came, or the notices left; this year by default.
#[derive(Args)]
pub(crate) struct Period {
    /// The first day, such as 2027-01-01.
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// The last day, such as 2027-12-31.
    #[arg(long, value_name = "DAY")]
    to: Option<Day>,
    /// A whole year.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    year: Option<u16>,
}

impl Period {
    fn query(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("from", self.from.map(|day| day.to_string())),
            ("to", self.to.map(|day| day.to_string())),
            ("year", self.year.map(|year| year.to_string())),
        ];
        let given = all.into_iter();
        given
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

pub(super) async fn run(client: &Client, figures: Figures) -> Result<(), Box<dyn Error>> {
    match figures {
        Figures::Items(period) => items(client, &period).await,
        Figures::Counts(period) => print(&client.get("/v1/figures", &period.query()).await?),
        Figures::Notices(period) => {
            print(&client.get("/v1/figures/notices", &period.query()).await?)
        }
    }
}

/// Writes the items as they come.
async fn items(client: &Client, period: &Period) -> Result<(), Box<dyn Error>> {
    let mut file = client.file("/v1/figures/items", &period.query()).await?;
    while let Some(part) = file.chunk().await? {
        out::write(&part);
    }
    Ok(())
}
