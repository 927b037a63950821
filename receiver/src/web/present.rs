//! Presentation: reports as safe text without links, and words for the model's names.

use std::borrow::Cow;

use model::defang::{defang, visible};
use model::life::{Requirement, Step};
use model::queue::QueueState;
use model::workflow::State;
use model::worksheet::{Answer, HandOffState, HandoffKind};
use shared::report::{Location, Text, UntrustedReport};

use crate::casework::Sighted;
use crate::words::Words;

/// The name of a field, and its text, safe to display.
pub(super) type Field = (&'static str, String);

/// The name of a field, and its text exactly as reported, which is not safe to display.
pub(super) type ExactField<'a> = (&'static str, &'a str);

/// The kind of a location, and its fields.
pub(super) fn location(location: &Location) -> (&'static str, Vec<Field>) {
    let (kind, exact) = exact(location);
    let shown = exact.into_iter().map(|(name, text)| (name, safe(text)));
    (kind, shown.collect())
}

/// The kind of a location, and its fields exactly as reported.
pub(super) fn exact(location: &Location) -> (&'static str, Vec<ExactField<'_>>) {
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
        ("observed on", optional(&report.observed_on).map(safe)),
        (
            "paid access",
            report.paid_access.map(|paid| paid.name().to_owned()),
        ),
        ("payment methods", list(payment_methods)),
        ("wants feedback", report.feedback.then(|| yes(true))),
        ("states good faith", report.good_faith.then(|| yes(true))),
        ("language", text(&report.language).map(safe)),
        ("partner", optional(&report.partner).map(safe)),
    ])
}

/// The words on the button of a step.
pub(super) fn step_words(step: &Step) -> &'static str {
    match step.name {
        "illegal" => "Assess as illegal",
        "not_illegal" => "Assess as not illegal",
        "not_found" => "Nothing is there",
        "out_of_remit" => "Out of remit",
        "spam" => "No report: spam",
        "needs_more" => "Not enough to find it",
        "doubt" => "Ask for a second review",
        "resume" => "Take up again",
        "never_found" => "Never found: end",
        "send_back" => "Send back",
        "withdraw" => "Withdraw from review",
        "look_after" => "Look after it",
        "hold" => "The police ask to wait",
        "release" => "The police release it",
        "with_police" => "The police have it",
        "with_hotline" => "The other hotline has it",
        "removed" => "Removed by the host",
        "unavailable" => "Unavailable",
        "moved" => "Moved to another address",
        "still_online" => "Still online",
        "look_again" => "Look again on another day",
        "refused" => "Refused by the host",
        "no_answer" => "Nobody answers",
        "correct" => "Correct the verdict",
        "back_online" => "The same, back online",
        "reopen" => "Reopen",
        name => name,
    }
}

/// The requirement of a step, in words beside its button.
pub(super) fn needs_words(needs: Requirement) -> &'static str {
    match needs {
        Requirement::Nothing | Requirement::WasIllegal => "",
        Requirement::Reason => "needs a reason",
        Requirement::Illegal => "needs a finding: baseline or national",
        Requirement::Legal => "needs a finding: ignore or doubtful",
        Requirement::HandOff => "needs a hand-off that has left",
        Requirement::Police => "needs a hand-off to the police that has left",
        Requirement::Hotline => "needs a hand-off to a hotline that has left",
        Requirement::Until | Requirement::Day => "needs the day",
        Requirement::Address => "needs the new address",
    }
}

/// The words on the button for a known item.
pub(super) fn sighted_words(sighted: Sighted) -> &'static str {
    match sighted {
        Sighted::NothingNew => "Nothing new",
        Sighted::StillOnline => "Still online",
        Sighted::BackOnline => "The same, back online",
        Sighted::Changed => "It has changed: assess again",
        Sighted::OwnItem => "Make it an item of this case",
    }
}

/// The words on the button that records how far a hand-off has got.
pub(super) fn ladder_words(state: HandOffState) -> &'static str {
    match state {
        HandOffState::Sent => "It has left",
        HandOffState::Failed => "It has not left",
        HandOffState::Arrived => "It has arrived",
        HandOffState::Answered => "They have answered",
        HandOffState::NoAnswer => "They do not answer",
        HandOffState::Made | HandOffState::Sending | HandOffState::Unknown => "",
    }
}

/// The words on the button that records an answer to a hand-off.
pub(super) fn answer_words(answer: Answer) -> &'static str {
    match answer {
        Answer::Removed => "They have removed it",
        Answer::AtWork => "They deal with it",
        Answer::Refused => "They refuse",
        Answer::PassedOn => "They have passed it on",
        Answer::Other => "They have answered otherwise",
    }
}

/// The words for the state of a case.
pub(super) fn state_words(words: Words, state: State) -> Cow<'static, str> {
    match state {
        State::ToAssess => words.state_to_assess(),
        State::SecondReview => words.state_second_review(),
        State::Reviewed => words.state_reviewed(),
        State::Illegal => words.state_illegal(),
        State::NeedsMore => words.state_needs_more(),
        State::Held => words.state_held(),
        State::LookedAfter => words.state_looked_after(),
        State::FeedbackOwed => words.state_feedback_owed(),
        State::Closed => words.state_closed(),
        State::Anonymised => words.state_anonymised(),
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

/// The words for a way to hand items off.
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

/// How far a hand-off has got, in words.
pub(super) fn hand_off_words(state: HandOffState) -> &'static str {
    match state {
        HandOffState::Made => "made; nobody has said that it was delivered",
        HandOffState::Sending => "being sent; the mail server has not confirmed it yet",
        HandOffState::Sent => "has left",
        HandOffState::Failed => "not sent; it is not tried again",
        HandOffState::Unknown => "may have left; the mail server did not confirm",
        HandOffState::Arrived => "has arrived",
        HandOffState::Answered => "answered",
        HandOffState::NoAnswer => "not answered",
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

fn fields<T, const N: usize>(all: [(&'static str, Option<T>); N]) -> Vec<(&'static str, T)> {
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn text<R>(text: &Text<R>) -> Option<&str> {
    Some(text.as_str())
}

fn optional<R>(text: &Option<Text<R>>) -> Option<&str> {
    text.as_ref().and_then(self::text)
}

/// A text that is safe to display.
fn safe(text: &str) -> String {
    if text.contains("://") || text.contains('@') {
        defang(text)
    } else {
        visible(text)
    }
}

#[cfg(test)]
mod tests {
    use model::life::STEPS;

    use super::*;

    #[test]
    fn every_step_has_words_of_its_own() {
        for step in STEPS {
            assert_ne!(step_words(step), step.name);
        }
    }
}
