//! Checks that the desk's output is harmless for its readers.

use html5gum::{Token, Tokenizer};

/// The elements in the desk's pages.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "body",
    "br",
    "button",
    "circle",
    "code",
    "datalist",
    "dd",
    "desc",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "form",
    "g",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "input",
    "label",
    "legend",
    "li",
    "line",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "option",
    "p",
    "path",
    "rect",
    "section",
    "select",
    "span",
    "strong",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
];

/// Attributes with an address, which must be on the desk itself.
const LEADING: &[&str] = &["action", "formaction", "href", "src"];

/// Checks that a page has only the desk's own elements, and nothing that a browser would follow,
/// load or run.
pub fn page(html: &str) {
    text(html);
    for token in Tokenizer::new(html).flatten() {
        let Token::StartTag(tag) = token else {
            continue;
        };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        assert!(ELEMENTS.contains(&&name[..]), "<{name}> is on {html}");
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute);
            let value = String::from_utf8_lossy(value);
            assert!(!attribute.starts_with("on"), "{attribute} is on {html}");
            assert_ne!(attribute, "style", "{html}");
            let leads_elsewhere = !value.starts_with('/') && !value.starts_with('#');
            assert!(
                !LEADING.contains(&&attribute[..]) || !leads_elsewhere && !value.starts_with("//"),
                "{attribute}={value} is on {html}"
            );
        }
    }
}

/// Checks a page with a text exactly as reported. HTML can carry the controls U+0080 to U+009F only
/// as they are; all other hidden characters are references.
pub fn exact_page(html: &str) {
    page(&html.replace(|char| matches!(char, '\u{80}'..='\u{9f}'), ""));
}

/// Checks that a text has no control characters except line ends and tabs, and no characters that
/// hide or reorder others.
pub fn text(text: &str) {
    let bad = text.chars().find(|char| is_bad(*char));
    assert_eq!(bad.map(u32::from), None, "in {text:?}");
}

fn is_bad(char: char) -> bool {
    char.is_control() && !matches!(char, '\n' | '\r' | '\t')
        || matches!(
            char,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Checks that no cell of a table with this separator begins a formula.
pub fn table(csv: &str, separator: char) {
    for line in csv.lines() {
        for cell in line.split(separator) {
            let cell = cell.trim_matches('"');
            let begins_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!begins_formula, "{cell:?} in {line:?}");
        }
    }
}
