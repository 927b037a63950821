//! The texts of the form, in the language that the page fetched.

use js_sys::Object;
use shared::cut;
use yew::virtual_dom::VText;
use yew::{AttrValue, Html};

use crate::browser;

/// The texts of one language, by key: the object that the page's script read from a locale file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Locale(Object);

impl Locale {
    pub(crate) fn new(texts: Object) -> Self {
        Self(texts)
    }

    /// The text of this key, or the key itself if it has no text.
    pub(crate) fn text(&self, key: &str) -> String {
        self.find(key).unwrap_or_else(|| key.to_owned())
    }

    /// The text of this key, if it has one.
    pub(crate) fn find(&self, key: &str) -> Option<String> {
        browser::text(&self.0, key)
    }

    /// The text of the key that `prefix` and `name` make: `named("kind.", "web")`.
    pub(crate) fn named(&self, prefix: &str, name: &str) -> String {
        self.text(&[prefix, name].concat())
    }

    /// The text of this key, with each `{name}` replaced.
    pub(crate) fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(&self.text(key), values)
    }
}

/// A text as a node of the page. Yew can make one of any type that implements `Display`, but the
/// code for formatting would be 1.1 KB more to load.
pub(crate) fn shown(text: impl Into<AttrValue>) -> Html {
    VText::new(text).into()
}

/// A number in decimal, made without the standard library's code for formatting.
pub(crate) fn decimal(number: usize) -> String {
    let mut digits = match number / 10 {
        0 => String::new(),
        tens => decimal(tens),
    };
    digits.push(char::from(b'0' + (number % 10) as u8));
    digits
}

/// Replaces the names between braces.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((words, name)) = cut::first(rest, "{") {
        filled.push_str(words);
        let (name, behind) = cut::first(name, "}").unwrap_or_default();
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, value)| *value));
        rest = behind;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decimal() {
        for number in [0, 9, 10, 207, 1000, usize::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }

    #[test]
    fn every_named_place_is_filled() {
        let values = [("n", "2"), ("all", "4")];
        assert_eq!(fill("Step {n} of {all}: {n}", &values), "Step 2 of 4: 2");
        assert_eq!(fill("{all}", &values), "4");
        assert_eq!(fill("nothing to fill", &values), "nothing to fill");
    }
}
