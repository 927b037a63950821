//! Presentation: reports as safe text without links, and words for the model's names.

use model::case::{HandOffState, HandedOff, HandoffKind};
use model::defang::{defang, visible};
use model::queue::QueueState;
use model::rights::Role;
use model::workflow::Step;
use shared::report::{Location, Text, UntrustedReport};

/// The name of a field, and its text, safe to display.
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

/// The exact text of a location.
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

/// An address as it is sent over the network: ASCII, without hidden characters.
fn address(text: &str) -> String {
    url::Url::parse(text).map_or_else(|_| visible(text), |url| visible(url.as_str()))
}

/// The reporter's answers, without locations and free text.
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

/// The words on the button of a step.
pub(super) fn step_words(step: &Step) -> &'static str {
    match step.name {
        "spam" => "No report: close",
        "repeat" => "Repeat: close",
        "rule_out" => "Out of remit",
        "ask" => "Not enough to find it",
        "resume" => "Take up again",
        "begin" => "Begin assessment",
        "not_illegal" => "Assess as not illegal",
        "not_found" => "Nothing is there",
        "illegal" => "Assess as illegal",
        "doubt" => "Ask for a second review",
        "monitor" => "Monitor",
        "removed" => "Removed by the host",
        "unavailable" => "Unavailable",
        "moved" => "Moved elsewhere",
        "reassess" => "Assess again",
        "close" => "Close",
        "undo" => "Undo the closing",
        "reopen" => "Reopen",
        "anonymise" => "Anonymise",
        name => name,
    }
}

/// The words for a role.
pub(super) fn role_words(role: &Role) -> &'static str {
    match role {
        Role::ReadOnly => "Read only",
        Role::Analyst => "Analyst",
        Role::Lead => "Lead",
        Role::Admin => "Admin",
    }
}

/// The words for the state of a report in the queue.
pub(super) fn queue_words(state: QueueState) -> &'static str {
    match state {
        QueueState::Waiting => "waiting",
        QueueState::Leased => "claimed",
        QueueState::Dead => "set aside",
    }
}

/// The words for a way to hand a case off.
pub(super) fn handoff_words(kind: HandoffKind) -> &'static str {
    match kind {
        HandoffKind::ScartCsv => "SCART, as CSV",
        HandoffKind::ScartMail => "SCART, by mail",
        HandoffKind::Xarf => "Abuse desk, XARF",
        HandoffKind::Notice => "Host, notice (DSA, Article 16)",
        HandoffKind::Police => "Police, package",
        HandoffKind::Hotline => "Other hotline, sealed",
    }
}

/// The words for a hand-off that has not left, or may not have.
pub(super) fn hand_off_words(handed_off: &HandedOff) -> Option<&'static str> {
    match handed_off.state {
        HandOffState::Sent => None,
        HandOffState::Sending => Some("being sent; the mail server has not confirmed it yet"),
        HandOffState::Failed => Some("not sent; it is not tried again"),
        HandOffState::Unknown => Some("may have left; the mail server did not confirm"),
    }
}

/// The name of a choice as words.
pub(super) fn words(name: impl AsRef<str>) -> String {
    name.as_ref().replace('_', " ")
}

/// The first characters of an id, enough to name a case in conversation.
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

#[cfg(test)]
mod tests {
    use model::workflow::STEPS;

    use super::*;

    #[test]
    fn every_step_has_words_of_its_own() {
        for step in STEPS {
            assert_ne!(step_words(step), step.name);
        }
    }
}
