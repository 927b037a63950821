//! The words around a refused form, and the pages for a form whose own page cannot be shown.

use askama::Template;

use super::typed::TypedField;
use crate::web::confirm::Asked;
use crate::web::desk::Desk;
use crate::web::error_page::ErrorPage;
use crate::web::layout::{Layout, unrendered};
use crate::web::plain;
use crate::web::problem::Problem;
use crate::words::Words;

/// The top of a refused form.
#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal<'a> {
    words: Words,
    reason: &'a str,
    is_undone: bool,
    /// Whether the browser shall go to the reason, because it is at no field.
    is_focused: bool,
    typed: &'a [&'a TypedField],
}

/// The page for a form without a session.
#[derive(Template)]
#[template(path = "lost_session.html")]
struct LostSession<'a> {
    layout: Layout<'a>,
    words: Words,
    action: &'a str,
    login: String,
    fields: &'a [TypedField],
    typed: Vec<&'a TypedField>,
}

/// What was typed, on a page of its own.
#[derive(Template)]
#[template(path = "typed.html")]
struct TypedTexts<'a> {
    words: Words,
    typed: &'a [&'a TypedField],
}

/// The top of a refused form: the reason, and the texts that the page has no field for.
pub(super) fn refusal(
    words: Words,
    problem: Problem,
    reason: &str,
    is_focused: bool,
    typed: &[&TypedField],
) -> Option<String> {
    html(&Refusal {
        words,
        reason,
        is_undone: problem != Problem::Overdue,
        is_focused,
        typed,
    })
}

/// The page for a form without a session: a login in another tab, and the form to be sent again.
pub(super) fn lost_session(
    desk: &Desk,
    words: Words,
    action: &str,
    page: &str,
    fields: &[TypedField],
) -> Option<String> {
    let mut login = url::form_urlencoded::Serializer::new(String::new());
    html(&LostSession {
        layout: Layout::for_nobody(&desk.hotline).in_words(words),
        words,
        action,
        login: format!("/login?{}", login.append_pair("to", page).finish()),
        fields,
        typed: fields.iter().filter(|field| field.has_text()).collect(),
    })
}

/// The page that asks to confirm this form.
pub(super) fn confirm(
    desk: &Desk,
    words: Words,
    action: &str,
    asked: &Asked,
    fields: &[TypedField],
) -> Option<String> {
    let typed: Vec<_> = fields.iter().filter(|field| field.has_text()).collect();
    let typed = html(&TypedTexts {
        words,
        typed: &typed,
    })?;
    let fields = fields.iter();
    let fields: Vec<_> = fields
        .map(|field| (&field.name[..], &field.value[..]))
        .collect();
    let page = asked.page(desk, words, action, &fields, typed);
    page.map_err(unrendered).ok()
}

/// The page for a problem, with what was typed.
pub(super) fn error(
    desk: &Desk,
    words: Words,
    problem: Problem,
    typed: &[&TypedField],
) -> Option<String> {
    html(&ErrorPage {
        layout: Layout::for_nobody(&desk.hotline).in_words(words),
        reason: plain::reason(problem, words),
        is_undone: problem != Problem::Overdue,
        typed: html(&TypedTexts { words, typed })?,
    })
}

fn html(page: &impl Template) -> Option<String> {
    page.render().map_err(unrendered).ok()
}
