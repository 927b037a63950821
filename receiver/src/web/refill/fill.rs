//! A page whose form was refused: what was typed is in the form again, with the reason.
//!
//! Everything is read off the page itself, so a new form needs nothing here.

use std::borrow::Cow;
use std::ops::Range;

use super::typed::{Typed, is_secret};
use crate::web::markup::{Changes, Tag, escaped, tags};
use crate::web::problem::FieldName;

/// A page as its tags, with the forms to fill in.
pub(super) struct Shown<'a> {
    html: &'a str,
    tags: Vec<Tag>,
    /// The form of each tag, by the index of the form's start tag.
    owners: Vec<Option<usize>>,
    /// The forms to fill in, by the index of their start tags.
    forms: Vec<usize>,
}

/// The field that a form was refused for, with the reason.
pub(super) struct WrongField {
    pub(super) field: FieldName,
    pub(super) words: Cow<'static, str>,
}

/// The page with the form filled in.
pub(super) struct Filled<'a> {
    html: &'a str,
    changes: Changes,
    /// Where the reason belongs: the beginning of the form, or of the page's main part.
    top: usize,
    /// Whether the reason is at its field.
    pub(super) is_at_field: bool,
}

impl Filled<'_> {
    /// The page, with this at the top of the form.
    pub(super) fn with(mut self, top: String) -> String {
        self.changes.put(self.top..self.top, top);
        self.changes.made(self.html)
    }
}

impl<'a> Shown<'a> {
    /// Reads a page, and finds in it the form that was sent to this path.
    pub(super) fn read(html: &'a str, path: &str, typed: &Typed) -> Self {
        let tags = tags(html);
        let owners = owners(&tags);
        let mut shown = Self {
            html,
            tags,
            owners,
            forms: Vec::new(),
        };
        shown.forms = shown.sent(path, typed);
        shown
    }

    /// Whether the form was sent from the version that the page shows.
    pub(super) fn is_as_seen(&self, typed: &Typed) -> bool {
        let version = typed.version();
        version.is_some()
            && self.forms.iter().any(|form| {
                let mut fields = self.fields(*form);
                fields.any(|tag| tag.is("name", "version") && tag.get("value") == version)
            })
    }

