//! Presentation: reports as safe text without links, and words for the model's names.

use std::borrow::Cow;

use model::assessment::Classification;
use model::defang::{defang, defang_prose, visible};
use model::item::Item;
use model::life::{End, Requirement};
use model::outcome::ItemOutcome;
use model::queue::QueueState;
use model::referred::NO_LANGUAGE;
use model::workflow::{Outcome, State};
use model::worksheet::{Answer, FeedbackState, HandoffKind};
use shared::report::{Location, Text, UntrustedReport};

use crate::handoff::Refusal;
use crate::words::Words;

/// The words for a field, and its text, safe to display.
pub(super) type Field = (Cow<'static, str>, String);

/// The name of a field, and its text exactly as reported, which is not safe to display.
pub(super) type ExactField<'a> = (&'static str, &'a str);

/// The kind of a location, and its fields.
pub(super) fn location(words: Words, location: &Location) -> (Cow<'static, str>, Vec<Field>) {
    let (kind, exact) = exact(location);
    let shown = exact
        .into_iter()
        .map(|(name, text)| (words.location_field(name), safe(text)));
    (words.location_kind(kind), shown.collect())
}

/// The kind of a location, and its fields exactly as reported, by the names that their words have.
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
                ("posted_on", optional(posted_on)),
            ]),
        ),
        Location::Chat { app, handle } => (
            "chat",
            fields([("app", text(app)), ("room_or_handle", optional(handle))]),
        ),
        Location::Game { name, handle } => (
            "game",
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
            "file_sharing",
            fields([
                ("file_name", optional(file_name)),
                ("search_terms", optional(search_terms)),
                ("hash_or_magnet", optional(magnet)),
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

/// The reporter's answers, without locations and free text. `written` writes a day.
pub(super) fn details(
    words: Words,
    report: &UntrustedReport,
    written: impl Fn(&str) -> String,
) -> Vec<Field> {
    let yes = |answer: bool| match answer {
        true => words.report_yes().into_owned(),
        false => words.report_no().into_owned(),
    };
    let content_types = report.content_types.iter();
    let content_types = content_types.map(|kind| words.choice_content_type(kind.name()));
    let payment_methods = report.payment_methods.iter();
    let payment_methods = payment_methods.map(|way| words.choice_payment_method(way.name()));
    let category = words.choice_category(report.category.name());
    let age_hint = report.age_hint.map(|age| words.choice_age_hint(age.name()));
    let paid_access = report.paid_access;
    let paid_access = paid_access.map(|paid| words.choice_paid_access(paid.name()));
    let observed_on = optional(&report.observed_on).map(|day| written(&safe(day)));
    let language = language_words(words, report.language.as_str());
    let answers = fields([
        ("category", Some(category.into_owned())),
        ("child_in_danger", report.child_in_danger.map(yes)),
        ("age_hint", age_hint.map(Cow::into_owned)),
        ("content_types", list(words, content_types)),
        ("observed_on", observed_on),
        ("paid_access", paid_access.map(Cow::into_owned)),
        ("payment_methods", list(words, payment_methods)),
        ("feedback", report.feedback.then(|| yes(true))),
        ("good_faith", report.good_faith.then(|| yes(true))),
        ("language", Some(safe(&language))),
        ("partner", optional(&report.partner).map(safe)),
    ]);
    let named = answers.into_iter();
    named
        .map(|(name, text)| (words.report_answer(name), text))
        .collect()
}

/// The tag of the language in which a reporter wrote, or that nobody knows it.
pub(super) fn language_words(words: Words, tag: &str) -> Cow<'_, str> {
    match tag {
        NO_LANGUAGE => words.report_language_not_known(),
        tag => tag.into(),
    }
}

/// The texts as one; `None` without any.
fn list(words: Words, texts: impl Iterator<Item = Cow<'static, str>>) -> Option<String> {
    let texts: Vec<_> = texts.collect();
    (!texts.is_empty()).then(|| words.list(&texts))
}

/// The state of an item in words, with the reason of its end.
pub(super) fn item_words(words: Words, item: &Item) -> Cow<'static, str> {
    match item.end {
        Some(end) => words.item_ended(words.item_end(end.name())),
        None => words.item_state(item.state.name()),
    }
}

/// The words for the name of an item's state or, once it has ended, of its end.
pub(super) fn standing_words(words: Words, name: &str) -> Cow<'static, str> {
    match name.parse::<End>() {
        Ok(end) => words.item_end(end.name()),
        Err(_) => words.item_state(name.to_owned()),
    }
}

/// What another hotline told of an item, in words: what became of it, the country, and their classification.
pub(super) fn outcome_words(words: Words, outcome: &ItemOutcome) -> String {
    let became = words.hand_off_outcome(outcome.became.name());
    let classification = outcome.classification;
    let classification = classification.map(|it| words.choice_classification(it.name()));
    let country = outcome.country.clone().map(Cow::Owned);
    let more = country.into_iter().chain(classification);
    more.fold(became.into_owned(), |said, more| format!("{said} · {more}"))
}

