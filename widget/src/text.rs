//! The words of the form, in the language that the page fetched.

use js_sys::{Object, Reflect};
use yew::AttrValue;

/// The texts of one language, by key: the object that the page's script read from a locale file.
#[derive(Debug, Clone, PartialEq)]
pub struct Locale(Object);

impl Locale {
    /// Looks texts up in this object.
    pub fn new(texts: Object) -> Self {
        Self(texts)
    }

    /// The text of this key; the key itself where it is missing.
    pub fn text(&self, key: &str) -> AttrValue {
        self.find(key).into()
    }

    /// The text of a key that is built: `named("kind.", "web")`.
    pub fn named(&self, prefix: &str, name: &str) -> AttrValue {
        self.text(&[prefix, name].concat())
    }

    /// The text with each `{name}` replaced.
    pub fn filled(&self, key: &str, values: &[(&str, &str)]) -> AttrValue {
        fill(&self.find(key), values).into()
    }

    fn find(&self, key: &str) -> String {
        let text = Reflect::get(&self.0, &key.into()).ok();
        text.and_then(|text| text.as_string())
            .unwrap_or_else(|| key.to_owned())
    }
}

/// Replaces the names between braces. Goes by single characters: a search for words would bring
/// 1 KB with it.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut parts = text.split(['{', '}']);
    let mut filled = String::new();
    while let Some(words) = parts.next() {
        filled.push_str(words);
        let value = |name| values.iter().find(|(known, _)| *known == name);
        if let Some((_, value)) = parts.next().and_then(value) {
            filled.push_str(value);
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_place_is_filled() {
        let values = [("n", "2"), ("all", "4")];
        assert_eq!(fill("Step {n} of {all}: {n}", &values), "Step 2 of 4: 2");
        assert_eq!(fill("{all}", &values), "4");
        assert_eq!(fill("nothing to fill", &values), "nothing to fill");
    }
}
