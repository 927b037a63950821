//! A report as it can be looked at: text only, nothing that can be followed.

use shared::report::{Location, Text, UntrustedReport};

use crate::desk::defang::{defang, visible};

/// What a field is called, and what stands in it, safe to look at.
pub(super) type Field = (&'static str, String);

/// The kind of a location, and its fields.
pub(super) fn location(location: &Location) -> (&'static str, Vec<Field>) {
    match location {
        Location::Web { url, referrer } => (
            "web",
            fields([("url", text(url)), ("referrer", optional(referrer))]),
        ),
        Location::Social {
            platform,
            url,
            handle,
            posted_on,
        } => (
            "social",
            fields([
                ("platform", text(platform)),
                ("url", optional(url)),
                ("handle", optional(handle)),
                ("posted on", optional(posted_on)),
            ]),
        ),
        Location::Chat { app, handle } => (
            "chat",
            fields([("app", text(app)), ("room or handle", optional(handle))]),
        ),
        Location::Game { name, handle } => (
            "game or app",
            fields([("name", text(name)), ("handle", optional(handle))]),
        ),
        Location::Newsgroup {
            group,
            server,
            sender,
            date,
            subject,
        } => (
            "newsgroup",
            fields([
                ("group", text(group)),
                ("server", optional(server)),
                ("sender", optional(sender)),
                ("date", optional(date)),
                ("subject", optional(subject)),
            ]),
        ),
        Location::FileSharing {
            file_name,
            search_terms,
            magnet,
            client,
        } => (
            "file sharing",
            fields([
                ("file name", optional(file_name)),
                ("search terms", optional(search_terms)),
                ("hash or magnet", optional(magnet)),
                ("client", optional(client)),
            ]),
        ),
        Location::Onion { url } => ("onion", fields([("url", text(url))])),
        Location::Email {
            sender,
            subject,
            date,
        } => (
            "email",
            fields([
                ("sender", text(sender)),
                ("subject", optional(subject)),
                ("date", optional(date)),
            ]),
        ),
        Location::Other { text: words } => ("other", fields([("text", text(words))])),
    }
}

/// The exact text that leads there, for who asked to see it.
pub(super) fn exact(location: &Location) -> String {
    match location {
        Location::Web { url, .. } | Location::Social { url: Some(url), .. } => {
            address(url.as_str())
        }
        Location::Onion { url } => address(url.as_str()),
        other => {
            let (_, fields) = self::location(other);
            let lines = fields
                .iter()
                .map(|(name, value)| format!("{name}: {value}"));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

/// An address as it goes over the wire: ASCII, nothing hidden in it.
fn address(text: &str) -> String {
    url::Url::parse(text).map_or_else(|_| visible(text), |url| visible(url.as_str()))
}

/// Everything else that the reporter chose.
pub(super) fn details(report: &UntrustedReport) -> Vec<Field> {
    let yes = |answer: bool| if answer { "yes" } else { "no" }.to_owned();
    let list = |names: Vec<&'static str>| (!names.is_empty()).then(|| names.join(", "));
    let content_types = report
        .content_types
        .iter()
        .map(|kind| kind.name())
        .collect();
    let payment_methods = report
        .payment_methods
        .iter()
        .map(|way| way.name())
        .collect();
    fields([
        ("category", Some(words(report.category.name()))),
        ("child in danger", report.child_in_danger.map(yes)),
        (
            "age of the youngest",
            report.age_hint.map(|age| age.name().to_owned()),
        ),
        ("kinds of material", list(content_types)),
        ("observed on", optional(&report.observed_on)),
        (
            "paid access",
            report.paid_access.map(|paid| paid.name().to_owned()),
        ),
        ("payment methods", list(payment_methods)),
        ("wants feedback", report.feedback.then(|| yes(true))),
        ("states good faith", report.good_faith.then(|| yes(true))),
        ("language", text(&report.language)),
        ("partner", optional(&report.partner)),
    ])
}

/// A name of a choice, as words.
pub(super) fn words(name: impl AsRef<str>) -> String {
    name.as_ref().replace('_', " ")
}

/// The beginning of an id, enough to talk about a case.
pub(super) fn short(id: impl std::fmt::Display) -> String {
    let mut text = id.to_string();
    text.truncate(8);
    text
}

fn fields<const N: usize>(all: [(&'static str, Option<String>); N]) -> Vec<Field> {
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn text<R>(text: &Text<R>) -> Option<String> {
    let text = text.as_str();
    Some(if text.contains("://") || text.contains('@') {
        defang(text)
    } else {
        visible(text)
    })
}

fn optional<R>(text: &Option<Text<R>>) -> Option<String> {
    text.as_ref().and_then(self::text)
}
