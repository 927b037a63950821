//! The layout of every page of the desk: the hotline's name, the account that is logged in, and the
//! navigation.

use std::borrow::Cow;

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use model::actor::Actor;
use model::rights::Right;

use super::problem::Problem;
use crate::casework::WorkLists;
use crate::words::{Text, Words};

/// The style sheet of the desk's pages and of the public statistics.
pub(super) const STYLE: &str = concat!(
    include_str!("../../templates/desk.css"),
    include_str!("../../templates/statistics.css")
);

/// The links of the navigation in this order, each with the right that it needs.
const LINKS: &[NavLink] = &[
    NavLink::new(Right::Look, "/", Words::layout_queue)
        .counted(|work| work.danger)
        .urgent(),
    NavLink::new(Right::Work, DANGER_CASES, Words::layout_unassigned)
        .counted(|work| work.danger_cases)
        .urgent()
        .while_any(),
    NavLink::new(Right::Work, "/cases?assignee={name}", Words::layout_own)
        .counted(|work| work.mine),
    NavLink::new(
        Right::Work,
        "/cases?state=second_review",
        Words::layout_reviews,
    )
    .counted(|work| work.reviews),
    NavLink::new(Right::Work, "/due", Words::layout_due).counted(|work| work.due),
    NavLink::new(Right::Work, "/due?whose=own", Words::layout_handed)
        .counted(|work| work.handed)
        .while_any(),
    NavLink::new(
        Right::Work,
        "/cases?assignee=nobody",
        Words::layout_unassigned,
    )
    .counted(|work| work.unassigned),
    NavLink::new(Right::Look, "/cases", Words::layout_cases),
    NavLink::new(Right::Work, "/search", Words::layout_search),
    NavLink::new(Right::Work, "/recipients", Words::layout_recipients),
    NavLink::new(Right::Work, "/referrals", Words::referrals_title).in_exchange(),
    NavLink::new(Right::Statistics, "/statistics", Words::layout_statistics),
    NavLink::new(Right::Figures, "/figures", Words::figures_title),
    NavLink::new(Right::Review, "/workload", Words::workload_title),
    NavLink::new(Right::Review, "/samples", Words::samples_title),
    NavLink::new(Right::Review, "/disputes", Words::disputes_title).in_exchange(),
    NavLink::new(Right::Retention, "/retention", Words::layout_retention),
    NavLink::new(Right::Staff, "/staff", Words::layout_staff),
    NavLink::new(Right::Staff, "/hotlines", Words::hotlines_title).in_exchange(),
    NavLink::new(Right::Staff, "/tokens", Words::layout_tokens),
    NavLink::new(Right::Review, "/approvals", Words::layout_approvals),
    NavLink::new(Right::Audit, "/audit", Words::layout_log),
];

/// The list of the cases about a child in danger that are to be assessed and nobody has.
pub(super) const DANGER_CASES: &str = "/cases?state=to_assess&priority=danger&assignee=nobody";

/// A link of the navigation.
#[derive(Debug, Clone, Copy)]
pub(super) struct NavLink {
    right: Right,
    path: &'static str,
    words: Text,
    /// The number of what waits there, if it is counted.
    count: Option<fn(&WorkLists) -> u64>,
    /// Whether the number is of children in danger.
    is_urgent: bool,
    /// Whether the link is there only while something waits.
    is_while_any: bool,
    /// Whether the link is there only at a desk that exchanges referrals with other hotlines.
    is_in_exchange: bool,
}

impl NavLink {
    const fn new(right: Right, path: &'static str, words: Text) -> Self {
        Self {
            right,
            path,
            words,
            count: None,
            is_urgent: false,
            is_while_any: false,
            is_in_exchange: false,
        }
    }

    const fn in_exchange(self) -> Self {
        Self {
            is_in_exchange: true,
            ..self
        }
    }

