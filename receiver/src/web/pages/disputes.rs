//! Items that another hotline classifies differently, for those who lead.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::dispute::Dispute;
use model::item::ItemNumber;
use model::rights::Right;

use crate::casework::DisputedCase;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

#[derive(Template)]
#[template(path = "disputes.html")]
struct DisputesPage<'a> {
    layout: Layout<'a>,
    rows: Vec<Row>,
}

/// An item that two hotlines classify differently.
struct Row {
    /// The number of the item or, if it is of an earlier case, of the case that was referred.
    number: String,
    link: String,
    hotline: String,
    ours: Cow<'static, str>,
    theirs: Cow<'static, str>,
    owner: Option<String>,
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/disputes",
        Right::Review,
        Logs::Nothing("classifications of items, without content"),
        page,
    )]
}

/// `GET /disputes`: the items with two opinions.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let cases = desk.casework.disputed().await?;
    render(&DisputesPage {
        layout: desk.layout(&actor).await?.in_words(words),
        rows: rows(words, &cases),
    })
}

fn rows(words: Words, cases: &[DisputedCase]) -> Vec<Row> {
    let rows = cases.iter().flat_map(|case| {
        let disputes = case.worksheet.disputes().into_iter();
        disputes.map(move |dispute| Row::new(words, case, dispute))
    });
    rows.collect()
}

impl Row {
    fn new(words: Words, case: &DisputedCase, dispute: Dispute<'_>) -> Self {
        let (id, case_number) = (case.card.id, case.card.number);
        let (number, link) = match dispute.item {
            Some(place) => {
                let number = ItemNumber {
                    case: case_number,
                    place,
                };
                (number.to_string(), format!("/cases/{id}#item-{place}"))
            }
            None => (case_number.to_string(), format!("/cases/{id}#known")),
        };
        Self {
            number,
            link,
            hotline: dispute.hotline.to_owned(),
            ours: words.choice_classification(dispute.ours.name()),
            theirs: words.choice_classification(dispute.theirs.name()),
            owner: case.card.assignee.clone(),
        }
    }
}
