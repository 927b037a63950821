//! A set of choices from one menu.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A menu of at most 16 choices.
pub trait Menu: Copy + 'static {
    /// Every choice, in the order in which a form offers them.
    const ALL: &'static [Self];

    /// The choice's own bit.
    fn bit(self) -> u16;
}

/// A set of choices, one bit each. In JSON it is a list in the order of the menu.
///
/// A general set would do the same, but cost each reporter 2 KB to load.
pub struct ChoiceSet<M> {
    bits: u16,
    menu: PhantomData<M>,
}

impl<M: Menu> ChoiceSet<M> {
    /// Whether no choice is in the set.
    pub fn is_empty(&self) -> bool {
        self.bits == 0
    }

    /// Whether this choice is in the set.
    pub fn contains(&self, choice: M) -> bool {
        self.bits & choice.bit() != 0
    }

    /// Adds this choice, or removes it if it is in the set.
    pub fn toggle(&mut self, choice: M) {
        self.bits ^= choice.bit();
    }

    /// The choices in the set, in the order of the menu.
    pub fn iter(self) -> impl Iterator<Item = M> {
        let all = M::ALL.iter().copied();
        all.filter(move |choice| self.contains(*choice))
    }
}

impl<M> Default for ChoiceSet<M> {
    fn default() -> Self {
        Self {
            bits: 0,
            menu: PhantomData,
        }
    }
}

impl<M> Clone for ChoiceSet<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for ChoiceSet<M> {}

impl<M> PartialEq for ChoiceSet<M> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}

impl<M> Eq for ChoiceSet<M> {}

impl<M: Menu + fmt::Debug> fmt::Debug for ChoiceSet<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<M: Menu + Serialize> Serialize for ChoiceSet<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, M: Menu + Deserialize<'de>> Deserialize<'de> for ChoiceSet<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let choices = Vec::<M>::deserialize(deserializer)?;
        let bits = choices
            .into_iter()
            .fold(0, |bits, choice| bits | choice.bit());
        Ok(Self {
            bits,
            menu: PhantomData,
        })
    }
}

#[cfg(feature = "schema")]
impl<M: schemars::JsonSchema + Ord> schemars::JsonSchema for ChoiceSet<M> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        std::collections::BTreeSet::<M>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeSet::<M>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ContentType;
    use super::*;

    #[test]
    fn a_set_is_a_list_in_the_order_of_the_menu() {
        let mut set = ChoiceSet::default();
        for choice in ContentType::ALL.iter().rev() {
            assert!(!set.contains(*choice));
            set.toggle(*choice);
        }
        assert!(set.iter().eq(ContentType::ALL.iter().copied()));
        set.toggle(ContentType::Text);
        let json = serde_json::to_string(&set).unwrap();
        assert_eq!(json, r#"["image","video","audio","live","link"]"#);
        assert_eq!(serde_json::from_str::<ChoiceSet<_>>(&json).unwrap(), set);
        assert!(serde_json::from_str::<ChoiceSet<ContentType>>(r#"["taste"]"#).is_err());
    }
}
