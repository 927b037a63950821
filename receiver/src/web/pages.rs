//! The desk's pages: text only, without scripts and without links to reported content.

mod account;
mod approvals;
mod audit;
mod beside;
mod case;
mod cases;
mod chart;
mod closing;
mod confirm;
mod disputes;
mod due;
pub(super) mod figures;
mod findings;
mod handoffs;
mod hotlines;
pub(super) mod login;
mod openid;
mod queue;
mod recipients;
mod referrals;
mod retention;
mod reveal;
mod samples;
mod search;
mod staff;
pub(super) mod statistics;
mod tokens;
mod trends;
mod waiting;
mod watch;
mod welcome;
mod work;
mod workload;

use std::borrow::Cow;

use askama::Template;

use super::layout::Layout;
use super::route::Route;

/// A page with a secret that is shown only once.
#[derive(Template)]
#[template(path = "shown_once.html")]
struct ShownOncePage<'a> {
    layout: Layout<'a>,
    title: Cow<'static, str>,
    words: Cow<'static, str>,
    secret: &'a str,
    back: &'static str,
}

/// The page after a confirmation that no form waits for in this tab.
#[derive(Template)]
#[template(path = "confirmed.html")]
struct ConfirmedPage<'a> {
    layout: Layout<'a>,
    to: &'a str,
}

/// The routes of all pages.
pub(super) fn routes() -> Vec<Route> {
    [
        queue::routes(),
        closing::routes(),
        watch::routes(),
        disputes::routes(),
        due::routes(),
        cases::routes(),
        search::routes(),
        case::routes(),
        work::routes(),
        handoffs::routes(),
        reveal::routes(),
        recipients::routes(),
        referrals::routes(),
        hotlines::routes(),
        account::routes(),
        confirm::routes(),
        staff::routes(),
        tokens::routes(),
        approvals::routes(),
        audit::routes(),
        statistics::routes(),
        figures::routes(),
        trends::routes(),
        samples::routes(),
        workload::routes(),
        retention::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