/// The requirement of a step, in words beside its button.
pub(super) fn needs_words(words: Words, needs: Requirement) -> Cow<'static, str> {
    words.item_needs(match needs {
        Requirement::Nothing | Requirement::WasIllegal | Requirement::Claim => {
            return Cow::Borrowed("");
        }
        Requirement::Reason => "reason",
        Requirement::Illegal => "illegal",
        Requirement::Legal => "legal",
        Requirement::HandOff => "hand_off",
        Requirement::Police => "police",
        Requirement::Hotline => "hotline",
        Requirement::Until | Requirement::Day => "day",
        Requirement::Address => "address",
        Requirement::Country => "country",
    })
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
pub(super) fn queue_words(words: Words, state: QueueState) -> Cow<'static, str> {
    words.queue_state(match state {
        QueueState::Waiting => "waiting",
        QueueState::Leased => "claimed",
        QueueState::Dead => "set_aside",
    })
}

/// The words for a value that the log has for an act on a case. Names of people and recipients stay as they are.
pub(super) fn logged_words(words: Words, act: &str, value: &str) -> Cow<'static, str> {
    const OF_PEOPLE: [&str; 2] = ["assign", "hand_off"];
    if OF_PEOPLE.contains(&act) {
        return self::words(value).into();
    }
    let is_other = |it: char| !it.is_ascii_lowercase() && it != '_';
    let said = value.split_inclusive(is_other).map(|part| {
        let name = part.trim_end_matches(is_other);
        format!("{}{}", named(words, name), &part[name.len()..])
    });
    said.collect::<String>().into()
}

/// The words for a name of the log; a name that none of the lists has is shown as it is.
fn named(words: Words, name: &str) -> Cow<'static, str> {
    if name == "received" {
        words.case_received()
    } else if let Ok(state) = name.parse() {
        state_words(words, state)
    } else if let Ok(end) = name.parse::<End>() {
        words.item_end(end.name())
    } else if let Ok(outcome) = name.parse::<Outcome>() {
        words.choice_outcome(outcome.name())
    } else if let Ok(classification) = name.parse::<Classification>() {
        words.choice_classification(classification.name())
    } else if let Ok(state) = name.parse::<FeedbackState>() {
        words.case_feedback_state(state.name())
    } else if let Ok(answer) = name.parse::<Answer>() {
        words.hand_off_answer(answer.name())
    } else if let Ok(kind) = name.parse::<HandoffKind>() {
        words.hand_off_kind(kind.name())
    } else {
        self::words(name).into()
    }
}

/// Why a hand-off is not possible now.
pub(super) fn refusal_words(words: Words, refusal: &Refusal) -> Cow<'static, str> {
    words.hand_off_refused(match refusal {
        Refusal::State => "state",
        Refusal::NotAssessed => "not_assessed",
        Refusal::OnHold => "on_hold",
        Refusal::NotConfigured(setting) => return words.hand_off_not_set_up(*setting),
        Refusal::UnknownHotline => "unknown_hotline",
        Refusal::NothingFits => "nothing_fits",
        Refusal::NoExplanation => "no_explanation",
        Refusal::Anonymous => "anonymous",
        Refusal::NoKey => "no_key",
        Refusal::NotCertified => "not_certified",
        Refusal::TooLong => "too_long",
        Refusal::Failed => "failed",
    })
}

/// The number of characters of a text, and the text, safe to display.
pub(super) fn prose(text: &str) -> (usize, String) {
    (text.chars().count(), defang_prose(text))
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
    use strum::VariantArray;

    use super::*;
    use crate::casework::Sighted;
    use crate::words::Language;

    #[test]
    fn every_requirement_and_every_word_of_a_known_item_is_said() {
        for words in Language::VARIANTS.iter().map(|language| Words(*language)) {
            for step in STEPS {
                let is_silent = [
                    Requirement::Nothing,
                    Requirement::WasIllegal,
                    Requirement::Claim,
                ]
                .contains(&step.needs);
                let said = needs_words(words, step.needs);
                assert_eq!(said.contains(' '), !is_silent, "{said}");
            }
            for sighted in Sighted::VARIANTS {
                assert_ne!(words.known_sighted(sighted.name()), sighted.name());
            }
        }
    }

    #[test]
    fn what_the_log_says_of_a_case_is_said_in_every_language() {
        let names = [
            names(State::VARIANTS, State::name),
            names(End::VARIANTS, End::name),
            names(Outcome::VARIANTS, Outcome::name),
            names(Classification::VARIANTS, Classification::name),
            names(FeedbackState::VARIANTS, FeedbackState::name),
            names(Answer::VARIANTS, Answer::name),
            names(HandoffKind::VARIANTS, HandoffKind::name),
        ];
        for name in names.concat() {
            let said = |language| logged_words(Words(language), "step", name);
            let all: Vec<_> = Language::VARIANTS.iter().map(|it| said(*it)).collect();
            assert!(
                all.iter().all(|said| !said.contains('_')),
                "{name}: {all:?}"
            );
            let is_alike = all.iter().all(|said| *said == all[0]);
            assert!(
                !is_alike || all[0] != name || name == "national",
                "{name}: {all:?}"
            );
        }
        let german = Words(Language::De);
        for (act, value, expected) in [
            ("step", "removed (1, 2)", "entfernt (1, 2)"),
            (
                "assess",
                "1 doubtful 2 ignore",
                "1 zweifelhaft 2 nicht beachten",
            ),
            ("assign", "removed", "removed"),
        ] {
            assert_eq!(logged_words(german, act, value), expected);
        }
    }

    fn names<T: Copy>(choices: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
        choices.iter().copied().map(name).collect()
    }
}
