//! The tags of an HTML page with their places in it, and changes at these places. The rest of the
//! page stays as it is, byte by byte.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Token, Tokenizer};

/// A tag of a page.
#[derive(Debug)]
pub(super) struct Tag {
    /// The name of the element, in lower case.
    pub(super) name: String,
    pub(super) is_end: bool,
    /// The bytes of the tag in the page.
    pub(super) place: Range<usize>,
    /// The text between this tag and the next one.
    pub(super) text: String,
    attributes: BTreeMap<String, String>,
    is_changed: bool,
}

impl Tag {
    /// The value of an attribute; empty for an attribute without a value.
    pub(super) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    /// Whether the attribute has this value.
    pub(super) fn is(&self, attribute: &str, value: &str) -> bool {
        self.get(attribute) == Some(value)
    }

    pub(super) fn set(&mut self, attribute: &str, value: &str) {
        self.attributes
            .insert(attribute.to_owned(), value.to_owned());
        self.is_changed = true;
    }

    /// Adds or removes an attribute without a value.
    pub(super) fn turn(&mut self, attribute: &str, is_on: bool) {
        if is_on {
            self.set(attribute, "");
        } else {
            self.is_changed |= self.attributes.remove(attribute).is_some();
        }
    }

    /// The start tag with its present attributes.
    fn written(&self) -> String {
        let mut html = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            html.push(' ');
            html.push_str(name);
            if !value.is_empty() || name == "value" {
                // Writing into a `String` cannot fail.
                let _ = write!(html, "=\"{}\"", escaped(value));
            }
        }
        html + ">"
    }
}

/// All tags of a page, in its order.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut tags: Vec<Tag> = Vec::new();
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) => tags.push(Tag {
                name: text(&tag.name),
                is_end: false,
                place: tag.span.start..tag.span.end,
                text: String::new(),
                attributes: tag
                    .attributes
                    .iter()
                    .map(|(name, value)| (text(name), text(value)))
                    .collect(),
                is_changed: false,
            }),
            Token::EndTag(tag) => tags.push(Tag {
                name: text(&tag.name),
                is_end: true,
                place: tag.span.start..tag.span.end,
                text: String::new(),
                attributes: BTreeMap::new(),
                is_changed: false,
            }),
            Token::String(string) => {
                if let Some(tag) = tags.last_mut() {
                    tag.text.push_str(&text(&string));
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    tags
}

fn text(string: &HtmlString) -> String {
    String::from_utf8_lossy(string).into_owned()
}

/// A text as HTML, also within an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}

/// Changes of a page that do not overlap.
#[derive(Default)]
pub(super) struct Changes(Vec<(Range<usize>, String)>);

impl Changes {
    /// Puts `html` into this place. Several insertions at one place keep their order.
    pub(super) fn put(&mut self, place: Range<usize>, html: String) {
        self.0.push((place, html));
    }

    /// Writes the tags again that were changed.
    pub(super) fn put_tags(&mut self, tags: &[Tag]) {
        for tag in tags.iter().filter(|tag| tag.is_changed) {
            self.put(tag.place.clone(), tag.written());
        }
    }

    /// The page with all changes.
    pub(super) fn made(mut self, page: &str) -> String {
        self.0.sort_by_key(|(place, _)| (place.start, place.end));
        let mut changed = String::with_capacity(page.len());
        let mut at = 0;
        for (place, html) in self.0 {
            changed.push_str(page.get(at..place.start).unwrap_or_default());
            changed.push_str(&html);
            at = place.end;
        }
        changed + page.get(at..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><p title='a &amp; b'>x<b>é</b><!-- <i> --><br/>\
                        <textarea name=t>\n<b> & </textarea>é<input disabled value=\"\">";

    #[test]
    fn each_tag_has_its_place_and_text() {
        let tags = tags(PAGE);
        for tag in &tags {
            let html = &PAGE[tag.place.clone()];
            assert!(html.starts_with('<') && html.ends_with('>'), "{html}");
            assert!(html.contains(&tag.name), "{html}");
        }
        let names: Vec<_> = tags.iter().map(|tag| &tag.name[..]).collect();
        assert_eq!(
            names,
            ["p", "b", "b", "br", "textarea", "textarea", "input"]
        );
        assert_eq!(tags[0].get("title"), Some("a & b"));
        assert_eq!(tags[1].text, "é");
        assert_eq!(tags[4].text, "\n<b> & ");
        assert_eq!(tags[6].written(), r#"<input disabled value="">"#);
    }

    #[test]
    fn a_page_changes_only_where_it_is_changed() {
        assert_eq!(Changes::default().made(PAGE), PAGE);
        let mut tags = tags(PAGE);
        tags[0].set("title", "\"<&");
        let mut changes = Changes::default();
        changes.put(tags[1].place.end..tags[2].place.start, "one".to_owned());
        changes.put_tags(&tags);
        changes.put(tags[0].place.end..tags[0].place.end, "two".to_owned());
        let changed = changes.made(PAGE);
        let begin = "<!doctype html><p title=\"&quot;&lt;&amp;\">twox<b>one</b><!-- <i> -->";
        assert!(changed.starts_with(begin), "{changed}");
    }
}