    const fn counted(self, count: fn(&WorkLists) -> u64) -> Self {
        Self {
            count: Some(count),
            ..self
        }
    }

    const fn urgent(self) -> Self {
        Self {
            is_urgent: true,
            ..self
        }
    }

    const fn while_any(self) -> Self {
        Self {
            is_while_any: true,
            ..self
        }
    }

    /// The number of what waits there, in words if it is of children in danger; none if it is not counted,
    /// or if nothing waits.
    pub(super) fn count(&self, work: &WorkLists, words: Words) -> Option<Cow<'static, str>> {
        let count = self
            .count
            .map(|count| count(work))
            .filter(|count| *count > 0)?;
        Some(match self.is_urgent {
            true => words.layout_danger(count),
            false => count.to_string().into(),
        })
    }

    /// Whether the number is of children in danger.
    pub(super) fn is_urgent(&self) -> bool {
        self.is_urgent
    }

    /// The address of the link for this account.
    pub(super) fn address(&self, actor: &Actor) -> String {
        self.path.replace("{name}", &actor.name)
    }

    /// The text of the link.
    pub(super) fn text(&self, words: Words) -> Cow<'static, str> {
        (self.words)(words)
    }
}

/// The values of the layout; every page's template has them in its field `layout`.
pub(super) struct Layout<'a> {
    /// The hotline's name, for the heading.
    pub(super) hotline: &'a str,
    /// The account that is logged in.
    pub(super) actor: Option<&'a Actor>,
    /// The work that waits for the account, if it works on cases.
    pub(super) work: Option<WorkLists>,
    /// Whether the desk exchanges referrals with other hotlines.
    takes_part: bool,
    /// The language of the page: English, until [`Layout::in_words`] gives another.
    pub(super) words: Words,
}

impl<'a> Layout<'a> {
    /// The layout for this account, with the work that waits for it.
    pub(super) fn of(
        hotline: &'a str,
        actor: &'a Actor,
        work: Option<WorkLists>,
        takes_part: bool,
    ) -> Self {
        Self {
            hotline,
            actor: Some(actor),
            work,
            takes_part,
            words: Words::default(),
        }
    }

    /// The layout for pages without a login.
    pub(super) fn for_nobody(hotline: &'a str) -> Self {
        Self {
            hotline,
            actor: None,
            work: None,
            takes_part: false,
            words: Words::default(),
        }
    }

    /// The layout of a page whose texts are all in this language.
    pub(super) fn in_words(self, words: Words) -> Self {
        Self { words, ..self }
    }

    /// Whether the account that is logged in has this right.
    pub(super) fn may(&self, right: Right) -> bool {
        self.actor.is_some_and(|actor| actor.may(right))
    }

    /// The number of cases about a child in danger that are to be assessed and nobody has; 0 for those who do not work
    /// on cases.
    pub(super) fn danger_cases(&self) -> u64 {
        self.work.map_or(0, |work| work.danger_cases)
    }

    /// The links for which the account has the right, and at which something waits or may wait.
    pub(super) fn links(&self) -> impl Iterator<Item = &'static NavLink> {
        let waits = |link: &NavLink| {
            let count = self.work.zip(link.count);
            count.is_some_and(|(work, count)| count(&work) > 0)
        };
        let mine = LINKS.iter().filter(|link| self.may(link.right));
        let mine = mine.filter(|link| !link.is_in_exchange || self.takes_part);
        mine.filter(move |link| !link.is_while_any || waits(link))
    }
}

/// Renders a page as an answer.
pub(super) fn render(page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(unrendered)?;
    Ok(Html(html).into_response())
}

/// Logs that a page cannot be rendered.
pub(super) fn unrendered(error: askama::Error) -> Problem {
    tracing::error!(%error, "a page cannot be rendered");
    Problem::Unavailable
}

/// `GET /desk.css`: the style sheet of the desk.
pub(super) async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (headers, STYLE)
}
