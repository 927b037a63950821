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
        fill(self.find(key), values).into()
    }

    fn find(&self, key: &str) -> String {
        let text = Reflect::get(&self.0, &key.into()).ok();
        text.and_then(|text| text.as_string())
            .unwrap_or_else(|| key.to_owned())
    }
}

fn fill(text: String, values: &[(&str, &str)]) -> String {
    values.iter().fold(text, |text, (name, value)| {
        text.replace(&["{", name, "}"].concat(), value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_place_is_filled() {
        let text = "Step {n} of {all}: {n}".to_owned();
        assert_eq!(fill(text, &[("n", "2"), ("all", "4")]), "Step 2 of 4: 2");
    }
}
