//! What became of an item at another hotline: the words in which two hotlines tell each other.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::assessment::Classification;
use crate::choices::choices;
use crate::life::{End, ItemState};
use crate::time::Hour;

choices! {
    /// What became of an item at the hotline that it was referred to.
    pub enum Became {
        /// They look at it anew, after they had told something else.
        Assessing,
        /// They deal with it.
        AtWork,
        /// The host removed the content.
        Removed,
        /// The content cannot be reached any more.
        Unavailable,
        /// The content has moved to another address, which they deal with.
        Moved,
        /// Their police have it.
        WithPolice,
        /// The hotline of a third country has it.
        WithHotline,
        /// The host refused to remove the content.
        Refused,
        /// That hotline got no answer to what it sent.
        NoAnswer,
        /// They assessed it as not illegal.
        NotIllegal,
        /// They found no content.
        NotFound,
        /// They do not deal with it.
        OutOfRemit,
        /// It is not in their country.
        Elsewhere,
    }
}

/// What became of one item, as one hotline tells another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemOutcome {
    /// What became of it.
    pub became: Became,
    /// Their own classification; none if they have made none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Classification>,
    /// The country (ISO 3166-1 alpha-2) in which they found it to be, if it is elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// What another hotline told of an item that we referred to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeardOutcome {
    /// The number of the item within our case, from 1.
    pub item: u32,
    /// What became of it.
    pub outcome: ItemOutcome,
    /// The hour (RFC 3339) in which they first told this.
    pub on: String,
    /// Whether a person here has to look at it: it ended there, and nobody here has seen that yet.
    pub is_news: bool,
}

impl Became {
    /// What became of an item of ours in this state, with this end; none while nobody has decided anything about it.
    pub fn of(state: ItemState, end: Option<End>) -> Option<Self> {
        end.map(Self::of_end)
            .or(state.is_illegal().then_some(Self::AtWork))
    }

    fn of_end(end: End) -> Self {
        match end {
            End::Removed => Self::Removed,
            End::Unavailable => Self::Unavailable,
            End::Moved => Self::Moved,
            End::WithPolice => Self::WithPolice,
            End::WithHotline => Self::WithHotline,
            End::Refused => Self::Refused,
            End::NoAnswer => Self::NoAnswer,
            End::NotIllegal => Self::NotIllegal,
            End::NotFound | End::NeverFound => Self::NotFound,
            End::OutOfRemit | End::Spam => Self::OutOfRemit,
            End::Elsewhere => Self::Elsewhere,
            // They deal with the other item of the same address.
            End::Same => Self::AtWork,
        }
    }

    /// Whether nothing is left to do for the item there, so that a person here has to know.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Assessing | Self::AtWork)
    }

    /// Whether the content is dealt with: an item that has ended here needs nobody to look at it.
    pub fn is_dealt_with(self) -> bool {
        matches!(
            self,
            Self::Removed | Self::Unavailable | Self::Moved | Self::WithPolice | Self::WithHotline
        )
    }

    /// The name of the step that our own item may take then, if it can take it; none if a person has to
    /// find another way.
    pub fn step(self) -> Option<&'static str> {
        match self {
            Self::Removed | Self::Unavailable | Self::Refused | Self::NoAnswer => Some(self.name()),
            _ => None,
        }
    }
}

impl ItemOutcome {
    /// An item that is looked at anew.
    pub fn anew() -> Self {
        Self {
            became: Became::Assessing,
            classification: None,
            country: None,
        }
    }
}

impl HeardOutcome {
    /// An outcome that was told in this hour. `is_open`: whether our own item is open.
    pub fn new(item: u32, outcome: ItemOutcome, on: Hour, is_open: bool) -> Self {
        let became = outcome.became;
        Self {
            item,
            is_news: became.is_final() && (is_open || !became.is_dealt_with()),
            outcome,
            on: on.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::life::step_named;

    #[test]
    fn every_proposed_step_needs_nothing_but_a_press() {
        use crate::life::Requirement;
        for became in Became::VARIANTS {
            let Some(name) = became.step() else {
                continue;
            };
            let step = step_named(ItemState::LookedAfter, name).unwrap();
            assert_eq!(step.needs, Requirement::Nothing, "{became:?}");
            assert!(became.is_final(), "{became:?}");
        }
    }

    #[test]
    fn every_end_can_be_told() {
        let told: Vec<Became> = End::VARIANTS
            .iter()
            .map(|end| Became::of_end(*end))
            .collect();
        for became in Became::VARIANTS {
            let is_state = matches!(became, Became::Assessing | Became::AtWork);
            assert!(is_state || told.contains(became), "{became:?}");
        }
    }
}
