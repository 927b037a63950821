//! Random samples of decided items, for second looks.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use model::assessment::Verdict;
use model::audit::ActName;
use model::rights::Right;
use model::time::Day;
use model::workflow::Outcome;
use strum::VariantArray;

use super::recipients::Key;
use crate::casework::{CaseError, MAX_SAMPLE, PeriodAsked, Sample, SampleView, SampledItem};
use crate::records::Kept;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::Words;

#[derive(Template)]
#[template(path = "samples.html")]
struct SamplesPage<'a> {
    layout: Layout<'a>,
    when: When<'a>,
    from: Day,
    to: Day,
    max: usize,
    samples: Vec<Kept<Sample>>,
}

#[derive(Template)]
#[template(path = "sample.html")]
struct SamplePage<'a> {
    layout: Layout<'a>,
    words: Words,
    when: When<'a>,
    key: String,
    /// The account that is logged in.
    name: &'a str,
    view: SampleView,
}

pub(super) fn routes() -> Vec<Route> {
    const NUMBERS: Logs = Logs::Nothing("numbers of items, without content");
    vec![
        Route::page("/samples", Right::Review, NUMBERS, list),
        Route::form(
            "/samples",
            "/samples",
            Right::Review,
            Logs::Act(&[ActName::Sample]),
            draw,
        ),
        Route::page("/samples/{key}", Right::Review, NUMBERS, page),
        Route::form(
            "/samples/{key}",
            "/samples/{key}",
            Right::Review,
            Logs::Act(&[ActName::SecondLook]),
            look,
        ),
    ]
}

/// `GET /samples`: all samples, and the form for another one.
async fn list(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let to = desk.casework.today();
    render(&SamplesPage {
        layout: desk.layout(&actor).await?.in_words(words),
        when: desk.when(words),
        from: to.before(30),
        to,
        max: MAX_SAMPLE,
        samples: desk.casework.samples().await?,
    })
}

/// `POST /samples`: draws a sample.
async fn draw(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    let days = desk.casework.period(PeriodAsked {
        from: Some(form.parse("from")?),
        to: Some(form.parse("to")?),
        year: None,
    })?;
    let size = form.parse("size")?;
    if !(1..=MAX_SAMPLE).contains(&size) {
        return Err(Problem::field("size", Words::samples_wrong_size));
    }
    let drawn = desk.casework.draw_sample(&actor, &days, size).await;
    let key = drawn.map_err(|error| match error {
        CaseError::NothingChosen => Problem::field("from", Words::samples_nothing),
        error => error.into(),
    })?;
    Ok(Redirect::to(&address(&key)))
}

/// `GET /samples/{key}`: the items of a sample, and how often two people agree.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    Key(key): Key,
) -> Result<Response, Problem> {
    let view = desk.casework.sample(&key).await?;
    render(&SamplePage {
        layout: desk.layout(&actor).await?.in_words(words),
        words,
        when: desk.when(words),
        key: Base64UrlUnpadded::encode_string(&key),
        name: &actor.name,
        view,
    })
}

/// `POST /samples/{key}`: records a second look at an item.
async fn look(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Key(key): Key,
    form: Fields,
) -> Result<Redirect, Problem> {
    let would_be = match form.get("look") {
        Some("agree") => None,
        Some("otherwise") => Some(form.parse("would_be")?),
        _ => return Err(Problem::BadRequest),
    };
    let number = form.parse("item")?;
    desk.casework
        .look_twice(&actor, &key, number, would_be)
        .await?;
    Ok(Redirect::to(&address(&key)))
}

/// A sample in words: its size, and the days of its reports.
fn named(when: When<'_>, sample: &Sample) -> Cow<'static, str> {
    let [from, to] = [&sample.from, &sample.to].map(|day| when.written(day).into_owned());
    let [items, of] = [sample.items.len(), sample.of].map(|number| number.to_string());
    when.words.samples_one(from, items, of, to)
}

fn address(key: &[u8]) -> String {
    format!("/samples/{}", Base64UrlUnpadded::encode_string(key))
}

impl SamplePage<'_> {
    /// Whether the visitor may look at an item: somebody else has decided.
    fn may_look(&self, item: &SampledItem) -> bool {
        item.decided_by != self.name
    }

    /// The verdicts that an item does not have.
    fn others(&self, item: &SampledItem) -> impl Iterator<Item = &'static Verdict> {
        let verdict = item.verdict;
        let all = Verdict::VARIANTS.iter();
        all.filter(move |other| **other != verdict)
    }

    /// How many items have this pair of verdicts.
    fn pair(&self, verdict: &Verdict, would_be: &Verdict) -> usize {
        self.view.pair(*verdict, *would_be)
    }

    /// The share of second looks that agree, in whole percent.
    fn share(&self) -> Option<usize> {
        let (looked, agreed) = self.view.agreement();
        (agreed * 100).checked_div(looked)
    }

    /// A verdict in words.
    fn verdict(&self, verdict: &Verdict) -> Cow<'static, str> {
        self.words.choice_outcome(match verdict {
            Verdict::Illegal => Outcome::AssessedIllegal.name(),
            other => other.name(),
        })
    }
}
