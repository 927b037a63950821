//! The texts for answers to reporters: the hotline's own, or the built-in ones.

use std::collections::BTreeMap;

use model::case::Card;
use model::workflow::Outcome;

use crate::words::{Language, Words};

/// The hotline's own texts, by the tag of their language (RFC 5646) and by outcome.
type OwnAnswers = BTreeMap<String, BTreeMap<Outcome, String>>;

/// The texts of one hotline.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    /// The hotline's name.
    pub(crate) hotline: String,
    /// Its own texts.
    pub(crate) own: OwnAnswers,
}

/// A text for the answer to a reporter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The tag of its language.
    pub(crate) language: String,
    pub(crate) text: String,
}

impl Answers {
    /// The text for the reporter of a case, in the reporter's language if there is one, and else in
    /// English; none if the outcome is not known yet, or has no text.
    pub(crate) fn to_reporter(&self, card: &Card) -> Option<Answer> {
        let outcome = card.facts.outcome?;
        let language = card.facts.language.as_str();
        let primary = language.split('-').next().unwrap_or_default();
        let tags = [language, primary, Language::default().tag()];
        let mut found = tags
            .into_iter()
            .filter_map(|tag| self.in_language(tag, outcome));
        found.next()
    }

    fn in_language(&self, tag: &str, outcome: Outcome) -> Option<Answer> {
        let own = self.own.get(tag).and_then(|texts| texts.get(&outcome));
        let text = match own {
            Some(own) => own.clone(),
            None => self.built_in(Words(tag.parse().ok()?), outcome)?,
        };
        let language = tag.to_owned();
        Some(Answer { language, text })
    }

    fn built_in(&self, words: Words, outcome: Outcome) -> Option<String> {
        let hotline = self.hotline.clone();
        let text = match outcome {
            Outcome::AssessedIllegal => words.feedback_assessed_illegal(hotline),
            Outcome::NotIllegal => words.feedback_not_illegal(hotline),
            Outcome::NotFound => words.feedback_not_found(hotline),
            Outcome::OutOfRemit => words.feedback_out_of_remit(hotline),
            Outcome::NeedsMore => words.feedback_needs_more(hotline),
            Outcome::Repeat => words.feedback_repeat(hotline),
            // Nobody answers the sender of spam.
            Outcome::Spam => return None,
        };
        Some(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use model::case::{Facts, Waited};
    use model::month::Month;
    use model::priority::Priority;
    use model::time::Hour;
    use model::workflow::State;
    use shared::report::{Category, ReportId};
    use strum::VariantArray;

    use super::*;

    fn card(language: &str, outcome: Option<Outcome>) -> Card {
        Card {
            id: ReportId::new([1; 16]),
            number: 1,
            version: 1,
            received: Hour(0),
            priority: Priority::Rest,
            state: State::FeedbackOwed,
            assignee: None,
            facts: Facts {
                month: Month(24_324),
                category: Category::Csam,
                language: language.to_owned(),
                partner: None,
                outcome,
                country: None,
                site_type: None,
                waited: Waited::Hours,
                origin: None,
            },
            closed: None,
            due: None,
            is_handed_over: Some(false),
        }
    }

    #[test]
    fn a_reporter_is_answered_in_their_language_or_in_english() {
        let own = [(Outcome::NotFound, "Niks gevonden.".to_owned())];
        let answers = Answers {
            hotline: "Example Hotline".to_owned(),
            own: [("nl".to_owned(), own.into())].into(),
        };
        for (language, outcome, expected, begins) in [
            ("de", Outcome::NotFound, "de", "Vielen Dank"),
            ("es-419", Outcome::NotFound, "es", "Gracias"),
            ("nl", Outcome::NotFound, "nl", "Niks gevonden."),
            ("nl", Outcome::NotIllegal, "en", "Thank you"),
            ("ar", Outcome::NotIllegal, "en", "Thank you"),
        ] {
            let answer = answers.to_reporter(&card(language, Some(outcome))).unwrap();
            assert_eq!(answer.language, expected, "{language}");
            assert!(answer.text.starts_with(begins), "{}", answer.text);
        }
        assert_eq!(answers.to_reporter(&card("en", None)), None);
    }

    #[test]
    fn every_outcome_but_spam_has_a_text_that_names_the_hotline() {
        let answers = Answers {
            hotline: "Example Hotline".to_owned(),
            ..Answers::default()
        };
        for outcome in Outcome::VARIANTS {
            for language in Language::VARIANTS {
                let answer = answers.to_reporter(&card(language.tag(), Some(*outcome)));
                assert_eq!(answer.is_none(), *outcome == Outcome::Spam);
                let text = answer.map_or_else(|| answers.hotline.clone(), |it| it.text);
                assert!(text.contains("Example Hotline"), "{text}");
            }
        }
    }
}
