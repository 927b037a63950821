//! Referrals of other hotlines: files that are brought in; the state of the keys; and our parcels that wait.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::{Redirect, Response};
use model::audit::ActName;
use model::rights::Right;

use crate::casework::ParcelShown;
use crate::directory::following::{Freshness, Good};
use crate::exchange::{OtherKey, SplitView, Unopened};
use crate::parcel::MAX_PARCEL_BYTES;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::{Problem, unopened_words};
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::Words;

const PAGE: &str = "/referrals";

#[derive(Template)]
#[template(path = "referrals.html")]
struct ReferralsPage<'a> {
    layout: Layout<'a>,
    /// Whether the config has `[desk.exchange]`.
    takes_part: bool,
    /// Our parcels that wait, the oldest first.
    parcels: Vec<ParcelRow>,
    /// Parcels that arrived and could not be opened, the last one first.
    unopened: Vec<UnopenedRow>,
    hotlines: Vec<OtherShown>,
    /// The directory that names some of them.
    directory: Option<Cow<'static, str>>,
    /// What is wrong with the directory.
    warnings: Vec<Cow<'static, str>>,
}

/// Another hotline, and whether we can seal to it.
struct OtherShown {
    name: String,
    hotline: String,
    key: Cow<'static, str>,
}

/// A parcel that another intake has not signed for yet.
struct ParcelRow {
    what: Cow<'static, str>,
    /// The address of its case.
    case: Option<String>,
    to: String,
    attempts: u32,
    next: Cow<'static, str>,
    /// Why the last attempt failed.
    obstacle: Option<Cow<'static, str>>,
}

/// A parcel that arrived and could not be opened.
struct UnopenedRow {
    /// The hotline that sent it, and its number.
    of: Option<(String, String)>,
    tried: Cow<'static, str>,
    why: Cow<'static, str>,
}

/// The routes of referrals.
pub(super) fn routes() -> Vec<Route> {
    const READ: Logs = Logs::Nothing("names of hotlines, without content");
    const CHANGE: Logs = Logs::Act(&[ActName::BringIn]);
    vec![
        Route::page(PAGE, Right::Work, READ, page),
        Route::form(PAGE, PAGE, Right::Work, CHANGE, bring_in),
    ]
}

/// `GET /referrals`: the form for a file, and the other hotlines.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let (known, directory, views, unopened) = match &desk.exchange {
        Some(exchange) => (
            exchange.other_keys().await,
            exchange.directory().await?,
            exchange.split_views().await?,
            exchange.all_unopened().await?,
        ),
        None => Default::default(),
    };
    let shown = known.into_iter().map(|other| shown(&desk, words, other));
    let parcels = desk.casework.parcels_shown().await?;
    let when = desk.when(words);
    let parcels = parcels
        .into_iter()
        .map(|parcel| ParcelRow::new(when, parcel));
    render(&ReferralsPage {
        layout: desk.layout(&actor).await?.in_words(words),
        takes_part: desk.exchange.is_some(),
        parcels: parcels.collect(),
        unopened: unopened
            .into_iter()
            .map(|it| UnopenedRow::new(when, it))
            .collect(),
        hotlines: shown.collect(),
        warnings: warnings(&desk, words, directory.as_ref(), views),
        directory: directory.map(|good| described(&desk, words, good)),
    })
}

impl ParcelRow {
    fn new(when: When<'_>, parcel: ParcelShown) -> Self {
        let words = when.words;
        let case = parcel.case.map(|case| format!("/cases/{case}#hand-offs"));
        Self {
            what: words.referrals_parcel_kind(parcel.kind.name()),
            case,
            to: parcel.to.as_str().to_owned(),
            attempts: parcel.attempts,
            next: when.time(parcel.next),
            obstacle: parcel
                .obstacle
                .map(|it| words.referrals_obstacle(it.name())),
        }
    }
}

impl UnopenedRow {
    fn new(when: When<'_>, unopened: Unopened) -> Self {
        let of = unopened.of.as_ref();
        Self {
            of: of.map(|(from, parcel)| (from.as_str().to_owned(), parcel.to_string())),
            tried: when.time(unopened.tried()),
            why: unopened_words(&unopened.reason)(when.words),
        }
    }
}

