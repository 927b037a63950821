//! Finds the policies in a text as people paste it: a tool's list of headers, a page's head, or a
//! bare policy, with or without wrapped lines.

use std::mem::take;

use html5gum::{StartTag, Token, Tokenizer};

const HEADER: &str = "content-security-policy";
const REPORT_ONLY: &str = "content-security-policy-report-only";

/// The schemes of sources. A line that begins with one of them continues the policy before it; any
/// other word with a colon begins a header.
const SCHEMES: [&str; 6] = ["https", "http", "data", "blob", "wss", "ws"];

/// The directives without sources, from the standard and related ones.
const DIRECTIVES: [&str; 13] = [
    "base-uri",
    "block-all-mixed-content",
    "form-action",
    "frame-ancestors",
    "navigate-to",
    "plugin-types",
    "report-to",
    "report-uri",
    "require-sri-for",
    "require-trusted-types-for",
    "sandbox",
    "trusted-types",
    "upgrade-insecure-requests",
];
const SOURCES: [&str; 3] = ["-src", "-src-elem", "-src-attr"];

/// The policies in a text.
#[derive(Default)]
pub(super) struct Pasted {
    /// The text of each policy that is enforced.
    pub(super) policies: Vec<String>,
    /// Whether the text has a report-only policy, which blocks nothing.
    pub(super) report_only: bool,
}

/// The part of the text that a line belongs to.
#[derive(Default)]
enum Part {
    /// A policy without a header's name, or the lines before the first header.
    #[default]
    Bare,
    Policy,
    ReportOnly,
    Other,
}

impl Pasted {
    pub(super) fn read(text: &str) -> Self {
        let mut pasted = Self::default();
        let (mut part, mut words) = (Part::default(), String::new());
        for line in text.lines().map(str::trim) {
            // `curl -v` puts this before the headers of an answer.
            let line = line.strip_prefix("< ").unwrap_or(line);
            if let Some((next, rest)) = begun(line, &part) {
                pasted.add(part, take(&mut words));
                (part, words) = (next, rest.to_owned());
            } else {
                words.push(' ');
                words.push_str(line);
            }
        }
        pasted.add(part, words);
        pasted.policies.extend(tags(text));
        pasted
    }

    fn add(&mut self, part: Part, words: String) {
        let first = || {
            words
                .split([' ', '\t', ';', ','])
                .find(|word| !word.is_empty())
        };
        match part {
            Part::Policy => self.policies.push(words),
            Part::Bare if first().is_some_and(is_directive) => self.policies.push(words),
            Part::ReportOnly => self.report_only = true,
            Part::Bare | Part::Other => {}
        }
    }
}

/// The part that begins with this line, and the text of the line that belongs to it; `None` if the
/// line continues the part before.
fn begun<'a>(line: &'a str, before: &Part) -> Option<(Part, &'a str)> {
    if line.starts_with('<') || (line.is_empty() && !matches!(before, Part::Bare)) {
        return Some((Part::Other, ""));
    }
    let (name, rest) = line.split_once(':')?;
    if name.eq_ignore_ascii_case(HEADER) {
        Some((Part::Policy, rest))
    } else if name.eq_ignore_ascii_case(REPORT_ONLY) {
        Some((Part::ReportOnly, rest))
    } else {
        let is_word = !name.contains([' ', '\t', ';']) && !rest.starts_with(|next| next > ' ');
        let is_scheme = SCHEMES
            .iter()
            .any(|scheme| name.eq_ignore_ascii_case(scheme));
        (is_word && !is_scheme).then_some((Part::Other, ""))
    }
}

/// The policies in the `<meta>` tags of a page.
fn tags(html: &str) -> impl Iterator<Item = String> {
    Tokenizer::new(html).filter_map(|token| match token {
        Ok(Token::StartTag(tag)) => policy_of(&tag),
        _ => None,
    })
}

fn policy_of(tag: &StartTag<()>) -> Option<String> {
    let is_policy = tag.name.as_slice() == b"meta"
        && tag
            .attributes
            .get(&b"http-equiv"[..])?
            .trim_ascii()
            .eq_ignore_ascii_case(HEADER.as_bytes());
    let content = tag.attributes.get(&b"content"[..])?;
    is_policy.then(|| String::from_utf8_lossy(content).into_owned())
}

/// Whether this is the name of a directive.
pub(super) fn is_directive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    DIRECTIVES.contains(&name.as_str()) || SOURCES.iter().any(|ending| name.ends_with(ending))
}