    /// Fills in the form. What has a place in it is marked in `typed`.
    pub(super) fn fill(mut self, typed: &mut Typed, wrong: Option<WrongField>) -> Filled<'a> {
        let mut changes = Changes::default();
        // The reason is what comes first now.
        for tag in &mut self.tags {
            tag.turn("autofocus", false);
        }
        let wrong_tag = wrong.as_ref().and_then(|wrong| self.tag_of(wrong.field));
        for form in self.forms.clone() {
            typed.begin();
            for at in 0..self.tags.len() {
                if self.owners[at] == Some(form) {
                    self.fill_field(at, typed, &mut changes);
                }
            }
        }
        if let (Some(wrong), Some(at)) = (wrong, wrong_tag) {
            self.unfold(at);
            self.mark(at, wrong, &mut changes);
        }
        let top = self.forms.first().copied();
        let top = top.or_else(|| self.tags.iter().position(|tag| tag.name == "main"));
        changes.put_tags(&self.tags);
        Filled {
            html: self.html,
            changes,
            top: top.map_or(0, |top| self.tags[top].place.end),
            is_at_field: wrong_tag.is_some(),
        }
    }

    /// The forms that were sent, of those that lead to this path: those with the button that was
    /// pressed, or else those with a field that was sent, or else all of them.
    fn sent(&self, path: &str, typed: &Typed) -> Vec<usize> {
        let leads = |tag: &Tag, attribute| {
            let address = tag.get(attribute).unwrap_or_default();
            address.split(['?', '#']).next() == Some(path)
        };
        let is_candidate = |form: usize| {
            leads(&self.tags[form], "action")
                || self.fields(form).any(|tag| leads(tag, "formaction"))
        };
        let begun = |at: &usize| self.tags[*at].name == "form" && !self.tags[*at].is_end;
        let all = (0..self.tags.len()).filter(begun);
        let candidates: Vec<_> = all.filter(|form| is_candidate(*form)).collect();
        let named = |tag: &Tag| tag.get("name").is_some_and(|name| typed.has_name(name));
        let is_pressed = |tag: &Tag| {
            let (name, value) = (tag.get("name"), tag.get("value"));
            tag.name == "button" && typed.has(name.unwrap_or_default(), value.unwrap_or_default())
        };
        let is_typed = |tag: &Tag| tag.name != "button" && !tag.is("type", "hidden") && named(tag);
        let with = |test: &dyn Fn(&Tag) -> bool| -> Vec<usize> {
            let forms = candidates.iter().copied();
            forms.filter(|form| self.fields(*form).any(test)).collect()
        };
        [with(&is_pressed), with(&is_typed)]
            .into_iter()
            .find(|forms| !forms.is_empty())
            .unwrap_or(candidates)
    }

    /// The fields and buttons of a form.
    fn fields(&self, form: usize) -> impl Iterator<Item = &Tag> {
        let tags = self.tags.iter().zip(&self.owners);
        tags.filter(move |(_, owner)| **owner == Some(form))
            .map(|(tag, _)| tag)
    }

    /// The index of the tag of a field that can be seen, in the forms to fill in.
    fn tag_of(&self, field: FieldName) -> Option<usize> {
        let is_in = |at: &usize| self.owners[*at].is_some_and(|form| self.forms.contains(&form));
        let named = |name: String| {
            let tags = (0..self.tags.len()).filter(is_in);
            tags.filter(move |at| {
                let tag = &self.tags[*at];
                tag.is("name", &name) && tag.name != "button" && !tag.is("type", "hidden")
            })
        };
        let exact = named(field.to_string()).next();
        exact.or_else(|| named(field.name.to_owned()).nth(field.at?))
    }

    fn fill_field(&mut self, at: usize, typed: &mut Typed, changes: &mut Changes) {
        let name = self.tags[at].get("name").unwrap_or_default().to_owned();
        let value = self.tags[at].get("value").unwrap_or_default().to_owned();
        let kind = self.tags[at].get("type").unwrap_or("text").to_owned();
        match (&self.tags[at].name[..], &kind[..]) {
            _ if name.is_empty() || is_secret(&name) => {}
            ("button", _) => typed.found(&name, |sent| sent == value),
            ("input", "hidden") => typed.found(&name, |_| true),
            ("input", "checkbox" | "radio") => {
                let value = self.tags[at].get("value").unwrap_or("on").to_owned();
                let is_chosen = typed.has(&name, &value);
                typed.found(&name, |sent| sent == value);
                self.tags[at].turn("checked", is_chosen);
            }
            ("input", _) => {
                if let Some(value) = typed.place(&name, |_| true) {
                    self.tags[at].set("value", &value);
                }
            }
            ("textarea", _) => {
                if let Some(value) = typed.place(&name, |_| true) {
                    if !value.is_empty() {
                        self.unfold(at);
                    }
                    // The first end of a line after the tag is no part of the text.
                    changes.put(self.content(at), format!("\n{}", escaped(&value)));
                }
            }
            ("select", _) => self.choose(at, &name, typed),
            _ => {}
        }
    }

    /// Chooses the option of a menu that was sent, if the menu still has it.
    fn choose(&mut self, at: usize, name: &str, typed: &mut Typed) {
        let end = self.end_of(at).unwrap_or(at);
        let options: Vec<_> = (at..end)
            .filter(|at| self.tags[*at].name == "option" && !self.tags[*at].is_end)
            .collect();
        let value = |at: usize| {
            let option = &self.tags[at];
            option.get("value").unwrap_or(option.text.trim()).to_owned()
        };
        let values: Vec<_> = options.iter().map(|at| value(*at)).collect();
        let Some(sent) = typed.place(name, |sent| values.iter().any(|value| value == sent)) else {
            return;
        };
        for (option, value) in options.into_iter().zip(values) {
            self.tags[option].turn("selected", value == sent);
        }
    }

    /// Opens the folds around a field, so that it can be seen.
    fn unfold(&mut self, at: usize) {
        let mut around = Vec::new();
        for (index, tag) in self.tags[..at].iter().enumerate() {
            match (&tag.name[..], tag.is_end) {
                ("details", false) => around.push(index),
                ("details", true) => drop(around.pop()),
                _ => {}
            }
        }
        for index in around {
            self.tags[index].turn("open", true);
        }
    }

    /// Marks a field as wrong, with the reason after it.
    fn mark(&mut self, at: usize, wrong: WrongField, changes: &mut Changes) {
        let id = format!("wrong-{}", wrong.field);
        let end = match &self.tags[at].name[..] {
            "input" => at,
            _ => self.end_of(at).unwrap_or(at),
        };
        let after = self.tags[end].place.end;
        let words = escaped(&wrong.words);
        changes.put(
            after..after,
            format!(r#" <small class="wrong" id="{id}">{words}</small>"#),
        );
        let tag = &mut self.tags[at];
        let described = tag.get("aria-describedby").map(|by| format!("{by} {id}"));
        tag.set("aria-describedby", &described.unwrap_or(id));
        tag.set("aria-invalid", "true");
        tag.turn("autofocus", true);
    }

    /// The index of the end tag of an element without elements of its kind in it.
    fn end_of(&self, at: usize) -> Option<usize> {
        let rest = self.tags.get(at..)?;
        let end = rest
            .iter()
            .position(|tag| tag.is_end && tag.name == self.tags[at].name)?;
        Some(at + end)
    }

    fn content(&self, at: usize) -> Range<usize> {
        let begin = self.tags[at].place.end;
        let end = self
            .end_of(at)
            .map_or(begin, |end| self.tags[end].place.start);
        begin..end
    }
}