fn shown(desk: &Desk, words: Words, other: OtherKey) -> OtherShown {
    let key = match other.key {
        Ok(key) => words.referrals_key_until(desk.when(words).hour(key.ends.hour())),
        Err(_) => words.referrals_no_key(),
    };
    OtherShown {
        name: other.name,
        hotline: other.hotline.as_str().to_owned(),
        key,
    }
}

pub(super) fn described(desk: &Desk, words: Words, good: Good) -> Cow<'static, str> {
    let [fetched, until] = [good.fetched, good.until].map(|at| desk.when(words).hour(at.hour()));
    words.referrals_directory(fetched, until, good.directory.name, good.version)
}

/// What is wrong with the directory: its age, and that others go by another one of the same version.
pub(super) fn warnings(
    desk: &Desk,
    words: Words,
    directory: Option<&Good>,
    views: Vec<SplitView>,
) -> Vec<Cow<'static, str>> {
    let now = desk.clock.now();
    let age = directory.and_then(|good| match good.freshness(now) {
        Freshness::Fresh => None,
        Freshness::Stale => Some(words.referrals_directory_old()),
        Freshness::Ended => Some(words.referrals_directory_ended()),
    });
    let views = views.into_iter().map(|view| {
        let hotline = view.hotline.as_str().to_owned();
        words.referrals_split_view(hotline, view.said.edition.version)
    });
    age.into_iter().chain(views).collect()
}

/// `POST /referrals`: makes a case of a file.
async fn bring_in(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Redirect, Problem> {
    let file = file(form.map_err(|_| Problem::BadRequest)?).await?;
    let case = desk.casework.bring_in(&actor, &file).await?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// The content of the form's field with a file.
async fn file(mut form: Multipart) -> Result<Vec<u8>, Problem> {
    const FIELD: &str = "file";
    while let Some(field) = form.next_field().await.map_err(|_| Problem::BadRequest)? {
        if field.name() != Some(FIELD) {
            continue;
        }
        let bytes = field.bytes().await.map_err(|_| Problem::BadRequest)?;
        return match bytes.len() {
            0 => Err(Problem::field(FIELD, Words::problem_missing)),
            1..=MAX_PARCEL_BYTES => Ok(bytes.into()),
            _ => Err(Problem::field(FIELD, Words::problem_no_parcel)),
        };
    }
    Err(Problem::field(FIELD, Words::problem_missing))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantArray;

    use super::*;
    use crate::exchange::Obstacle;
    use crate::parcel::{Kind, VERSIONS};
    use crate::words::Language;

    #[test]
    fn whoever_has_a_newer_parcel_is_told_which_versions_are_read() {
        let versions: Vec<_> = VERSIONS.iter().map(u32::to_string).collect();
        let problem = Problem::ParcelVersion.to_string();
        let read = |said: &str| versions.iter().all(|version| said.contains(version));
        assert!(read(&problem), "{problem}");
        for words in Language::VARIANTS.iter().map(|language| Words(*language)) {
            let said = words.problem_parcel_version();
            assert!(read(&said), "{said}");
        }
    }

    #[test]
    fn every_parcel_and_obstacle_has_words_of_its_own() {
        for words in Language::VARIANTS.iter().map(|language| Words(*language)) {
            let kinds = Kind::VARIANTS.iter().map(|kind| kind.name());
            let obstacles = Obstacle::VARIANTS.iter().map(|obstacle| obstacle.name());
            let said: BTreeSet<_> = kinds
                .clone()
                .map(|name| words.referrals_parcel_kind(name))
                .chain(obstacles.clone().map(|name| words.referrals_obstacle(name)))
                .collect();
            let count = Kind::VARIANTS.len() + Obstacle::VARIANTS.len();
            assert_eq!(said.len(), count, "{said:?}");
            let names: Vec<_> = kinds.chain(obstacles).collect();
            assert!(
                !said.iter().any(|said| names.contains(&&**said)),
                "{said:?}"
            );
        }
    }
}