/// The form of each field and button: the one that its attribute `form` names, or the one around it.
fn owners(tags: &[Tag]) -> Vec<Option<usize>> {
    let by_id = |id: &str| {
        let mut forms = tags.iter();
        forms.position(|tag| tag.name == "form" && tag.is("id", id))
    };
    let mut around = None;
    let owner = |(at, tag): (usize, &Tag)| match &tag.name[..] {
        "form" => {
            around = (!tag.is_end).then_some(at);
            None
        }
        "input" | "textarea" | "select" | "button" if !tag.is_end => match tag.get("form") {
            Some(id) => by_id(id),
            None => around,
        },
        _ => None,
    };
    tags.iter().enumerate().map(owner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<main><form action="/other"><input name="a" value="1"></form>
<form action="/act"><button name="do" value="one">One</button></form>
<form action="/act" id="act"><input type="hidden" name="version" value="7">
<input name="a" value="1"><input name="a"><input name="password" type="password">
<textarea name="t">old</textarea><input type="checkbox" name="c" value="x" checked>
<input type="checkbox" name="c" value="y"><select name="s"><option selected>p &amp; q</option>
<option value="r">R</option></select></form><input form="act" name="b"></main>"#;

    fn filled(sent: &str, wrong: Option<WrongField>) -> (String, Vec<String>) {
        let mut typed = Typed::read(sent.as_bytes());
        let shown = Shown::read(PAGE, "/act", &typed);
        let html = shown.fill(&mut typed, wrong).with("TOP".to_owned());
        let left = typed.without_place();
        (html, left.iter().map(|field| field.name.clone()).collect())
    }

    #[test]
    fn a_form_holds_what_was_sent() {
        let sent = "version=3&a=%22%3C&a=second&t=%3C/textarea%3E&c=y&s=r&b=far&password=pw&gone=x";
        let (html, left) = filled(sent, None);
        for part in [
            r#"<form action="/act" id="act">TOP<input type="hidden" name="version" value="7">"#,
            r#"<input name="a" value="&quot;&lt;"><input name="a" value="second">"#,
            "<textarea name=\"t\">\n&lt;/textarea&gt;</textarea>",
            r#"<input name="c" type="checkbox" value="x">"#,
            r#"<input checked name="c" type="checkbox" value="y">"#,
            r#"<option>p &amp; q</option>"#,
            r#"<option selected value="r">R</option>"#,
            r#"<input form="act" name="b" value="far">"#,
            r#"<form action="/other"><input name="a" value="1">"#,
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("pw"), "{html}");
        assert_eq!(left, ["gone"]);
    }

    #[test]
    fn the_button_tells_the_form() {
        let (html, left) = filled("do=one&a=x", None);
        assert!(html.contains(r#"<form action="/act">TOP<button"#), "{html}");
        assert_eq!(left, ["a"]);
    }

    #[test]
    fn an_option_that_is_gone_is_left() {
        let (html, left) = filled("s=p+%26+q&a=1", None);
        assert!(html.contains("<option selected>p &amp; q"), "{html}");
        assert!(left.is_empty());
        assert_eq!(filled("s=gone&a=1", None).1, ["s"]);
    }

    #[test]
    fn what_is_wrong_or_typed_is_in_no_closed_fold() {
        let page = r#"<main><details><summary>A</summary></details><form action="/act">
<details><summary>B</summary><details><summary>C</summary><input name="a"></details></details>
<details><summary>D</summary><textarea name="t"></textarea></details></form></main>"#;
        let mut typed = Typed::read(b"a=1&t=text");
        let field = FieldName {
            name: "a",
            at: None,
        };
        let words = "No.".into();
        let shown = Shown::read(page, "/act", &typed);
        let wrong = Some(WrongField { field, words });
        let html = shown.fill(&mut typed, wrong).with(String::new());
        for (fold, is_open) in [("A", false), ("B", true), ("C", true), ("D", true)] {
            let tag = if is_open {
                "<details open>"
            } else {
                "<details>"
            };
            let fold = format!("{tag}<summary>{fold}");
            assert!(html.contains(&fold), "{fold} is not in {html}");
        }
    }

    #[test]
    fn the_reason_is_at_its_field() {
        let at = Some(1);
        let field = FieldName { name: "a", at };
        let words = "No & no.".into();
        let (html, _) = filled("a=1&a=2", Some(WrongField { field, words }));
        let marked = r#"aria-describedby="wrong-a-1" aria-invalid="true" autofocus name="a" value="2"> <small class="wrong" id="wrong-a-1">No &amp; no.</small>"#;
        assert!(html.contains(marked), "{html}");
    }
}
